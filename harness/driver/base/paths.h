/* Where taskloss' own files are: beside the build it runs from, else where they were installed. */
#ifndef TASKLOSS_PATHS_H
#define TASKLOSS_PATHS_H

#include "error.h"

/* Each returns a malloc'ed absolute path, or NULL with `error` filled in.
 * The environment variables TASKLOSS_WORKER, TASKLOSS_CASES and TASKLOSS_PLOT win. Else, from the
 * executable's own place (/proc/self/exe): a build folder's worker with the source tree's cases/
 * and scripts/plot/; else PREFIX/libexec/taskloss and PREFIX/share/taskloss, relative to the
 * executable, so that an installed tree can be moved. */
char *paths_worker(struct tl_error *error);
char *paths_cases(struct tl_error *error);
char *paths_plot_scripts(struct tl_error *error);

/* The script that builds a commit of CPython: TASKLOSS_BUILDER, else scripts/bisect. */
char *paths_bisect(struct tl_error *error);

/* The script that fetches "pythons", "loops" or "libraries"; TASKLOSS_SCRIPTS is the folder of
 * them.
 */
char *paths_get_script(const char *subject, struct tl_error *error);

/* The library that is preloaded into watched programs: TASKLOSS_WATCH_LIBRARY, else beside the
 * worker. */
char *paths_watch_library(struct tl_error *error);

/* The user's cache folder for fetched Pythons: $TASKLOSS_CACHE, else $XDG_CACHE_HOME/taskloss, else
 * ~/.cache/taskloss. It need not exist. */
char *paths_cache(struct tl_error *error);

#endif
