/* What a cell, or several together, show first: the one word and colour that stand for them. */
#ifndef TASKLOSS_OUTCOME_H
#define TASKLOSS_OUTCOME_H

#include "pool.h"

/* X(symbol, name, meaning), the gravest first: what is found of a job at all comes before what is
 * found of fewer, and nothing found comes only where all was looked at. */
#define OUTCOMES(X)                                                                                \
    X(LOST, "lost", "destroyed while pending, though it would have been woken")                    \
    X(STALLED, "stalled", "waits for ever, as what it needs was destroyed")                        \
    X(BROKEN, "broken", "fails, as what it needs was destroyed")                                   \
    X(UNCANCELLED, "uncancelled", "was cancelled, and finished as if it had not been")             \
    X(ORPHANED, "orphaned", "destroyed while pending, and nothing would ever have woken it")       \
    X(LEAKED, "leaked", "ended, and still alive after all was dropped")                            \
    X(SILENT, "silent", "failed, and nobody was told")                                             \
    X(LEAVES, "leaves", "where it was cancelled, left something behind, or made asyncio complain") \
    X(UNMEASURED, "unmeasured", "could not be measured")                                           \
    X(NO_JOBS, "no-jobs", "no jobs whose loss is counted")                                         \
    X(NONE, "none", "none of these")

enum outcome {
#define X(symbol, name, meaning) OUTCOME_##symbol,
    OUTCOMES(X)
#undef X
        OUTCOME_COUNT
};

extern const struct tl_term outcomes[OUTCOME_COUNT];

/* Of a point with cells. Some trials not measured do not hide what the others found, and are no
 * "none" where these found nothing. */
enum outcome outcome_of(const struct pool_point *point);

#endif
