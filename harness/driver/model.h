/* The nouns that the driver's parts hand to each other.
 *
 * Strings are owned by the struct they are in unless said otherwise; each has its _free.
 */
#ifndef TASKLOSS_MODEL_H
#define TASKLOSS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "terms.h"
#include "wire.h"

#define TL_BUILD_DEBUG         1u
#define TL_BUILD_FREE_THREADED 2u

/* A Python as found on this machine. */
struct tl_python {
    char *name;         /* "3.12.1", "3.14.10d" (debug), "3.14.10t" (free-threaded), "pypy3.11" */
    char *version;      /* "3.12.1" */
    unsigned build;     /* TL_BUILD_* */
    char *path;         /* what a user would type for it: the interpreter, else the library */
    char *libpython;    /* real path of the shared library; NULL if there is none */
    char *home;         /* PYTHONHOME for it */
    char *loader;       /* its own root's dynamic loader, or NULL for this system's */
    char *library_path; /* for that loader: folders, ':' between; NULL without a loader */
    char *site;         /* further folders for sys.path (a venv's), ':' between; or NULL */
    bool usable;
    char *why; /* one line: why not usable and how to mend it; NULL if usable */
};

/* An event loop that is installed for a Python. */
struct tl_loop {
    char *name;    /* "uvloop" */
    char *factory; /* as in struct tl_request */
    char *site;    /* the folder it is installed in; "": among the Python's own packages */
};

/* A Python with an event loop and task kinds: what a result is about. */
struct tl_implementation {
    char *name; /* "3.12.1+debug"; with its path beside it if two share a name */
    const struct tl_python *python; /* borrowed */
    unsigned kinds;                 /* bit 1 << enum tl_kind */
    struct tl_loop *loop;           /* its event loop; NULL: asyncio's own */
};

/* One expectation line of a case's head: on which versions is the count `what` above zero? */
struct tl_expectation {
    char *what;     /* "lost", "orphaned", "leaked", "silent", "stranded" or a fact's name */
    char *versions; /* ">=3.8", "all", "none", "3.10.13..3.12", "<3.10, pytask" */
};

/* A case: one file of cases/. */
struct tl_case {
    char *id;     /* "a01": short, stable */
    char *name;   /* the file's name without ".py" */
    char *title;  /* first line of the docstring */
    char *story;  /* the paragraphs under it, or "" */
    char *file;   /* absolute path */
    char *source; /* where it is known from */
    char *needs;  /* versions on which it can run, or NULL for all */
    /* What it imports beside the standard library, and a line that says that it is not there; both
     * NULL for most cases. Those with one run only when they are named. */
    char *library, *no_library;
    uint32_t guards; /* bit 1 << enum tl_guard: those that fit it */
    struct tl_expectation *expectations;
    size_t expectation_count;
};

/* The trials of one combination. */
struct tl_cell {
    const struct tl_implementation *implementation; /* borrowed */
    const struct tl_case *the_case;                 /* borrowed */
    enum tl_guard guard;
    enum tl_pressure pressure;
    uint64_t pressure_argument;
    bool jobs_fail; /* its head says that they do, there */
};

#endif
