/* Waiting for something, or for a moment of virtual time. */
#ifndef TASKLOSS_WAITERS_H
#define TASKLOSS_WAITERS_H

/* Looks for what a thread waits for: for at most that many ms of real time. Nonzero: it came (or an
 * error did), and errno says what the wait shall return. */
typedef int (*look_at)(void *what, int ms);

/* Waits until `look` finds something or virtual time reaches `until` (0 is returned then). */
int waiters_wait(look_at look, void *what, long long until);

#endif
