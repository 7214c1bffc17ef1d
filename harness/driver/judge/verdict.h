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

#include "baseline.h"
#include "cells.h"
#include "error.h"

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

/* Indexed by the enum. */
extern const struct tl_term tl_verdicts[TL_VERDICT_COUNT];

/* Does it make the exit status 1, unless the finding is accepted? */
bool verdict_differs(enum tl_verdict verdict);

/* What is expected of a count. */
enum tl_expected { TL_EXPECT_NOTHING, TL_EXPECT_ZERO, TL_EXPECT_ABOVE };

/* Where a finding stands. X(symbol, name, meaning) */
#define TL_STANDINGS(X)                                                                            \
    X(NEW, "new", "not as the baseline, or without one the case's head, has it")                   \
    X(KNOWN, "known", "not as the head has it, and as the baseline has it")                        \
    X(IMPROVED, "improved", "as the head has it, and the baseline had it otherwise")               \
    X(ACCEPTED, "accepted", "a difference that the file of accepted differences names")

enum tl_standing {
#define X(symbol, name, meaning) TL_STANDING_##symbol,
    TL_STANDINGS(X)
#undef X
        TL_STANDING_COUNT
};
extern const struct tl_term tl_standings[TL_STANDING_COUNT];

/* One behaviour on one implementation. */
struct tl_finding {
    char *key;                 /* "lost", ... or a fact's name */
    enum tl_expected expected; /* by the case's head, or by the guard */
    int64_t seen;              /* the count, summed over measured trials; 0 if not measured */
    bool has_baseline;
    int64_t baseline; /* the baseline's count */
    bool of_jobs;     /* the count is one of jobs: of `spawned`, and of so many in the baseline */
    int64_t spawned, baseline_spawned; /* baseline_spawned -1: not known */
    bool tested; /* p and q are there: a cell by chance, held against the baseline */
    double p, q;
    bool never_noted;        /* a fact of the head that no trial reported */
    bool by_itself;          /* without any collection: the cell's `unmeasured` says how */
    enum tl_verdict by_head; /* what it would be without a baseline */
    enum tl_verdict verdict;
    enum tl_standing standing; /* NEW where it is as expected, too */
    const char *reason;        /* for which it is accepted; borrowed, else NULL */
};

struct tl_findings {
    struct tl_finding *items;
    size_t count;
};

/* Adds the findings of a cell to `out`. What is judged:
 *  - bare, local, callback-only, threadsafe: lost, orphaned, stranded and leaked as the head says;
 *    bare also all else in the head. A head that does not speak of orphaned, stranded or leaked
 *    expects none: that is a finding only where there are some.
 *  - a guard that keeps its tasks, and shield from 3.7 on: none lost, none leaked but where the
 *    head says so or the guard is list; none orphaned, in the same way.
 *  - under a pressure other than a collection at each step, only that nothing is lost: a loss that
 *    chance might have made, but did not, contradicts nothing. With the collector off, nothing.
 *  - where jobs are cancelled, whatever the guard: no trouble (counts.h) and no aftermath (terms.h)
 *    but where the head says so of "cancel.KEY", and what else it says of such keys. Findings are
 *    called so too.
 * A cell that could not be measured, even in part, has only findings that say so. `baseline` may be
 * NULL;
 * where there is one it is the expectation, in place of the head: exact counts must be equal.
 * Findings by chance against a baseline have their p; verdict_settle gives their verdict. */
int verdict_cell(const struct tl_result *cell, const struct tl_baseline_cell *baseline,
                 uint64_t seed, struct tl_findings *out, struct tl_error *error);

/* Decides the tested findings of all cells together: a change is called where its false discovery
 * rate is at most 0.05. */
int verdict_settle(struct tl_findings *const *cells, size_t count, struct tl_error *error);

/* Is it a difference, or not measured, and not accepted? */
bool verdict_counts(const struct tl_finding *finding, enum tl_verdict kind);

/* A cell in one word: the first difference, else could-not-measure, else as-expected. What is
 * accepted is as expected. */
enum tl_verdict verdict_of(const struct tl_findings *findings);

void verdict_free(struct tl_findings *findings);

#endif
