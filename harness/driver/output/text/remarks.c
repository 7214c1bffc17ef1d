/* The first cell stands for all that have the remark. */
#include "remarks.h"

#include <stdio.h>

#include "text.h"

void remarks_add(struct remarks *remarks, const struct tl_result *cell)
{
    for (size_t i = 0; i < TL_REMARK_COUNT; i++)
        if ((cell->remarks & 1u << i) && remarks->cells[i]++ == 0)
            remarks->first[i] = cell;
}

char *remarks_line(const struct remarks *remarks, enum tl_remark remark)
{
    const struct tl_result *cell = remarks->first[remark];
    char pressure[CELL_PRESSURE_MAX], more[40] = "";
    if (cell == NULL)
        return NULL;
    if (remarks->cells[remark] > 1)
        snprintf(more, sizeof more, " and %zu more cells", remarks->cells[remark] - 1);
    return text_make("note: %s %s, %s, %s, %s%s: %s", cell->case_id, cell->case_name,
                     cell->implementation->name, tl_guards[cell->guard].name,
                     cell_pressure(cell, pressure), more, tl_remarks[remark]);
}
