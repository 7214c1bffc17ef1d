/* Cases run and watched: two detectors that have to agree. */
#ifndef TASKLOSS_WATCH_CASES_H
#define TASKLOSS_WATCH_CASES_H

#include "watch_arguments.h"

/* Runs each case's bare jobs with a collection at each loop step, and watches them in an ordinary
 * interpreter; a line for each difference on standard output, and the sum. The exit status: 1 for a
 * difference, 3 if there is none but something could not be compared. */
int watch_cases(const struct watch_arguments *arguments, int argc, char **argv,
                struct tl_error *error);

#endif
