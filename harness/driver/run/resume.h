/* A run that was broken off, gone on with. */
#ifndef TASKLOSS_RESUME_H
#define TASKLOSS_RESUME_H

#include "rounds.h"
#include "store.h"

/* Looks for the latest run. If it was asked for as `run` is, `run->id` becomes its id, `cells` (by
 * index of the plan) the ids of the cells it has, and `rounds` hears what they have measured; else
 * it is an error. `run->id` 0: the folder holds no run yet. `*ended`: it has come to its end. */
int resume_find(struct store *store, const struct plan *plan, struct tl_run *run, int64_t *cells,
                struct rounds *rounds, bool *ended, struct tl_error *error);

#endif
