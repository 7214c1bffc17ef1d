/* Event loops that taskloss get loops has installed: a folder for each Python and loop. */
#ifndef TASKLOSS_LOOPS_H
#define TASKLOSS_LOOPS_H

#include <stdbool.h>

#include "error.h"
#include "python.h"
#include "text.h"

/* CACHE/loops/PYTHON/LOOP holds an installed loop if there is a file "factory" in it, of one line
 * "MODULE:EXPRESSION". So a user can put a loop of their own beside the known ones. */

/* The loop `name` for this Python, to be freed with loop_free; NULL if it is not installed. */
struct tl_loop *loop_find(const struct tl_python *python, const char *name);
void loop_free(struct tl_loop *loop);

/* Is `name` "MODULE:CALLABLE", dotted names: a loop of the user's own, which no folder of the cache
 * holds? It is looked for in the current folder first. */
bool loop_is_own(const char *name);

/* A known loop, or one of the user's own, that is not in such a folder: a virtual environment may
 * have it among its packages, else the worker says that it is not there. To be freed with
 * loop_free; NULL: not known. */
struct tl_loop *loop_elsewhere(const char *name);

/* Adds the names of all that are installed for this Python, in alphabetical order. */
void loops_installed(struct text_list *names, const struct tl_python *python);

/* Those that taskloss get loops knows. `loops_known[i].name` is NULL at the end. */
struct loop_known {
    const char *name, *package, *requirements, *factory;
};
extern const struct loop_known loops_known[];

#endif
