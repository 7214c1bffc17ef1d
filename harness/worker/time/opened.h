/* The descriptors that are open in this process. */
#ifndef TASKLOSS_OPENED_H
#define TASKLOSS_OPENED_H

#define OPENED_MAX 4096

/* Those from 3 on, in order, up to a while beyond the first that is free: a trial's are small and
 * few. How many. */
int opened_list(int out[OPENED_MAX]);

#endif
