/* The gravest thing that was found of any job. */
#include "outcome.h"

const struct tl_term outcomes[OUTCOME_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    OUTCOMES(X)
#undef X
};

enum outcome outcome_of(const struct pool_point *point)
{
    static const struct {
        enum tl_count count;
        enum outcome outcome;
    } order[] = {{TL_COUNT_LOST, OUTCOME_LOST},         {TL_COUNT_STALLED, OUTCOME_STALLED},
                 {TL_COUNT_BROKEN, OUTCOME_BROKEN},     {TL_COUNT_UNCANCELLED, OUTCOME_UNCANCELLED},
                 {TL_COUNT_ORPHANED, OUTCOME_ORPHANED}, {TL_COUNT_LEAKED, OUTCOME_LEAKED},
                 {TL_COUNT_SILENT, OUTCOME_SILENT}};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (point->counts[order[i].count] > 0)
            return order[i].outcome;
    if (point->aftermaths > 0)
        return OUTCOME_LEAVES;
    if (point->has_rate && point->rate > 0)
        return OUTCOME_LOST;
    if (!point->has_rate && pool_no_jobs(point))
        return OUTCOME_NO_JOBS;
    return point->has_rate && point->incomplete == 0 ? OUTCOME_NONE : OUTCOME_UNMEASURED;
}
