/* Frozen objects are a list of their own. One that is older than any call of gc.freeze() is on it
 * while anything is that was frozen by such a call: gc.callbacks. Its list is that of the frozen if
 * it is as long as gc.get_freeze_count() says. (3.12 begins with some frozen, which are older.)
 */
#include "frozen.h"

#include <stdint.h>
#include <string.h>

#include "fields.h"
#include "graph.h"
#include "interp.h"
#include "layout.h"

static long long frozen_count(void)
{
    if (fields.gc_freeze_count == NULL)
        return 0;
    PyObject *number = py.PyObject_CallObject(fields.gc_freeze_count, NULL);
    long long count = number != NULL ? py.PyLong_AsLongLong(number) : -1;
    py.Py_DecRef(number);
    py.PyErr_Clear();
    return count;
}

/* How many objects are on the list of this one: all links but that of the list's head. No more than
 * `most` and one are counted. */
static long long length_of_list(PyObject *object, long long most)
{
    const char *first = (const char *)object - layout.head, *at = first;
    long long links = 0;
    do {
        uintptr_t next;
        memcpy(&next, at, sizeof next);
        at = (const char *)LAYOUT_LINK(next); /* NOLINT */
        links++;
    } while (at != first && links <= most + 1);
    return links - 1;
}

int frozen_note(void)
{
    long long count = frozen_count();
    if (count <= 0)
        return count < 0 ? -1 : 0;
    if (length_of_list(fields.gc_callbacks, count) != count)
        return 0;
    graph_note_old(fields.gc_callbacks);
    return 1;
}

void frozen_forget(void)
{
    graph_forget_old();
}
