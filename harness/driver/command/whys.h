/* Runs cases for what holds their jobs, and compares: what `why` shows. */
#ifndef TASKLOSS_WHYS_H
#define TASKLOSS_WHYS_H

#include "plan.h"
#include "store.h"
#include "why_formats.h"

/* Adds one subject for each cell of the plan; `step` 0: one that is telling. The plan must outlive
 * `why`. What cannot be told is a subject that says why. */
int whys_run(struct why *why, const struct plan *plan, const struct tl_run *run, uint32_t step,
             struct tl_error *error);

/* Names the subjects and compares them: those of one case in turn, else those of one Python. */
void whys_compare(struct why *why);

/* TL_EXIT_UNMEASURED if any subject could not be told of. -1 with `error` if there is but one, or
 * if none has a job that exists. */
int whys_verdict(const struct why *why, struct tl_error *error);

void whys_free(struct why *why);

#endif
