/* Where a task waits: the chain of awaits, from its own function to the innermost. */
#ifndef TASKLOSS_WATCH_WAITING_H
#define TASKLOSS_WATCH_WAITING_H

#include <stddef.h>

#include "places.h"

#define WAITING_MAX 24

struct waiting {
    struct place places[WAITING_MAX]; /* innermost first */
    unsigned count;
    char for_what[80]; /* the type of what the innermost awaits; "" if that is not known */
};

/* Runs no code of the program; leaves a pending exception alone. */
void waiting_of(PyObject *task, struct waiting *waiting);

/* The frame of a coroutine, generator or asynchronous generator: a new reference, or NULL. */
PyObject *waiting_frame(PyObject *awaitable);

/* What a coroutine or generator awaits next: a new reference, or NULL. Steals `awaitable`. */
PyObject *waiting_next(PyObject *awaitable);

void waiting_type_name(PyObject *object, char *name, size_t size);

#endif
