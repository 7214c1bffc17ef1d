/* Further functions of Python's C API, which only a watched program needs; bound as those of api/.
 */
#ifndef TASKLOSS_WATCH_INTERP_H
#define TASKLOSS_WATCH_INTERP_H

#include <stddef.h>

#include "python.h"

/* X(result, name, arguments): every supported version has them. */
#define INTERP_REQUIRED(X)                                                                         \
    X(int, Py_IsInitialized, (void))                                                               \
    X(void *, PyGILState_GetThisThreadState, (void))                                               \
    X(PyObject *, PyImport_GetModuleDict, (void))                                                  \
    X(PyObject *, PyEval_GetFrame, (void))                                                         \
    X(PyObject *, PyEval_GetBuiltins, (void))                                                      \
    X(int, PyFrame_GetLineNumber, (PyObject *))                                                    \
    X(int, PyCode_Addr2Line, (PyObject *, int))                                                    \
    X(PyObject *, PyDict_New, (void))                                                              \
    X(void, PyDict_Clear, (PyObject *))                                                            \
    X(int, PyDict_Next, (PyObject *, ptrdiff_t *, PyObject **, PyObject **))                       \
    X(int, PyDict_SetItemString, (PyObject *, const char *, PyObject *))                           \
    X(int, PyDict_DelItemString, (PyObject *, const char *))                                       \
    X(PyObject *, PyObject_GenericGetAttr, (PyObject *, PyObject *))                               \
    X(PyObject *, PyObject_GetItem, (PyObject *, PyObject *))                                      \
    X(PyObject *, PyMapping_Keys, (PyObject *))                                                    \
    X(ptrdiff_t, PyList_Size, (PyObject *))                                                        \
    X(PyObject *, PyList_GetItem, (PyObject *, ptrdiff_t))                                         \
    X(PyObject *, PyUnicode_AsEncodedString, (PyObject *, const char *, const char *))             \
    X(char *, PyBytes_AsString, (PyObject *))

/* Only some versions have them. */
#define INTERP_OPTIONAL(X)                                                                         \
    X(int, Py_IsFinalizing, (void))                                                                \
    X(int, _Py_IsFinalizing, (void))                                                               \
    X(int, _Py_MergeZeroLocalRefcount, (PyObject *)) /* only without a GIL */                      \
    X(void *, PyThreadState_Get, (void))                                                           \
    X(void *, PyInterpreterState_Main, (void))                                                     \
    X(void *, PyThreadState_GetInterpreter, (void *))                                              \
    X(PyObject *, PyFrame_GetBack, (PyObject *))                                                   \
    X(PyObject *, PyFrame_GetCode, (PyObject *))                                                   \
    X(int, PyFrame_GetLasti, (PyObject *))

#define INTERP_DATA(X)                                                                             \
    X(PyDict_Type)                                                                                 \
    X(PyList_Type) X(PyTuple_Type) X(PyFrame_Type) X(PyFunction_Type) X(PyAsyncGen_Type)

struct interp {
#define X(result, name, arguments) result(*name) arguments;
    INTERP_REQUIRED(X)
    INTERP_OPTIONAL(X)
#undef X
#define X(name) void *name;
    INTERP_DATA(X)
#undef X
};

extern struct interp interp;

/* Binds both tables to the Python of this process. 1; 0: there is none yet; -1 with one line in
 * `why`: there is one that cannot be watched. */
int interp_bind(char *why, size_t size);

/* Is Python going, so that nothing may be asked of it any more? */
int interp_is_closing(void);

/* Text of a str as UTF-8, in any case; valid until the next call. */
const char *interp_text(PyObject *string);

/* The attribute, or NULL where there is none or it is None; no exception. A new reference. */
PyObject *interp_attribute(PyObject *object, const char *name);

#endif
