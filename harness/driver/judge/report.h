/* A check: from the results of a run to its findings. Pure: no input or output, no text. */
#ifndef TASKLOSS_REPORT_H
#define TASKLOSS_REPORT_H

#include "baseline.h"
#include "error.h"
#include "findings.h"

/* What a check is held against, all borrowed; NULL: none. */
struct check_against {
    const struct baseline *baseline;
    bool allow_new;                 /* cells that the baseline has not are judged by their heads */
    struct accepted_list *accepted; /* `used` is set */
    const char *today;              /* "2026-11-25", for the days until which they are accepted */
};

/* Builds the report. `results` and `against` are borrowed and must outlive it. `seed`: for what is
 * drawn in tests of chance. Free with check_free, also on -1. */
int check_report(struct tl_report *out, const struct tl_results *results,
                 const struct check_against *against, uint64_t seed, struct tl_error *error);
void check_free(struct tl_report *report);

/* TL_EXIT_UNEXPECTED for a difference, else TL_EXIT_UNMEASURED if anything could not be measured,
 * the run is unfinished, the baseline lacks a cell or nothing was judged, else TL_EXIT_AS_EXPECTED.
 */
enum tl_exit check_exit(const struct tl_report *report);

#endif
