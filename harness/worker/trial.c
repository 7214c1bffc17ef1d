/* Sets the stage for runtime.py's run(): ledger, pressure, clock; then runs it. */
#include "trial.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "allocations.h"
#include "bridge.h"
#include "clock.h"
#include "fates.h"
#include "pressure.h"

#define WAIT_STEPS 4 /* how long jobs wait when the pressure needs no workload */

/* SplitMix64 (Steele, Lea, Flood 2014): the n-th number of a seed. */
static uint64_t number_of(uint64_t seed, uint64_t n)
{
    uint64_t z = seed * UINT64_C(0x2545F4914F6CDD1D) + (n + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static struct tl_range draw(struct tl_range range, uint64_t seed, uint64_t n)
{
    uint32_t width = range.high >= range.low ? range.high - range.low + 1 : 1;
    uint32_t value = range.low + (uint32_t)(number_of(seed, n) % (width != 0 ? width : 1));
    return (struct tl_range){value, value};
}

static int has_workload(const struct tl_request *request)
{
    return request->pressure == TL_PRESSURE_NATURAL || request->pressure == TL_PRESSURE_THRESHOLD;
}

struct tl_workload trial_draw(const struct tl_request *request, uint64_t seed)
{
    if (!has_workload(request))
        return (struct tl_workload){.wait = {WAIT_STEPS, WAIT_STEPS}};
    return (struct tl_workload){
        .garbage = draw(request->workload.garbage, seed, 0),
        .ballast = draw(request->workload.ballast, seed, 1),
        .wait = draw(request->workload.wait, seed, 2),
    };
}

static struct ledger *current;

/* The rest of the trial would be silence. */
static void on_idle(void)
{
    current->idle_forever = 1;
    _exit(0);
}

/* A process that the program itself forks writes nothing into the ledger: what becomes of its
 * copies of the tasks is not the trial's business. */
static void leave_trial(void)
{
    pressure_end();
    bridge_use(NULL);
    fates_watch(NULL);
}

static void set_item(PyObject *tuple, ptrdiff_t index, PyObject *value)
{
    py.PyTuple_SetItem(tuple, index, value);
}

static PyObject *kind_names(uint32_t kinds)
{
    PyObject *list = py.PyList_New(0);
    for (int i = 0; i < TL_KIND_COUNT; i++) {
        if (!(kinds & 1u << i))
            continue;
        PyObject *name = py.PyUnicode_FromString(tl_kinds[i].name);
        py.PyList_Append(list, name);
        py.Py_DecRef(name);
    }
    return list;
}

static PyObject *arguments(const struct trial *trial, const struct tl_workload *drawn)
{
    const struct tl_request *request = trial->request;
    PyObject *args = py.PyTuple_New(8);
    py.Py_IncRef(trial->the_case);
    set_item(args, 0, trial->the_case);
    set_item(args, 1, py.PyUnicode_FromString(tl_guards[request->guard].name));
    set_item(args, 2, kind_names(request->kinds));
    set_item(args, 3, py.PyLong_FromLongLong(request->jobs));
    set_item(args, 4, py.PyLong_FromLongLong((long long)trial->seed));
    set_item(args, 5, py.PyLong_FromLongLong(drawn->wait.low));
    set_item(args, 6, py.PyLong_FromLongLong(drawn->garbage.low));
    set_item(args, 7, py.PyLong_FromLongLong(drawn->ballast.low));
    return args;
}

/* The status a SystemExit asks for, as `python` would have it. */
static int status_of_exit(void)
{
    PyObject *type, *value, *traceback;
    int status = 1;
    py.PyErr_Fetch(&type, &value, &traceback);
    if (value != NULL && py.PyObject_IsInstance(value, *(PyObject **)py.PyExc_SystemExit) != 1)
        return status; /* 3.6 to 3.11 may hand over the code itself, not yet an exception */
    PyObject *code = value != NULL ? py.PyObject_GetAttrString(value, "code") : NULL;
    if (code == py._Py_NoneStruct)
        status = 0;
    else if (code != NULL)
        status = (int)py.PyLong_AsLongLong(code) & 0xff;
    if (py.PyErr_Occurred() != NULL)
        status = 1;
    py.PyErr_Clear();
    return status;
}

_Noreturn void trial_run(const struct trial *trial)
{
    const struct tl_request *request = trial->request;
    current = trial->ledger;
    pthread_atfork(NULL, NULL, leave_trial);
    current->drawn = trial_draw(request, trial->seed);
    current->phase = LEDGER_RUNNING;
    if (has_workload(request)) {
        pressure_collect_at_end(); /* each trial starts with the same, young-free heap */
        allocations_count(&current->allocations);
    }
    PyObject *args = arguments(trial, &current->drawn);
    bridge_use(current);
    fates_watch(current);
    fates_audit((enum fates_audit)request->audit);
    clock_on_idle(on_idle);
    clock_start();
    pressure_begin(current, (enum tl_pressure)request->pressure, request->pressure_argument,
                   trial->control);
    PyObject *result = python_call(trial->runtime, "run", args);
    int status = result != NULL ? 0 : status_of_exit();
    py.Py_DecRef(python_call(trial->runtime, "flush", NULL));
    if (result != NULL && current->finalize && current->note[0] == '\0') {
        status = py.Py_FinalizeEx() < 0 ? 120 : 0; /* as `python` has it */
        current->phase = LEDGER_COMPLETE;
    }
    _exit(status);
}
