/* What is so of cells beside their counts, a line a remark, for every format that people read. */
#ifndef TASKLOSS_REMARKS_H
#define TASKLOSS_REMARKS_H

#include "cells.h"

/* Blank before the first cell. Cells are borrowed. */
struct remarks {
    const struct tl_result *first[TL_REMARK_COUNT];
    size_t cells[TL_REMARK_COUNT];
};

void remarks_add(struct remarks *remarks, const struct tl_result *cell);

/* "note: n48 gc_disabled, 3.12.1, bare, step and 3 more cells: the program switched ...", to be
 * freed, not escaped; NULL: of no cell. */
char *remarks_line(const struct remarks *remarks, enum tl_remark remark);

#endif
