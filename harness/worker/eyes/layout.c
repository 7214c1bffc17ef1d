/* Objects whose content is known are searched for it. */
#include "layout.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

struct layout layout;

#define LISTS 3 /* of the collector: generations, or the young and two old spaces */

static uintptr_t word(const void *at, size_t offset)
{
    uintptr_t value;
    memcpy(&value, (const char *)at + offset, sizeof value);
    return value;
}

static int32_t half(const void *at, size_t offset)
{
    int32_t value;
    memcpy(&value, (const char *)at + offset, sizeof value);
    return value;
}

/* The reference count is what grows by one with each reference taken. */
static int find_references(PyObject *object)
{
    enum { SEARCHED = 32, TAKEN = 3 };
    int32_t before[SEARCHED / 4];
    int found = 0;
    memcpy(before, object, SEARCHED);
    for (int i = 0; i < TAKEN; i++)
        py.Py_IncRef(object);
    for (size_t offset = 0; offset < SEARCHED; offset += 4)
        if (half(object, offset) == before[offset / 4] + TAKEN) {
            layout.references = offset;
            found++;
        }
    for (int i = 0; i < TAKEN; i++)
        py.Py_DecRef(object);
    return found == 1;
}

static int find_type(PyObject *object)
{
    PyObject *type = py.PyObject_Type(object);
    uintptr_t wanted = (uintptr_t)type;
    py.Py_DecRef(type);
    for (layout.type = 0; layout.type <= 32; layout.type += 8)
        if (word(object, layout.type) == wanted)
            return 1;
    return 0;
}

/* A type made by a class statement is asked for its slot, as every version allows; slots of other
 * types are at the same place. */
static int find_traverse(void)
{
    PyObject *module = python_run("_taskloss_layout", "<layout>",
                                  "class Plain(object): pass\nsize = type.__basicsize__\n");
    PyObject *type = module != NULL ? py.PyObject_GetAttrString(module, "Plain") : NULL;
    PyObject *size = module != NULL ? py.PyObject_GetAttrString(module, "size") : NULL;
    long long length = size != NULL ? py.PyLong_AsLongLong(size) : 0;
    void *slot = type != NULL ? py.PyType_GetSlot(type, PY_TP_TRAVERSE) : NULL;
    int found = 0;
    for (size_t offset = 0; slot != NULL && offset + 8 <= (size_t)length; offset += 8)
        if (word(type, offset) == (uintptr_t)slot) {
            layout.tp_traverse = offset;
            found++;
        }
    py.Py_DecRef(type);
    py.Py_DecRef(size);
    py.PyErr_Clear();
    return found == 1;
}

/* Of two lists made one after the other, the first links to the second and back. */
static int find_head(PyObject *first, PyObject *second)
{
    for (size_t head = 16; head <= 48; head += 8) {
        uintptr_t a = (uintptr_t)first - head, b = (uintptr_t)second - head;
        if (LAYOUT_LINK(word((char *)first - head, 0)) == b &&
            LAYOUT_LINK(word((char *)second - head, 8)) == a) {
            layout.head = head;
            return 1;
        }
    }
    return 0;
}

/* Before 3.8 the head has a third word: the state, which is -2 << 1 in an untracked object. */
static int find_state(PyObject *object)
{
    const char *head = (const char *)object - layout.head;
    uintptr_t tracked[3], untracked[3];
    memcpy(tracked, head, sizeof tracked);
    py.PyObject_GC_UnTrack(object);
    memcpy(untracked, head, sizeof untracked);
    py.PyObject_GC_Track(object);
    if (layout.head > 16) {
        layout.head_state = 16;
        return (intptr_t)untracked[2] >> 1 == -2 && (intptr_t)tracked[2] >> 1 != -2;
    }
    layout.head_state = 0;
    return untracked[0] == 0 && tracked[0] != 0;
}

/* A collection may come between the two lists: then the next two. */
static int find_heads(void)
{
    int found = 0;
    for (int i = 0; !found && i < 4; i++) {
        PyObject *first = py.PyList_New(0), *second = py.PyList_New(0);
        found = first != NULL && second != NULL && find_head(first, second) && find_state(second);
        py.Py_DecRef(first);
        py.Py_DecRef(second);
    }
    return found;
}

int layout_find(char *why, size_t size)
{
    PyObject *object = py.PyList_New(0);
    const char *missing = NULL;
    if (py._Py_MergeZeroLocalRefcount != NULL)
        missing = "there is no GIL: nothing stops other threads while the oracle looks";
    else if (object == NULL || !find_references(object))
        missing = "the reference count was not found";
    else if (!find_type(object))
        missing = "the type of an object was not found";
    else if (!find_traverse())
        missing = "tp_traverse was not found";
    else if (!find_heads())
        missing = "the collector's head was not found";
    py.Py_DecRef(object);
    if (missing != NULL)
        snprintf(why, size, "%s", missing);
    return missing == NULL ? 0 : -1;
}

/* ---- the collector's lists ---- */

/* What may be no address at all is read by the kernel. Heads may lie at any multiple of four. */
static uintptr_t link_at(uintptr_t address)
{
    uintptr_t value = 0;
    struct iovec here = {&value, sizeof value},
                 there = {(void *)address, sizeof value}; /* NOLINT */
    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)sizeof value
               ? LAYOUT_LINK(value)
               : 0;
}

/* A word beside one list's head may be another's: then its neighbours link back to it. */
static int is_list(const char *candidate)
{
    uintptr_t head = (uintptr_t)candidate;
    return head % 4 == 0 && link_at(link_at(head) + 8) == head &&
           link_at(link_at(head + 8)) == head;
}

static long long count_list(const char *head)
{
    long long count = 0;
    for (uintptr_t at = LAYOUT_LINK(word(head, 0)); at != (uintptr_t)head;
         at = LAYOUT_LINK(word((const void *)at, 0))) /* NOLINT */
        count++;
    return count;
}

/* The last object made is the last of the youngest list, and so links to its head. */
static const char *youngest(void)
{
    PyObject *last = py.PyList_New(0);
    uintptr_t head = last != NULL ? LAYOUT_LINK(word((char *)last - layout.head, 0)) : 0;
    py.Py_DecRef(last);
    return (const char *)head; /* NOLINT */
}

/* All objects that gc.get_objects() tells of, and the list of them, are on these lists? */
static int holds_all(const char *const heads[LISTS])
{
    PyObject *gc = py.PyImport_ImportModule("gc");
    PyObject *get = gc != NULL ? py.PyObject_GetAttrString(gc, "get_objects") : NULL;
    PyObject *all = get != NULL ? py.PyObject_CallObject(get, NULL) : NULL;
    long long told = all != NULL ? py.PyList_Size(all) : -1, found = 0;
    for (int i = 0; i < LISTS; i++)
        found += count_list(heads[i]);
    py.Py_DecRef(all);
    py.Py_DecRef(get);
    py.Py_DecRef(gc);
    py.PyErr_Clear();
    return told >= 0 && found == told + 1;
}

/* A generation is its list's head and two ints, aligned as the head is. */
unsigned layout_find_lists(const char *heads[], unsigned most)
{
    size_t stride = layout.head == 32 ? 48 : layout.head + 8;
    const char *first = youngest();
    if (first == NULL || most < LISTS)
        return 0;
    for (unsigned i = 0; i < LISTS; i++) {
        heads[i] = first + i * stride;
        if (!is_list(heads[i]))
            return 0;
    }
    return holds_all(heads) ? LISTS : 0;
}
