/* The processes that a trial has started, however far down: as long as one lives, it may do
 * something that the trial waits for. */
#ifndef TASKLOSS_FAMILY_H
#define TASKLOSS_FAMILY_H

#include <sys/types.h>

/* Whose child a process below this one becomes when its own parent ends; 0, as at first: nobody's
 * that can be asked. It has no other children than this process and such orphans. */
void family_keeper(pid_t keeper);

/* A child of the keeper all the same, which the trial has not started. 0: there is none. */
void family_stranger(pid_t stranger);

/* Does one of them live? */
int family_lives(void);

/* Real ns for which they ran on a processor so far, of those that live; *running: does one of them
 * run now, or wait for a processor? */
long long family_ran(int *running);

#endif
