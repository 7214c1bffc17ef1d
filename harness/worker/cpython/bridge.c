/* Small functions between the ledger and runtime.py. */
#include "bridge.h"

#include <dlfcn.h>
#include <stdint.h>

#include "entries.h"
#include "exposure.h"
#include "fates.h"
#include "notes.h"
#include "pressure.h"
#include "program.h"

static struct ledger *ledger;

void bridge_use(struct ledger *new_ledger)
{
    ledger = new_ledger;
}

static PyObject *none(void)
{
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

static PyObject *argument(PyObject *args, ptrdiff_t index)
{
    return py.PyTuple_GetItem(args, index);
}

static const char *text_argument(PyObject *args, ptrdiff_t index)
{
    PyObject *value = argument(args, index);
    const char *text = value != NULL ? py.PyUnicode_AsUTF8(value) : NULL;
    if (text == NULL)
        py.PyErr_Clear();
    return text != NULL ? text : "?";
}

/* keep(which, thing): the trial keeps it alive from now on; without a thing: no longer. */
static PyObject *keep(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *which = argument(args, 0);
    long long number = which != NULL ? py.PyLong_AsLongLong(which) : -1;
    if (number >= 0 && number < EXPOSURE_LIVE_COUNT)
        exposure_keep((enum exposure_live)number,
                      py.PyTuple_Size(args) > 1 ? argument(args, 1) : NULL);
    return none();
}

static PyObject *job_function(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *code = argument(args, 0);
    if (code == NULL)
        return NULL;
    fates_job_function(code);
    return none();
}

static PyObject *pending(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    return py.PyLong_FromLongLong(fates_pending());
}

static PyObject *alive(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    return fates_alive();
}

static PyObject *watch(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *task = argument(args, 0);
    return task != NULL ? py.PyLong_FromLongLong(fates_job_task(task) == 0) : NULL;
}

/* A task of a known type that no hook has seen. */
static PyObject *seen(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *task = argument(args, 0);
    if (task == NULL)
        return NULL;
    if (!fates_sees(task))
        notes_unknown(ledger, "a task that was made past its type's __init__");
    return none();
}

static PyObject *unknown(PyObject *self, PyObject *args)
{
    (void)self;
    notes_unknown(ledger, text_argument(args, 0));
    return none();
}

static PyObject *in_control(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    return py.PyLong_FromLongLong(ledger != NULL && ledger->control);
}

static PyObject *step(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    pressure_step();
    return none();
}

static PyObject *unstarted(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *task = argument(args, 0);
    if (task == NULL)
        return NULL;
    fates_unstarted(task);
    return none();
}

static PyObject *collect(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *generation = argument(args, 0);
    if (generation == NULL)
        return NULL;
    pressure_collect((int)py.PyLong_AsLongLong(generation));
    return none();
}

static PyObject *as_shipped(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    pressure_as_shipped();
    return none();
}

static PyObject *settle(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    fates_settle();
    return none();
}

static PyObject *report(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    if (ledger != NULL)
        ledger->reports++;
    return none();
}

static PyObject *natural(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *value = argument(args, 0);
    long long count = value != NULL ? py.PyLong_AsLongLong(value) : 0;
    notes_collections(ledger, count);
    return none();
}

static PyObject *out_of_memory(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    if (ledger != NULL)
        ledger->out_of_memory = 1;
    return none();
}

static PyObject *note(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *value = argument(args, 1);
    long long number = value != NULL ? py.PyLong_AsLongLong(value) : 0;
    if (value == NULL || py.PyErr_Occurred() != NULL)
        return NULL;
    notes_fact(ledger, text_argument(args, 0), number);
    return none();
}

static PyObject *printed(PyObject *self, PyObject *args)
{
    (void)self;
    notes_printed(ledger, text_argument(args, 0), text_argument(args, 1));
    return none();
}

static PyObject *finalize(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    if (ledger != NULL)
        ledger->finalize = 1;
    return none();
}

/* The program's end, its fates settled: what still exists is counted, collected, counted again. */
static PyObject *end(PyObject *self, PyObject *args)
{
    (void)self;
    if (ledger == NULL)
        return none();
    pressure_end();
    notes_end(ledger, text_argument(args, 0));
    entries_mark_existing(LEDGER_KEPT);
    pressure_collect_at_end();
    entries_mark_existing(LEDGER_LEAKED);
    ledger->phase = LEDGER_COMPLETE;
    return none();
}

/* Python 3.6 has no gc.freeze, but exports its generations: their lists are moved to one of ours.
 */
static PyObject *freeze(PyObject *self, PyObject *args)
{
    enum { GENERATIONS = 3, STRIDE = 48 };
    struct link {
        struct link *next, *previous;
    };
    static struct link frozen = {&frozen, &frozen};
    char **exported = dlsym(RTLD_DEFAULT, "_PyGC_generation0");
    (void)self, (void)args;
    for (int i = 0; exported != NULL && i < GENERATIONS; i++) {
        struct link *head = (struct link *)(void *)(*exported + i * STRIDE);
        if (head->next == head || head->next->previous != head || head->previous->next != head)
            continue;
        head->next->previous = frozen.previous;
        frozen.previous->next = head->next;
        head->previous->next = &frozen;
        frozen.previous = head->previous;
        head->next = head->previous = head;
    }
    return none();
}

PyObject *bridge_install(void)
{
    static struct py_method_def methods[] = {
        {"keep", keep, PY_METH_VARARGS, NULL},
        {"job_function", job_function, PY_METH_VARARGS, NULL},
        {"pending", pending, PY_METH_VARARGS, NULL},
        {"alive", alive, PY_METH_VARARGS, NULL},
        {"watch", watch, PY_METH_VARARGS, NULL},
        {"seen", seen, PY_METH_VARARGS, NULL},
        {"unknown", unknown, PY_METH_VARARGS, NULL},
        {"in_control", in_control, PY_METH_VARARGS, NULL},
        {"step", step, PY_METH_VARARGS, NULL},
        {"unstarted", unstarted, PY_METH_VARARGS, NULL},
        {"collect", collect, PY_METH_VARARGS, NULL},
        {"as_shipped", as_shipped, PY_METH_VARARGS, NULL},
        {"settle", settle, PY_METH_VARARGS, NULL},
        {"report", report, PY_METH_VARARGS, NULL},
        {"natural", natural, PY_METH_VARARGS, NULL},
        {"out_of_memory", out_of_memory, PY_METH_VARARGS, NULL},
        {"note", note, PY_METH_VARARGS, NULL},
        {"printed", printed, PY_METH_VARARGS, NULL},
        {"finalize", finalize, PY_METH_VARARGS, NULL},
        {"end", end, PY_METH_VARARGS, NULL},
        {"freeze", freeze, PY_METH_VARARGS, NULL},
    };
    PyObject *module = py.PyImport_AddModule("_taskloss");
    for (size_t i = 0; module != NULL && i < sizeof methods / sizeof *methods; i++) {
        PyObject *function = py.PyCFunction_NewEx(&methods[i], NULL, NULL);
        if (function == NULL || py.PyObject_SetAttrString(module, methods[i].name, function) < 0)
            return NULL;
        py.Py_DecRef(function);
    }
    return module != NULL ? python_run("_taskloss_runtime", "<taskloss>", program_source) : NULL;
}
