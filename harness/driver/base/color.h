/* Whether to write in colour: what the command line says, else the environment, else the stream. */
#ifndef TASKLOSS_COLOR_H
#define TASKLOSS_COLOR_H

#include <stdbool.h>
#include <stdio.h>

#include "error.h"

/* "auto", "always" or "never", for the whole process. */
int color_choose(const char *word, struct tl_error *error);

/* Chosen so far, as a word. */
const char *color_choice(void);

/* Is what goes to `out` to be in colour? Under "auto" not if NO_COLOR is set to anything; else yes
 * if FORCE_COLOR or CLICOLOR_FORCE is, but to "0"; else not if CI is; else if it is a terminal that
 * is not dumb. */
bool color_wanted(FILE *out);

#endif
