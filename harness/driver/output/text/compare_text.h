/* A comparison as people and programs read it. */
#ifndef TASKLOSS_OUTPUT_COMPARE_H
#define TASKLOSS_OUTPUT_COMPARE_H

#include <stdio.h>

#include "compare.h"
#include "error.h"

/* What is compared, as the user called it: `names` of a and b. */
int output_compare_text(const struct tl_comparison *comparison, const char *const names[2],
                        FILE *out, struct tl_error *error);

/* {"a", "b", "compared", "differences": [...], "tested": [...], "could_not_measure": [...],
 * "only_a": [...], "only_b": [...]} */
int output_compare_json(const struct tl_comparison *comparison, const char *const names[2],
                        FILE *out, struct tl_error *error);

#endif
