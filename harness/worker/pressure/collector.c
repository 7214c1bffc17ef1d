/* gc's own functions, each behind one that keeps what the program asked for. */
#include "collector.h"

#include <stddef.h>

#include "schedule.h"
#include "wish.h"

static int automatic = 1, threshold_is_fixed;

/* X(name): those of gc that are wrapped, where a version has them. */
#define SWITCHES(X) X(enable) X(disable) X(isenabled) X(set_threshold) X(freeze)

static struct {
#define X(name) PyObject *name;
    SWITCHES(X)
#undef X
} original;

static PyObject *truth[2]; /* False, True */

static PyObject *own(PyObject *object)
{
    py.Py_IncRef(object);
    return object;
}

static PyObject *none(void)
{
    return own(py._Py_NoneStruct);
}

static void quietly(PyObject *function, PyObject *args)
{
    PyObject *result = py.PyObject_CallObject(function, args);
    if (result == NULL)
        py.PyErr_Clear();
    py.Py_DecRef(result);
    py.Py_DecRef(args);
}

static void apply(void)
{
    quietly(automatic && wish_enabled() ? original.enable : original.disable, NULL);
}

static PyObject *call_enable(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    wish_enable(1);
    schedule_switched_on();
    apply();
    return none();
}

static PyObject *call_disable(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    wish_enable(0);
    apply();
    return none();
}

static PyObject *call_isenabled(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    return own(truth[wish_enabled()]);
}

static void want_threshold(long long young)
{
    wish_threshold(young);
    if (young != 0)
        schedule_switched_on();
}

static PyObject *call_set_threshold(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *first = py.PyTuple_Size(args) > 0 ? py.PyTuple_GetItem(args, 0) : NULL;
    long long young = first != NULL ? py.PyLong_AsLongLong(first) : -1;
    int is_number = first != NULL && py.PyErr_Occurred() == NULL;
    py.PyErr_Clear();
    if (is_number && young != 0 && threshold_is_fixed) {
        want_threshold(young);
        return none();
    }
    PyObject *result = py.PyObject_CallObject(original.set_threshold, args);
    if (result != NULL && is_number)
        want_threshold(young);
    return result;
}

static PyObject *call_freeze(PyObject *self, PyObject *args)
{
    (void)self;
    schedule_frozen();
    return py.PyObject_CallObject(original.freeze, args);
}

static int find_truth(void)
{
    PyObject *builtins = py.PyImport_ImportModule("builtins");
    if (builtins == NULL)
        return -1;
    truth[0] = py.PyObject_GetAttrString(builtins, "False");
    truth[1] = py.PyObject_GetAttrString(builtins, "True");
    py.Py_DecRef(builtins);
    return truth[0] != NULL && truth[1] != NULL ? 0 : -1;
}

int collector_install(PyObject *gc)
{
    static struct py_method_def methods[] = {
#define X(name) {#name, call_##name, PY_METH_VARARGS, NULL},
        SWITCHES(X)
#undef X
    };
    PyObject **originals[] = {
#define X(name) &original.name,
        SWITCHES(X)
#undef X
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        *originals[i] = py.PyObject_GetAttrString(gc, methods[i].name);
        py.PyErr_Clear();
        if (*originals[i] == NULL)
            continue;
        PyObject *function = py.PyCFunction_NewEx(&methods[i], gc, NULL);
        if (function == NULL || py.PyObject_SetAttrString(gc, methods[i].name, function) < 0)
            return -1;
        py.Py_DecRef(function);
    }
    return find_truth();
}

void collector_follow(int is_automatic)
{
    automatic = is_automatic;
    apply();
}

void collector_fix_threshold(uint64_t threshold)
{
    PyObject *args = py.PyTuple_New(1);
    py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong((long long)threshold));
    threshold_is_fixed = 1;
    if (wish_collects())
        quietly(original.set_threshold, args);
    else
        py.Py_DecRef(args);
}
