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
#include "identity.h"
#include "interpreter.h"
#include "ledger.h"
#include "notes.h"
#include "probe_source.h"
#include "program.h"
#include "python.h"

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

static struct ledger *ledger;
static struct ledger *next_ledger; /* of the trial that is about to begin */
static void (*collect_at_step)(void);
static uint64_t step_wanted; /* 0: each */
static int collects_at_steps;

/* ---- what the probe asks for ---- */

static struct ledger_entry *entry(long long number)
{
    return ledger != NULL && number >= 0 && number < (long long)ledger->entry_count
               ? &ledger->entries[number]
               : NULL;
}

static long long birth(long long flags)
{
    if (ledger == NULL)
        return -1;
    if (ledger->entry_count >= LEDGER_ENTRIES_MAX) {
        ledger->overflow++;
        return -1;
    }
    ledger->entries[ledger->entry_count] = (struct ledger_entry){
        .state = LEDGER_LIVE, .flags = (uint32_t)flags, .born_step = ledger->steps};
    return ledger->entry_count++; /* last: a trial killed in between leaves no half entry */
}

static void end(long long number, long long state)
{
    struct ledger_entry *it = entry(number);
    if (it == NULL)
        return;
    it->state = (uint32_t)state;
    it->ended_step = ledger->steps;
}

static void mark(long long number, long long flags)
{
    struct ledger_entry *it = entry(number);
    if (it != NULL)
        it->flags |= (uint32_t)flags;
}

static void unmark(long long number, long long flags)
{
    struct ledger_entry *it = entry(number);
    if (it != NULL)
        it->flags &= ~(uint32_t)flags;
}

static long long is_job(long long number)
{
    const struct ledger_entry *it = entry(number);
    return it != NULL && (it->flags & LEDGER_JOB) != 0;
}

static long long reports(void)
{
    return ledger != NULL ? ledger->reports : 0;
}

static void report(void)
{
    if (ledger != NULL)
        ledger->reports++;
}

static void collected(void)
{
    if (ledger != NULL)
        ledger->collections++;
}

static void natural(long long count)
{
    notes_collections(ledger, count);
}

static void out_of_memory(void)
{
    if (ledger != NULL)
        ledger->out_of_memory = 1;
}

static void unknown(const char *type)
{
    notes_unknown(ledger, type);
}

static long long in_control(void)
{
    return ledger != NULL && ledger->control;
}

static void note(const char *name, long long value)
{
    notes_fact(ledger, name, value);
}

static void printed(const char *name, const char *text)
{
    notes_printed(ledger, name, text);
}

static void finalize(void)
{
    if (ledger != NULL)
        ledger->finalize = 1;
}

static long long finalizing(void)
{
    return ledger != NULL && ledger->finalize && ledger->note[0] == '\0';
}

static void end_steps(void)
{
    collects_at_steps = 0;
}

static void end_pressure(void)
{
    clock_on_step(NULL);
}

static void note_end(const char *problem)
{
    notes_end(ledger, problem);
}

static void complete(void)
{
    if (ledger != NULL)
        ledger->phase = LEDGER_COMPLETE;
}

/* The loop waits for events without the GIL; the probe's function takes it. */
static void on_step(void)
{
    if (ledger == NULL)
        return;
    ledger->steps++;
    if (collects_at_steps && (step_wanted == 0 || step_wanted == ledger->steps))
        collect_at_step();
}

static void begin(void *at_step)
{
    memcpy(&collect_at_step, &at_step, sizeof at_step);
    ledger = next_ledger;
    clock_on_step(on_step);
}

/* X(function, types): v nothing, l long long, s text, p pointer; the result first. */
#define FUNCTIONS(X)                                                                               \
    X(birth, "ll")                                                                                 \
    X(end, "vll")                                                                                  \
    X(mark, "vll")                                                                                 \
    X(unmark, "vll")                                                                               \
    X(is_job, "ll")                                                                                \
    X(reports, "l")                                                                                \
    X(report, "v")                                                                                 \
    X(collected, "v")                                                                              \
    X(natural, "vl")                                                                               \
    X(out_of_memory, "v")                                                                          \
    X(unknown, "vs")                                                                               \
    X(in_control, "l")                                                                             \
    X(note, "vsl")                                                                                 \
    X(printed, "vss")                                                                              \
    X(finalize, "v")                                                                               \
    X(finalizing, "l")                                                                             \
    X(end_steps, "v")                                                                              \
    X(end_pressure, "v")                                                                           \
    X(note_end, "vs")                                                                              \
    X(complete, "v")                                                                               \
    X(begin, "vp")

static const struct function {
    const char *name, *types;
    void (*address)(void);
} functions[] = {
#define X(function, types) {#function, types, (void (*)(void))function},
    FUNCTIONS(X)
#undef X
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
        snprintf(why, size, "%s", call.answer);
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
        const char *runtime;
        long long function_count;
        const struct function *functions;
    } boot = {NULL, sizeof functions / sizeof *functions, functions};
    static char source[sizeof probe_source], place[TL_PATH_MAX];
    boot.runtime = program_source;
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
        trial->control || request->pressure == TL_PRESSURE_OFF,
        natural_one && !trial->control,
        request->audit,
    };
    char kinds[128], why[sizeof call.answer];
    join_kinds(request->kinds, kinds, sizeof kinds);
    call.texts[0] = tl_guards[request->guard].name;
    call.texts[1] = kinds;
    memcpy(call.numbers, numbers, sizeof numbers);
    next_ledger = trial->ledger;
    collects_at_steps = request->pressure == TL_PRESSURE_STEP && !trial->control;
    step_wanted = request->pressure_argument;
    clock_start();
    long long status = ask("run", why, sizeof why);
    if (status >= 0)
        return (int)status;
    notes_end(trial->ledger, why);
    return 1;
}

static void leave(void)
{
    ledger = NULL;
}

static void try_loop(struct tried_loop *loop)
{
    snprintf(loop->why, sizeof loop->why,
             "event loops other than asyncio's own are not measured on PyPy");
}

static const char *refusal(const struct tl_request *request)
{
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
