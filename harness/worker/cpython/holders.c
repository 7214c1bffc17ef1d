/* The oracle first, then the snapshot and its names, then the end. */
#include "holders.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bridge.h"
#include "entries.h"
#include "fates.h"
#include "holders_source.h"
#include "oracle.h"
#include "pressure.h"

enum { JOBS_MAX = 4096 };

static PyObject *module;
static struct ledger *ledger;
static struct graph_page *page;
static uint32_t step;

/* ---- where a task is made ---- */

static void on_birth(const struct ledger_entry *entry)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    PyObject *args = py.PyTuple_New(1);
    py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong(entries_number(entry)));
    PyObject *result = python_call(module, "born", args);
    if (result == NULL)
        py.PyErr_Clear();
    py.Py_DecRef(result);
    py.PyErr_Restore(type, value, traceback);
}

/* ---- the look ---- */

/* 1, 0, or -1 where the oracle cannot tell. */
static int exposed_of(uint32_t number, const uint32_t *numbers, uint32_t count, int found,
                      const uint64_t *exposed)
{
    for (uint32_t i = 0; found >= 0 && i < count; i++)
        if (numbers[i] == number)
            return (int)(exposed[i / 64] >> i % 64 & 1);
    return -1;
}

static const char *state_name(uint32_t state)
{
    static const char *const names[] = {
#define X(symbol) #symbol,
        LEDGER_STATES(X)
#undef X
    };
    return state < sizeof names / sizeof *names ? names[state] : "?";
}

static PyObject *describe(uint32_t number, int exposed)
{
    const struct ledger_entry *entry = &ledger->entries[number];
    PyObject *task = entry->flags & LEDGER_FREED ? NULL : entries_address(number);
    PyObject *item = py.PyTuple_New(4), *held = task != NULL ? task : py._Py_NoneStruct;
    py.Py_IncRef(held);
    py.PyTuple_SetItem(item, 0, py.PyLong_FromLongLong(number));
    py.PyTuple_SetItem(item, 1, held);
    py.PyTuple_SetItem(item, 2, py.PyUnicode_FromString(state_name(entry->state)));
    py.PyTuple_SetItem(item, 3, py.PyLong_FromLongLong(exposed));
    return item;
}

/* A list of all jobs so far, asked of the oracle before there is anything that refers to them. */
static PyObject *list_jobs(void)
{
    static PyObject *tasks[LEDGER_DETAILS_MAX];
    static uint32_t numbers[LEDGER_DETAILS_MAX];
    static uint64_t exposed[ORACLE_WORDS(LEDGER_DETAILS_MAX)];
    struct oracle_limits limits = {.exact = 1};
    uint32_t count = fates_list_pending(tasks, numbers, LEDGER_DETAILS_MAX, 1);
    int found = oracle_works() ? oracle_look(tasks, count, exposed, &limits) : -1;
    PyObject *list = py.PyList_New(0);
    for (uint32_t i = 0; i < ledger->entry_count && py.PyList_Size(list) < JOBS_MAX; i++) {
        if (!(ledger->entries[i].flags & LEDGER_JOB) ||
            ledger->entries[i].state == LEDGER_STILLBORN)
            continue;
        PyObject *item = describe(i, exposed_of(i, numbers, count, found, exposed));
        py.PyList_Append(list, item);
        py.Py_DecRef(item);
    }
    return list;
}

static PyObject *call_unfreeze(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    bridge_unfreeze();
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

static PyObject *look(void)
{
    static struct py_method_def method = {"unfreeze", call_unfreeze, PY_METH_VARARGS, NULL};
    PyObject *args = py.PyTuple_New(3);
    py.PyTuple_SetItem(args, 2, py.PyCFunction_NewEx(&method, NULL, NULL));
    py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong(ledger->steps));
    py.PyTuple_SetItem(args, 1, list_jobs());
    return python_call(module, "look", args);
}

/* Why there is no graph goes into the ledger. */
static void keep(PyObject *json)
{
    const char *text = json != NULL ? py.PyUnicode_AsUTF8(json) : NULL;
    if (text == NULL) {
        python_error_line(ledger->note, sizeof ledger->note);
        return;
    }
    size_t length = strlen(text);
    if (length >= sizeof page->text) {
        snprintf(ledger->note, sizeof ledger->note, "its jobs' objects are too many to tell of");
        return;
    }
    memcpy(page->text, text, length + 1);
    page->length = (uint32_t)length;
}

static void on_step(void)
{
    if (ledger->steps < step)
        return;
    fates_on_birth(NULL);
    keep(look());
    ledger->phase = LEDGER_COMPLETE;
    _exit(0);
}

int holders_begin(const struct trial *trial)
{
    ledger = trial->ledger;
    page = trial->graph;
    step = trial->graph_step;
    module = python_run("_taskloss_holders", "<holders>", holders_source);
    if (module == NULL)
        return -1;
    fates_on_birth(on_birth);
    pressure_on_step(on_step);
    return 0;
}
