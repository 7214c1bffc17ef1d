/* How many trials each cell gets: a fixed number, or as many as its precision takes.
 *
 * Trials come in rounds. After each, the cells that are not yet known as precisely as asked for get
 * more, the least known ones the most of them, unless those there are are enough for another reason
 * (run_options.h); see sequential.h for why one may look that often.
 */
#ifndef TASKLOSS_ROUNDS_H
#define TASKLOSS_ROUNDS_H

#include <stdbool.h>

#include "plan.h"
#include "run_options.h"

struct rounds;

/* Both are borrowed. Free with rounds_free, which takes NULL. */
struct rounds *rounds_new(const struct plan *plan, const struct run_options *options);
void rounds_free(struct rounds *rounds);

/* Of a cell, by its index in the plan: trials before this round, and in it. */
uint32_t rounds_before(const struct rounds *rounds, size_t cell);
uint32_t rounds_trials(const struct rounds *rounds, size_t cell);

/* A trial of the cell has ended; `lost` of `spawned` jobs if it was `measured`. */
void rounds_trial(struct rounds *rounds, size_t cell, bool measured, uint32_t lost,
                  uint32_t spawned);

/* The cell gets no further trial once this round is over. */
void rounds_close(struct rounds *rounds, size_t cell);

/* Before the first round: a trial of the cell has been recorded already; it gets none at all. */
void rounds_recorded(struct rounds *rounds, size_t cell);
void rounds_give_up(struct rounds *rounds, size_t cell);

/* Makes the next round, also the first: `out` is the part of the plan that has trials in it, its
 * chunks to be freed by the caller, all else borrowed. false: there is none, and `out` has no
 * chunks. */
bool rounds_next(struct rounds *rounds, struct plan *out);

/* How many cells have had their most trials and are known less precisely than asked for. */
size_t rounds_imprecise(const struct rounds *rounds);

#endif
