/* Expressions that choose cells by their names: "stream and not guard:set".
 *
 * A word fits a cell where it is a part of the case's name, or is the id of the case, its guard or
 * its pressure, or where the implementation's name begins with it; upper and lower case are one.
 * "id:", "case:", "guard:", "pressure:" or "python:" before it means that name alone. Words are put
 * together by "not", "and", "or" and brackets, "not" binding closest and "or" least.
 */
#ifndef TASKLOSS_KEYWORD_H
#define TASKLOSS_KEYWORD_H

#include <stdbool.h>

#include "cell.h"
#include "error.h"

struct keyword;

/* -1 with `error` filled in (TL_EXIT_USAGE): it is no expression. To be freed. */
int keyword_parse(struct keyword **out, const char *text, struct tl_error *error);
void keyword_free(struct keyword *keyword);

bool keyword_fits(const struct keyword *keyword, const struct tl_cell *cell);

/* The same for plan_keep, `context` being the keyword. */
bool keyword_wanted(void *context, const struct tl_cell *cell);

#endif
