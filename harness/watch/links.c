/* Asked of each kind of object in its own way, from the most exact to the least. */
#include "links.h"

#include <stdio.h>
#include <string.h>

#include "interp.h"
#include "slots.h"
#include "waiting.h"

static int is_exactly(PyObject *object, void *type)
{
    return slots_has_type(object, type, 1);
}

/* ---- dicts, lists, tuples ---- */

/* A key may be of a type whose __str__ is the program's: only text is shown. */
static void name_key(PyObject *key, char *name, size_t size)
{
    const char *text = py.PyUnicode_AsUTF8(key);
    py.PyErr_Clear();
    if (text != NULL)
        snprintf(name, size, "[%.60s]", text);
    else
        snprintf(name, size, "an item");
}

static void name_in_dict(PyObject *dict, PyObject *held, char *name, size_t size)
{
    ptrdiff_t at = 0;
    PyObject *key, *value;
    while (interp.PyDict_Next(dict, &at, &key, &value)) {
        if (value == held) {
            name_key(key, name, size);
            return;
        }
        if (key == held) {
            snprintf(name, size, "a key");
            return;
        }
    }
}

static void name_in_list(PyObject *list, PyObject *held, char *name, size_t size)
{
    for (ptrdiff_t i = 0; i < interp.PyList_Size(list); i++)
        if (interp.PyList_GetItem(list, i) == held)
            snprintf(name, size, "[%td]", i);
}

static void name_in_tuple(PyObject *tuple, PyObject *held, char *name, size_t size)
{
    for (ptrdiff_t i = 0; i < py.PyTuple_Size(tuple); i++)
        if (py.PyTuple_GetItem(tuple, i) == held)
            snprintf(name, size, "[%td]", i);
}

/* ---- frames ---- */

static void name_local(PyObject *key, char *name, size_t size)
{
    snprintf(name, size, "local %.60s", interp_text(key));
}

/* Before 3.13 f_locals is a snapshot that the frame keeps: it is emptied, or it would keep all. */
static void name_in_snapshot(PyObject *locals, PyObject *held, char *name, size_t size)
{
    ptrdiff_t at = 0;
    PyObject *key, *value;
    while (name[0] == '\0' && interp.PyDict_Next(locals, &at, &key, &value))
        if (value == held)
            name_local(key, name, size);
    interp.PyDict_Clear(locals);
}

static void name_in_proxy(PyObject *locals, PyObject *held, char *name, size_t size)
{
    PyObject *keys = interp.PyMapping_Keys(locals);
    for (ptrdiff_t i = 0; keys != NULL && name[0] == '\0' && i < interp.PyList_Size(keys); i++) {
        PyObject *key = interp.PyList_GetItem(keys, i);
        PyObject *value = interp.PyObject_GetItem(locals, key);
        if (value == held)
            name_local(key, name, size);
        py.Py_DecRef(value);
        py.PyErr_Clear();
    }
    py.Py_DecRef(keys);
}

static void name_in_frame(PyObject *frame, PyObject *held, char *name, size_t size)
{
    PyObject *locals = interp_attribute(frame, "f_locals");
    if (locals != NULL && is_exactly(locals, interp.PyDict_Type))
        name_in_snapshot(locals, held, name, size);
    else if (locals != NULL)
        name_in_proxy(locals, held, name, size);
    py.Py_DecRef(locals);
    if (name[0] == '\0')
        snprintf(name, size, "its stack");
}

static void name_in_code(PyObject *awaitable, PyObject *held, char *name, size_t size)
{
    PyObject *frame = waiting_frame(awaitable);
    if (frame == held)
        snprintf(name, size, "its frame");
    else if (frame != NULL)
        name_in_frame(frame, held, name, size);
    py.Py_DecRef(frame);
}

/* ---- attributes ---- */

/* PyObject_GenericGetAttr runs neither __getattr__ nor a property of the program's: only slots and
 * members of C are asked for by these names. */
static int is_attribute(PyObject *holder, PyObject *name, PyObject *held)
{
    PyObject *value = interp.PyObject_GenericGetAttr(holder, name);
    py.Py_DecRef(value);
    py.PyErr_Clear();
    return value == held;
}

static const struct known {
    const char *attribute, *words;
} known_names[] = {
    {"_coro", "its coroutine"},       {"_fut_waiter", "waits for"},
    {"_result", "its result"},        {"_exception", "its exception"},
    {"_context", "its context"},      {"__self__", "bound to"},
    {"__func__", "its function"},     {"__closure__", "its closure"},
    {"__defaults__", "its defaults"}, {"__kwdefaults__", "its defaults"},
    {"func", "its function"},         {"args", "its arguments"},
    {"keywords", "its arguments"},    {"cell_contents", "holds"},
    {"__callback__", "its callback"}, {"cr_await", "awaits"},
    {"gi_yieldfrom", "awaits"},       {"ag_await", "awaits"},
    {"f_back", "its caller"},         {"__context__", "its context"},
    {"__cause__", "its cause"},       {"__traceback__", "its traceback"},
    {"tb_frame", "its frame"},        {"tb_next", "the next"},
};

#define KNOWN (sizeof known_names / sizeof known_names[0])

static void name_known(PyObject *holder, PyObject *held, char *name, size_t size)
{
    static PyObject *interned[KNOWN];
    for (size_t i = 0; i < KNOWN && name[0] == '\0'; i++) {
        if (interned[i] == NULL)
            interned[i] = py.PyUnicode_InternFromString(known_names[i].attribute);
        if (is_attribute(holder, interned[i], held))
            snprintf(name, size, "%s", known_names[i].words);
    }
}

static void name_slot(PyObject *holder, PyObject *slot_names, PyObject *held, char *name,
                      size_t size)
{
    ptrdiff_t count = is_exactly(slot_names, interp.PyTuple_Type) ? py.PyTuple_Size(slot_names) : 0;
    for (ptrdiff_t i = 0; i < count && name[0] == '\0'; i++) {
        PyObject *slot = py.PyTuple_GetItem(slot_names, i);
        if (is_attribute(holder, slot, held))
            snprintf(name, size, ".%.60s", interp_text(slot));
    }
}

static void name_in_slots(PyObject *holder, PyObject *held, char *name, size_t size)
{
    PyObject *type = py.PyObject_Type(holder), *bases = interp_attribute(type, "__mro__");
    for (ptrdiff_t i = 0; bases != NULL && i < py.PyTuple_Size(bases) && name[0] == '\0'; i++) {
        PyObject *its = interp_attribute(py.PyTuple_GetItem(bases, i), "__slots__");
        if (its != NULL)
            name_slot(holder, its, held, name, size);
        py.Py_DecRef(its);
    }
    py.Py_DecRef(bases);
    py.Py_DecRef(type);
}

static void name_in_own_dict(PyObject *holder, PyObject *held, char *name, size_t size)
{
    static PyObject *dict_name;
    char item[80] = "";
    if (dict_name == NULL)
        dict_name = py.PyUnicode_InternFromString("__dict__");
    PyObject *dict = interp.PyObject_GenericGetAttr(holder, dict_name);
    py.PyErr_Clear();
    if (dict == held)
        snprintf(name, size, "its attributes");
    else if (dict != NULL && is_exactly(dict, interp.PyDict_Type))
        name_in_dict(dict, held, item, sizeof item);
    size_t length = strlen(item);
    if (item[0] == '[')
        snprintf(name, size, ".%.*s", (int)length - 2, item + 1);
    py.Py_DecRef(dict);
}

static int has_code(PyObject *object)
{
    return is_exactly(object, py.PyCoro_Type) || is_exactly(object, py.PyGen_Type) ||
           is_exactly(object, interp.PyAsyncGen_Type);
}

static void name_attribute(PyObject *holder, PyObject *held, char *name, size_t size)
{
    name_known(holder, held, name, size);
    if (name[0] == '\0' && has_code(holder))
        name_in_code(holder, held, name, size);
    if (name[0] == '\0')
        name_in_slots(holder, held, name, size);
    if (name[0] == '\0')
        name_in_own_dict(holder, held, name, size);
    if (name[0] == '\0')
        snprintf(name, size, "holds");
}

void links_name(PyObject *holder, PyObject *held, char *name, size_t size)
{
    name[0] = '\0';
    if (is_exactly(holder, interp.PyDict_Type))
        name_in_dict(holder, held, name, size);
    else if (is_exactly(holder, interp.PyList_Type))
        name_in_list(holder, held, name, size);
    else if (is_exactly(holder, interp.PyTuple_Type))
        name_in_tuple(holder, held, name, size);
    else if (is_exactly(holder, interp.PyFrame_Type))
        name_in_frame(holder, held, name, size);
    else
        name_attribute(holder, held, name, size);
}

void links_object(PyObject *object, char *name, size_t size)
{
    PyObject *qualified = has_code(object) || is_exactly(object, interp.PyFunction_Type)
                              ? interp_attribute(object, "__qualname__")
                              : NULL;
    if (qualified != NULL)
        snprintf(name, size, "%.120s()", interp_text(qualified));
    else
        waiting_type_name(object, name, size);
    py.Py_DecRef(qualified);
}
