/* Exact collection points: the interpreter's own full collection, asked for from its own thread. */
#include "pressure.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

#include "clock.h"

static struct ledger *ledger;
static enum tl_pressure kind;
static uint64_t step_wanted;
static int is_control;
static PyObject *gc, *collect;
static void (*look)(void);
static atomic_int waiting; /* threads that want to collect, and have not got the GIL */

int pressure_install(void)
{
    gc = py.PyImport_ImportModule("gc");
    collect = gc != NULL ? py.PyObject_GetAttrString(gc, "collect") : NULL;
    return collect != NULL ? 0 : -1;
}

/* gc.collect() works while the collector is disabled; PyGC_Collect() does not on newer versions. */
static void collect_now(int generation)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    PyObject *args = py.PyTuple_New(generation >= 0);
    if (generation >= 0)
        py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong(generation));
    PyObject *result = py.PyObject_CallObject(collect, args);
    py.Py_DecRef(args);
    if (result == NULL)
        py.PyErr_Clear();
    py.Py_DecRef(result);
    py.PyErr_Restore(type, value, traceback);
}

void pressure_collect(int generation)
{
    if (is_control || ledger == NULL)
        return;
    ledger->collections++;
    collect_now(generation);
}

void pressure_collect_at_end(void)
{
    collect_now(-1);
}

static void on_step(void)
{
    if (ledger == NULL)
        return;
    ledger->steps++;
    int collects = kind == TL_PRESSURE_STEP && !is_control &&
                   (step_wanted == 0 || step_wanted == ledger->steps);
    /* A thread that Python does not know would get a state of its own: only a collection is worth it
     */
    int looks = look != NULL && py.PyGILState_GetThisThreadState() != NULL;
    if (!collects && !looks)
        return;
    waiting++;
    int state = py.PyGILState_Ensure(); /* the loop waits for events without the GIL */
    waiting--;
    if (ledger != NULL && looks) /* it may have ended while this thread waited for the GIL */
        look();
    if (ledger != NULL && collects)
        pressure_collect(-1);
    py.PyGILState_Release(state);
}

void pressure_on_step(void (*new_look)(void))
{
    look = new_look;
}

void pressure_step(void)
{
    on_step();
}

static void call_gc(const char *function, PyObject *args)
{
    PyObject *result = python_call(gc, function, args);
    if (result == NULL)
        py.PyErr_Clear();
    py.Py_DecRef(result);
}

static void set_young_threshold(uint64_t threshold)
{
    PyObject *args = py.PyTuple_New(1);
    py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong((long long)threshold));
    call_gc("set_threshold", args);
}

void pressure_begin(struct ledger *new_ledger, enum tl_pressure pressure, uint64_t argument,
                    int control)
{
    kind = pressure;
    is_control = control || pressure == TL_PRESSURE_OFF;
    step_wanted = pressure == TL_PRESSURE_STEP ? argument : 0;
    ledger = new_ledger;
    clock_on_step(on_step);
    if (is_control || pressure == TL_PRESSURE_STEP) {
        call_gc("disable", NULL);
        return;
    }
    if (pressure == TL_PRESSURE_THRESHOLD)
        set_young_threshold(argument);
    call_gc("enable", NULL);
}

void pressure_as_shipped(void)
{
    kind = TL_PRESSURE_NATURAL;
    if (!is_control)
        call_gc("enable", NULL);
}

void pressure_end(void)
{
    ledger = NULL;
}

/* A thread that waits for the GIL then is ended by Python where it stands, which not every language
 * of event loops survives. */
void pressure_end_for_good(void)
{
    enum { TRIES = 10000 };
    pressure_end();
    for (int i = 0; i < TRIES && waiting > 0; i++) {
        void *state = py.PyEval_SaveThread();
        sched_yield();
        py.PyEval_RestoreThread(state);
    }
}
