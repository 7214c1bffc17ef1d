/* Counts the interpreter's object allocations, the clock of survival under natural pressure. */
#ifndef TASKLOSS_ALLOCATIONS_H
#define TASKLOSS_ALLOCATIONS_H

#include <stdint.h>

/* From now on each allocation of the object allocator adds one to `counter`. Once a process. A
 * Python whose allocator cannot be wrapped is left as it is, and `counter` stays 0. */
void allocations_count(uint64_t *counter);

/* Can they be counted? */
int allocations_can_count(void);

/* Called once, within the N-th allocation, or now if there were as many: nothing may be allocated
 * there. */
void allocations_at(uint64_t n, void (*reached)(void));

#endif
