/* Looking for exposed tasks, holding them, and following what they come to. Needs the GIL. */
#ifndef TASKLOSS_WATCH_RESCUE_H
#define TASKLOSS_WATCH_RESCUE_H

#include <stdint.h>

void rescue_begin(void);

/* May the next look be now, and is there anything to look at? A hint, also without the GIL. */
int rescue_is_due(uint64_t now);

/* When a look would be due if the process only waited; 0: there is nothing to look at, or the wait
 * has no end of its own and cannot be given one yet. A hint. */
uint64_t rescue_next(uint64_t now, int is_endless);

/* Where rescue_is_due() says so: follows the held tasks, and lets go of those that have ended or
 * whose loop is closed. Then one look at the tasks of the loop that runs in this thread; tells of
 * what it found. Is there one? */
int rescue_look(void);

/* The interpreter ends: follows the held tasks a last time, and lets go of none. */
void rescue_at_end(void);

/* In a forked child: nothing is held for it. */
void rescue_forget_all(void);

#endif
