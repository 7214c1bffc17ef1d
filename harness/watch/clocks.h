/* The time. */
#ifndef TASKLOSS_WATCH_CLOCKS_H
#define TASKLOSS_WATCH_CLOCKS_H

#include <stdint.h>

/* In nanoseconds, of the monotonic clock. */
uint64_t clocks_now(void);

/* What the threads of this process have computed, in nanoseconds. A system call. */
uint64_t clocks_computed(void);

/* What it takes to read them, in nanoseconds: measured once. */
uint64_t clocks_now_takes(void);
uint64_t clocks_computed_takes(void);

#endif
