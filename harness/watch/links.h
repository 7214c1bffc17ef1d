/* How one object holds another, in the words of Python. */
#ifndef TASKLOSS_WATCH_LINKS_H
#define TASKLOSS_WATCH_LINKS_H

#include <stddef.h>

#include "python.h"

/* "its coroutine", ".name", "[key]", "local name"; "" if that cannot be told. Runs no code of the
 * program. */
void links_name(PyObject *holder, PyObject *held, char *name, size_t size);

/* "Event", or "job()" of what has code. */
void links_object(PyObject *object, char *name, size_t size);

#endif
