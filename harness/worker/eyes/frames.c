/* By the attributes that frames and code have on every version. */
#include "frames.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_STACK 1000

static struct {
    PyObject *f_code, *f_back, *co_name, *co_filename, *co_flags, *get_frame;
    char asyncio[1024]; /* the folder of its files, with a '/' at the end */
} known;

static const char source[] = "import asyncio, sys\n"
                             "file = asyncio.sleep.__code__.co_filename\n"
                             "folder = file[:file.rfind('/') + 1]\n"
                             "get_frame = sys._getframe\n";

int frames_install(void)
{
    known.f_code = py.PyUnicode_InternFromString("f_code");
    known.f_back = py.PyUnicode_InternFromString("f_back");
    known.co_name = py.PyUnicode_InternFromString("co_name");
    known.co_filename = py.PyUnicode_InternFromString("co_filename");
    known.co_flags = py.PyUnicode_InternFromString("co_flags");
    PyObject *module = python_run("_taskloss_frames", "<taskloss>", source);
    PyObject *folder = module != NULL ? py.PyObject_GetAttrString(module, "folder") : NULL;
    const char *text = folder != NULL ? py.PyUnicode_AsUTF8(folder) : NULL;
    known.get_frame = module != NULL ? py.PyObject_GetAttrString(module, "get_frame") : NULL;
    if (text == NULL || known.get_frame == NULL)
        return -1;
    snprintf(known.asyncio, sizeof known.asyncio, "%s", text);
    py.Py_DecRef(folder);
    return 0;
}

int frames_search(int (*look)(PyObject *code))
{
    PyObject *frame = py.PyObject_CallObject(known.get_frame, NULL);
    int found = 0;
    for (int i = 0; i < LONGEST_STACK && found == 0 && frame != NULL && frame != py._Py_NoneStruct;
         i++) {
        PyObject *code = py.PyObject_GetAttr(frame, known.f_code);
        PyObject *back = py.PyObject_GetAttr(frame, known.f_back);
        found = code != NULL ? look(code) : 0;
        py.Py_DecRef(code);
        py.Py_DecRef(frame);
        frame = back;
    }
    py.Py_DecRef(frame);
    py.PyErr_Clear();
    return found;
}

/* ---- of code ---- */

int frames_is_of_file(PyObject *code, const char *file, size_t length)
{
    PyObject *its = code != NULL ? py.PyObject_GetAttr(code, known.co_filename) : NULL;
    const char *text = its != NULL ? py.PyUnicode_AsUTF8(its) : NULL;
    int same = text != NULL && strncmp(text, file, length) == 0;
    py.Py_DecRef(its);
    py.PyErr_Clear();
    return same;
}

int frames_is_of_asyncio(PyObject *code)
{
    return frames_is_of_file(code, known.asyncio, strlen(known.asyncio));
}

int frames_is_called(PyObject *code, const char *names)
{
    char name[64];
    PyObject *its = py.PyObject_GetAttr(code, known.co_name);
    const char *text = its != NULL ? py.PyUnicode_AsUTF8(its) : NULL;
    snprintf(name, sizeof name, " %.60s ", text != NULL ? text : "");
    int called = text != NULL && strstr(names, name) != NULL;
    py.Py_DecRef(its);
    py.PyErr_Clear();
    return called;
}

static int is_coroutine(PyObject *code)
{
    enum { COROUTINE = 0x80, ITERABLE_COROUTINE = 0x100, ASYNC_GENERATOR = 0x200 };
    PyObject *flags = py.PyObject_GetAttr(code, known.co_flags);
    long long bits = flags != NULL ? py.PyLong_AsLongLong(flags) : 0;
    py.Py_DecRef(flags);
    return (bits & (COROUTINE | ITERABLE_COROUTINE | ASYNC_GENERATOR)) != 0;
}

/* ---- the loop, or what it runs ---- */

enum { THE_LOOP = 1, A_CALLBACK };

static int who(PyObject *code)
{
    if (is_coroutine(code) || (frames_is_called(code, " _run ") && frames_is_of_asyncio(code)))
        return A_CALLBACK;
    return frames_is_called(code, " _run_once run_once run_forever run_until_complete ") ? THE_LOOP
                                                                                         : 0;
}

int frames_loop_waits(void)
{
    return frames_search(who) != A_CALLBACK;
}
