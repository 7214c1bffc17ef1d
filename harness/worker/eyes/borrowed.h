/* References on the stack of a suspended frame that no count knows of (3.14 and newer).
 *
 * `x, (yield)` keeps x on the generator's stack by the reference of its local variable: tp_traverse
 * visits it twice, though it is counted once. Only the interpreter can tell the two apart, and does
 * so for one visitor, its own visit_decref(), by its address. So that one is asked, where a frame
 * is seen to refer to an object more than once: the object's head is dressed as that of one under
 * collection, visit_decref() counts there, and the head is put back as it was.
 */
#ifndef TASKLOSS_BORROWED_H
#define TASKLOSS_BORROWED_H

#include <stddef.h>
#include <stdint.h>

#include "python.h"

/* Looks for such references, and for the way to count without them. Collects garbage, runs Python
 * code. Once a process, after layout_find(). 0, or -1 with one line in `why`: they are there, and
 * cannot be told. */
int borrowed_install(char *why, size_t size);

/* May objects of this type have any? */
int borrowed_possible(PyObject *type);

/* counts[i]: how many counted references `source` has to targets[i], tracked objects, no two the
 * same. `traverse` is the tp_traverse of its type. */
void borrowed_count(PyObject *source,
                    int (*traverse)(PyObject *, int (*)(PyObject *, void *), void *),
                    PyObject *const *targets, uint32_t *counts, unsigned count);

#endif
