/* Sums of steps, one by the other. */
#include "exposure.h"

static bool share_of(uint32_t sight, uint64_t exposed, uint64_t waited, double *share)
{
    if (sight == TL_SIGHT_NONE || waited == 0)
        return false;
    *share = (double)exposed / (double)waited;
    return true;
}

bool exposure_of_cell(const struct tl_result *cell, double *share)
{
    return share_of(cell->sight, cell->exposed_steps, cell->waited_steps, share);
}

bool exposure_of_point(const struct pool_point *point, double *share)
{
    return share_of(point->sight, point->exposed_steps, point->waited_steps, share);
}

bool exposure_window(const struct tl_result *cell, uint32_t *first, uint32_t *last)
{
    bool any = false;
    for (uint32_t i = 0; i < cell->job_count && cell->sight != TL_SIGHT_NONE; i++) {
        const struct tl_exposure *exposure = &cell->jobs[i].exposure;
        if (exposure->first == 0)
            continue;
        *first = any && *first < exposure->first ? *first : exposure->first;
        *last = any && *last > exposure->last ? *last : exposure->last;
        any = true;
    }
    return any;
}

bool exposure_at(const struct tl_exposure *exposure, uint32_t step)
{
    return step < EXPOSURE_STEPS && (exposure->steps[step / 64] >> step % 64 & 1) != 0;
}

static uint64_t harmed(const struct pool_point *point)
{
    uint64_t count = point->counts[TL_FATE_ORPHANED];
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        count += tl_fate_rules[i].loss ? point->counts[i] : 0;
    return count;
}

bool exposure_none(const struct pool_point *point)
{
    return point->sight == TL_SIGHT_EXACT && point->waited_steps > 0 && point->exposed_steps == 0 &&
           point->measured == point->trials && point->incomplete == 0 && harmed(point) == 0;
}
