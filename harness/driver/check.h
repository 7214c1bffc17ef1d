/* A check: from the results of a run to a report with its verdicts and the commands to repeat. */
#ifndef TASKLOSS_CHECK_H
#define TASKLOSS_CHECK_H

#include "error.h"
#include "output/baseline.h"
#include "output/report.h"
#include "run_options.h"
#include "store.h"

/* Builds the report. `results` is what runner_run made of `options`; both, and `baseline` (NULL:
 * none), are borrowed and must outlive it. Reads the trials that show a difference from the store.
 * Free with check_free, also on -1. */
int check_report(struct tl_report *out, const struct tl_results *results,
                 const struct run_options *options, const struct baseline *baseline,
                 struct tl_error *error);
void check_free(struct tl_report *report);

/* TL_EXIT_UNEXPECTED for a difference, else TL_EXIT_UNMEASURED if anything could not be measured or
 * nothing was judged, else TL_EXIT_AS_EXPECTED. */
enum tl_exit check_exit(const struct tl_report *report);

#endif
