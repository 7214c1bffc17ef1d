/* How far a run is, on standard error: one redrawn line on a terminal, few lines otherwise. */
#ifndef TASKLOSS_PROGRESS_H
#define TASKLOSS_PROGRESS_H

#include <stdbool.h>

#include "plan.h"

struct progress;

/* `plan` is borrowed. With `verbose` each cell gets a line. NULL if there is no memory: all
 * functions take that, and show nothing. */
struct progress *progress_new(const struct plan *plan, bool verbose);

/* A cell has ended; `why` is the reason it could not be measured, or NULL. */
void progress_cell(struct progress *progress, size_t cell, const char *why);

/* A trial of a cell takes long, and is so far: on a terminal at the next tick, else a line now and
 * then. */
void progress_under_way(struct progress *progress, size_t cell, const char *how_far);

/* Draws again, on a terminal. */
void progress_tick(struct progress *progress);

/* Takes the line away. */
void progress_free(struct progress *progress);

#endif
