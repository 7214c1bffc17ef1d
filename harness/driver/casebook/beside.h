/* A file of what was measured beside a run, by other means: a table whose first column names
 * implementations as the run has them, tabs between. Lines that begin with '#' are left out. */
#ifndef TASKLOSS_BESIDE_H
#define TASKLOSS_BESIDE_H

#include "error.h"
#include "text.h"

struct beside_row {
    size_t line;
    struct text_list fields; /* the implementation's name, then a text for each column */
};

/* All zero: nothing was. */
struct beside {
    struct text_list heads; /* of all columns */
    struct beside_row *rows;
    size_t count;
};

/* -1 with `error` filled in (TL_EXIT_USAGE), FILE:LINE: what is wrong. `names`: the implementations
 * of the run, one of which each row has to name, and none two. Free in any case. */
int beside_read(struct beside *out, const char *file, const char *const *names, size_t count,
                struct tl_error *error);
void beside_free(struct beside *beside);

/* What the file says of it, the text of a column (0: the first behind the name); NULL: nothing. */
const char *beside_text(const struct beside *beside, const char *name, size_t column);

/* How many columns there are behind the name. */
size_t beside_columns(const struct beside *beside);

#endif
