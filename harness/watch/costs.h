/* What the hooks have taken of what the process computed: estimated, as to measure each call would
 * take as long as the call. Counted without the GIL in places: a hint. */
#ifndef TASKLOSS_WATCH_COSTS_H
#define TASKLOSS_WATCH_COSTS_H

#include <stdint.h>

extern uint64_t costs_steps;  /* of loops; whoever takes one counts it */
extern uint64_t costs_timers; /* of the kernel; the same */

/* Is the next task to be timed? */
int costs_wants_birth(void);

/* So long has it taken to remember one. */
void costs_birth(uint64_t ns);

/* In nanoseconds, so far. */
uint64_t costs_hooks(void);

/* In a forked child: it has computed nothing. */
void costs_forget_all(void);

#endif
