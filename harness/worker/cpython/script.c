/* Addresses of tasks, never tasks, go to the script: a list of tasks would hold them. */
#include "script.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "fates.h"
#include "graph.h"
#include "oracle.h"
#include "python.h"

#define SCRIPT_MAX (1 << 20)

static struct ledger *ledger;
static PyObject *tasks[LEDGER_DETAILS_MAX];
static uint32_t entries[LEDGER_DETAILS_MAX];

static PyObject *none(void)
{
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

static PyObject *watch(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    ledger_reset(ledger);
    fates_watch(ledger);
    return none();
}

static PyObject *pending(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    PyObject *list = py.PyList_New(0);
    uint32_t count = fates_list_pending(tasks, entries, LEDGER_DETAILS_MAX, 0);
    for (uint32_t i = 0; i < count; i++) {
        PyObject *pair = py.PyTuple_New(2);
        py.PyTuple_SetItem(pair, 0, py.PyLong_FromLongLong((long long)(intptr_t)tasks[i]));
        py.PyTuple_SetItem(pair, 1, py.PyLong_FromLongLong(entries[i]));
        py.PyList_Append(list, pair);
        py.Py_DecRef(pair);
    }
    return list;
}

/* The numbers of those that were finalized or freed while pending. */
static PyObject *destroyed(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    PyObject *list = py.PyList_New(0);
    for (uint32_t i = 0; i < ledger->entry_count; i++) {
        if (ledger->entries[i].state != LEDGER_DESTROYED)
            continue;
        PyObject *number = py.PyLong_FromLongLong(i);
        py.PyList_Append(list, number);
        py.Py_DecRef(number);
    }
    return list;
}

/* On a busy machine others run within a round: their time is not this thread's. */
static int64_t thread_ns(void)
{
    struct timespec t;
    syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* cost(exact, times, live): ns of a look at all pending tasks, the best of many rounds. */
static PyObject *cost(PyObject *self, PyObject *args)
{
    enum { ROUND = 10 };
    static uint64_t exposed[ORACLE_WORDS(LEDGER_DETAILS_MAX)];
    PyObject *live = py.PyTuple_GetItem(args, 2);
    struct oracle_limits limits = {
        .exact = py.PyObject_IsTrue(py.PyTuple_GetItem(args, 0)) == 1,
        .live = &live,
        .live_count = live != py._Py_NoneStruct,
    };
    long long rounds = py.PyLong_AsLongLong(py.PyTuple_GetItem(args, 1));
    int64_t best = INT64_MAX;
    (void)self;
    uint32_t count = fates_list_pending(tasks, entries, LEDGER_DETAILS_MAX, 0);
    for (; rounds > 0; rounds--) {
        int64_t began = thread_ns();
        for (int i = 0; i < ROUND; i++)
            oracle_look(tasks, count, exposed, &limits);
        int64_t took = thread_ns() - began;
        best = took < best ? took : best;
    }
    return py.PyLong_FromLongLong(best / ROUND);
}

static PyObject *note_old(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *frozen = py.PyTuple_GetItem(args, 0);
    graph_note_old(frozen != py._Py_NoneStruct ? frozen : NULL);
    return none();
}

/* '' or what is wrong. */
static PyObject *prove(PyObject *self, PyObject *args)
{
    char why[512] = "";
    (void)self, (void)args;
    oracle_prove(why, sizeof why);
    return py.PyUnicode_FromString(why);
}

static PyObject *size(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    PyObject *sizes = py.PyTuple_New(3);
    py.PyTuple_SetItem(sizes, 0, py.PyLong_FromLongLong(graph->node_count));
    py.PyTuple_SetItem(sizes, 1, py.PyLong_FromLongLong(graph->edge_count));
    py.PyTuple_SetItem(sizes, 2, py.PyLong_FromLongLong(graph->underflows));
    return sizes;
}

static int install(const char *script)
{
    static struct py_method_def methods[] = {
        {"watch", watch, PY_METH_VARARGS, NULL},
        {"pending", pending, PY_METH_VARARGS, NULL},
        {"destroyed", destroyed, PY_METH_VARARGS, NULL},
        {"look", oracle_look_from_python, PY_METH_VARARGS, NULL},
        {"cost", cost, PY_METH_VARARGS, NULL},
        {"size", size, PY_METH_VARARGS, NULL},
        {"prove", prove, PY_METH_VARARGS, NULL},
        {"note_old", note_old, PY_METH_VARARGS, NULL},
    };
    PyObject *module = py.PyImport_AddModule("_taskloss_oracle");
    for (size_t i = 0; module != NULL && i < sizeof methods / sizeof *methods; i++) {
        PyObject *function = py.PyCFunction_NewEx(&methods[i], NULL, NULL);
        if (function == NULL || py.PyObject_SetAttrString(module, methods[i].name, function) < 0)
            return -1;
        py.Py_DecRef(function);
    }
    PyObject *text = py.PyUnicode_FromString(script);
    int result = module != NULL ? py.PyObject_SetAttrString(module, "script", text) : -1;
    py.Py_DecRef(text);
    return result;
}

static char *read_file(const char *path)
{
    static char source[SCRIPT_MAX];
    FILE *file = fopen(path, "r");
    size_t length = file != NULL ? fread(source, 1, sizeof source - 1, file) : 0;
    if (file != NULL)
        fclose(file);
    source[length] = '\0';
    return length > 0 ? source : NULL;
}

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "taskloss-worker: %s: %s\n", what, why);
    return 3;
}

int script_run(const char *script)
{
    char why[512] = "", path[512];
    snprintf(path, sizeof path, "%.*s", (int)strcspn(script, " "), script);
    const char *source = read_file(path);
    ledger = ledger_map();
    if (source == NULL || ledger == NULL)
        return fail(path, "cannot be read");
    if (!oracle_works() && oracle_install(why, sizeof why) < 0)
        return fail(path, why);
    if (install(script) == 0 && python_run("_taskloss_script", path, source) != NULL)
        return 0;
    python_error_line(why, sizeof why);
    return fail(path, why);
}
