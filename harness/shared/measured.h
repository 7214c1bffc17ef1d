/* When a trial counts as measured, and why it does not: one rule for whoever asks. */
#ifndef TASKLOSS_MEASURED_H
#define TASKLOSS_MEASURED_H

#include <stdbool.h>

#include "wire.h"

/* Is this trial a measurement? Only then do its counts mean anything. */
bool measured_trial(const struct tl_answer *answer);

/* If not, why, in one line to be freed; NULL: no memory. */
char *measured_why_not(const struct tl_answer *answer);

#endif
