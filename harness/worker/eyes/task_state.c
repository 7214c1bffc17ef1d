/* A C task's from its memory, a Python one's from its attributes: no Python code is run. */
#include "task_state.h"

#include <stdint.h>
#include <string.h>

#include "slots.h"

/* An exception may be pending: PyObject_IsInstance() would not stand that. */
static int is_memory_error(PyObject *exception)
{
    return exception != NULL && slots_has_type(exception, *(PyObject **)py.PyExc_MemoryError, 0);
}

static struct task_state c_state(PyObject *task)
{
    int32_t state;
    memcpy(&state, (const char *)task + slots.state, sizeof state);
    if (state == 0)
        return (struct task_state){LEDGER_LIVE, 0};
    if (state == 1)
        return (struct task_state){LEDGER_CANCELLED, 0};
    PyObject *exception = slots_word(task, slots.exception);
    return (struct task_state){exception != NULL ? LEDGER_FAILED : LEDGER_FINISHED,
                               is_memory_error(exception)};
}

static struct task_state py_state(PyObject *task)
{
    PyObject *state = py.PyObject_GetAttr(task, slots.py_state);
    PyObject *exception = py.PyObject_GetAttr(task, slots.py_exception);
    const char *name = state != NULL ? py.PyUnicode_AsUTF8(state) : NULL;
    struct task_state result = {LEDGER_FINISHED, 0};
    if (name == NULL || name[0] == 'P')
        result.state = LEDGER_LIVE;
    else if (name[0] == 'C')
        result.state = LEDGER_CANCELLED;
    else if (exception != NULL && exception != py._Py_NoneStruct)
        result = (struct task_state){LEDGER_FAILED, is_memory_error(exception)};
    py.Py_DecRef(state);
    py.Py_DecRef(exception);
    py.PyErr_Clear();
    return result;
}

struct task_state task_state(PyObject *task)
{
    PyObject *type, *value, *traceback;
    if (slots_has_type(task, slots.c_task, 0))
        return c_state(task);
    py.PyErr_Fetch(&type, &value, &traceback);
    struct task_state state = py_state(task);
    py.PyErr_Restore(type, value, traceback);
    return state;
}

int task_is_unretrieved(PyObject *task)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    PyObject *flag = py.PyObject_GetAttr(task, slots.log_traceback);
    int result = flag != NULL && py.PyObject_IsTrue(flag) == 1;
    py.Py_DecRef(flag);
    py.PyErr_Restore(type, value, traceback);
    return result;
}
