/* Verdicts: what a cell shows, held against what its case's head expects and against a baseline.
 *
 * Pure functions. A behaviour is one key of one case under one guard, and the question "is its
 * count above zero?": lost, orphaned, stranded, leaked, silent, or a fact that the case reports.
 */
#ifndef TASKLOSS_VERDICT_H
#define TASKLOSS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "store.h"

/* X(symbol, name, difference, meaning). difference: 1 where it makes the exit status 1. */
#define TL_VERDICTS(X)                                                                             \
    X(AS_EXPECTED, "as-expected", 0, "what the case expects, and what the baseline has")           \
    X(NEW_LOSS, "new-loss", 1, "jobs are lost that were not")                                      \
    X(LOSS_GONE, "loss-gone", 1, "jobs are no longer lost that were")                              \
    X(NEW_LEAK, "new-leak", 1, "tasks are kept alive that were not")                               \
    X(LEAK_GONE, "leak-gone", 1, "tasks are no longer kept alive that were")                       \
    X(NOW_SILENT, "now-silent", 1, "nothing says so any more when a job fails or is lost")         \
    X(NOW_REPORTED, "now-reported", 1, "a failure or loss is reported that was not")               \
    X(CHANGED, "changed", 1, "another count, of which none of the other words speaks")             \
    X(COULD_NOT_MEASURE, "could-not-measure", 0, "not measured, so nothing is known")

enum tl_verdict {
#define X(symbol, name, difference, meaning) TL_VERDICT_##symbol,
    TL_VERDICTS(X)
#undef X
        TL_VERDICT_COUNT
};

/* Indexed by the enum; `argument` is 1 for a difference. */
extern const struct tl_term tl_verdicts[TL_VERDICT_COUNT];

/* What is expected of a count. */
enum tl_expected { TL_EXPECT_NOTHING, TL_EXPECT_ZERO, TL_EXPECT_ABOVE };

/* One behaviour on one implementation. */
struct tl_finding {
    char *key;                 /* "lost", ... or a fact's name */
    enum tl_expected expected; /* by the case's head, or by the guard */
    int64_t seen;              /* the count, summed over measured trials; 0 if not measured */
    bool has_baseline;
    int64_t baseline; /* the baseline's count */
    bool tested;      /* p and q are there: a cell by chance, held against the baseline */
    double p, q;
    enum tl_verdict verdict;
    char *text; /* one line with the numbers: "expected none, 4 of 4 jobs lost" */
};

#endif
