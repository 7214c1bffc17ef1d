/* What the driver and the library that it preloads into a watched program have to agree on. */
#ifndef TASKLOSS_WATCHING_H
#define TASKLOSS_WATCHING_H

/* The environment variable that carries the settings: words "KEY=VALUE;", the last being
 * "file=PATH" (which may hold anything). Not set: the library does nothing. */
#define WATCHING_VARIABLE "TASKLOSS_WATCH"

/* A word "mail=" and twice so many characters: who cannot write to the file sends its lines, behind
 * the second half, to the abstract Unix datagram socket whose name is the first. */
#define WATCHING_MAIL_PART 32

/* X(symbol, name): what is done about a pending task that nobody holds. */
#define WATCHING_MODES(X)                                                                          \
    X(RESCUE, "rescue")   /* it is held from then on */                                            \
    X(OBSERVE, "observe") /* nothing; it is reported when it dies */                               \
    X(ZEAL, "zeal")       /* as observe, and collects at each loop step */

enum watching_mode {
#define X(symbol, name) WATCHING_##symbol,
    WATCHING_MODES(X)
#undef X
        WATCHING_MODE_COUNT
};

/* X(symbol, name): events of a site are of one sort. Those behind the first are --also kinds. */
#define WATCHING_SORTS(X)                                                                          \
    X(JOB, "job")                                                                                  \
    X(NEVER_RETRIEVED, "never-retrieved")                                                          \
    X(PENDING_AT_END, "pending-at-end")                                                            \
    X(NEVER_AWAITED, "never-awaited")

enum watching_sort {
#define X(symbol, name) WATCHING_SORT_##symbol,
    WATCHING_SORTS(X)
#undef X
        WATCHING_SORT_COUNT
};

/* X(symbol, why): of what a process does, this is not watched; told once a process. */
#define WATCHING_MISSED(X)                                                                         \
    X(PURE, "tasks of asyncio's Task in pure Python, or of a type made of it")                     \
    X(INTERPRETER, "the loops of another interpreter than the first that had one")

enum watching_missed {
#define X(symbol, why) WATCHING_MISSED_##symbol,
    WATCHING_MISSED(X)
#undef X
        WATCHING_MISSED_COUNT
};

/* X(name, meaning): what is counted for a site; the latest event of a site has all, summed up. */
#define WATCHING_COUNTS(X)                                                                         \
    X(found, "tasks (or coroutines) of this site")                                                 \
    X(exposed, "of them seen while nobody held them")                                              \
    X(woken, "exposed, rescued, and then woken by the program: would have been lost")              \
    X(ended, "of the woken: ended by now, not by being cancelled")                                 \
    X(cancelled, "exposed, rescued, and never woken but by being cancelled")                       \
    X(lost, "destroyed while pending, their loop running")                                         \
    X(unseen, "of the lost: never seen exposed before")

struct watching_counts {
#define X(name, meaning) unsigned long long name;
    WATCHING_COUNTS(X)
#undef X
};

/* X(name, meaning): totals of a process; the latest event has all. */
#define WATCHING_TOTALS(X)                                                                         \
    X(loops, "event loops that had a task")                                                        \
    X(tasks, "tasks that were pending once made")                                                  \
    X(probes, "how often the oracle looked")                                                       \
    X(exposed, "tasks that nobody held at some look")                                              \
    X(cut, "looks that a limit ended early")                                                       \
    X(probe_us, "microseconds computed for looking")                                               \
    X(run_us, "microseconds since the library was loaded")

struct watching_totals {
#define X(name, meaning) unsigned long long name;
    WATCHING_TOTALS(X)
#undef X
};

#endif
