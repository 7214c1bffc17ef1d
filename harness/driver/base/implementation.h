/* An implementation: a Python, an event loop and task kinds. What every result is about.
 *
 * It is these fields wherever it goes, into the store and back; the texts at the end are made of
 * them, for people, and nothing is ever read out of a text.
 */
#ifndef TASKLOSS_IMPLEMENTATION_H
#define TASKLOSS_IMPLEMENTATION_H

#include <stdbool.h>
#include <stdint.h>

#include "terms.h"

#define TL_BUILD_DEBUG         1u
#define TL_BUILD_FREE_THREADED 2u

/* Texts are owned, none is NULL but for `loop`. */
struct tl_implementation {
    char *python;    /* "3.12.1", "3.14.10d" (debug), "3.14.10t" (free-threaded), "pypy3.11" */
    char *version;   /* "3.12.1" */
    bool pypy;       /* else it is CPython */
    uint32_t build;  /* TL_BUILD_* */
    char *path;      /* what a user would type for this Python */
    char *libpython; /* real path of its shared library */
    char *loop;      /* the event loop's name; NULL: asyncio's own */
    uint32_t kinds;  /* bit 1 << enum tl_kind for each */
    bool by_path;    /* `python` does not say which one it is: it is shown with its path */
    char *asked;     /* the --python that named it, "" for all */

    /* Made by implementation_name. */
    char *suffix; /* "+uvloop+debug", or "" */
    char *base;   /* "3.12.1", "3.12.1 (PATH)" where it is shown by its path */
    char *name;   /* "3.12.1+uvloop+debug (PATH)" */
};

/* Makes the last three texts anew. */
void implementation_name(struct tl_implementation *implementation);

/* A copy with texts of its own. */
struct tl_implementation implementation_copy(const struct tl_implementation *from);

/* Frees its texts, not itself. */
void implementation_clear(struct tl_implementation *implementation);

/* Are both the same, wherever they were found, and however they were asked for? */
bool implementation_same(const struct tl_implementation *a, const struct tl_implementation *b);

/* Are both the same Python, whatever their event loops and kinds? */
bool implementation_same_python(const struct tl_implementation *a,
                                const struct tl_implementation *b);

/* Have both the same event loop and kinds? */
bool implementation_same_suffix(const struct tl_implementation *a,
                                const struct tl_implementation *b);

/* What a baseline knows it by, whatever its patch level and place: "3.12", "3.14d+uvloop",
 * "pypy3.11". To be freed. */
char *implementation_key(const struct tl_implementation *implementation);

/* What to give to --python to mean this one again. To be freed. */
char *implementation_spec(const struct tl_implementation *implementation);

#endif
