/* What goes beside a finding for its reader: the trial that shows it, what that printed, and the
 * one command that repeats it. */
#ifndef TASKLOSS_EXPLAIN_H
#define TASKLOSS_EXPLAIN_H

#include "findings.h"
#include "run_options.h"

/* Fills seed, repeat and output of each cell of `report`, which is of a run with these `options`;
 * reads the trials that show a difference from the store. */
int explain_report(struct tl_report *report, const struct run_options *options,
                   struct tl_error *error);

#endif
