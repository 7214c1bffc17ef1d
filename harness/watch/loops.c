/* asyncio's own loops say it in attributes; others have methods in C. */
#include "loops.h"

#include <pthread.h>

#include "fields.h"
#include "interp.h"
#include "jobs.h"

/* 1, 0, or -1: it has no such attribute. None counts as 0. */
static int attribute_is_set(PyObject *loop, PyObject **name, const char *text)
{
    if (*name == NULL)
        *name = py.PyUnicode_InternFromString(text);
    PyObject *value = interp.PyObject_GenericGetAttr(loop, *name);
    int result = value != NULL ? py.PyObject_IsTrue(value) : -1;
    py.Py_DecRef(value);
    py.PyErr_Clear();
    return result;
}

static int ask(PyObject *loop, const char *method)
{
    PyObject *value = python_call(loop, method, NULL);
    int result = value != NULL && py.PyObject_IsTrue(value) == 1;
    py.Py_DecRef(value);
    py.PyErr_Clear();
    return result;
}

int loops_is_running(PyObject *loop)
{
    static PyObject *name;
    int set = attribute_is_set(loop, &name, "_thread_id");
    return set >= 0 ? set : ask(loop, "is_running");
}

int loops_is_closed(PyObject *loop)
{
    static PyObject *name;
    int set = attribute_is_set(loop, &name, "_closed");
    return set >= 0 ? set : ask(loop, "is_closed");
}

/* asyncio's own loop keeps the number of the thread that it runs in. */
static int runs_here(PyObject *loop)
{
    PyObject *thread = interp_attribute(loop, "_thread_id");
    int result = thread != NULL && (unsigned long long)py.PyLong_AsLongLong(thread) ==
                                       (unsigned long long)pthread_self();
    py.Py_DecRef(thread);
    py.PyErr_Clear();
    return result;
}

PyObject *loops_running_here(void)
{
    if (fields.get_running_loop == NULL)
        return jobs_first_loop(runs_here);
    PyObject *loop = py.PyObject_CallObject(fields.get_running_loop, NULL);
    py.Py_DecRef(loop); /* whoever runs it holds it */
    py.PyErr_Clear();
    return loop != (PyObject *)py._Py_NoneStruct ? loop : NULL;
}
