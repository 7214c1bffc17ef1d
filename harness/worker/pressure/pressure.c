/* Exact collection points: the interpreter's own full collection, asked for from its own thread. */
#include "pressure.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

#include "allocations.h"
#include "clock.h"
#include "collector.h"
#include "process.h"
#include "running.h"
#include "schedule.h"

static PyObject *collect;
static void (*look)(void);
static int (*cancel)(uint32_t entry);
static atomic_int waiting; /* threads that want to collect, and have not got the GIL */

int pressure_install(void)
{
    PyObject *gc = py.PyImport_ImportModule("gc"); /* kept */
    collect = gc != NULL ? py.PyObject_GetAttrString(gc, "collect") : NULL;
    return collect != NULL ? collector_install(gc) : -1;
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
    if (schedule_collection())
        collect_now(generation);
}

void pressure_collect_at_end(void)
{
    collect_now(-1);
}

static void collect_pressed(void)
{
    if (!schedule_collection()) /* the trial may have ended meanwhile */
        return;
    int64_t began = process_now_us();
    schedule_begin_pressed();
    collect_now(-1);
    schedule_end_pressed();
    schedule_took(process_now_us() - began);
}

static void cancel_victim(void)
{
    uint32_t victim = schedule_victim();
    if (cancel(victim))
        schedule_cancelled(victim);
}

static void on_step(void)
{
    enum schedule_wish wish = schedule_step();
    int withholds = wish == SCHEDULE_WITHHOLDS && schedule_asks_withheld();
    /* A thread that Python does not know would get a state of its own: only a collection is worth
     * it
     */
    int looks = look != NULL && schedule_is_on() && py.PyGILState_GetThisThreadState() != NULL;
    int cancels = wish == SCHEDULE_CANCELS && cancel != NULL;
    if (wish != SCHEDULE_COLLECTS && !withholds && !looks && !cancels)
        return;
    waiting++;
    int state = py.PyGILState_Ensure(); /* the loop waits for events without the GIL */
    waiting--;
    if (looks && schedule_is_on()) /* it may have ended while this thread waited for the GIL */
        look();
    if (wish == SCHEDULE_COLLECTS)
        collect_pressed();
    else if (withholds)
        schedule_withholds();
    else if (cancels && schedule_is_on())
        cancel_victim();
    py.PyGILState_Release(state);
}

/* Between two instructions of the main thread. */
static int at_safe_point(void *unused)
{
    (void)unused;
    enum schedule_wish wish = schedule_allocated();
    if (wish == SCHEDULE_COLLECTS)
        collect_pressed();
    else if (wish == SCHEDULE_WITHHOLDS)
        schedule_withholds();
    return 0;
}

static void on_allocation(void)
{
    py.Py_AddPendingCall(at_safe_point, NULL);
}

void pressure_step(void)
{
    running_stepped(RUNNING_SEEN);
    on_step();
}

static void on_epoll(void)
{
    running_stepped(RUNNING_SEEN_BY_EPOLL);
    on_step();
}

static int (*waits)(void);

/* A loop that has been seen at epoll makes its steps there; what else it waits for is no step. */
static int on_wait(void)
{
    if (!running_is() || running_seen() == RUNNING_SEEN_BY_EPOLL || !schedule_is_on() ||
        waits == NULL || py.PyGILState_GetThisThreadState() == NULL)
        return 0;
    waiting++;
    int state = py.PyGILState_Ensure();
    waiting--;
    int is_step = waits();
    if (is_step)
        pressure_step();
    py.PyGILState_Release(state);
    return is_step;
}

void pressure_on_wait(int (*new_waits)(void))
{
    waits = new_waits;
}

void pressure_on_step(void (*new_look)(void))
{
    look = new_look;
}

void pressure_on_cancel(int (*new_cancel)(uint32_t entry))
{
    cancel = new_cancel;
}

static PyObject *call_meets(PyObject *self, PyObject *args)
{
    (void)self, (void)args;
    schedule_meets();
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

/* Collections that come by themselves tell of it: gc.callbacks. */
static void watch_collections(void)
{
    static struct py_method_def method = {"meets", call_meets, PY_METH_VARARGS, NULL};
    PyObject *gc = py.PyImport_ImportModule("gc");
    PyObject *callbacks = gc != NULL ? py.PyObject_GetAttrString(gc, "callbacks") : NULL;
    PyObject *function = py.PyCFunction_NewEx(&method, NULL, NULL);
    if (callbacks == NULL || function == NULL || py.PyList_Append(callbacks, function) < 0)
        py.PyErr_Clear();
    py.Py_DecRef(function);
    py.Py_DecRef(callbacks);
    py.Py_DecRef(gc);
}

static void fix_threshold(uint64_t threshold)
{
    watch_collections();
    collector_fix_threshold(threshold);
}

void pressure_begin(struct ledger *ledger, enum tl_pressure pressure, uint64_t argument,
                    int control)
{
    schedule_begin(ledger, pressure, argument, control);
    clock_on_step(on_epoll);
    clock_on_wait(on_wait);
    const struct tl_pressure_rule *rule = &tl_pressure_rules[pressure];
    int automatic = !schedule_is_control() && !rule->steps && !rule->allocs;
    if (rule->allocs && !schedule_is_control())
        allocations_at(argument, on_allocation);
    if (automatic && pressure == TL_PRESSURE_THRESHOLD)
        fix_threshold(argument);
    collector_follow(automatic);
}

void pressure_as_shipped(void)
{
    schedule_as_shipped();
    if (!schedule_is_control())
        collector_follow(1);
}

void pressure_end(void)
{
    schedule_end();
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
