/* One trial: in a child of the zygote, the case's program once. */
#ifndef TASKLOSS_TRIAL_H
#define TASKLOSS_TRIAL_H

#include "interpreter.h"

/* Runs it, if the program does not end the process; the status to end it with: 0 unless the program
 * chose another. */
int trial_run(const struct trial *trial);

#endif
