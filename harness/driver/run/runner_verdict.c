/* What a run amounts to. */
#include "runner.h"

/* Of a task that is kept: its head knows that on this implementation it waits, or fails, for what
 * somebody else did not keep. */
static bool is_known(const struct tl_result *cell, size_t fate)
{
    const char *versions = fate != TL_FATE_LOST ? cell_head(cell, tl_fates[fate].name) : NULL;
    return versions != NULL && cell_is_in(cell, versions);
}

enum tl_exit runner_cell_verdict(const struct tl_result *cell)
{
    if (!cell_is_measured(cell))
        return TL_EXIT_UNMEASURED;
    for (size_t k = 0; tl_guard_keeps(cell->guard) && k < TL_FATE_COUNT; k++)
        if (tl_fate_rules[k].loss && cell->counts[k] > 0 && !is_known(cell, k))
            return TL_EXIT_UNEXPECTED;
    return TL_EXIT_AS_EXPECTED;
}

enum tl_exit runner_verdict(const struct tl_results *results)
{
    enum tl_exit verdict = TL_EXIT_AS_EXPECTED;
    for (size_t i = 0; i < results->count; i++) {
        enum tl_exit one = runner_cell_verdict(&results->cells[i]);
        if (one == TL_EXIT_UNMEASURED)
            return one;
        if (one != TL_EXIT_AS_EXPECTED)
            verdict = one;
    }
    return verdict;
}
