/* A coroutine tells what it runs by its code, its qualified name and its module.
 *
 * Nothing is allocated, and no frame made, for a task of a case whose head names no jobs: what
 * natural collections do depends on it.
 */
#include "jobs.h"

#include <string.h>

#include "entries.h"
#include "frames.h"
#include "map.h"
#include "names.h"
#include "notes.h"
#include "running.h"
#include "slots.h"

#define FUNCTIONS_MAX 64
#define QUALNAME_MAX  256
#define HARNESS       "<taskloss>" /* the file of the program around a case */

static struct {
    PyObject *code;
    char qualname[QUALNAME_MAX]; /* "": whatever the coroutine is called */
} functions[FUNCTIONS_MAX];
static unsigned function_count;

static const char *names = "";
static __thread int spawning;
static struct map handed_over; /* address of a coroutine -> of its type, the low bits */

/* Names of attributes. */
static struct {
    PyObject *qualname, *module, *name, *f_globals;
} known;

/* ---- what is known before ---- */

int jobs_install(void)
{
    known.qualname = py.PyUnicode_InternFromString("__qualname__");
    known.module = py.PyUnicode_InternFromString("__module__");
    known.name = py.PyUnicode_InternFromString("__name__");
    known.f_globals = py.PyUnicode_InternFromString("f_globals");
    return frames_install();
}

void jobs_name(const char *new_names)
{
    names = new_names;
    if (names[0] != '\0')
        function_count = 0;
}

void jobs_function(PyObject *code, const char *qualname)
{
    if (function_count == FUNCTIONS_MAX || (qualname != NULL && strlen(qualname) >= QUALNAME_MAX))
        return;
    py.Py_IncRef(code);
    functions[function_count].code = code;
    strcpy(functions[function_count++].qualname, qualname != NULL ? qualname : "");
}

void jobs_spawning(int on)
{
    spawning = on;
}

static uint32_t bits_of_type(PyObject *object)
{
    PyObject *type = py.PyObject_Type(object);
    py.Py_DecRef(type);
    return (uint32_t)(uintptr_t)type & ~UINT32_C(1) & INT32_MAX;
}

void jobs_hand_over(PyObject *coroutine)
{
    entries_lock();
    map_put(&handed_over, coroutine, bits_of_type(coroutine));
    entries_unlock();
}

void jobs_forget(void)
{
    map_clear(&handed_over);
    spawning = 0;
}

/* ---- texts of a coroutine: borrowed, as long as their owner lives; NULL: none ---- */

/* A text that is no UTF-8, as bytes in its place; NULL: none. */
static const char *escaped(PyObject **text)
{
    PyObject *bytes = py.PyUnicode_AsEncodedString(*text, "utf-8", "backslashreplace");
    const char *escaped = bytes != NULL ? py.PyBytes_AsString(bytes) : NULL;
    if (bytes != NULL) {
        py.Py_DecRef(*text);
        *text = bytes;
    }
    py.PyErr_Clear();
    return escaped;
}

/* The attribute as text; a new reference to it in `owner`. */
static const char *text_of(PyObject *object, PyObject *attribute, PyObject **owner)
{
    *owner = object != NULL ? py.PyObject_GetAttr(object, attribute) : NULL;
    const char *text = *owner != NULL ? py.PyUnicode_AsUTF8(*owner) : NULL;
    if (text != NULL)
        return text;
    py.PyErr_Clear();
    return *owner != NULL ? escaped(owner) : NULL;
}

static PyObject *code_of(PyObject *coroutine)
{
    return coroutine != NULL ? slots_attribute(coroutine, slots.cr_code, slots.gi_code) : NULL;
}

/* What it is called; of an awaitable that has no name, its type's. */
static const char *qualname_of(PyObject *coroutine, PyObject **owner)
{
    const char *text = text_of(coroutine, known.qualname, owner);
    if (text != NULL || coroutine == NULL)
        return text;
    py.Py_DecRef(*owner);
    PyObject *type = py.PyObject_Type(coroutine);
    text = text_of(type, known.qualname, owner);
    py.Py_DecRef(type);
    return text;
}

/* Where it was written: of the globals that it will run in. Makes a frame, on some versions. */
static const char *module_of(PyObject *coroutine, PyObject **owner)
{
    PyObject *frame = slots_attribute(coroutine, slots.cr_frame, slots.gi_frame);
    PyObject *globals = NULL;
    if (frame != NULL && frame != py._Py_NoneStruct)
        globals = py.PyObject_GetAttr(frame, known.f_globals);
    PyObject *name = globals != NULL ? py.PyDict_GetItem(globals, known.name) : NULL;
    const char *text = name != NULL ? py.PyUnicode_AsUTF8(name) : NULL;
    *owner = text != NULL ? name : NULL;
    if (text != NULL)
        py.Py_IncRef(name);
    py.Py_DecRef(globals);
    py.Py_DecRef(frame);
    py.PyErr_Clear();
    return text != NULL ? text : text_of(coroutine, known.module, owner);
}

static int is_of_harness(PyObject *code)
{
    return frames_is_of_file(code, HARNESS, sizeof HARNESS);
}

/* Also the closing of a generator, which asyncio does. */
static int is_of_asyncio(PyObject *code, const char *qualname)
{
    return strcmp(qualname, "async_generator_athrow") == 0 || frames_is_of_asyncio(code);
}

/* A main task is made by run() or run_until_complete(), with no event loop running. */
static int runs_until_complete(PyObject *code)
{
    return frames_is_called(code, " run run_until_complete ") && frames_is_of_asyncio(code);
}

static int is_main(void)
{
    return !running_is() && frames_search(runs_until_complete);
}

/* ---- is it a job? ---- */

static int is_called(PyObject *coroutine, const char *qualname)
{
    PyObject *owner = NULL;
    const char *its = qualname_of(coroutine, &owner);
    int same = its != NULL && strcmp(its, qualname) == 0;
    py.Py_DecRef(owner);
    return same;
}

static int runs_function(PyObject *coroutine, PyObject *code)
{
    for (unsigned i = 0; code != NULL && i < function_count; i++)
        if (functions[i].code == code &&
            (functions[i].qualname[0] == '\0' || is_called(coroutine, functions[i].qualname)))
            return 1;
    return 0;
}

static int is_named(PyObject *coroutine)
{
    PyObject *owner = NULL, *module_owner = NULL;
    const char *qualname = qualname_of(coroutine, &owner);
    int named = qualname != NULL && names_ask_module(names, qualname) &&
                (names_fit(names, qualname, NULL) ||
                 names_fit(names, qualname, module_of(coroutine, &module_owner)));
    py.Py_DecRef(module_owner);
    py.Py_DecRef(owner);
    return named;
}

static int was_handed_over(PyObject *coroutine)
{
    entries_lock();
    int was = handed_over.used != 0 && map_get(&handed_over, coroutine) == bits_of_type(coroutine);
    if (was)
        map_remove(&handed_over, coroutine);
    entries_unlock();
    return was;
}

static int is_everything(PyObject *code)
{
    return strcmp(names, "*") == 0 && !is_of_harness(code) && !is_main();
}

int jobs_born(PyObject *coroutine)
{
    int announced = spawning;
    spawning = 0;
    if (coroutine == NULL)
        return announced;
    PyObject *code = code_of(coroutine);
    int job = was_handed_over(coroutine) || announced || runs_function(coroutine, code) ||
              is_named(coroutine) || is_everything(code);
    py.Py_DecRef(code);
    return job;
}

void jobs_made(PyObject *coroutine)
{
    PyObject *code = code_of(coroutine), *owner = NULL;
    const char *qualname = qualname_of(coroutine, &owner);
    if (!is_of_harness(code) && qualname != NULL)
        notes_made(qualname, is_of_asyncio(code, qualname) ? LEDGER_MADE_BY_ASYNCIO
                             : is_main()                   ? LEDGER_MADE_AS_MAIN
                                                           : LEDGER_MADE_BY_PROGRAM);
    py.Py_DecRef(owner);
    py.Py_DecRef(code);
}
