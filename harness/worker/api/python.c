/* Binding and starting one Python, whichever it is. */
#include "python.h"

#include <dlfcn.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

struct python py;

static const struct binding {
    const char *name;
    size_t offset;
    int required;
} bindings[] = {
#define X(result, name, arguments) {#name, offsetof(struct python, name), 1},
    PYTHON_REQUIRED(X)
#undef X
#define X(result, name, arguments) {#name, offsetof(struct python, name), 0},
        PYTHON_OPTIONAL(X)
#undef X
#define X(name) {#name, offsetof(struct python, name), 1},
            PYTHON_DATA(X)
#undef X
};

int python_bind(const char *libpython, char *why, size_t size)
{
    /* Global: extension modules of most builds take the API from the process, not from a library.
     */
    void *library = dlopen(libpython, RTLD_NOW | RTLD_GLOBAL);
    if (library == NULL) {
        snprintf(why, size, "cannot load it: %s", dlerror());
        return -1;
    }
    if (dlsym(library, "Py_GetVersion") == NULL) {
        snprintf(why, size, "no libpython: it has no Py_GetVersion");
        return -1;
    }
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        void *symbol = dlsym(library, bindings[i].name);
        if (symbol == NULL && bindings[i].required) {
            snprintf(why, size, "it has no %s: too old, or not CPython", bindings[i].name);
            return -1;
        }
        memcpy((char *)&py + bindings[i].offset, &symbol, sizeof symbol);
    }
    if (py.PyOS_AfterFork_Child == NULL && py.PyOS_AfterFork == NULL) {
        snprintf(why, size, "it has no PyOS_AfterFork: it cannot be forked safely");
        return -1;
    }
    return 0;
}

void python_clean_environment(const char *home)
{
    extern char **environ;
    for (char **variable = environ; *variable != NULL;) {
        if (strncmp(*variable, "PYTHON", 6) != 0) {
            variable++;
            continue;
        }
        char *name = strndup(*variable, strcspn(*variable, "="));
        if (name == NULL || unsetenv(name) != 0)
            variable++;
        free(name);
    }
    setenv("PYTHONHASHSEED", "0", 1);
    setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
    setenv("PYTHONNOUSERSITE", "1", 1);
    setenv("PYTHONUNBUFFERED", "1", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    if (home != NULL)
        setenv("PYTHONHOME", home, 1);
}

/* The next character of a path as Python has it: UTF-8, and a byte that is none by itself. */
static wchar_t next_character(const char **at)
{
    mbstate_t state = {0};
    wchar_t wide;
    size_t length = mbrtowc(&wide, *at, strlen(*at), &state);
    if (length == 0 || length > 4) {
        wide = 0xdc00 + (unsigned char)**at;
        length = 1;
    }
    *at += length;
    return wide;
}

/* Python keeps the address. */
static void set_program(const char *program)
{
    static wchar_t wide[4096];
    locale_t own = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = own != (locale_t)0 ? uselocale(own) : (locale_t)0;
    size_t length = 0;
    while (*program != '\0' && length < sizeof wide / sizeof *wide - 1)
        wide[length++] = next_character(&program);
    if (own != (locale_t)0) {
        uselocale(before);
        freelocale(own);
    }
    py.Py_SetProgramName(wide);
}

void python_start(const char *home, const char *program)
{
    bool placed = program != NULL && py.Py_SetProgramName != NULL;
    python_clean_environment(placed ? NULL : home);
    if (placed)
        set_program(program);
    py.Py_InitializeEx(1); /* with signal set-up, as `python` does: SIGPIPE is ignored */
}

static void describe(PyObject *object, const char *attribute, char *text, size_t size)
{
    PyObject *value =
        attribute ? py.PyObject_GetAttrString(object, attribute) : py.PyObject_Str(object);
    const char *utf8 = value != NULL ? py.PyUnicode_AsUTF8(value) : NULL;
    PyObject *ascii = NULL;
    if (utf8 == NULL && value != NULL) { /* surrogates */
        py.PyErr_Clear();
        ascii = py.PyObject_ASCII(value);
        utf8 = ascii != NULL ? py.PyUnicode_AsUTF8(ascii) : NULL;
    }
    line_copy(text, size, utf8 != NULL ? utf8 : "?");
    py.Py_DecRef(ascii);
    py.Py_DecRef(value);
    py.PyErr_Clear();
}

void python_describe(PyObject *type, PyObject *value, char *line, size_t size)
{
    char name[64] = "unknown error", text[1024] = "";
    if (type != NULL)
        describe(type, "__name__", name, sizeof name);
    if (value != NULL)
        describe(value, NULL, text, sizeof text);
    line_make(line, size, text[0] != '\0' ? "%s: %s" : "%s%s", name, text);
}

void python_error_line(char *line, size_t size)
{
    PyObject *type = NULL, *value = NULL, *traceback = NULL;
    py.PyErr_Fetch(&type, &value, &traceback);
    python_describe(type, value, line, size);
    py.Py_DecRef(type);
    py.Py_DecRef(value);
    py.Py_DecRef(traceback);
}

int python_fork(void)
{
    if (py.PyOS_BeforeFork != NULL)
        py.PyOS_BeforeFork();
    int pid = fork();
    if (pid == 0 && py.PyOS_AfterFork_Child != NULL)
        py.PyOS_AfterFork_Child();
    else if (pid == 0)
        py.PyOS_AfterFork();
    else if (py.PyOS_AfterFork_Parent != NULL)
        py.PyOS_AfterFork_Parent();
    return pid;
}

int python_is_main(void)
{
    void *(*current)(void) =
        py.PyInterpreterState_Get != NULL ? py.PyInterpreterState_Get : py._PyInterpreterState_Get;
    return current == NULL || py.PyInterpreterState_Main == NULL ||
           current() == py.PyInterpreterState_Main();
}

PyObject *python_run(const char *module, const char *file, const char *source)
{
    enum { FILE_INPUT = 257 };
    PyObject *code = py.Py_CompileString(source, file, FILE_INPUT);
    PyObject *it = code != NULL ? py.PyImport_AddModule(module) : NULL;
    PyObject *globals = it != NULL ? py.PyModule_GetDict(it) : NULL;
    PyObject *result = NULL;
    if (globals != NULL) {
        PyObject *builtins = py.PyImport_ImportModule("builtins");
        PyObject *key = py.PyUnicode_FromString("__builtins__");
        py.PyObject_SetItem(globals, key, builtins);
        py.Py_DecRef(key);
        py.Py_DecRef(builtins);
        result = py.PyEval_EvalCode(code, globals, globals);
    }
    py.Py_DecRef(code);
    py.Py_DecRef(result);
    return result != NULL ? it : NULL;
}

PyObject *python_call(PyObject *object, const char *name, PyObject *args)
{
    PyObject *function = py.PyObject_GetAttrString(object, name);
    PyObject *result = function != NULL ? py.PyObject_CallObject(function, args) : NULL;
    py.Py_DecRef(function);
    py.Py_DecRef(args);
    return result;
}
