/* Connections to processes that are not known: what comes from there, nobody here can tell. */
#ifndef TASKLOSS_OUTSIDE_H
#define TASKLOSS_OUTSIDE_H

/* Both are to be asked while no process lives that this one has started. Another process is one
 * that is neither the parent of this one nor has ended. */

/* Takes from the list of descriptors what is no socket, and local sockets. Is one of these
 * connected to another process? */
int outside_leaves_local(int *opened, int *count);

/* Is one of those left connected to another process? */
int outside_is_connected(const int *opened, int count);

#endif
