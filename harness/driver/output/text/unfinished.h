/* Whether a run has come to its end, for a reader: a part of a run never reads as the whole. */
#ifndef TASKLOSS_UNFINISHED_H
#define TASKLOSS_UNFINISHED_H

#include "cells.h"

/* "run 3 has not come to its end: it was interrupted, or still runs; 120 of 400 trials are
 * missing", to be freed; NULL: it has. */
char *unfinished_text(const struct tl_run *run);

#endif
