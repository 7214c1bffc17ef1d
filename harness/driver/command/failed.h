/* Cells of the latest run that were not as expected: which they are, and only those again. */
#ifndef TASKLOSS_FAILED_H
#define TASKLOSS_FAILED_H

#include <stdbool.h>

#include "cells.h"
#include "run_options.h"

struct failed {
    struct tl_results results;
    bool *is_failed; /* by cell of `results` */
    size_t count;
};

/* Which cells of some results were not as expected: sets is_failed[i], which is false before. */
typedef int failed_judge(void *context, const struct tl_results *results, bool *is_failed,
                         struct tl_error *error);

/* Reads the latest run of options->results and judges it; `options` then wants those cells only, if
 * there are any, and all otherwise, which a line on standard error says. `out` has to live as long
 * as `options`. Free in any case. */
int failed_choose(struct failed *out, struct run_options *options, failed_judge *judge,
                  void *context, struct tl_error *error);
void failed_free(struct failed *failed);

#endif
