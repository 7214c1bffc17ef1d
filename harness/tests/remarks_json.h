/* What a cell of a JSON document remarks. */
#ifndef TASKLOSS_REMARKS_JSON_H
#define TASKLOSS_REMARKS_JSON_H

#include <jansson.h>
#include <string.h>

#include "terms.h"

/* Bit 1 << enum tl_remark for each. */
static inline unsigned remarks_of(const json_t *cell)
{
    unsigned remarks = 0;
    size_t index;
    json_t *remark;
    json_array_foreach(json_object_get(cell, "remarks"), index, remark)
    {
        for (int i = 0; i < TL_REMARK_COUNT; i++)
            if (strcmp(json_string_value(remark), tl_remarks[i]) == 0)
                remarks |= 1u << i;
    }
    return remarks;
}

#endif
