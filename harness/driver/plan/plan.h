/* The plan: implementations x cases x guards x pressures, as cells in the order they are run. */
#ifndef TASKLOSS_PLAN_H
#define TASKLOSS_PLAN_H

#include "cases.h"
#include "cell.h"
#include "error.h"
#include "pythons.h"
#include "words.h"

/* A combination that does not apply, and why: one line, a constant string. */
struct plan_left_out {
    struct tl_cell cell;
    const char *why;
};

/* Cells [first, first + count) of one case on one implementation: they follow each other in one
 * worker, which imports the case once. */
struct plan_chunk {
    size_t first, count;
    size_t implementation; /* its index: chunks of one implementation follow each other */
};

struct plan {
    struct tl_cell *cells; /* by implementation, case, guard, pressure */
    size_t count;
    struct plan_chunk *chunks;
    size_t chunk_count;
    struct plan_left_out *left_out;
    size_t left_out_count;
};

/* Makes the plan. `guards`: bit 1 << enum tl_guard for each wanted. What it is made from is
 * borrowed and must outlive it. An empty plan is no error here. */
int plan_make(struct plan *out, const struct tl_targets *targets, const struct tl_cases *cases,
              uint32_t guards, const struct pressure *pressures, size_t pressure_count,
              struct tl_error *error);

/* Cuts the plan down to the cells that are wanted. */
void plan_keep(struct plan *plan, bool (*is_wanted)(void *context, const struct tl_cell *cell),
               void *context);

/* The cells of `from`, each under pressures of its own in place of the one it has: pressures[i] has
 * counts[i] of them for cell i. (*origins)[k] is the cell of `from` that cell k was made of; to be
 * freed. */
void plan_spread(struct plan *out, const struct plan *from, struct pressure *const *pressures,
                 const size_t *counts, size_t **origins);

void plan_free(struct plan *plan);

#endif
