/* Connections to processes that are not known: what comes from there, nobody here can tell. */
#ifndef TASKLOSS_OUTSIDE_H
#define TASKLOSS_OUTSIDE_H

/* Is one of the descriptors `opened` connected to another process that is neither the parent of
 * this one nor one that has ended? To be asked while no process lives that this one has started. */
int outside_is_connected(const int *opened, int count);

#endif
