/* What the parts of virtual time share: conversions, and where the clock stands. For this room. */
#ifndef TASKLOSS_VIRTUAL_H
#define TASKLOSS_VIRTUAL_H

#include <stdint.h>
#include <time.h>

#define NS    1000000000LL
#define NEVER INT64_MAX

long long virtual_real_ns(void);
struct timespec virtual_from_ns(long long ns);
long long virtual_to_ns(const struct timespec *t); /* NEVER if it is too far away to count */

/* Is virtual time in force? Has it ever been: is what clocks tell not the kernel's? */
int virtual_is_on(void);
int virtual_is_told(void);

/* Virtual ns since clock_start(); in a process that was forked since, going on with real time. */
long long virtual_now(void);

/* Never back. */
void virtual_advance_to(long long moment);

/* A look at the clock takes a little time, too. */
void virtual_look(void);

/* What a clock showed when virtual time began; and does it tell time at all, or CPU time? */
long long virtual_base_of(clockid_t clock);
int virtual_tells(clockid_t clock);

/* Deadlines of either clock are far apart, so the value tells which clock it is of. */
clockid_t virtual_clock_of(const struct timespec *deadline);

/* A loop step: this is where every event loop comes by once a turn. */
void virtual_step(void);

/* A wait of another kind: if it is an event loop's, it is a loop step. */
void virtual_wait(void);

/* It waits, and a process that is not known may do something. */
void virtual_outside(void);

/* Nothing can ever wake this process again. */
void virtual_idle(void);

#endif
