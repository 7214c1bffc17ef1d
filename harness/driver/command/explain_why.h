/* Why losses are losses: what `taskloss why` says of them, in a few lines. */
#ifndef TASKLOSS_EXPLAIN_WHY_H
#define TASKLOSS_EXPLAIN_WHY_H

#include "findings.h"
#include "run_options.h"

/* Those that lose jobs newly, the first few of them; or, of each case and guard, the first that
 * loses jobs or exposes them. */
enum explain_which { EXPLAIN_NEW_LOSSES, EXPLAIN_ALL_LOSSES };

/* Fills `why` of such cells of `report`: the first link that differs from a Python of the same run
 * on which the same cell is safe, else from the nearest other version of this machine on which its
 * job is; where there is none, the cycle that only holds itself. Runs each such case once more on
 * both. What cannot be told is left out: it changes no verdict. -1 only
 * where that was interrupted. */
int explain_why(struct tl_report *report, enum explain_which which,
                const struct run_options *options, struct tl_error *error);

#endif
