/* One trial: a child of the zygote that runs the case's program once and never returns. */
#ifndef TASKLOSS_TRIAL_H
#define TASKLOSS_TRIAL_H

#include "interpreter.h"

/* Runs it and ends the process; status 0 unless the program chose another. */
_Noreturn void trial_run(const struct trial *trial);

#endif
