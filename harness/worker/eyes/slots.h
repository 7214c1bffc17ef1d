/* Where Python keeps what the hooks need, in its types and in its objects; found at start. */
#ifndef TASKLOSS_SLOTS_H
#define TASKLOSS_SLOTS_H

#include <stddef.h>

#include "python.h"

typedef int (*init_slot)(PyObject *, PyObject *, PyObject *);
typedef void (*object_slot)(PyObject *);
typedef void (*free_slot)(void *);

/* What slots_find() has found; constant from then on. */
extern struct slots {
    size_t tp_dealloc, tp_init, tp_free, tp_finalize; /* offsets in a type */
    size_t state, exception;                          /* and in a future */
    PyObject *c_task, *py_task;                       /* the types; c_task may be NULL */
    PyObject *cr_code, *gi_code, *cr_frame, *gi_frame, *py_state, *py_exception, *log_traceback;
    int has_no_gil;
} slots;

/* Imports asyncio and looks. 0, or -1 with one line in `why`. */
int slots_find(char *why, size_t size);

/* The word at this offset of an object. */
void *slots_word(const void *object, size_t offset);
void slots_set_word(void *object, size_t offset, const void *value);

/* Also where an exception is pending. */
int slots_has_type(PyObject *object, PyObject *type, int exactly);

/* The attribute of the first of these names that it has, or NULL; no exception. */
PyObject *slots_attribute(PyObject *object, PyObject *first, PyObject *second);

/* Puts the function pointer at `hook` there, and the one that was there to `original`. */
void slots_replace(void *type, size_t offset, void *original, const void *hook);

/* The slot wrapper `name` of the C Task calls the original slot by a pointer of its own: it is
 * replaced too. 0, or -1 with one line in `why`. */
int slots_replace_wrapper(const char *name, const void *original, const void *hook, char *why,
                          size_t size);

#endif
