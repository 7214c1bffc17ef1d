/* CPython, by the functions of its C API. */
#include <stdio.h>

#include "allocations.h"
#include "asked.h"
#include "bridge.h"
#include "clock.h"
#include "exposure.h"
#include "fates.h"
#include "frames.h"
#include "graph.h"
#include "holders.h"
#include "hook_cost.h"
#include "identity.h"
#include "interpreter.h"
#include "jobs.h"
#include "ledger.h"
#include "line.h"
#include "loop.h"
#include "oracle.h"
#include "pressure.h"
#include "python.h"
#include "schedule.h"
#include "selftest.h"
#include "workload.h"

static PyObject *runtime, *the_case;

static int boot(const char *libpython, const char *home, char *why, size_t size)
{
    if (python_bind(libpython, why, size) < 0)
        return -1;
    python_start(home, asked.program);
    return 0;
}

static PyObject *path_or_none(const char *path)
{
    if (path != NULL)
        return py.PyUnicode_DecodeFSDefault(path);
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

static int identify(const char *home, char *why, size_t size)
{
    PyObject *module = python_run("_taskloss_identity", "<taskloss>", identity);
    PyObject *args = py.PyTuple_New(2);
    py.PyTuple_SetItem(args, 0, path_or_none(home));
    py.PyTuple_SetItem(args, 1, path_or_none(asked.stdlib));
    PyObject *text = module != NULL ? python_call(module, "difference", args) : NULL;
    const char *line = text != NULL ? py.PyUnicode_AsUTF8(text) : NULL;
    if (line == NULL)
        python_error_line(why, size);
    else
        line_copy(why, size, line);
    int same = line != NULL && line[0] == '\0';
    py.Py_DecRef(text);
    return same ? 0 : -1;
}

static const char about_source[] =
    "import platform, sys, sysconfig\n"
    "build = [word for word, flag in (('debug', 'Py_DEBUG'), ('free-threaded', "
    "'Py_GIL_DISABLED'))\n"
    "         if sysconfig.get_config_var(flag)]\n"
    "if hasattr(sys, 'gettotalrefcount') and 'debug' not in build: build.insert(0, 'debug')\n"
    "text = 'version=%s\\nimplementation=%s\\nbuild=%s' % (\n"
    "    platform.python_version(), sys.implementation.name, ','.join(build))\n";

static const char *about(char *why, size_t size)
{
    PyObject *module = python_run("_taskloss_about", "<taskloss>", about_source);
    PyObject *text = module != NULL ? py.PyObject_GetAttrString(module, "text") : NULL;
    const char *lines = text != NULL ? py.PyUnicode_AsUTF8(text) : NULL;
    if (lines == NULL)
        python_error_line(why, size);
    return lines; /* the module keeps it */
}

/* A virtual environment hides its Python's own packages, unless it was made not to. */
static const char site_source[] =
    "import os, site, sys, _taskloss_site\n"
    "def hides(folder):\n"
    "    while folder != os.path.dirname(folder):\n"
    "        folder = os.path.dirname(folder)\n"
    "        try:\n"
    "            with open(os.path.join(folder, 'pyvenv.cfg')) as file:\n"
    "                words = file.read().lower().replace(' ', '')\n"
    "            return 'include-system-site-packages=true' not in words\n"
    "        except (IOError, OSError):\n"
    "            pass\n"
    "    return False\n"
    "folders = _taskloss_site.folders.split(os.pathsep)\n"
    "if any(hides(folder) for folder in folders):\n"
    "    sys.path[:] = [path for path in sys.path\n"
    "                   if os.path.basename(path) not in ('site-packages', 'dist-packages')]\n"
    "for folder in folders:\n"
    "    site.addsitedir(folder)\n";

static int add_site(const char *site)
{
    PyObject *module = py.PyImport_AddModule("_taskloss_site");
    PyObject *folders = py.PyUnicode_FromString(site);
    int result = module != NULL && folders != NULL
                     ? py.PyObject_SetAttrString(module, "folders", folders)
                     : -1;
    py.Py_DecRef(folders);
    return result == 0 && python_run("_taskloss_add_site", "<taskloss>", site_source) != NULL ? 0
                                                                                              : -1;
}

static int hook(const char *site, char *why, size_t size)
{
    char blind[TL_NOTE_MAX];
    if ((site != NULL && add_site(site) < 0) || pressure_install() < 0) {
        python_error_line(why, size);
        return -1;
    }
    if (fates_install(why, size) < 0)
        return -1;
    oracle_install(blind, sizeof blind); /* without it, exposure is not measured, and fates are */
    return 0;
}

static void own_python(void)
{
    PyObject *args = py.PyTuple_New(1);
    const char *executable = asked.executable != NULL ? asked.executable : "";
    py.PyTuple_SetItem(args, 0, py.PyUnicode_DecodeFSDefault(executable));
    py.Py_DecRef(python_call(runtime, "own_python", args));
    py.PyErr_Clear();
}

static void tell_collector(const char *what)
{
    py.Py_DecRef(python_call(runtime, what, NULL));
    py.PyErr_Clear();
}

static void freeze(void)
{
    tell_collector("freeze");
}

/* The paths that every trial takes are taken once here, in virtual time. */
static int warm_up(char *why, size_t size)
{
    PyObject *result = NULL;
    runtime = bridge_install();
    if (runtime != NULL) {
        own_python();
        clock_start();
        result = python_call(runtime, "warm_up", NULL);
        clock_stop();
    }
    if (result == NULL)
        python_error_line(why, size);
    py.Py_DecRef(result);
    return result != NULL ? 0 : -1;
}

static int prove(int blind, char *why, size_t size)
{
    runtime = bridge_install();
    if (runtime == NULL) {
        python_error_line(why, size);
        return -1;
    }
    if (selftest(runtime, blind, why, size) < 0)
        return -1;
    return oracle_works() ? oracle_prove(why, size) : 0;
}

static int load(const char *case_path, const struct tried_loop *loop, int frozen, char *why,
                size_t size)
{
    if (!frozen)
        tell_collector("thaw");
    PyObject *args = py.PyTuple_New(1);
    py.PyTuple_SetItem(args, 0, py.PyUnicode_DecodeFSDefault(case_path));
    the_case = loop_use(runtime, loop) == 0 ? python_call(runtime, "load", args) : NULL;
    if (the_case == NULL)
        python_error_line(why, size);
    else if (frozen)
        freeze();
    if (the_case != NULL && oracle_works())
        graph_note_old(frozen ? the_case : NULL);
    return the_case != NULL ? 0 : -1;
}

/* ---- a trial ---- */

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
    PyObject *args = py.PyTuple_New(9);
    py.Py_IncRef(the_case);
    set_item(args, 0, the_case);
    set_item(args, 1, py.PyUnicode_FromString(tl_guards[request->guard].name));
    set_item(args, 2, kind_names(request->kinds));
    set_item(args, 3, py.PyLong_FromLongLong(request->jobs));
    set_item(args, 4, py.PyLong_FromLongLong((long long)trial->seed));
    set_item(args, 5, py.PyLong_FromLongLong(drawn->wait.low));
    set_item(args, 6, py.PyLong_FromLongLong(drawn->garbage.low));
    set_item(args, 7, py.PyLong_FromLongLong(drawn->ballast.low));
    set_item(args, 8, py.PyUnicode_FromString(request->job_names));
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

static int is_done(PyObject *future)
{
    PyObject *method = py.PyObject_GetAttrString(future, "done");
    PyObject *done = method != NULL ? py.PyObject_CallObject(method, NULL) : NULL;
    int is = done != NULL && py.PyObject_IsTrue(done) == 1;
    py.Py_DecRef(done);
    py.Py_DecRef(method);
    py.PyErr_Clear();
    return is;
}

/* What a job waits for, and whether that is done: a number that changes with either. */
static uintptr_t wait_of(PyObject *task)
{
    PyObject *future = py.PyObject_GetAttrString(task, "_fut_waiter");
    uintptr_t wait = (uintptr_t)future;
    py.PyErr_Clear();
    if (future != NULL && future != py._Py_NoneStruct)
        wait += (uintptr_t)is_done(future);
    py.Py_DecRef(future);
    return wait;
}

static struct ledger *census; /* of a control: the turns of its jobs are noted there */

static void note_turns(void)
{
    static uintptr_t waits[LEDGER_DETAILS_MAX];
    static PyObject *tasks[LEDGER_DETAILS_MAX];
    static uint32_t numbers[LEDGER_DETAILS_MAX];
    uint32_t count = fates_list_pending(tasks, numbers, LEDGER_DETAILS_MAX, 1);
    for (uint32_t i = 0; i < count && numbers[i] < LEDGER_DETAILS_MAX; i++) {
        uint32_t step = census->steps - census->entries[numbers[i]].born_step;
        uintptr_t wait = wait_of(tasks[i]);
        if ((wait != waits[numbers[i]] || step == 1) && step < 64 * TL_EXPOSED_WORDS)
            census->details[numbers[i]].turns[step / 64] |= UINT64_C(1) << step % 64;
        waits[numbers[i]] = wait;
    }
}

static void look_and_note(void)
{
    exposure_look();
    note_turns();
}

static void watch_exposure(const struct trial *trial)
{
    uint32_t where = trial->request->oracle;
    if (!oracle_works() || where == TL_ORACLE_OFF ||
        (where == TL_ORACLE_CONTROL && !trial->control))
        return;
    exposure_lie(where == TL_ORACLE_LYING);
    exposure_begin(trial->ledger, workload_freezes(trial->request->pressure));
    census = trial->ledger->census && trial->control ? trial->ledger : NULL;
    pressure_on_step(census != NULL ? look_and_note : exposure_look);
}

/* The task of that entry, if it is pending, is cancelled by the Python half. */
static int cancel(uint32_t number)
{
    PyObject *task = fates_pending_task(number);
    if (task == NULL)
        return 0;
    PyObject *args = py.PyTuple_New(1);
    py.Py_IncRef(task);
    set_item(args, 0, task);
    PyObject *taken = python_call(runtime, "cancel", args);
    int is_taken = taken != NULL && py.PyLong_AsLongLong(taken) != 0;
    py.PyErr_Clear();
    py.Py_DecRef(taken);
    return is_taken;
}

static int run(const struct trial *trial, const struct tl_workload *drawn)
{
    const struct tl_request *request = trial->request;
    struct ledger *ledger = trial->ledger;
    if (workload_has(request->pressure)) {
        pressure_collect_at_end(); /* each trial starts with the same, young-free heap */
        allocations_count(&ledger->allocations);
    } else if (tl_pressure_rules[request->pressure].allocs || request->count_allocations)
        allocations_count(&ledger->allocations);
    PyObject *args = arguments(trial, drawn);
    jobs_name(request->job_names);
    fates_watch(ledger);
    fates_audit((enum entries_audit)request->audit);
    pressure_begin(ledger, (enum tl_pressure)request->pressure, request->pressure_argument,
                   trial->control);
    schedule_on_collection(fates_meet_pending);
    pressure_on_wait(frames_loop_waits);
    pressure_on_cancel(cancel);
    watch_exposure(trial);
    PyObject *result = NULL;
    if (trial->graph == NULL || holders_begin(trial) == 0) {
        loop_start_clock(ledger);
        result = python_call(runtime, "run", args);
    }
    int status = result != NULL ? 0 : status_of_exit();
    py.Py_DecRef(python_call(runtime, "flush", NULL));
    if (result != NULL && ledger->finalize && ledger->note[0] == '\0') {
        pressure_end_for_good();
        status = py.Py_FinalizeEx() < 0 ? 120 : 0; /* as `python` has it */
        ledger->phase = LEDGER_COMPLETE;
    }
    return status;
}

static void leave(void)
{
    pressure_end();
    fates_leave();
    exposure_begin(NULL, 0);
}

static void try_loop(struct tried_loop *loop)
{
    loop_try(runtime, loop);
}

static const char *refusal(const struct tl_request *request)
{
    if (request->graph && !oracle_works())
        return "who holds whom cannot be told where the oracle is refused";
    return tl_pressure_rules[request->pressure].allocs && !allocations_can_count()
               ? "this Python's allocations cannot be counted"
               : NULL;
}

const struct interpreter cpython = {
    .boot = boot,
    .identify = identify,
    .about = about,
    .hook = hook,
    .warm_up = warm_up,
    .freeze = freeze,
    .prove = prove,
    .fork = python_fork,
    .try_loop = try_loop,
    .load = load,
    .run = run,
    .leave = leave,
    .refusal = refusal,
    .restores = 1,
    .time_hooks = hook_cost,
};
