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
void plan_free(struct plan *plan);

#endif
