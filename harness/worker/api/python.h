/* The Python C API as a table bound by dlsym: no Python headers, one binary for every version.
 *
 * Only public functions, by the signatures that have been the same since 3.6. What a version lacks
 * is NULL here, and code asks for the function, never for a version number.
 */
#ifndef TASKLOSS_PYTHON_H
#define TASKLOSS_PYTHON_H

#include <stddef.h>
#include <wchar.h>

typedef struct python_object PyObject; /* opaque: its layout is never assumed */

typedef PyObject *(*py_method)(PyObject *self, PyObject *args);
typedef PyObject *(*py_keyword_method)(PyObject *self, PyObject *args, PyObject *kwargs);

struct py_method_def { /* PyMethodDef */
    const char *name;
    py_method method;
    int flags;
    const char *doc;
};

#define PY_METH_VARARGS  0x0001
#define PY_METH_KEYWORDS 0x0002

/* Slot numbers of PyType_GetSlot (typeslots.h, fixed by the stable ABI). */
enum py_slot {
    PY_TP_DEALLOC = 52,
    PY_TP_INIT = 60,
    PY_TP_TRAVERSE = 71,
    PY_TP_FREE = 74,
    PY_TP_FINALIZE = 80
};

/* X(result, name, arguments): functions every supported version has. */
#define PYTHON_REQUIRED(X)                                                                         \
    X(const char *, Py_GetVersion, (void))                                                         \
    X(void, Py_InitializeEx, (int))                                                                \
    X(int, Py_FinalizeEx, (void))                                                                  \
    X(void, Py_IncRef, (PyObject *))                                                               \
    X(void, Py_DecRef, (PyObject *))                                                               \
    X(PyObject *, PyImport_AddModule, (const char *))                                              \
    X(PyObject *, PyImport_ImportModule, (const char *))                                           \
    X(PyObject *, PyModule_GetDict, (PyObject *))                                                  \
    X(PyObject *, Py_CompileString, (const char *, const char *, int))                             \
    X(PyObject *, PyEval_EvalCode, (PyObject *, PyObject *, PyObject *))                           \
    X(PyObject *, PyCFunction_NewEx, (struct py_method_def *, PyObject *, PyObject *))             \
    X(PyObject *, PyDescr_NewMethod, (PyObject *, struct py_method_def *))                         \
    X(PyObject *, PyObject_GetAttr, (PyObject *, PyObject *))                                      \
    X(PyObject *, PyObject_GetAttrString, (PyObject *, const char *))                              \
    X(int, PyObject_SetAttrString, (PyObject *, const char *, PyObject *))                         \
    X(PyObject *, PyObject_CallObject, (PyObject *, PyObject *))                                   \
    X(PyObject *, PyObject_Call, (PyObject *, PyObject *, PyObject *))                             \
    X(PyObject *, PyObject_Str, (PyObject *))                                                      \
    X(PyObject *, PyObject_ASCII, (PyObject *))                                                    \
    X(PyObject *, PyObject_Type, (PyObject *))                                                     \
    X(int, PyObject_IsTrue, (PyObject *))                                                          \
    X(int, PyObject_IsInstance, (PyObject *, PyObject *))                                          \
    X(int, PyObject_SetItem, (PyObject *, PyObject *, PyObject *))                                 \
    X(PyObject *, PyDict_GetItemString, (PyObject *, const char *))                                \
    X(PyObject *, PyDict_GetItem, (PyObject *, PyObject *))                                        \
    X(ptrdiff_t, PyDict_Size, (PyObject *))                                                        \
    X(PyObject *, PyTuple_New, (ptrdiff_t))                                                        \
    X(ptrdiff_t, PyTuple_Size, (PyObject *))                                                       \
    X(PyObject *, PyTuple_GetItem, (PyObject *, ptrdiff_t))                                        \
    X(int, PyTuple_SetItem, (PyObject *, ptrdiff_t, PyObject *))                                   \
    X(PyObject *, PyList_New, (ptrdiff_t))                                                         \
    X(int, PyList_Append, (PyObject *, PyObject *))                                                \
    X(ptrdiff_t, PyList_Size, (PyObject *))                                                        \
    X(PyObject *, PyList_GetItem, (PyObject *, ptrdiff_t))                                         \
    X(PyObject *, PyLong_FromLongLong, (long long))                                                \
    X(long long, PyLong_AsLongLong, (PyObject *))                                                  \
    X(PyObject *, PyUnicode_FromString, (const char *))                                            \
    X(PyObject *, PyUnicode_DecodeFSDefault, (const char *))                                       \
    X(PyObject *, PyUnicode_InternFromString, (const char *))                                      \
    X(const char *, PyUnicode_AsUTF8, (PyObject *))                                                \
    X(PyObject *, PyUnicode_AsEncodedString, (PyObject *, const char *, const char *))             \
    X(const char *, PyBytes_AsString, (PyObject *))                                                \
    X(int, PyType_IsSubtype, (PyObject *, PyObject *))                                             \
    X(void *, PyType_GetSlot, (PyObject *, int))                                                   \
    X(unsigned long, PyType_GetFlags, (PyObject *))                                                \
    X(void, PyObject_GC_UnTrack, (void *))                                                         \
    X(void, PyObject_GC_Track, (void *))                                                           \
    X(void, PyType_Modified, (PyObject *))                                                         \
    X(PyObject *, PyErr_Occurred, (void))                                                          \
    X(void, PyErr_Fetch, (PyObject **, PyObject **, PyObject **))                                  \
    X(void, PyErr_Restore, (PyObject *, PyObject *, PyObject *))                                   \
    X(void, PyErr_Clear, (void))                                                                   \
    X(void, PyErr_WriteUnraisable, (PyObject *))                                                   \
    X(void *, PyEval_SaveThread, (void))                                                           \
    X(void, PyEval_RestoreThread, (void *))                                                        \
    X(void *, PyGILState_GetThisThreadState, (void))                                               \
    X(int, Py_AddPendingCall, (int (*)(void *), void *))                                           \
    X(int, PyGILState_Ensure, (void))                                                              \
    X(void, PyGILState_Release, (int))

/* Functions only some versions have. */
#define PYTHON_OPTIONAL(X)                                                                         \
    X(void, PyOS_BeforeFork, (void))                                                               \
    X(void, PyOS_AfterFork_Parent, (void))                                                         \
    X(void, PyOS_AfterFork_Child, (void))                                                          \
    X(void, PyOS_AfterFork, (void))                                                                \
    X(void, Py_SetProgramName, (const wchar_t *))                                                  \
    X(void *, PyInterpreterState_Get, (void))                                                      \
    X(void *, _PyInterpreterState_Get, (void))                                                     \
    X(void *, PyInterpreterState_Main, (void))                                                     \
    X(void, PyMem_GetAllocator, (int, void *))                                                     \
    X(void, PyMem_SetAllocator, (int, void *))                                                     \
    X(int, _Py_MergeZeroLocalRefcount, (PyObject *)) /* only where there is no GIL */

/* Objects: each is the address of the object, or of the variable that points to it. */
#define PYTHON_DATA(X)                                                                             \
    X(PyCoro_Type)                                                                                 \
    X(PyGen_Type)                                                                                  \
    X(PyType_Type)                                                                                 \
    X(PyModule_Type)                                                                               \
    X(PyCode_Type)                                                                                 \
    X(PyDict_Type)                                                                                 \
    X(_Py_NoneStruct)                                                                              \
    X(PyExc_MemoryError)                                                                           \
    X(PyExc_SystemExit)

struct python {
#define X(result, name, arguments) result(*name) arguments;
    PYTHON_REQUIRED(X)
    PYTHON_OPTIONAL(X)
#undef X
#define X(name) void *name;
    PYTHON_DATA(X)
#undef X
};

extern struct python py;

/* Opens the library and binds the table; 0, or -1 with one line in `why`. Does not start Python. */
int python_bind(const char *libpython, char *why, size_t size);

/* Whatever the user's shell says to Python is not for this interpreter. */
void python_clean_environment(const char *home);

/* Starts the interpreter, isolated from the user's environment: hash seed 0, no user site, nothing
 * written to disk, `home` as PYTHONHOME if not NULL. With `program`, a path to a build tree's own,
 * it finds all as that one does, and `home` is not set. Once a process. */
void python_start(const char *home, const char *program);

/* The first line of the pending exception ("ValueError: text"), which is cleared. */
void python_error_line(char *line, size_t size);

/* The same of an exception given by its type and itself; either may be NULL. */
void python_describe(PyObject *type, PyObject *value, char *line, size_t size);

/* fork() with the interpreter's own hooks before and after. */
int python_fork(void);

/* Does this thread run the interpreter that python_start started? True where that cannot be asked.
 */
int python_is_main(void);

/* Runs source text in a new module of that name; the module (borrowed), or NULL with an exception.
 */
PyObject *python_run(const char *module, const char *file, const char *source);

/* The attribute `name` of an object, called with `args` (a tuple; stolen; NULL: none). */
PyObject *python_call(PyObject *object, const char *name, PyObject *args);

#endif
