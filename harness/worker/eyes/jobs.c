/* A coroutine tells what it runs by its code, its qualified name and its module.
 *
 * Nothing is allocated, and no frame made, for a task of a case whose head names no jobs: what
 * natural collections do depends on it.
 */
#include "jobs.h"

#include <string.h>

#include "entries.h"
#include "map.h"
#include "names.h"
#include "notes.h"
#include "running.h"
#include "slots.h"

#define FUNCTIONS_MAX 64
#define QUALNAME_MAX  256
#define HARNESS       "<taskloss>" /* the file of the program around a case */
#define LONGEST_STACK 200

static struct {
    PyObject *code;
    char qualname[QUALNAME_MAX]; /* "": whatever the coroutine is called */
} functions[FUNCTIONS_MAX];
static unsigned function_count;

static const char *names = "";
static __thread int spawning;
static struct map handed_over; /* address of a coroutine -> of its type, the low bits */

/* Attributes, and what is known of asyncio. */
static struct {
    PyObject *qualname, *module, *name, *co_name, *co_filename;
    PyObject *f_code, *f_back, *f_globals, *get_frame;
    char asyncio[1024]; /* the folder of its files, with a '/' at the end */
} known;

/* ---- what is known before ---- */

static const char folder_source[] = "import asyncio, sys\n"
                                    "file = asyncio.sleep.__code__.co_filename\n"
                                    "folder = file[:file.rfind('/') + 1]\n"
                                    "get_frame = sys._getframe\n";

int jobs_install(void)
{
    known.qualname = py.PyUnicode_InternFromString("__qualname__");
    known.module = py.PyUnicode_InternFromString("__module__");
    known.name = py.PyUnicode_InternFromString("__name__");
    known.co_name = py.PyUnicode_InternFromString("co_name");
    known.co_filename = py.PyUnicode_InternFromString("co_filename");
    known.f_code = py.PyUnicode_InternFromString("f_code");
    known.f_back = py.PyUnicode_InternFromString("f_back");
    known.f_globals = py.PyUnicode_InternFromString("f_globals");
    PyObject *module = python_run("_taskloss_jobs_folder", HARNESS, folder_source);
    PyObject *folder = module != NULL ? py.PyObject_GetAttrString(module, "folder") : NULL;
    const char *text = folder != NULL ? py.PyUnicode_AsUTF8(folder) : NULL;
    known.get_frame = module != NULL ? py.PyObject_GetAttrString(module, "get_frame") : NULL;
    if (text == NULL || known.get_frame == NULL || strlen(text) >= sizeof known.asyncio)
        return -1;
    strcpy(known.asyncio, text);
    py.Py_DecRef(folder);
    return 0;
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
    if (handed_over.used < MAP_SLOTS / 2)
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

static int is_of_file(PyObject *code, const char *file, size_t length)
{
    PyObject *owner = NULL;
    const char *its = text_of(code, known.co_filename, &owner);
    int same = its != NULL && strncmp(its, file, length) == 0;
    py.Py_DecRef(owner);
    return same;
}

static int is_of_harness(PyObject *code)
{
    return is_of_file(code, HARNESS, sizeof HARNESS);
}

/* Also the closing of a generator, which asyncio does. */
static int is_of_asyncio(PyObject *code, const char *qualname)
{
    return strcmp(qualname, "async_generator_athrow") == 0 ||
           is_of_file(code, known.asyncio, strlen(known.asyncio));
}

/* ---- a main task: made by run() or run_until_complete(), with no event loop running ---- */

static int runs_until_complete(PyObject *code)
{
    PyObject *owner = NULL;
    const char *name = text_of(code, known.co_name, &owner);
    int does = name != NULL &&
               (strcmp(name, "run") == 0 || strcmp(name, "run_until_complete") == 0) &&
               is_of_asyncio(code, name);
    py.Py_DecRef(owner);
    return does;
}

static int is_main(void)
{
    PyObject *frame = running_is() ? NULL : py.PyObject_CallObject(known.get_frame, NULL);
    int found = 0;
    for (int i = 0; i < LONGEST_STACK && !found && frame != NULL && frame != py._Py_NoneStruct;
         i++) {
        PyObject *code = py.PyObject_GetAttr(frame, known.f_code);
        PyObject *back = py.PyObject_GetAttr(frame, known.f_back);
        found = runs_until_complete(code);
        py.Py_DecRef(code);
        py.Py_DecRef(frame);
        frame = back;
    }
    py.Py_DecRef(frame);
    py.PyErr_Clear();
    return found;
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
