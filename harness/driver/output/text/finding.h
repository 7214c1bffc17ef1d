/* A finding as one line for a reader. */
#ifndef TASKLOSS_FINDING_H
#define TASKLOSS_FINDING_H

#include "verdict.h"

/* "lost: expected 0, saw 4 of 4 jobs; the baseline has 0 of 4", to be freed. A finding without a
 * key is of the whole cell, which could not be measured. */
char *finding_text(const struct tl_result *cell, const struct tl_finding *finding);

#endif
