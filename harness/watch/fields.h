/* What a watched program needs beyond slots.h: found at start in a private namespace. */
#ifndef TASKLOSS_WATCH_FIELDS_H
#define TASKLOSS_WATCH_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "python.h"

extern struct fields {
    size_t coroutine, loop; /* offsets in a task */
    size_t done;            /* in a coroutine: see fields_is_suspended(); 0: unknown */
    int done_is_byte;
    int has_own_types;          /* each interpreter has its own Task */
    PyObject *future;           /* the type of C futures */
    PyObject *task_subclasses;  /* a list of those that exist already */
    PyObject *get_running_loop; /* a C function, or NULL: 3.6 has none */
    PyObject *gc_callbacks;     /* the list */
    PyObject *gc_enable, *gc_disable, *gc_isenabled, *gc_collect;
    PyObject *gc_freeze_count; /* NULL: 3.6 has none */
    PyObject *atexit_register;
    char asyncio_home[1024]; /* its folder, with a slash at its end */
} fields;

/* Needs asyncio imported whole, and slots_find(). 0, or -1 with one line in `why`. */
int fields_find(char *why, size_t size);

enum future_state { FUTURE_PENDING, FUTURE_CANCELLED, FUTURE_FINISHED, FUTURE_UNKNOWN };

/* Of a task or future; UNKNOWN: it is none of C. */
enum future_state fields_state(PyObject *future);

int fields_is_pending(PyObject *task); /* a C task for certain */

/* Would asyncio say nothing if this task died pending? Its own gather() asks for that, and
 * libraries do. No code of the program runs. */
int fields_is_silenced(PyObject *task);

/* May this coroutine have code left to run? 0 is certain. */
int fields_is_suspended(PyObject *coroutine);

#endif
