/* A share that was not seen whole is a lower bound, and no share at all never says "cannot". */
#include "exposed.h"

#include <inttypes.h>
#include <stdio.h>

#include "exposure.h"
#include "utf8.h"

static const char *bound(uint32_t sight)
{
    return sight == TL_SIGHT_EXACT ? "" : "at least ";
}

const char *exposed_words(char text[static EXPOSED_MAX], const struct pool_point *point)
{
    double share;
    char percent[16];
    text[0] = '\0';
    if (!point->has_rate || point->rate > 0)
        return text;
    if (exposure_none(point)) {
        snprintf(text, EXPOSED_MAX, EXPOSED_NONE);
    } else if (exposure_of_point(point, &share) && share > 0) {
        utf8_percent(percent, sizeof percent, share);
        snprintf(text, EXPOSED_MAX, "%sexposed for %s%s of its wait",
                 point->counts[TL_FATE_ORPHANED] > 0 ? "" : "not lost in these trials, ",
                 bound(point->sight), percent);
    }
    return text;
}

const char *exposed_share(char text[static EXPOSED_MAX], const struct tl_result *cell)
{
    double share;
    uint32_t first, last;
    char percent[16], steps[48] = "";
    struct pool_point point = pool_cell(cell);
    if (!exposure_of_cell(cell, &share)) {
        snprintf(text, EXPOSED_MAX, "not measured");
    } else if (share == 0) {
        snprintf(text, EXPOSED_MAX, "%s",
                 exposure_none(&point)           ? EXPOSED_NONE
                 : cell->sight == TL_SIGHT_EXACT ? "at no step"
                                                 : "at no step that was seen");
    } else {
        if (exposure_window(cell, &first, &last))
            snprintf(steps, sizeof steps, ", steps %" PRIu32 " to %" PRIu32, first, last);
        utf8_percent(percent, sizeof percent, share);
        snprintf(text, EXPOSED_MAX, "%s%s%s", bound(cell->sight), percent, steps);
    }
    return text;
}
