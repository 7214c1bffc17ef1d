/* Offsets are found by looking for values that are known to be there, never hard-coded. */
#include "slots.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "wire.h"

struct slots slots;

/* ---- words of an object ---- */

void *slots_word(const void *object, size_t offset)
{
    void *value;
    memcpy(&value, (const char *)object + offset, sizeof value);
    return value;
}

void slots_set_word(void *object, size_t offset, const void *value)
{
    memcpy((char *)object + offset, value, sizeof(void *));
}

int slots_has_type(PyObject *object, PyObject *type, int exactly)
{
    PyObject *its = py.PyObject_Type(object);
    int result = type != NULL && (its == type || (!exactly && py.PyType_IsSubtype(its, type)));
    py.Py_DecRef(its);
    return result;
}

PyObject *slots_attribute(PyObject *object, PyObject *first, PyObject *second)
{
    PyObject *value = py.PyObject_GetAttr(object, first);
    if (value == NULL) {
        py.PyErr_Clear();
        value = py.PyObject_GetAttr(object, second);
    }
    if (value == NULL)
        py.PyErr_Clear();
    return value;
}

/* ---- finding offsets ---- */

static long long integer_attribute(PyObject *object, const char *name)
{
    PyObject *value = py.PyObject_GetAttrString(object, name);
    long long result = value != NULL ? py.PyLong_AsLongLong(value) : -1;
    py.Py_DecRef(value);
    py.PyErr_Clear();
    return result;
}

/* The one place in `size` bytes of `object` that holds `wanted`; 0 if there is none or several. */
static size_t find_word(const void *object, size_t size, const void *wanted)
{
    size_t found = 0;
    for (size_t offset = sizeof(void *); offset + sizeof(void *) <= size;
         offset += sizeof(void *)) {
        if (slots_word(object, offset) != wanted)
            continue;
        if (found != 0)
            return 0;
        found = offset;
    }
    return found;
}

static const char calibration[] = "import asyncio\n"
                                  "class Probe(object):\n"
                                  "    def __init__(self): pass\n"
                                  "    def __del__(self): pass\n"
                                  "class Loop(object):\n"
                                  "    def get_debug(self): return False\n"
                                  "    def call_soon(self, *args, **kwargs): pass\n"
                                  "    def call_exception_handler(self, context): pass\n"
                                  "try:\n"
                                  "    import _asyncio\n"
                                  "    c_task = _asyncio.Task\n"
                                  "    futures = [_asyncio.Future(loop=Loop()) for _ in range(4)]\n"
                                  "    error = ValueError()\n"
                                  "    futures[1].cancel()\n"
                                  "    futures[2].set_result(None)\n"
                                  "    futures[3].set_exception(error)\n"
                                  "    futures[3].exception()\n"
                                  "    pending, cancelled, finished, failed = futures\n"
                                  "    size = _asyncio.Future.__basicsize__\n"
                                  "    task_init, task_del = c_task.__init__, c_task.__del__\n"
                                  "    wrapper_size = type(task_init).__basicsize__\n"
                                  "except ImportError:\n"
                                  "    c_task = None\n"
                                  "py_task = getattr(asyncio.tasks, '_PyTask', asyncio.Task)\n"
                                  "type_size = type.__basicsize__\n"
                                  "import sys\n"
                                  "no_gil = int('t' in getattr(sys, 'abiflags', ''))\n";

static PyObject *probe; /* the module that holds the calibration's objects */

static PyObject *probed(const char *name)
{
    PyObject *value = py.PyObject_GetAttrString(probe, name);
    py.Py_DecRef(value); /* the module keeps it */
    return value;
}

static int find_slots(char *why, size_t size)
{
    PyObject *type = probed("Probe");
    size_t length = (size_t)integer_attribute(probe, "type_size");
    slots.tp_dealloc = find_word(type, length, py.PyType_GetSlot(type, PY_TP_DEALLOC));
    slots.tp_init = find_word(type, length, py.PyType_GetSlot(type, PY_TP_INIT));
    slots.tp_free = find_word(type, length, py.PyType_GetSlot(type, PY_TP_FREE));
    slots.tp_finalize = find_word(type, length, py.PyType_GetSlot(type, PY_TP_FINALIZE));
    if (slots.tp_dealloc != 0 && slots.tp_init != 0 && slots.tp_free != 0 && slots.tp_finalize != 0)
        return 0;
    snprintf(why, size, "calibration failed: the type slots were not found");
    return -1;
}

static int states_match(PyObject *const futures[4], size_t offset)
{
    static const int32_t wanted[4] = {0, 1, 2, 2};
    for (int i = 0; i < 4; i++)
        if (memcmp((const char *)futures[i] + offset, &wanted[i], sizeof wanted[i]) != 0)
            return 0;
    return 1;
}

static int exceptions_match(PyObject *const futures[4], PyObject *error, size_t offset)
{
    return slots_word(futures[0], offset) == NULL && slots_word(futures[1], offset) == NULL &&
           slots_word(futures[2], offset) == NULL && slots_word(futures[3], offset) == error;
}

static int find_future_fields(char *why, size_t size)
{
    PyObject *futures[4] = {probed("pending"), probed("cancelled"), probed("finished"),
                            probed("failed")};
    PyObject *error = probed("error");
    size_t length = (size_t)integer_attribute(probe, "size");
    unsigned states = 0, exceptions = 0;
    for (size_t offset = sizeof(void *); offset + sizeof(int32_t) <= length; offset += 4)
        if (states_match(futures, offset)) {
            slots.state = offset;
            states++;
        }
    for (size_t offset = sizeof(void *); offset + sizeof(void *) <= length;
         offset += sizeof(void *))
        if (exceptions_match(futures, error, offset)) {
            slots.exception = offset;
            exceptions++;
        }
    if (states == 1 && exceptions == 1)
        return 0;
    snprintf(why, size, "calibration failed: %u places for a future's state, %u for its exception",
             states, exceptions);
    return -1;
}

/* ---- replacing what is there ---- */

void slots_replace(void *type, size_t offset, void *original, const void *hook)
{
    void *old = slots_word(type, offset);
    memcpy(original, &old, sizeof old);
    slots_set_word(type, offset, hook);
}

int slots_replace_wrapper(const char *name, const void *original, const void *hook, char *why,
                          size_t size)
{
    PyObject *wrapper = probed(name);
    size_t length = (size_t)integer_attribute(probe, "wrapper_size");
    void *wanted;
    memcpy(&wanted, original, sizeof wanted);
    size_t offset = find_word(wrapper, length, wanted);
    if (offset != 0) {
        slots_set_word(wrapper, offset, hook);
        return 0;
    }
    snprintf(why, size, "calibration failed: the slot of Task's %s was not found", name);
    return -1;
}

static void intern_names(void)
{
    slots.cr_code = py.PyUnicode_InternFromString("cr_code");
    slots.gi_code = py.PyUnicode_InternFromString("gi_code");
    slots.cr_frame = py.PyUnicode_InternFromString("cr_frame");
    slots.gi_frame = py.PyUnicode_InternFromString("gi_frame");
    slots.py_state = py.PyUnicode_InternFromString("_state");
    slots.py_exception = py.PyUnicode_InternFromString("_exception");
    slots.log_traceback = py.PyUnicode_InternFromString("_log_traceback");
}

int slots_find(char *why, size_t size)
{
    probe = python_run("_taskloss_probe", "<calibration>", calibration);
    if (probe == NULL) {
        char line[TL_NOTE_MAX];
        python_error_line(line, sizeof line);
        snprintf(why, size, "cannot import asyncio: %s", line);
        return -1;
    }
    py.Py_IncRef(probe);
    intern_names();
    slots.has_no_gil = integer_attribute(probe, "no_gil") == 1;
    if (find_slots(why, size) < 0)
        return -1;
    slots.py_task = probed("py_task");
    if (probed("c_task") == py._Py_NoneStruct)
        return 0;
    slots.c_task = probed("c_task");
    return find_future_fields(why, size);
}
