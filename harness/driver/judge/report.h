/* A check: from the results of a run to its findings. Pure: no input or output, no text. */
#ifndef TASKLOSS_REPORT_H
#define TASKLOSS_REPORT_H

#include "baseline.h"
#include "error.h"
#include "findings.h"

/* Builds the report. `results` and `baseline` (NULL: none) are borrowed and must outlive it.
 * `seed`: for what is drawn in tests of chance. Free with check_free, also on -1. */
int check_report(struct tl_report *out, const struct tl_results *results,
                 const struct baseline *baseline, uint64_t seed, struct tl_error *error);
void check_free(struct tl_report *report);

/* TL_EXIT_UNEXPECTED for a difference, else TL_EXIT_UNMEASURED if anything could not be measured or
 * nothing was judged, else TL_EXIT_AS_EXPECTED. */
enum tl_exit check_exit(const struct tl_report *report);

#endif
