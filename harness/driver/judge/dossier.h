/* What a change of asyncio changes: each Python of a run as it is, and with another event loop or
 * task kind, held against each other over all their cells. Pure functions. */
#ifndef TASKLOSS_DOSSIER_H
#define TASKLOSS_DOSSIER_H

#include "compare.h"

/* What is summed up. X(symbol, name, meaning) */
#define DOSSIER_MATTERS(X)                                                                         \
    X(LOST, "lost", "jobs destroyed, though their wake-up would have come")                        \
    X(DRAGGED, "stalled or broken",                                                                \
      "jobs that wait for ever, or fail, as something else was destroyed")                         \
    X(ORPHANED, "orphans destroyed", "jobs destroyed that nothing would ever have woken")          \
    X(PENDING, "pending to the end", "jobs that nothing ever wakes, and that are still there")     \
    X(LEAKED, "leaked", "jobs that ended, and are still there when all else is dropped")           \
    X(SILENT, "silent", "jobs that were lost or failed, and nobody was told")

enum dossier_matter {
#define X(symbol, name, meaning) DOSSIER_##symbol,
    DOSSIER_MATTERS(X)
#undef X
        DOSSIER_MATTER_COUNT
};

extern const struct tl_term dossier_matters[DOSSIER_MATTER_COUNT];

/* What it comes to. X(symbol, name); the first that fits */
#define DOSSIER_VERDICTS(X)                                                                        \
    X(UNMEASURED, "could not be measured")                                                         \
    X(NOTHING, "changes nothing")                                                                  \
    X(MORE, "loses jobs that were not lost")                                                       \
    X(SAME, "loses the same jobs")                                                                 \
    X(NONE_LEFT, "loses no job")                                                                   \
    X(FEWER, "loses fewer jobs")

enum dossier_verdict {
#define X(symbol, name) DOSSIER_##symbol,
    DOSSIER_VERDICTS(X)
#undef X
        DOSSIER_VERDICT_COUNT
};

extern const char *const dossier_verdicts[DOSSIER_VERDICT_COUNT];

/* Of the cells that were measured on both sides; [0]: as it is, [1]: changed. */
struct dossier_sum {
    size_t cells[2];   /* in which it is above zero */
    uint64_t jobs[2];  /* of all trials */
    size_t fell, rose; /* cells */
};

struct dossier_row {
    const struct tl_implementation *before, *after; /* borrowed from the results */
    struct tl_comparison comparison;
    struct dossier_sum sums[DOSSIER_MATTER_COUNT];
    enum dossier_verdict verdict;
};

struct dossier {
    struct dossier_row *rows; /* in the order of the run */
    size_t count;
};

/* Pairs each implementation of an event loop with the same Python and kinds without one, each other
 * one of some kinds with the same Python without. It is an error if there is no such pair. Borrows
 * from `results`; free with dossier_free, also on -1. */
int dossier_make(struct dossier *out, const struct tl_results *results, struct tl_error *error);
void dossier_free(struct dossier *dossier);

/* How many jobs of a cell it is. */
uint64_t dossier_number(const struct tl_result *cell, enum dossier_matter matter);

/* Is this a count that one of the matters sums up, so that it is told already? */
bool dossier_tells(const char *key);

#endif
