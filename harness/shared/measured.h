/* When a trial counts as measured, and why it does not: one rule for whoever asks. */
#ifndef TASKLOSS_MEASURED_H
#define TASKLOSS_MEASURED_H

#include <stdbool.h>

#include "wire.h"

/* Is this trial a measurement? Only then do its counts mean anything. A trial that did not run to
 * its end is one where its control did and a job was lost before: then its end is what followed. */
bool measured_trial(const struct tl_answer *answer);

/* Did it run to its end, or was a job lost before? */
bool measured_ending_counts(const struct tl_answer *answer);

/* If not, why, in one line to be freed; NULL: no memory. */
char *measured_why_not(const struct tl_answer *answer);

/* How it ended, in one line to be freed: "trial: exit 1: AssertionError"; NULL: no memory. */
char *measured_ending(const struct tl_answer *answer);

#endif
