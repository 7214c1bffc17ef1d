/* Programs that are started with an environment of their own are watched as well, and do not see by
 * what: they take it out of their environment when they begin. */
#ifndef TASKLOSS_WATCH_HEIRS_H
#define TASKLOSS_WATCH_HEIRS_H

#include <stddef.h>

/* The library was loaded: remembers what a heir needs, and hides what this process was given so.
 * The settings, borrowed until the next call; NULL: none. */
const char *heirs_begin(void);

/* How many words an environment has that is made of this one; 0: it is to be taken as it is. */
size_t heirs_size(char *const environment[]);

/* What LD_PRELOAD may become. */
#define HEIRS_PRELOAD 8192

/* Makes it in `words`; LD_PRELOAD in `preload`. Allocates nothing: a child of vfork() may ask. */
void heirs_make(char *const environment[], char **words, char preload[HEIRS_PRELOAD]);

#endif
