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

bool exposure_none(const struct pool_point *point)
{
    return point->sight == TL_SIGHT_EXACT && point->waited_steps > 0 &&
           point->exposed_steps == 0 && point->measured == point->trials && point->incomplete == 0;
}
