/* What the hooks cost: trivial tasks with them and without. */
#ifndef TASKLOSS_HOOK_COST_H
#define TASKLOSS_HOOK_COST_H

#include <stdint.h>

/* Real microseconds for the same many tasks. 0, or -1 with an exception. */
int hook_cost(int64_t *without, int64_t *with);

#endif
