/* Bound from the process: a static Python's functions are the executable's own. */
#include "interp.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

struct interp interp;

static const struct binding {
    const char *name;
    size_t offset;
    int required;
} bindings[] = {
#define X(result, name, arguments) {#name, offsetof(struct interp, name), 1},
    INTERP_REQUIRED(X)
#undef X
#define X(result, name, arguments) {#name, offsetof(struct interp, name), 0},
        INTERP_OPTIONAL(X)
#undef X
#define X(name) {#name, offsetof(struct interp, name), 1},
            INTERP_DATA(X)
#undef X
};

static int bind_more(char *why, size_t size)
{
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        void *symbol = dlsym(RTLD_DEFAULT, bindings[i].name);
        if (symbol == NULL && bindings[i].required) {
            snprintf(why, size, "this Python has no %s: too old, or not CPython", bindings[i].name);
            return -1;
        }
        memcpy((char *)&interp + bindings[i].offset, &symbol, sizeof symbol);
    }
    if (interp._Py_MergeZeroLocalRefcount == NULL)
        return 1;
    snprintf(why, size,
             "a free-threaded Python cannot be watched: nothing stops its other threads");
    return -1;
}

int interp_bind(char *why, size_t size)
{
    static int result;
    if (result != 0)
        return result;
    if (dlsym(RTLD_DEFAULT, "pypy_execute_source") != NULL) {
        snprintf(why, size, "PyPy cannot be watched: it has no reference counts");
        return result = -1;
    }
    if (dlsym(RTLD_DEFAULT, "Py_IsInitialized") == NULL)
        return 0; /* it may be loaded later */
    result = python_bind(NULL, why, size) == 0 ? bind_more(why, size) : -1;
    return result;
}

int interp_is_closing(void)
{
    return (interp.Py_IsFinalizing != NULL && interp.Py_IsFinalizing()) ||
           (interp._Py_IsFinalizing != NULL && interp._Py_IsFinalizing());
}

const char *interp_text(PyObject *string)
{
    static PyObject *bytes; /* of the last text that is no valid UTF-8 */
    const char *text = string != NULL ? py.PyUnicode_AsUTF8(string) : NULL;
    if (text != NULL)
        return text;
    py.PyErr_Clear();
    if (string == NULL)
        return "?";
    py.Py_DecRef(bytes);
    bytes = interp.PyUnicode_AsEncodedString(string, "utf-8", "backslashreplace");
    text = bytes != NULL ? interp.PyBytes_AsString(bytes) : NULL;
    py.PyErr_Clear();
    return text != NULL ? text : "?";
}

PyObject *interp_attribute(PyObject *object, const char *name)
{
    PyObject *value = object != NULL ? py.PyObject_GetAttrString(object, name) : NULL;
    if (value == NULL)
        py.PyErr_Clear();
    if (value == (PyObject *)py._Py_NoneStruct) {
        py.Py_DecRef(value);
        return NULL;
    }
    return value;
}
