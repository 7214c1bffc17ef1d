/* What the host, the zygote and a trial ask of an interpreter, whichever kind is embedded. */
#ifndef TASKLOSS_INTERPRETER_H
#define TASKLOSS_INTERPRETER_H

#include <stddef.h>

#include "wire.h"

struct ledger;

/* Shared with a trial: the JSON that it leaves. */
struct graph_page {
    uint32_t length;
    char text[TL_GRAPH_MAX];
};

/* One run of a case's program. */
struct trial {
    const struct tl_request *request;
    uint64_t seed;
    int control; /* nonzero: the collector stays off */
    struct ledger *ledger;
    struct graph_page *graph; /* not NULL: it ends at that step, and says there who holds whom */
    uint32_t graph_step;
    uint32_t victim, victim_step; /* as in the ledger */
};

/* An event loop other than asyncio's own, and what a try of it has shown. */
struct tried_loop {
    char factory[TL_LOOP_MAX], site[TL_PATH_MAX]; /* as in the request; empty: asyncio's own */
    int real;                                     /* virtual time is not in force */
    int stepped; /* loop steps are seen, and a collection may happen there */
    int locked;  /* but it waits under locks of its own: a finalizer there would wait forever */
    char why[TL_NOTE_MAX]; /* why it cannot be measured, in one line; empty: it can */
};

struct interpreter {
    /* Binds the library and starts the interpreter. Once a process. 0, or -1 with one line in
     * `why`. */
    int (*boot)(const char *libpython, const char *home, char *why, size_t size);
    /* Is it the Python of that home, and of the folder asked.stdlib? 0, or -1 with one line in
     * `why`: what was asked for, what was got, what to do. */
    int (*identify)(const char *home, char *why, size_t size);
    /* Its version, implementation and build as key=value lines; NULL with one line in `why`. */
    const char *(*about)(char *why, size_t size);
    /* Adds `site` to the import path if not NULL, and hooks tasks. 0, or -1 with `why`. */
    int (*hook)(const char *site, char *why, size_t size);
    /* Makes ready for trials and takes the paths that each of them takes. 0, or -1 with `why`. */
    int (*warm_up)(char *why, size_t size);
    /* Collects, once warm, and puts what exists out of the collector's reach: what looks at all of
     * it in a child copies each page. load() takes it back where it is asked to. NULL: it cannot.
     */
    void (*freeze)(void);
    /* Proves that the hooks see each end of a task; `blind` plants a fault. After it the process is
     * fit for nothing else. 0, or -1 with `why`. NULL: there is no such proof. */
    int (*prove)(int blind, char *why, size_t size);
    /* fork() with the interpreter's own hooks before and after. */
    int (*fork)(void);
    /* Runs the loop that `loop` names in a child process, and writes there what that has shown. */
    void (*try_loop)(struct tried_loop *loop);
    /* Imports the case, for event loops of that kind; `frozen`: collections shall not look at what
     * exists now. 0, or -1 with `why`. */
    int (*load)(const char *case_path, const struct tried_loop *loop, int frozen, char *why,
                size_t size);
    /* One trial of that case, with these numbers for its workload; the exit status. */
    int (*run)(const struct trial *trial, const struct tl_workload *drawn);
    /* In a process that the program forked: nothing is written into the ledger from now on. */
    void (*leave)(void);
    /* Why it cannot do what the request asks for, whatever the loop, in one line; NULL if it can.
     * A question: it changes nothing. */
    const char *(*refusal)(const struct tl_request *request);
    /* Nonzero: all of its state is memory, or what snapshot.h puts back. */
    int restores;
    /* What trivial tasks cost with the hooks and without, in real microseconds. 0, or -1 with an
     * exception. NULL: it cannot be told. */
    int (*time_hooks)(int64_t *without, int64_t *with);
};

extern const struct interpreter cpython, pypy;

#endif
