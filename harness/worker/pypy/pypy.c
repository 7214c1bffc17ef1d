/* PyPy, by the few functions its library exports for embedding: it can run Python text, no more.
 *
 * probe.py is that text. C asks it by a struct call, whose address is the argument of each
 * piece of text that is run; it asks C by the functions listed here, called through ctypes.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "asked.h"
#include "clock.h"
#include "entries.h"
#include "functions.h"
#include "identity.h"
#include "interpreter.h"
#include "ledger.h"
#include "line.h"
#include "names.h"
#include "notes.h"
#include "probe_source.h"
#include "process.h"
#include "program.h"
#include "python.h"
#include "running.h"
#include "schedule.h"
#include "wish.h"

static struct {
    void (*rpython_startup_code)(void);
    int (*pypy_setup_home)(char *home, int verbose);
    int (*pypy_execute_source_ptr)(char *source, void *argument);
    void (*pypy_init_threads)(void);
} lib;

/* As class Call in probe.py has it. */
static struct call {
    const char *command, *texts[4];
    long long numbers[12], status;
    char answer[512];
} call;

static struct ledger *next_ledger; /* of the trial that is about to begin */
static void (*collect_at_step)(void);
static int (*loop_waits)(void);
static int (*cancel)(unsigned entry);

/* ---- what the probe asks for, beside what the program does ---- */

static long long enter(long long flags)
{
    const struct ledger_entry *entry = entries_enter(NULL, (uint32_t)flags);
    return entry != NULL ? (long long)entries_number(entry) : -1;
}

/* The state it is in then. */
static long long end(long long number, long long state)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry == NULL)
        return state;
    entries_end(entry, (enum ledger_state)state);
    return entry->state;
}

static void stillborn(long long number)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry != NULL)
        entries_stillborn(NULL, entry);
}

/* The state it is in then. */
static long long unstarted(long long number)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry == NULL)
        return LEDGER_UNSTARTED;
    entries_unstarted(entry);
    return entry->state;
}

static void revive(long long number, long long state)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry != NULL)
        entries_revive(entry, (enum ledger_state)state);
}

static void mark(long long number, long long flags)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry != NULL)
        entry->flags |= (uint32_t)flags;
}

static void unmark(long long number, long long flags)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry != NULL)
        entry->flags &= ~(uint32_t)flags;
}

static void suspended(long long number)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry != NULL && (!entries_settled() || entry->state == LEDGER_DESTROYED))
        entry->flags |= LEDGER_SUSPENDED;
}

static void unreported(long long number, long long reports)
{
    struct ledger_entry *entry = entries_numbered(number);
    if (entry != NULL)
        entries_unreported(entry, (uint32_t)reports);
}

static long long is_job(long long number)
{
    const struct ledger_entry *entry = entries_numbered(number);
    return entry != NULL && (entry->flags & LEDGER_JOB) != 0;
}

static long long reports(void)
{
    return entries_ledger() != NULL ? entries_ledger()->reports : 0;
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
    entries_settle();
}

static void mark_existing(long long flag)
{
    entries_mark_existing((uint32_t)flag);
}

/* The loop waits for events without the GIL; the probe's function takes it. */
static void on_step(void)
{
    enum schedule_wish wish = schedule_step();
    if (wish == SCHEDULE_COLLECTS && schedule_collection()) {
        int64_t began = process_now_us();
        collect_at_step();
        schedule_took(process_now_us() - began);
    } else if (wish == SCHEDULE_WITHHOLDS)
        schedule_withholds();
    else if (wish == SCHEDULE_CANCELS && cancel(schedule_victim()))
        schedule_cancelled(schedule_victim());
}

static void on_epoll(void)
{
    running_stepped(RUNNING_SEEN_BY_EPOLL);
    on_step();
}

static void told_step(void)
{
    running_stepped(RUNNING_SEEN);
    on_step();
}

static int on_wait(void)
{
    int is_step =
        running_is() && running_seen() != RUNNING_SEEN_BY_EPOLL && schedule_is_on() && loop_waits();
    if (is_step)
        told_step();
    return is_step;
}

static void pended(void)
{
    if (entries_ledger() != NULL)
        entries_ledger()->pended = 1;
}

static void begin(void *at_step, void *waits, void *pending, void *cancels)
{
    int (*any_pending)(void);
    memcpy(&collect_at_step, &at_step, sizeof at_step);
    memcpy(&loop_waits, &waits, sizeof waits);
    memcpy(&cancel, &cancels, sizeof cancels);
    memcpy(&any_pending, &pending, sizeof pending);
    schedule_on_collection(any_pending);
    entries_use(next_ledger);
    clock_on_step(on_epoll);
    clock_on_wait(on_wait);
}

static long long may_collect(void)
{
    return schedule_collection();
}

static void as_shipped(void)
{
    schedule_as_shipped();
}

static void enable(long long enabled)
{
    wish_enable(enabled != 0);
    if (enabled)
        schedule_switched_on();
}

static long long is_enabled(void)
{
    return wish_enabled();
}

static void running(long long on)
{
    if (on) {
        running_begin();
        return;
    }
    if (running_is() && running_seen() == RUNNING_UNSEEN)
        told_step(); /* a loop that another one ticks may never wait */
    running_end();
}

static long long is_running(void)
{
    return running_is();
}

static long long fits(const char *names, const char *qualname, const char *module)
{
    return names_fit(names, qualname, module);
}

static void note_end(const char *problem)
{
    clock_on_step(NULL);
    clock_on_wait(NULL);
    schedule_end();
    notes_end(problem);
}

/* X(function, kind): the kinds of functions.h, and P, a pointer. */
#define PROBE_FUNCTIONS(X)                                                                         \
    X(enter, LL)                                                                                   \
    X(end, LLL)                                                                                    \
    X(stillborn, VL)                                                                               \
    X(unstarted, LL)                                                                               \
    X(revive, VLL)                                                                                 \
    X(mark, VLL)                                                                                   \
    X(unmark, VLL)                                                                                 \
    X(suspended, VL)                                                                               \
    X(unreported, VLL)                                                                             \
    X(is_job, LL)                                                                                  \
    X(reports, L)                                                                                  \
    X(existing, L)                                                                                 \
    X(busy, L)                                                                                     \
    X(settle, V)                                                                                   \
    X(mark_existing, VL)                                                                           \
    X(running, VL)                                                                                 \
    X(is_running, L)                                                                               \
    X(fits, LSSS)                                                                                  \
    X(told_step, V)                                                                                \
    X(pended, V)                                                                                   \
    X(begin, VPPPP)                                                                                \
    X(may_collect, L)                                                                              \
    X(as_shipped, V)                                                                               \
    X(enable, VL)                                                                                  \
    X(is_enabled, L)                                                                               \
    X(note_end, VS)

/* Named constants and functions as the probe reads them: each table ends with a blank row. */
static const struct constant {
    const char *name;
    long long value;
} states[] =
    {
#define X(symbol) {#symbol, LEDGER_##symbol},
        LEDGER_STATES(X) LEDGER_MADE_KINDS(X)
#undef X
            {NULL, 0},
},
  flags[] = {
#define X(symbol, bit) {#symbol, bit},
      LEDGER_FLAGS(X)
#undef X
          {NULL, 0},
};

static const struct function {
    const char *name, *kind;
    void (*address)(void);
} notes[] =
    {
#define X(name, kind) {#name, #kind, (void (*)(void))notes_##name},
        PROGRAM_NOTES(X)
#undef X
            {NULL, NULL, NULL},
},
  of_probe[] =
      {
#define X(name, kind) {#name, #kind, (void (*)(void))name},
          PROBE_FUNCTIONS(X){"finalizing", "L", (void (*)(void))notes_finalizing},
          {"complete", "V", notes_complete},
#undef X
          {NULL, NULL, NULL},
},
  tasks[] = {
#define X(name, kind) {#name, #kind, NULL}, /* the probe has them, in Python */
      PROGRAM_TASKS(X)
#undef X
          {NULL, NULL, NULL},
};

/* ---- asking the probe ---- */

/* Runs the command; its status, or -1 with one line in `why`. Fork returns here twice. */
static long long ask(const char *command, char *why, size_t size)
{
    char source[] = "import _taskloss_worker\n_taskloss_worker.answer(c_argument)\n";
    call.command = command;
    call.answer[0] = '\0';
    call.status = -1;
    if (lib.pypy_execute_source_ptr(source, &call) != 0)
        snprintf(call.answer, sizeof call.answer, "PyPy cannot run the probe");
    if (call.status < 0 && why != NULL)
        line_copy(why, size, call.answer);
    return call.status;
}

static int bind_function(void *library, const char *name, void *function, char *why, size_t size)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    if (symbol == NULL)
        snprintf(why, size, "it has no %s: not a PyPy that can be embedded", name);
    return symbol != NULL ? 0 : -1;
}

static int bind_all(const char *libpython, char *why, size_t size)
{
    void *library = dlopen(libpython, RTLD_NOW | RTLD_GLOBAL);
    if (library == NULL) {
        snprintf(why, size, "cannot load it: %s", dlerror());
        return -1;
    }
#define BIND(name)                                                                                 \
    if (bind_function(library, #name, &lib.name, why, size) < 0)                                   \
        return -1;
    BIND(rpython_startup_code)
    BIND(pypy_setup_home)
    BIND(pypy_execute_source_ptr)
    BIND(pypy_init_threads)
#undef BIND
    return 0;
}

/* ---- the interpreter ---- */

static int boot(const char *libpython, const char *home, char *why, size_t size)
{
    static struct { /* the probe keeps its address */
        const struct program_module *modules;
        const struct function *notes, *of_probe, *tasks;
        const struct constant *states, *flags;
    } boot = {program_modules, notes, of_probe, tasks, states, flags};
    static char source[sizeof probe_source], place[TL_PATH_MAX];
    if (bind_all(libpython, why, size) < 0)
        return -1;
    python_clean_environment(NULL);
    signal(SIGPIPE, SIG_IGN); /* as `pypy` does */
    lib.rpython_startup_code();
    snprintf(place, sizeof place, "%s", home != NULL ? home : libpython);
    if (lib.pypy_setup_home(place, 0) != 0) {
        snprintf(why, size, "its standard library was not found from %s", place);
        return -1;
    }
    lib.pypy_init_threads();
    memcpy(source, probe_source, sizeof source);
    if (lib.pypy_execute_source_ptr(source, (void *)(uintptr_t)&boot) == 0)
        return 0;
    snprintf(why, size, "its asyncio cannot be hooked: see what it printed");
    return -1;
}

static int identify(const char *home, char *why, size_t size)
{
    call.texts[0] = home;
    call.texts[1] = asked.stdlib;
    call.texts[2] = identity;
    return ask("identify", why, size) == 0 ? 0 : -1;
}

static const char *about(char *why, size_t size)
{
    return ask("about", why, size) == 0 ? call.answer : NULL;
}

static int hook(const char *site, char *why, size_t size)
{
    call.texts[0] = site;
    return ask("hook", why, size) == 0 ? 0 : -1;
}

static int warm_up(char *why, size_t size)
{
    call.texts[0] = asked.executable != NULL ? asked.executable : "";
    clock_start();
    int result = ask("warm_up", why, size) == 0 ? 0 : -1;
    clock_stop();
    return result;
}

static int fork_it(void)
{
    return (int)ask("fork", NULL, 0);
}

/* Nothing can be frozen: a collection looks at everything. */
static int load(const char *case_path, const struct tried_loop *loop, int frozen, char *why,
                size_t size)
{
    (void)loop, (void)frozen;
    call.texts[0] = case_path;
    return ask("load", why, size) == 0 ? 0 : -1;
}

static void join_kinds(uint32_t kinds, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0, length = 0; i < TL_KIND_COUNT && length < size; i++)
        if (kinds & 1u << i)
            length += (size_t)snprintf(text + length, size - length, "%s ", tl_kinds[i].name);
}

static int run(const struct trial *trial, const struct tl_workload *drawn)
{
    const struct tl_request *request = trial->request;
    const int natural_one = request->pressure == TL_PRESSURE_NATURAL;
    const long long numbers[] = {
        request->jobs,
        (long long)trial->seed,
        drawn->wait.low,
        drawn->garbage.low,
        drawn->ballast.low,
        trial->control || request->pressure == TL_PRESSURE_OFF ||
            tl_pressure_rules[request->pressure].cancels,
        natural_one && !trial->control,
        request->audit,
    };
    char kinds[128], why[sizeof call.answer];
    join_kinds(request->kinds, kinds, sizeof kinds);
    call.texts[0] = tl_guards[request->guard].name;
    call.texts[1] = kinds;
    call.texts[2] = request->job_names;
    memcpy(call.numbers, numbers, sizeof numbers);
    next_ledger = trial->ledger;
    schedule_begin(trial->ledger, (enum tl_pressure)request->pressure, request->pressure_argument,
                   trial->control);
    entries_blind(request->audit == ENTRIES_AUDIT_BLIND);
    clock_start();
    long long status = ask("run", why, sizeof why);
    if (status >= 0)
        return (int)status;
    notes_use(trial->ledger);
    notes_end(why);
    return 1;
}

static void leave(void)
{
    schedule_end();
    entries_leave();
}

static void try_loop(struct tried_loop *loop)
{
    snprintf(loop->why, sizeof loop->why,
             "event loops other than asyncio's own are not measured on PyPy");
}

static const char *refusal(const struct tl_request *request)
{
    if (request->graph)
        return "not on PyPy: its collector does not tell who holds whom";
    if (tl_pressure_rules[request->pressure].allocs)
        return "PyPy's allocations cannot be counted";
    return request->pressure == TL_PRESSURE_THRESHOLD ? "PyPy has no young threshold to set" : NULL;
}

const struct interpreter pypy = {
    .boot = boot,
    .identify = identify,
    .about = about,
    .hook = hook,
    .warm_up = warm_up,
    .fork = fork_it,
    .try_loop = try_loop,
    .load = load,
    .run = run,
    .leave = leave,
    .refusal = refusal,
};
