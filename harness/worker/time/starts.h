/* Other programs that the trial, or a process that it forked, starts. */
#ifndef TASKLOSS_STARTS_H
#define TASKLOSS_STARTS_H

/* Called before each start of a program that is there, perhaps in a process that shares this one's
 * memory, or a copy of it: it may do no more than a signal handler. */
void starts_on(void (*start)(void));

#endif
