/* A run from its options to its results: plan, workers, store. */
#ifndef TASKLOSS_RUNNER_H
#define TASKLOSS_RUNNER_H

#include "cells.h"
#include "error.h"
#include "plan.h"
#include "run_options.h"

/* Runs what `options` ask for and reads the results back into `out`, to be freed with
 * cells_free. Shows progress on standard error. Where only a list is wanted, it is printed and
 * nothing is run. -1 with `error` filled in: nothing was run
 * (bad usage, no such Python), or it was broken off; what had ended by then is in the store. */
int runner_run(const struct run_options *options, struct tl_results *out, struct tl_error *error);

/* What a plain run amounts to: TL_EXIT_UNMEASURED if any cell could not be measured,
 * TL_EXIT_UNEXPECTED if a guard that keeps its tasks lost one, or has one that waits or fails for
 * what was lost and the head does not know it, else TL_EXIT_AS_EXPECTED. */
enum tl_exit runner_verdict(const struct tl_results *results);

/* The same of one cell. */
enum tl_exit runner_cell_verdict(const struct tl_result *cell);

/* A run of which nobody knows beforehand how far it goes: what is run next depends on what came.
 * Its allocations are counted under each pressure. `cell` is an index of the stage's plan. */
struct runner_heard {
    void *context;
    void (*trial)(void *context, size_t cell, const struct tl_answer *answer,
                  const struct tl_task_row *tasks, const struct tl_fact *facts);
    void (*unmeasured)(void *context, size_t cell, const char *why);
};

struct stages;

/* Begins a run; stages_plan() is what `options` ask for, with their pressures. `options` and
 * `heard` are borrowed. Free in any case. */
int stages_begin(struct stages **out, const struct run_options *options,
                 const struct runner_heard *heard, struct tl_error *error);
const struct plan *stages_plan(const struct stages *stages);

/* Runs a plan as a part of the run, each cell once. */
int stages_run(struct stages *stages, const struct plan *plan, struct tl_error *error);

/* The run has come to its end. */
int stages_end(struct stages *stages, struct tl_error *error);
void stages_free(struct stages *stages);

#endif
