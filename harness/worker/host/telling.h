/* At which loop step to look, so that it tells most of the jobs. */
#ifndef TASKLOSS_TELLING_H
#define TASKLOSS_TELLING_H

#include "ledger.h"

/* The first at which a job is exposed; else in the middle of trial.wait(); else in the middle of
 * the longest wait of a job. Pure; at least 1. */
uint32_t telling_step(const struct ledger *control);

#endif
