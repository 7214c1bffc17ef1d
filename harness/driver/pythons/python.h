/* A Python of this machine, an event loop installed for it, and both as a target for runs.
 *
 * Strings are owned by the struct they are in unless said otherwise.
 */
#ifndef TASKLOSS_PYTHON_H
#define TASKLOSS_PYTHON_H

#include <stdbool.h>

#include "implementation.h"

/* A Python as found on this machine. */
struct tl_python {
    char *name;         /* "3.12.1", "3.14.10d" (debug), "3.14.10t" (free-threaded), "pypy3.11" */
    char *version;      /* "3.12.1" */
    unsigned build;     /* TL_BUILD_* */
    char *path;         /* what a user would type for it: the interpreter, else the library */
    char *libpython;    /* real path of the shared library; NULL if there is none */
    char *home;         /* its prefix: PYTHONHOME for it */
    char *program;      /* a build tree's interpreter: the worker starts in its place; or NULL */
    char *executable;   /* its interpreter, as found; NULL: none was */
    char *stdlib;       /* the folder that asyncio must come from; NULL: not known */
    char *loader;       /* its own root's dynamic loader, or NULL for this system's */
    char *library_path; /* for that loader: folders, ':' between; NULL without a loader */
    char *site;         /* further folders for sys.path (a venv's), ':' between; or NULL */
    char *modules;      /* a build tree's folder of extension modules; or NULL */
    bool usable;
    char *why; /* one line: why not usable and how to mend it; NULL if usable */
};

/* An event loop that is installed for a Python. */
struct tl_loop {
    char *name;    /* "uvloop" */
    char *factory; /* as in struct tl_request */
    char *site;    /* the folder it is installed in; "": among the Python's own packages */
};

/* An implementation that can be run: what it is, and where its parts are. */
struct tl_target {
    struct tl_implementation about;
    const struct tl_python *python; /* borrowed */
    struct tl_loop *loop;           /* its event loop; NULL: asyncio's own */
};

#endif
