/* A run from its options to its results: plan, workers, store. */
#ifndef TASKLOSS_RUNNER_H
#define TASKLOSS_RUNNER_H

#include "cells.h"
#include "error.h"
#include "run_options.h"

/* Runs what `options` ask for and reads the results back into `out`, to be freed with
 * cells_free. Shows progress on standard error. Where only a list is wanted, it is printed and
 * nothing is run. -1 with `error` filled in: nothing was run
 * (bad usage, no such Python), or it was broken off; what had ended by then is in the store. */
int runner_run(const struct run_options *options, struct tl_results *out, struct tl_error *error);

/* What a plain run amounts to: TL_EXIT_UNMEASURED if any cell could not be measured,
 * TL_EXIT_UNEXPECTED if a guard that keeps its tasks lost one, else TL_EXIT_AS_EXPECTED. */
enum tl_exit runner_verdict(const struct tl_results *results);

#endif
