/* What many cancellations, each in a run of its own against one control, add up to. Pure.
 *
 * A run in which nothing was cancelled says nothing. Of one that did not come to its end the jobs
 * say nothing either, as their ends were not looked for: it counts as such an end.
 */
#ifndef TASKLOSS_CANCELS_H
#define TASKLOSS_CANCELS_H

#include "ledger.h"

/* At how many of its loop steps the control's job of that number, from 0, was pending; 0 past the
 * last one, too. */
uint32_t cancels_steps(const struct ledger *control, uint32_t job);

/* Is that step of its own one at which it waits for something else than at the one before? Where
 * that is not known, each is. */
int cancels_is_turn(const struct ledger *control, uint32_t job, uint32_t step);

/* How many jobs the control had. */
uint32_t cancels_jobs(const struct ledger *control);

/* Has the pressure cancelled anything in that run? */
int cancels_any(const struct ledger *trial);

/* What was not as in the control, as "1 stalled, 2 left_timers"; "" if all was. Cut where it is too
 * long. */
struct cancels_said {
    char text[200];
};

/* Adds a run, settled as `one`, to `all`, and its facts to `facts`. */
struct cancels_said cancels_add(struct ledger *facts, const struct ledger *trial,
                                const struct ledger *control, const struct tl_answer *one,
                                struct tl_answer *all);

#endif
