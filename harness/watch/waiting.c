/* cr_await, gi_yieldfrom and ag_await lead from one to the next; what is opaque is traversed. */
#include "waiting.h"

#include <stdio.h>
#include <string.h>

#include "fields.h"
#include "interp.h"
#include "layout.h"
#include "slots.h"

static const struct kind {
    const char *frame, *awaits;
} kinds[] = {{"cr_frame", "cr_await"}, {"gi_frame", "gi_yieldfrom"}, {"ag_frame", "ag_await"}};

#define KINDS (sizeof kinds / sizeof kinds[0])

void waiting_type_name(PyObject *object, char *name, size_t size)
{
    PyObject *type = py.PyObject_Type(object);
    PyObject *text = interp_attribute(type, "__name__");
    snprintf(name, size, "%s", interp_text(text));
    py.Py_DecRef(text);
    py.Py_DecRef(type);
}

static PyObject *frame_of(PyObject *object, const char **awaits)
{
    for (size_t i = 0; i < KINDS; i++) {
        PyObject *frame = interp_attribute(object, kinds[i].frame);
        *awaits = kinds[i].awaits;
        if (frame != NULL)
            return frame;
    }
    return NULL;
}

PyObject *waiting_frame(PyObject *awaitable)
{
    const char *awaits;
    return frame_of(awaitable, &awaits);
}

static int has_code(PyObject *object)
{
    return slots_has_type(object, py.PyCoro_Type, 1) || slots_has_type(object, py.PyGen_Type, 1) ||
           slots_has_type(object, interp.PyAsyncGen_Type, 1);
}

static int take_first(PyObject *object, void *found)
{
    PyObject **out = found;
    if (*out == NULL && has_code(object))
        *out = object;
    return 0;
}

/* What an opaque awaitable (coroutine_wrapper, async_generator_asend) wraps. Steals `object`. */
static PyObject *inside_of(PyObject *object)
{
    typedef int (*visit_function)(PyObject *, void *);
    int (*traverse)(PyObject *, visit_function, void *);
    PyObject *type = py.PyObject_Type(object), *found = NULL;
    void *slot = slots_word(type, layout.tp_traverse);
    memcpy(&traverse, &slot, sizeof slot);
    if (traverse != NULL && (py.PyType_GetFlags(type) & 1ul << 14))
        traverse(object, take_first, &found);
    py.Py_IncRef(found);
    py.Py_DecRef(type);
    py.Py_DecRef(object);
    return found;
}

/* What is opaque comes between: one of it, then its inside. */
PyObject *waiting_next(PyObject *awaitable)
{
    PyObject *next = NULL;
    if (!has_code(awaitable))
        return inside_of(awaitable);
    for (size_t i = 0; i < KINDS && next == NULL; i++)
        next = interp_attribute(awaitable, kinds[i].awaits);
    py.Py_DecRef(awaitable);
    return next;
}

static void reverse(struct waiting *waiting)
{
    for (unsigned i = 0, j = waiting->count; i + 1 < j; i++) {
        struct place place = waiting->places[i];
        waiting->places[i] = waiting->places[--j];
        waiting->places[j] = place;
    }
}

static void follow(PyObject *task, struct waiting *waiting)
{
    PyObject *at = slots_word(task, fields.coroutine);
    py.Py_IncRef(at);
    for (int step = 0; at != NULL && waiting->count < WAITING_MAX && step < 2 * WAITING_MAX;
         step++) {
        const char *awaits;
        PyObject *frame = frame_of(at, &awaits);
        if (frame == NULL) {
            at = has_code(at) ? (py.Py_DecRef(at), NULL) : inside_of(at);
            continue;
        }
        waiting->places[waiting->count++] = places_of_frame(frame);
        py.Py_DecRef(frame);
        PyObject *next = interp_attribute(at, awaits);
        py.Py_DecRef(at);
        at = next;
    }
    py.Py_DecRef(at);
}

void waiting_of(PyObject *task, struct waiting *waiting)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    *waiting = (struct waiting){.count = 0};
    follow(task, waiting);
    reverse(waiting);
    PyObject *future = interp_attribute(task, "_fut_waiter");
    if (future != NULL)
        waiting_type_name(future, waiting->for_what, sizeof waiting->for_what);
    py.Py_DecRef(future);
    py.PyErr_Restore(type, value, traceback);
}
