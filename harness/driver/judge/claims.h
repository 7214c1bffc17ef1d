/* Claims about asyncio's tasks, held against a run.
 *
 * A claim says on which versions a count of a case is above zero. What a run shows decides:
 *   confirmed          it holds on every implementation of the run
 *   refuted            it holds on none; or it names a boundary between versions, and the run,
 * which has implementations on both sides, shows the same on both depends            it holds on
 * some could not measure  none could be measured; or one could not, and the others all agree; or it
 *                      holds, but the run has no implementation on one side of its boundary
 */
#ifndef TASKLOSS_CLAIMS_H
#define TASKLOSS_CLAIMS_H

#include "cells.h"
#include "claims_file.h"

/* X(symbol, name, meaning) */
#define CLAIM_VERDICTS(X)                                                                          \
    X(CONFIRMED, "confirmed", "holds on every Python of the run")                                  \
    X(REFUTED, "refuted",                                                                          \
      "holds on no Python of the run; or it names a boundary between versions, and both sides of " \
      "it are the same")                                                                           \
    X(DEPENDS, "depends", "holds on some Pythons of the run")                                      \
    X(UNMEASURED, "could not measure", "the run does not tell")

enum claim_verdict {
#define X(symbol, name, meaning) CLAIM_##symbol,
    CLAIM_VERDICTS(X)
#undef X
        CLAIM_VERDICT_COUNT
};

extern const struct tl_term claim_verdicts[CLAIM_VERDICT_COUNT];

/* What one implementation of the run shows of a claim. */
struct claim_python {
    const struct tl_result *cell; /* one of the implementation; borrowed from the results */
    bool applies;                 /* false: the case does not apply, or was not run, there */
    bool claimed;                 /* is the count said to be above zero? */
    bool measured;                /* false: `seen` means nothing */
    int64_t seen;
    uint64_t spawned; /* jobs; 0 where `seen` is a fact */
};

struct claim_judged {
    const struct claim *claim;    /* borrowed */
    struct claim_python *pythons; /* each implementation of the run, in its order */
    size_t count;
    enum claim_verdict verdict;
};

/* The verdict alone: pure. `boundary`: the claim sets versions apart. */
enum claim_verdict claims_verdict(const struct claim_python *pythons, size_t count, bool boundary);

/* All claims against a run, in `*out`, as many as there are claims; free with claims_judged_free.
 * -1: no memory. */
int claims_judge(const struct claims *claims, const struct tl_results *results,
                 struct claim_judged **out);
void claims_judged_free(struct claim_judged *judged, size_t count);

#endif
