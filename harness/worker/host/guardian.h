/* The guardian: the worker's first process. It runs no Python, and leaves no process behind. */
#ifndef TASKLOSS_GUARDIAN_H
#define TASKLOSS_GUARDIAN_H

/* Forks; returns in the child, which shall do the work. The parent stays as guardian: when the
 * child ends, or the driver dies, or a signal asks it to, it kills every process below it and ends.
 */
void guardian_fork(void);

#endif
