/* A share of a plan, for one of several machines. */
#ifndef TASKLOSS_SHARD_H
#define TASKLOSS_SHARD_H

#include "plan.h"

/* Cuts the plan down to the cells of shard `number` of `count`, 1 to `count`. Each cell is in one
 * shard, told by a hash of what it is: on whatever machine, whatever else is in the plan. So
 * a case that is added moves none of the others. */
void shard_cut(struct plan *plan, uint32_t number, uint32_t count);

/* Which one this cell is in: 1 to `count`. */
uint32_t shard_of(const struct tl_cell *cell, uint32_t count);

#endif
