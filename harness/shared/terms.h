/* The words of the project, each listed once: fates, endings, guards, pressures, kinds, exit codes.
 *
 * Every enum, name table, help text, SQL value and XML attribute is made from these lists.
 */
#ifndef TASKLOSS_TERMS_H
#define TASKLOSS_TERMS_H

#include <stdbool.h>
#include <stddef.h>

/* What became of a task. X(symbol, name, noted, judged, loss, meaning)
 * Every spawned job has exactly one of these: the sum over all fates is the number spawned.
 * noted: 1 where the table says it beside the rate. judged: 1 where it is expected to be zero of a
 * job that nobody keeps, unless the case's head says otherwise. loss: 1 where the job's work is
 * lost by a collection; a guard that keeps its tasks has none of these. */
#define TL_FATES(X)                                                                                \
    X(FINISHED, "finished", 0, 0, 0, "returned a result")                                          \
    X(FAILED, "failed", 0, 1, 0, "raised an exception")                                            \
    X(CANCELLED, "cancelled", 0, 0, 0, "was cancelled")                                            \
    X(LOST, "lost", 0, 1, 1, "destroyed while pending, though its wake-up would have come")        \
    X(ORPHANED, "orphaned", 1, 1, 0,                                                               \
      "destroyed while pending, and nothing would ever have woken it")                             \
    X(STALLED, "stalled", 1, 1, 1,                                                                 \
      "ended without collections, and with them waits for ever: what it needs was destroyed")      \
    X(BROKEN, "broken", 1, 1, 1,                                                                   \
      "finished without collections, and failed with them, or was cancelled")                      \
    X(STRANDED, "stranded", 1, 1, 0, "alive and still pending at the end")                         \
    X(NEVER_STARTED, "never-started", 1, 0, 0,                                                     \
      "alive at the end without having taken its first step")

/* How a trial ended. X(symbol, name, code, key, follows, meaning)
 * code: 1 where a number goes with it, an exit status or a signal. key: what a case's head says of
 * versions on which its program is meant to end so, with or without collections; "" where it may
 * not. follows: 1 where it may be what a loss drags along, and then it is part of the finding. */
#define TL_ENDINGS(X)                                                                              \
    X(OK, "ok", 0, "", 0, "the program ran to its end")                                            \
    X(EXIT, "exit", 1, "exits", 1, "the program left with an exit status of its own")              \
    X(SIGNAL, "signal", 1, "crashes", 1, "the program was killed by a signal")                     \
    X(DEADLINE, "deadline", 0, "hangs", 1,                                                         \
      "the program was still running at its deadline, and was killed")                             \
    X(MEMORY, "memory", 0, "", 1, "the program ran into its memory limit")                         \
    X(NOT_STARTED, "not-started", 0, "", 0, "the program could not be started")

/* How a job is started and owned. X(symbol, name, keeps, needs, meaning)
 * keeps: on which versions the guard keeps a strong reference to the task while it is pending, as
 * the head of a case writes versions; a loss there is a bug of the case or of taskloss.
 * needs: on which versions there is such a guard. */
#define TL_GUARDS(X)                                                                               \
    X(BARE, "bare", "none", "all", "create_task(), result dropped")                                \
    X(LOCAL, "local", "none", "all", "bound to a local name of a function that returns")           \
    X(SET, "set", "all", "all", "a strong set, from which a done callback discards the task")      \
    X(LIST, "list", "all", "all", "a strong list that nothing is ever removed from: it grows")     \
    X(GATHER, "gather", "all", "all", "gather() of the jobs, awaited by a task that is kept")      \
    X(AWAIT, "await", "all", "all", "awaited by a task that is kept")                              \
    X(TASKGROUP, "taskgroup", "all", ">=3.11", "a TaskGroup in a task that is kept")               \
    X(SHIELD, "shield", ">=3.7", "all",                                                            \
      "await shield(job()) in a task that is kept (not enough on 3.6)")                            \
    X(CALLBACK_ONLY, "callback-only", "none", "all", "add_done_callback(), no reference")          \
    X(THREADSAFE, "threadsafe", "none", "all",                                                     \
      "run_coroutine_threadsafe() to a loop in another thread")                                    \
    X(LOOP_STRONG, "loop-strong", "all", "all",                                                    \
      "a task factory that keeps a strong reference to each task")

/* What is done to a program: when the garbage collector runs, or which job is cancelled.
 * X(symbol, name, number, exact, workload, freezes, steps, allocs, obeys, cancels, meaning)
 * number: whether one goes with it, as in name=N. exact: nothing is left to chance,
 * a trial is the same each time. workload: the program around the jobs makes garbage. freezes:
 * collections look only at what was made since the trial began. steps: collections come at loop
 * steps, not by the interpreter's thresholds. allocs: the one collection comes at an object
 * allocation, which are counted. obeys: none comes while the program has switched its
 * collector off. cancels: nothing is collected, and jobs are cancelled; a trial is a run of the
 * program for each cancellation.
 */
#define TL_PRESSURES(X)                                                                            \
    X(OFF, "off", NONE, 1, 0, 1, 0, 0, 1, NO, "never: the control")                                \
    X(NATURAL, "natural", NONE, 0, 1, 0, 0, 0, 1, NO,                                              \
      "by the interpreter's own thresholds, over the reference workload")                          \
    X(THRESHOLD, "threshold", REQUIRED, 0, 1, 0, 0, 0, 1, NO,                                      \
      "by a young threshold of N, over the reference workload")                                    \
    X(STEP, "step", OPTIONAL, 1, 0, 1, 1, 0, 1, NO,                                                \
      "a full collection at each loop step, or at the K-th only")                                  \
    X(FORCE, "force", OPTIONAL, 1, 0, 1, 1, 0, 0, NO,                                              \
      "as step, and also while the program has switched its collector off")                        \
    X(ALLOC, "alloc", REQUIRED, 1, 0, 1, 0, 1, 1, NO,                                              \
      "one full collection, at the first safe point after the K-th object allocation")             \
    X(CANCEL, "cancel", OPTIONAL, 1, 0, 1, 0, 0, 1, EACH,                                          \
      "no collections: each job in turn is cancelled, at each of its loop steps, or at its K-th "  \
      "only")                                                                                      \
    X(CANCEL_SOME, "cancel-some", NONE, 1, 0, 1, 0, 0, 1, SOME,                                    \
      "as cancel, but of the first and the last job only, and at those of its loop steps at "      \
      "which it waits for something else than at the one before, or has been woken")

/* What a cancellation may leave behind, or bring about: facts of a trial that cancels. Each is how
 * much more of it there is than in the control, summed over the cancellations. X(symbol, name,
 * meaning) */
#define TL_AFTERMATHS(X)                                                                           \
    X(TIMERS, "left_timers", "timers of the loop that were not cancelled")                         \
    X(READERS, "left_readers", "file descriptors that the loop watches")                           \
    X(WAITERS, "left_waiters", "entries in the lists of locks, events, semaphores and queues")     \
    X(FUTURES, "left_futures", "futures that somebody holds and nobody has ended")                 \
    X(CALLBACKS, "left_callbacks", "callbacks of such futures")                                    \
    X(TASKS, "left_tasks", "pending tasks that are no jobs")                                       \
    X(LOCKS, "left_locks", "locks still held, and permits of semaphores that are gone")            \
    X(THREADS, "left_threads", "threads, but those of executors")                                  \
    X(FILES, "left_files", "open file descriptors")                                                \
    X(REPORTS, "more_reports", "messages to asyncio's exception handler or its log")               \
    X(FAILED, "failed_programs", "programs that ended by an exception, or left")                   \
    X(HUNG, "hung_programs", "programs that never came to their end")

/* What is so of a trial beside its counts, and whoever reads them has to know. X(symbol, meaning)
 * The order is that of the bits in results files: new ones go to the end. */
#define TL_REMARKS(X)                                                                              \
    X(COLLECTOR_OFF,                                                                               \
      "the program switched its collector off (gc.disable(), or a threshold of 0), and nothing "   \
      "was collected while it was off")                                                            \
    X(FORCED, "the program switched its collector off (gc.disable(), or a threshold of 0), and "   \
              "collections were forced all the same")                                              \
    X(FROZEN,                                                                                      \
      "the program froze its heap (gc.freeze()), and no collection looked at what was frozen")     \
    X(OTHER_PROGRAMS, "it started other programs, and nobody looked for tasks there")              \
    X(SUB_INTERPRETERS, "it made sub-interpreters, and nobody looked for tasks there")             \
    X(INEXACT, "threads had a say in when objects go, so facts, and what is leaked, are not "      \
               "exact")                                                                            \
    X(OUTSIDE, "it was connected to a process that it had not started, for which its clock does "  \
               "not wait, so what depends on that one's answers is not exact")

/* Where the oracle looks at which jobs a collection would destroy. X(symbol, name, meaning)
 * The first is the usual one, and what results without this number were made with. */
#define TL_ORACLES(X)                                                                              \
    X(CONTROL, "control", "in the control, where the whole of each wait is seen")                  \
    X(OFF, "off", "nowhere: exposure is not measured")                                             \
    X(BOTH, "both", "in the trial too: what it does is to be the same")                            \
    X(LYING, "lying", "as both, and says the opposite of each job: a planted fault")

/* How trials are kept apart. X(symbol, name, meaning)
 * The first is what results without this number were made with; the last is the usual one. */
#define TL_ISOLATIONS(X)                                                                           \
    X(FORK, "fork", "each in a process of its own, forked for it")                                 \
    X(SNAPSHOT, "snapshot",                                                                        \
      "many in one process, its memory put back after each; by fork where that cannot be done")    \
    X(AUTO, "auto", "the same; that some trials are forked is said only where this machine is why")

/* Whether a trial by snapshot was the same by fork. X(symbol, meaning) */
#define TL_BOTH_WAYS(X)                                                                            \
    X(NOT_TRIED, "it ran one way only")                                                            \
    X(AGREE, "it was the same bit for bit")                                                        \
    X(DIFFER, "it was not, again, and each time the same by fork: a bug of taskloss")              \
    X(UNSURE, "it was not, but neither was it the same each time by fork, or once more by "        \
              "snapshot")

/* Task kinds, combined by '+'. X(symbol, name, meaning) */
#define TL_KINDS(X)                                                                                \
    X(DEBUG, "debug", "asyncio debug mode")                                                        \
    X(PYTASK, "pytask", "the pure-Python Task and Future")                                         \
    X(EAGER, "eager", "the eager task factory (3.12 and newer)")

/* Event loops that taskloss get loops installs. X(name, package, requirements, factory)
 * requirements: what pip is to install with it, without dependencies of their own; factory: the
 * module, and an expression in it that makes a loop when it is called. */
#define TL_LOOPS(X)                                                                                \
    X("uvloop", "uvloop", "", "uvloop:new_event_loop")                                             \
    X("rloop", "rloop", "", "rloop:new_event_loop")                                                \
    X("rsloop", "rsloop", "", "rsloop:new_event_loop")                                             \
    X("talyn", "talyn", "", "talyn:Loop")                                                          \
    X("veloxloop", "veloxloop", "", "veloxloop:VeloxLoop")                                         \
    X("zuvloop", "zuvloop", "opentelemetry-api typing-extensions importlib-metadata zipp",         \
      "zuvloop:new_event_loop")                                                                    \
    X("zloop", "zloop", "", "zloop:new_event_loop")                                                \
    X("uringcore", "uringcore", "", "uringcore:UringEventLoop")                                    \
    X("loopmini", "loopmini", "", "loopmini:new_event_loop")                                       \
    X("bracio", "bracio", "", "bracio:BracioLoop")                                                 \
    X("blazio", "blazio", "", "blazio:new_event_loop")                                             \
    X("trio-asyncio", "trio-asyncio",                                                              \
      "trio attrs outcome sniffio sortedcontainers idna greenlet exceptiongroup async-generator "  \
      "typing-extensions importlib-metadata zipp",                                                 \
      "trio_asyncio._sync:SyncTrioEventLoop")                                                      \
    X("cadeloop", "cadeloop", "", "cadeloop:new_event_loop")                                       \
    X("asyncio-gevent", "asyncio-gevent", "gevent greenlet zope.event zope.interface",             \
      "asyncio_gevent:EventLoop")                                                                  \
    X("looptime", "looptime", "",                                                                  \
      "looptime:lambda: patch_event_loop(__import__('asyncio').SelectorEventLoop())")              \
    X("async-solipsism", "async-solipsism", "", "async_solipsism:EventLoop")                       \
    X("asyncio-time-travel", "asyncio-time-travel", "", "asyncio_time_travel:TimeTravelLoop")      \
    X("simloop", "simloop", "", "simloop:SimLoop")                                                 \
    X("seedloop", "seedloop", "", "seedloop._loop:DeterministicLoop")

/* What the process's exit status means. X(symbol, value, meaning) */
#define TL_EXITS(X)                                                                                \
    X(AS_EXPECTED, 0, "everything is as expected")                                                 \
    X(UNEXPECTED, 1, "a loss, leak or change that was not expected")                               \
    X(USAGE, 2, "bad usage")                                                                       \
    X(UNMEASURED, 3, "something could not be measured")                                            \
    X(INTERRUPTED, 130, "interrupted")

enum tl_fate {
#define X(symbol, name, noted, judged, loss, meaning) TL_FATE_##symbol,
    TL_FATES(X)
#undef X
        TL_FATE_COUNT
};

enum tl_ending {
#define X(symbol, name, code, key, follows, meaning) TL_ENDING_##symbol,
    TL_ENDINGS(X)
#undef X
        TL_ENDING_COUNT
};

enum tl_guard {
#define X(symbol, name, keeps, needs, meaning) TL_GUARD_##symbol,
    TL_GUARDS(X)
#undef X
        TL_GUARD_COUNT
};

enum tl_pressure {
#define X(symbol, name, number, exact, workload, freezes, steps, allocs, obeys, cancels, meaning)  \
    TL_PRESSURE_##symbol,
    TL_PRESSURES(X)
#undef X
        TL_PRESSURE_COUNT
};

/* The fact that says how many jobs were cancelled, each in a run of its own. */
#define TL_CANCELLATIONS "cancellations"

enum tl_aftermath {
#define X(symbol, name, meaning) TL_AFTERMATH_##symbol,
    TL_AFTERMATHS(X)
#undef X
        TL_AFTERMATH_COUNT
};

enum tl_remark {
#define X(symbol, meaning) TL_REMARK_##symbol,
    TL_REMARKS(X)
#undef X
        TL_REMARK_COUNT
};

enum tl_isolation {
#define X(symbol, name, meaning) TL_ISOLATION_##symbol,
    TL_ISOLATIONS(X)
#undef X
        TL_ISOLATION_COUNT
};

enum tl_both_ways {
#define X(symbol, meaning) TL_BOTH_WAYS_##symbol,
    TL_BOTH_WAYS(X)
#undef X
        TL_BOTH_WAYS_COUNT
};

enum tl_oracle {
#define X(symbol, name, meaning) TL_ORACLE_##symbol,
    TL_ORACLES(X)
#undef X
        TL_ORACLE_COUNT
};

enum tl_kind {
#define X(symbol, name, meaning) TL_KIND_##symbol,
    TL_KINDS(X)
#undef X
        TL_KIND_COUNT
};

enum tl_exit {
#define X(symbol, value, meaning) TL_EXIT_##symbol = (value),
    TL_EXITS(X)
#undef X
};

/* One row of a table of names. */
struct tl_term {
    const char *name;
    const char *meaning;
};

/* The tables, indexed by the enums above. */
extern const struct tl_term tl_fates[TL_FATE_COUNT];
extern const struct tl_term tl_endings[TL_ENDING_COUNT];
extern const struct tl_term tl_guards[TL_GUARD_COUNT];
extern const struct tl_term tl_pressures[TL_PRESSURE_COUNT];
extern const struct tl_term tl_aftermaths[TL_AFTERMATH_COUNT];
extern const struct tl_term tl_isolations[TL_ISOLATION_COUNT];
extern const struct tl_term tl_oracles[TL_ORACLE_COUNT];
extern const struct tl_term tl_kinds[TL_KIND_COUNT];
extern const char *const tl_remarks[TL_REMARK_COUNT]; /* their meanings: a clause each */

/* The rules that stand beside the names in the lists above, indexed alike. */
struct tl_fate_rule {
    bool loss;
};

struct tl_ending_rule {
    bool code;
    const char *key; /* "" where a head may not expect it */
    bool follows;
};

struct tl_guard_rule {
    const char *keeps, *needs; /* sets of versions */
};

/* Are jobs cancelled, and at which of their loop steps? */
enum tl_cancels { TL_CANCELS_NO, TL_CANCELS_EACH, TL_CANCELS_SOME };

enum tl_number { TL_NUMBER_NONE, TL_NUMBER_REQUIRED, TL_NUMBER_OPTIONAL };

struct tl_pressure_rule {
    enum tl_number number;
    bool exact, workload, freezes, steps, allocs, obeys;
    enum tl_cancels cancels;
};

extern const struct tl_fate_rule tl_fate_rules[TL_FATE_COUNT];
extern const struct tl_ending_rule tl_ending_rules[TL_ENDING_COUNT];
extern const struct tl_guard_rule tl_guard_rules[TL_GUARD_COUNT];
extern const struct tl_pressure_rule tl_pressure_rules[TL_PRESSURE_COUNT];

/* The ending that a head calls by this key; -1: none. */
int tl_ending_of_key(const char *key);

/* Does the guard keep its tasks on every version? */
bool tl_guard_keeps(enum tl_guard guard);

/* Index of `name` in a table of `count` terms, or -1. */
int tl_term_find(const struct tl_term *table, size_t count, const char *name);

#endif
