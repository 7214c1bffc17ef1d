/* Who holds whom, around the jobs of a trial at one of its loop steps: told as JSON, for the
 * driver.
 *
 * The trial ends with it. Whether a job is exposed is the oracle's word, asked before any name is
 * looked for.
 */
#ifndef TASKLOSS_HOLDERS_H
#define TASKLOSS_HOLDERS_H

#include "interpreter.h"
#include "python.h"

/* From now on the places where tasks are made are noted, and at loop step trial->graph_step the
 * graph goes to trial->graph and the process ends. 0, or -1 with an exception. */
int holders_begin(const struct trial *trial);

#endif
