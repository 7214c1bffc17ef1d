/* The functions of program/functions.h as Python's, each a wrapper made by its kind. */
#include "bridge.h"

#include <dlfcn.h>

#include "clock.h"
#include "entries.h"
#include "exposure.h"
#include "fates.h"
#include "functions.h"
#include "graph.h"
#include "jobs.h"
#include "notes.h"
#include "oracle.h"
#include "pressure.h"
#include "program.h"
#include "running.h"

/* ---- of tasks and collections ---- */

static void job_function(PyObject *code, const char *qualname)
{
    jobs_function(code, qualname[0] != '\0' ? qualname : NULL);
}

static void spawning(long long on)
{
    jobs_spawning(on != 0);
}

static void hand_over(PyObject *coroutine)
{
    jobs_hand_over(coroutine);
}

static void main_task(PyObject *task)
{
    fates_main_task(task);
}

static void running(long long on)
{
    if (on) {
        running_begin();
        return;
    }
    if (running_is() && running_seen() == RUNNING_UNSEEN)
        pressure_step(); /* a loop that another one ticks may never wait */
    running_end();
}

static long long watch(PyObject *task)
{
    return fates_job_task(task) == 0;
}

static void seen(PyObject *task)
{
    if (!fates_sees(task))
        notes_unknown("a task that was made past its type's __init__");
}

static long long pending(void)
{
    return fates_pending();
}

static PyObject *alive(void)
{
    return fates_alive();
}

static long long existing(void)
{
    return entries_existing();
}

static long long busy(void)
{
    return clock_is_busy();
}

static void settle(void)
{
    fates_settle();
}

static void unstarted(PyObject *task)
{
    fates_unstarted(task);
}

/* Its fates are settled: what still exists is counted, collected, counted again. */
static void end(const char *problem)
{
    if (entries_ledger() == NULL)
        return;
    pressure_end();
    notes_end(problem);
    entries_mark_existing(LEDGER_KEPT);
    pressure_collect_at_end();
    entries_mark_existing(LEDGER_LEAKED);
    notes_complete();
}

static void step(void)
{
    pressure_step();
}

static void collect(long long generation)
{
    pressure_collect((int)generation);
}

static void as_shipped(void)
{
    pressure_as_shipped();
}

static PyObject *none(void)
{
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

static PyObject *collections(void)
{
    return none();
}

/* Python 3.6 has no gc.freeze, but exports its generations: their lists are moved to one of ours.
 */
enum { GENERATIONS = 3, STRIDE = 48 };

struct link {
    struct link *next, *previous;
};

static struct link frozen = {&frozen, &frozen};

/* All that is in the list `from` goes to the end of the list `to`. */
static void move(struct link *from, struct link *to)
{
    if (from->next == from || from->next->previous != from || from->previous->next != from)
        return;
    from->next->previous = to->previous;
    to->previous->next = from->next;
    from->previous->next = to;
    to->previous = from->previous;
    from->next = from->previous = from;
}

static void freeze(void)
{
    char **exported = dlsym(RTLD_DEFAULT, "_PyGC_generation0");
    for (int i = 0; exported != NULL && i < GENERATIONS; i++)
        move((struct link *)(void *)(*exported + i * STRIDE), &frozen);
}

void bridge_unfreeze(void)
{
    char **exported = dlsym(RTLD_DEFAULT, "_PyGC_generation0");
    if (exported != NULL)
        move(&frozen, (struct link *)(void *)(*exported + (GENERATIONS - 1) * STRIDE));
}

static void thaw(void)
{
    bridge_unfreeze();
}

/* ---- arguments ---- */

static PyObject *object(PyObject *args, ptrdiff_t index)
{
    return py.PyTuple_GetItem(args, index);
}

/* -1 with an exception if it is none. */
static long long number(PyObject *args, ptrdiff_t index)
{
    PyObject *value = object(args, index);
    return value != NULL ? py.PyLong_AsLongLong(value) : -1;
}

static const char *text(PyObject *args, ptrdiff_t index)
{
    PyObject *value = object(args, index);
    const char *utf8 = value != NULL ? py.PyUnicode_AsUTF8(value) : NULL;
    if (utf8 == NULL)
        py.PyErr_Clear();
    return utf8 != NULL ? utf8 : "?";
}

/* keep(which, thing): the trial keeps it alive from now on; without a thing: no longer. Only
 * CPython has it: the oracle reads CPython's objects. */
static PyObject *keep(PyObject *self, PyObject *args)
{
    (void)self;
    long long which = number(args, 0);
    if (which == -1 && py.PyErr_Occurred() != NULL)
        return NULL;
    if (which >= 0 && which < EXPOSURE_LIVE_COUNT)
        exposure_keep((enum exposure_live)which,
                      py.PyTuple_Size(args) > 1 ? object(args, 1) : NULL);
    return none();
}

static int program_froze;

/* frozen(thing): the program has frozen what there is, this thing too; frozen(): and thawed it. */
static PyObject *tell_frozen(PyObject *self, PyObject *args)
{
    (void)self;
    program_froze |= py.PyTuple_Size(args) > 0;
    if (!oracle_works())
        return none();
    if (py.PyTuple_Size(args) > 0)
        graph_note_old(object(args, 0));
    else
        graph_forget_old();
    return none();
}

/* types(): those that were made since all was frozen, and maybe others; None: nobody knows. */
static PyObject *list_types(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    return program_froze || !oracle_works() || !graph_can_add_all() ? none() : graph_list_types();
}

/* ---- wrappers: the body of a kind, for a function of C ---- */

#define BODY_V(function)                                                                           \
    (void)args;                                                                                    \
    function();                                                                                    \
    return none();
#define BODY_L(function)                                                                           \
    (void)args;                                                                                    \
    return py.PyLong_FromLongLong(function());
#define BODY_O(function)                                                                           \
    (void)args;                                                                                    \
    return function();
#define BODY_VO(function)                                                                          \
    PyObject *it = object(args, 0);                                                                \
    if (it == NULL)                                                                                \
        return NULL;                                                                               \
    function(it);                                                                                  \
    return none();
#define BODY_LO(function)                                                                          \
    PyObject *it = object(args, 0);                                                                \
    return it != NULL ? py.PyLong_FromLongLong(function(it)) : NULL;
#define BODY_VL(function)                                                                          \
    long long value = number(args, 0);                                                             \
    if (value == -1 && py.PyErr_Occurred() != NULL)                                                \
        return NULL;                                                                               \
    function(value);                                                                               \
    return none();
#define BODY_VOS(function)                                                                         \
    PyObject *it = object(args, 0);                                                                \
    if (it == NULL)                                                                                \
        return NULL;                                                                               \
    function(it, text(args, 1));                                                                   \
    return none();
#define BODY_VS(function)                                                                          \
    function(text(args, 0));                                                                       \
    return none();
#define BODY_VSL(function)                                                                         \
    long long value = number(args, 1);                                                             \
    if (value == -1 && py.PyErr_Occurred() != NULL)                                                \
        return NULL;                                                                               \
    function(text(args, 0), value);                                                                \
    return none();
#define BODY_VSS(function)                                                                         \
    function(text(args, 0), text(args, 1));                                                        \
    return none();

#define WRAP(name, kind, function)                                                                 \
    static PyObject *call_##name(PyObject *self, PyObject *args)                                   \
    {                                                                                              \
        (void)self;                                                                                \
        BODY_##kind(function)                                                                      \
    }

#define X(name, kind) WRAP(name, kind, notes_##name)
PROGRAM_NOTES(X)
#undef X
#define X(name, kind) WRAP(name, kind, name)
PROGRAM_TASKS(X)
#undef X

PyObject *bridge_install(void)
{
    static struct py_method_def methods[] = {{"keep", keep, PY_METH_VARARGS, NULL},
                                             {"frozen", tell_frozen, PY_METH_VARARGS, NULL},
                                             {"types", list_types, PY_METH_VARARGS, NULL},
#define X(name, kind) {#name, call_##name, PY_METH_VARARGS, NULL},
                                             PROGRAM_FUNCTIONS(X)
#undef X
    };
    PyObject *module = py.PyImport_AddModule("_taskloss");
    for (size_t i = 0; module != NULL && i < sizeof methods / sizeof *methods; i++) {
        PyObject *function = py.PyCFunction_NewEx(&methods[i], NULL, NULL);
        if (function == NULL || py.PyObject_SetAttrString(module, methods[i].name, function) < 0)
            return NULL;
        py.Py_DecRef(function);
    }
    for (const struct program_module *part = program_modules; module != NULL && part->name; part++)
        module = python_run(part->name, "<taskloss>", part->source);
    return module;
}
