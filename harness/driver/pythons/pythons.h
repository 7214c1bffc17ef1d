/* The Pythons of this machine, and which of them a user means by --python. */
#ifndef TASKLOSS_PYTHONS_H
#define TASKLOSS_PYTHONS_H

#include "error.h"
#include "python.h"
#include "text.h"

struct tl_pythons {
    struct tl_python *items; /* by version, then build, then path; one for each libpython */
    size_t count;
};

/* Finds the Pythons people have: PATH, pyenv, uv, /usr and /usr/local, the active virtual
 * environment, and what taskloss get pythons fetched. Each is asked, by a worker in it, whether it
 * can be measured. Those that cannot are in the list too, with the reason. */
int pythons_find(struct tl_pythons *out, struct tl_error *error);

/* The same for --python arguments (targets_select): where these are paths, only Pythons of the same
 * minor versions are asked, which is what it takes to tell them by name. */
int pythons_find_for(struct tl_pythons *out, const char *const *specs, size_t count,
                     struct tl_error *error);

/* Those of the minor versions that the Pythons at these paths have, as far as the names of files
 * tell; the paths' own may be among them. */
int pythons_find_like(struct tl_pythons *out, const struct text_list *paths,
                      struct tl_error *error);
void pythons_free(struct tl_pythons *pythons);

/* Adds the Python that a path names (a python, a libpython, a prefix, a virtual environment, a
 * build tree) at the end, unless it is there already; `index` says where it is. A path that names
 * none is added too, unusable, and says why. Pointers into `pythons` are no longer valid. */
int pythons_add(struct tl_pythons *pythons, const char *path, size_t *index,
                struct tl_error *error);

/* Did taskloss get pythons fetch it, and does the machine have the same version of its own? Such a
 * Python is meant only by its path. */
bool pythons_is_spare(const struct tl_pythons *pythons, const struct tl_python *python);

/* Indices into a struct tl_pythons. */
struct tl_choice {
    size_t *items;
    size_t count;
};

/* Those that a spec without suffixes names, usable or not: "all", a version or a path (which may be
 * added to `pythons`). None is an error with the nearest name. */
int pythons_choose(struct tl_choice *out, struct tl_pythons *pythons, const char *spec,
                   struct tl_error *error);
void pythons_choice_free(struct tl_choice *choice);

struct tl_targets {
    struct tl_target *items;
    size_t count;
};

/* Resolves the --python arguments. Each is "all", a version ("3.12", "3.12.1", "3.14d", "pypy3.11")
 * or a path (a python, a libpython, a prefix, a virtual environment), then "+KIND" and "+LOOP"
 * suffixes ("+loops": each event loop that is installed for the Python). "3.12" means every
 * usable 3.12.x found; a path need not be among those found: it is probed and added to `pythons`,
 * which must outlive `out`. No specs: "all". A spec that names nothing is an error with the nearest
 * name (TL_EXIT_UNMEASURED: no such Python; TL_EXIT_USAGE: malformed). */
int targets_select(struct tl_targets *out, struct tl_pythons *pythons, const char *const *specs,
                   size_t spec_count, struct tl_error *error);
/* Puts them in order, so that neighbours may be told as a range: those of one event loop and kinds
 * together, as they were first asked for; of these CPython by version, then PyPy. */
void targets_sort(struct tl_targets *targets);
void targets_free(struct tl_targets *targets);

/* The command that starts the worker in this Python: argv, NULL-terminated, to be freed with
 * pythons_free_argv. `extra` arguments, NULL-terminated or NULL, are put at its end. */
char **pythons_worker_argv(const struct tl_python *python, const char *const *extra,
                           struct tl_error *error);
void pythons_free_argv(char **argv);

#endif
