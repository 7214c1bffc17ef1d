/* Which cells of a run took longest. */
#ifndef TASKLOSS_DURATIONS_H
#define TASKLOSS_DURATIONS_H

#include <stdio.h>

#include "cells.h"

/* The `most` slowest, a line each, after a headline; nothing for 0. Seconds are of the cell's
 * trials with their controls, as they ended one after another. */
void durations_put(const struct tl_results *results, uint32_t most, FILE *out);

#endif
