/* A loop makes its descriptors before it has tasks: so the hooks are there before the first task.
 *
 * What must hold before Python may be touched, in this order: the process has a Python; it has
 * started; this thread has a thread state (threads that are not Python's never get one); it is not
 * ending. Then the GIL is taken. asyncio must be imported whole: its __all__ is set last.
 */
#include "entry.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "awaited.h"
#include "clocks.h"
#include "costs.h"
#include "deaths.h"
#include "delivery.h"
#include "fields.h"
#include "hooks.h"
#include "interp.h"
#include "jobs.h"
#include "oracle.h"
#include "places.h"
#include "rescue.h"
#include "settings.h"
#include "sites.h"
#include "slots.h"
#include "stack.h"
#include "totals.h"

/* GONE: the interpreter that was watched, and with it all that was known of it. */
static volatile enum { WAITING_FOR_IT, INSTALLING, INSTALLED, GONE, REFUSED, OFF } phase = OFF;
static pid_t loaded_in; /* a child of vfork() shares our memory, and must leave it alone */
static __thread int is_inside;
static __thread int runs_loop; /* when it was last looked at */

/* The interpreter that the hooks are in, where each has an asyncio of its own; NULL: they are in
 * all of them. */
static void *home;

static void *interpreter_here(void)
{
    void *thread = interp.PyGILState_GetThisThreadState();
    return thread != NULL ? interp.PyThreadState_GetInterpreter(thread) : NULL;
}

static int is_elsewhere(void)
{
    void *here = home != NULL ? interpreter_here() : NULL;
    return here != NULL && here != home;
}

static int may_touch(void)
{
    return interp.Py_IsInitialized() && interp.PyGILState_GetThisThreadState() != NULL &&
           !interp_is_closing() && !is_elsewhere();
}

/* ---- callbacks from Python ---- */

static PyObject *none(void)
{
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

static void look(void)
{
    is_inside = 1;
    runs_loop = rescue_look();
    is_inside = 0;
}

/* gc.callbacks: a collection is about to take what nobody holds, so this is the last moment. */
static PyObject *collection(PyObject *self, PyObject *args)
{
    (void)self;
    const char *at = interp_text(py.PyTuple_GetItem(args, 0));
    int begins = strcmp(at, "start") == 0;
    PyObject *generation = py.PyDict_GetItemString(py.PyTuple_GetItem(args, 1), "generation");
    deaths_collecting(begins && generation != NULL ? (int)py.PyLong_AsLongLong(generation) : -1);
    if (begins && phase == INSTALLED && !is_inside && rescue_is_due(clocks_now()))
        look();
    return none();
}

static PyObject *at_exit(PyObject *self, PyObject *args)
{
    (void)self;
    (void)args;
    is_inside = 1;
    rescue_at_end();
    deaths_at_end();
    totals_flush();
    if (home != NULL && interp.PyInterpreterState_Main != NULL &&
        home != interp.PyInterpreterState_Main())
        phase = GONE;
    is_inside = 0;
    return none();
}

static int add_callbacks(void)
{
    static struct py_method_def definitions[] = {
        {"taskloss_watch", collection, PY_METH_VARARGS, NULL},
        {"taskloss_watch", at_exit, PY_METH_VARARGS, NULL},
    };
    PyObject *callback = py.PyCFunction_NewEx(&definitions[0], NULL, NULL);
    PyObject *last = py.PyCFunction_NewEx(&definitions[1], NULL, NULL);
    PyObject *args = py.PyTuple_New(1);
    if (callback == NULL || last == NULL || args == NULL)
        return -1;
    int result = py.PyList_Append(fields.gc_callbacks, callback);
    py.PyTuple_SetItem(args, 0, last);
    PyObject *registered = py.PyObject_CallObject(fields.atexit_register, args);
    py.Py_DecRef(args);
    py.Py_DecRef(callback);
    py.Py_DecRef(registered);
    return registered != NULL ? result : -1;
}

/* ---- installing ---- */

static int asyncio_is_whole(void)
{
    PyObject *modules = interp.PyImport_GetModuleDict();
    PyObject *asyncio = modules != NULL ? py.PyDict_GetItemString(modules, "asyncio") : NULL;
    if (asyncio == NULL || py.PyDict_GetItemString(modules, "_asyncio") == NULL)
        return 0;
    PyObject *all = interp_attribute(asyncio, "__all__");
    py.Py_DecRef(all);
    return all != NULL;
}

/* No module of ours stays. */
static void drop_modules(void)
{
    static const char *const names[] = {"_taskloss_probe", "_taskloss_layout",
                                        "_taskloss_borrowed"};
    PyObject *modules = interp.PyImport_GetModuleDict();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (py.PyDict_GetItemString(modules, names[i]) != NULL)
            interp.PyDict_DelItemString(modules, names[i]);
}

static int install(char *why, size_t size)
{
    if (slots_find(why, size) < 0 || fields_find(why, size) < 0 || oracle_install(why, size) < 0)
        return -1;
    places_install(fields.asyncio_home);
    stack_install();
    rescue_begin();
    if (interp.PyThreadState_GetInterpreter != NULL && fields.has_own_types)
        home = interpreter_here();
    if (hooks_install(why, size) < 0)
        return -1;
    if (add_callbacks() == 0)
        return 0;
    strncpy(why, "gc.callbacks or atexit is not what it was", size - 1);
    return -1;
}

static void install_now(void)
{
    char why[300] = "";
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    phase = INSTALLING; /* Python code runs, and other threads meanwhile */
    if (asyncio_is_whole()) {
        int result = install(why, sizeof why);
        drop_modules();
        py.PyErr_Clear();
        totals_process(py.Py_GetVersion(), result == 0 ? NULL : why);
        phase = result == 0 ? INSTALLED : REFUSED;
    } else
        phase = WAITING_FOR_IT;
    py.PyErr_Restore(type, value, traceback);
}

/* Another thread is at it. Whoever makes a descriptor has let go of the GIL, as a rule; if not,
 * waiting ends by itself. */
static void wait_until_installed(void)
{
    static const struct timespec pause = {0, 200000};
    for (int i = 0; i < 5000 && phase == INSTALLING; i++)
        nanosleep(&pause, NULL);
}

void entry_try(void)
{
    char why[300] = "";
    jobs_makings++;
    if (phase == INSTALLING && !is_inside)
        wait_until_installed();
    if (phase == GONE || (phase == INSTALLED && is_elsewhere()))
        totals_missed(WATCHING_MISSED_INTERPRETER);
    if (phase != WAITING_FOR_IT || is_inside)
        return;
    int saved = errno, bound = interp_bind(why, sizeof why);
    if (bound < 0) {
        phase = REFUSED;
        totals_process("", why);
    } else if (bound > 0 && may_touch()) {
        int state = py.PyGILState_Ensure();
        is_inside = 1;
        if (phase == WAITING_FOR_IT)
            install_now();
        is_inside = 0;
        py.PyGILState_Release(state);
    }
    errno = saved;
}

/* ---- at each step ---- */

/* PyGC_Collect() does nothing where the program has called gc.disable(). */
static void collect(void)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    py.Py_DecRef(py.PyObject_CallObject(fields.gc_collect, NULL));
    py.PyErr_Restore(type, value, traceback);
}

static void work(void)
{
    int state = py.PyGILState_Ensure();
    uint64_t now = clocks_now();
    if (rescue_is_due(now))
        look();
    totals_tick(now);
    if (settings.mode == WATCHING_ZEAL)
        collect();
    py.PyGILState_Release(state);
}

static int is_due(uint64_t now)
{
    return rescue_is_due(now) || settings.mode == WATCHING_ZEAL;
}

/* A job that waits for the only thing that will come is exposed while its loop waits, and at no
 * other time: where no look is due yet, the loop is to wait until one is. */
static uint64_t time_to_next(uint64_t now, uint64_t timeout)
{
    uint64_t next = runs_loop && timeout != 0 ? rescue_next(now, timeout == ENTRY_ENDLESS) : 0;
    return next > now ? next - now : 0;
}

uint64_t entry_step(uint64_t timeout)
{
    if (phase == WAITING_FOR_IT) {
        entry_try();
        return 0;
    }
    if (phase != INSTALLED || is_inside || jobs_made == 0)
        return 0;
    int saved = errno;
    uint64_t now = clocks_now(), pause = 0;
    costs_steps++;
    if (!is_due(now))
        pause = time_to_next(now, timeout);
    else if (may_touch())
        work();
    errno = saved;
    return pause;
}

void entry_end(void)
{
    if ((phase == INSTALLED || phase == GONE) && getpid() == loaded_in)
        totals_flush();
}

/* ---- beginning ---- */

static void in_child(void)
{
    loaded_in = getpid();
    jobs_forget_all();
    awaited_forget_all();
    costs_forget_all();
    rescue_forget_all();
    sites_forget_all();
    totals_forget_all();
    delivery_forget_all();
}

void entry_begin(void)
{
    if (settings.file[0] == '\0')
        return;
    loaded_in = getpid();
    totals_begin();
    pthread_atfork(NULL, NULL, in_child);
    phase = WAITING_FOR_IT;
}
