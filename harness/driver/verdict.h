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
    char *text; /* one line with the numbers: "lost: expected 0, saw 4 of 4 jobs" */
};

struct tl_findings {
    struct tl_finding *items;
    size_t count;
};

/* A count by its name: a baseline has these of a cell. */
struct tl_count {
    char *key;
    int64_t number;
};

/* A cell of a baseline. */
struct tl_baseline_cell {
    char *implementation, *case_id, *case_name, *guard, *pressure;
    struct tl_count *counts; /* by key */
    size_t count;
    struct tl_sample *samples; /* one a trial; none where the pressure leaves nothing to chance */
    size_t sample_count;
};

/* Does this pressure leave nothing to chance? Then counts are compared as they are. */
bool verdict_is_exact(const char *pressure);

/* A count of a cell by its key: a fate, "leaked", "silent", "spawned", or a fact; 0 for a fact that
 * nobody reported. */
int64_t verdict_count(const struct tl_result *cell, const char *key);

/* The counts of a cell that a baseline holds, by key. Free with verdict_counts_free. */
void verdict_counts(const struct tl_result *cell, struct tl_count **out, size_t *count);
void verdict_counts_free(struct tl_count *counts, size_t count);

/* Adds the findings of a cell to `out`. What is judged:
 *  - bare, local, callback-only, threadsafe: lost, orphaned, stranded and leaked as the head says;
 *    bare also all else in the head. A head that does not speak of orphaned, stranded or leaked
 *    expects none: that is a finding only where there are some.
 *  - a guard that keeps its tasks, and shield from 3.7 on: none lost, none leaked but where the
 *    head says so or the guard is list; none orphaned, in the same way.
 *  - under a pressure other than a collection at each step, only that nothing is lost: a loss that
 *    chance might have made, but did not, contradicts nothing. With the collector off, nothing.
 * A cell that could not be measured, even in part, has only findings that say so. `baseline` may be
 * NULL;
 * with one, exact counts must be equal. Findings by chance against a baseline have their p;
 * verdict_settle gives their verdict. */
int verdict_cell(const struct tl_result *cell, const struct tl_baseline_cell *baseline,
                 uint64_t seed, struct tl_findings *out, struct tl_error *error);

/* Decides the tested findings of all cells together: a change is called where its false discovery
 * rate is at most 0.05. */
int verdict_settle(struct tl_findings *const *cells, size_t count, struct tl_error *error);

/* A cell in one word: the first difference, else could-not-measure, else as-expected. */
enum tl_verdict verdict_of(const struct tl_findings *findings);

void verdict_free(struct tl_findings *findings);

/* The p-value of two sets of trials having the same loss rate; NAN if one of them has no data. */
double verdict_p(const struct tl_sample *a, size_t a_count, const struct tl_sample *b,
                 size_t b_count, uint64_t seed);

#endif
