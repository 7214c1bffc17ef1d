/* What the host, the zygote and a trial ask of an interpreter, whichever kind is embedded. */
#ifndef TASKLOSS_INTERPRETER_H
#define TASKLOSS_INTERPRETER_H

#include <stddef.h>

#include "wire.h"

struct ledger;

/* One run of a case's program. */
struct trial {
    const struct tl_request *request;
    uint64_t seed;
    int control; /* nonzero: the collector stays off */
    struct ledger *ledger;
};

struct interpreter {
    /* Binds the library and starts the interpreter. Once a process. 0, or -1 with one line in
     * `why`. */
    int (*boot)(const char *libpython, const char *home, char *why, size_t size);
    /* Its version, implementation and build as key=value lines; NULL with one line in `why`. */
    const char *(*about)(char *why, size_t size);
    /* Adds `site` to the import path if not NULL, and hooks tasks. 0, or -1 with `why`. */
    int (*hook)(const char *site, char *why, size_t size);
    /* Makes ready for trials and takes the paths that each of them takes. 0, or -1 with `why`. */
    int (*warm_up)(char *why, size_t size);
    /* Proves that the hooks see each end of a task; `blind` plants a fault. After it the process is
     * fit for nothing else. 0, or -1 with `why`. NULL: there is no such proof. */
    int (*prove)(int blind, char *why, size_t size);
    /* fork() with the interpreter's own hooks before and after. */
    int (*fork)(void);
    /* Imports the case; `frozen`: collections shall not look at what exists now. 0, or -1 with
     * `why`. */
    int (*load)(const char *case_path, int frozen, char *why, size_t size);
    /* One trial of that case, with these numbers for its workload; the exit status. */
    int (*run)(const struct trial *trial, const struct tl_workload *drawn);
    /* In a process that the program forked: nothing is written into the ledger from now on. */
    void (*leave)(void);
    /* Why it cannot do what the request asks for, in one line; NULL if it can. */
    const char *(*refusal)(const struct tl_request *request);
    /* What is known of the event loop that was asked about last, as key=value lines on standard
     * output. NULL: nothing. */
    void (*print_loop)(void);
    /* What trivial tasks cost with the hooks and without, in real microseconds. 0, or -1 with an
     * exception. NULL: it cannot be told. */
    int (*time_hooks)(int64_t *without, int64_t *with);
};

extern const struct interpreter cpython, pypy;

#endif
