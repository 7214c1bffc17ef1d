/* A Python of this machine, an event loop installed for it, and both with task kinds.
 *
 * Strings are owned by the struct they are in unless said otherwise.
 */
#ifndef TASKLOSS_PYTHON_H
#define TASKLOSS_PYTHON_H

#include <stdbool.h>

#include "terms.h"

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

#endif
