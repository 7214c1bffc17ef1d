/* Runs a program many times in one process, each time from the same memory and the same state of
 * the kernel: a run that cannot be undone is the process's last. */
#ifndef TASKLOSS_SNAPSHOT_H
#define TASKLOSS_SNAPSHOT_H

#include <stddef.h>

/* All but run() are called from a stack that is not put back, with signals blocked. What they write
 * into memory of their own is put back after the next run; `context` has to be shared memory, or to
 * be read only. */
struct snapshot_calls {
    void *context;
    /* State is taken, and kept for good; or `why` it cannot be. `listener`: of filter.h, to be
     * closed; -1: none. */
    void (*taken)(void *context, const char *why, int listener);
    /* 1: one more run; 0: the process ends. */
    int (*wait)(void *context);
    /* On the stack of snapshot_serve(): the program; what it returns is the process's status where
     * it ends. */
    int (*run)(void *context);
    /* It has run. May its state be put back? 0: the process ends with its status. */
    int (*may_go_on)(void *context, int status);
    /* Its state was put back; or `why` it cannot be, and the process ends. */
    void (*put_back)(void *context, int status, const char *why);
    int proves; /* nonzero: it is looked at all memory whether it is what it was */
};

/* Why no process of this kind can do so, whatever the kernel; NULL: nothing is known against it. */
const char *snapshot_refusal(void);

/* Sets aside what it takes, which moves no memory of the program's. Descriptors from this one on
 * are our own. NULL, or why it cannot be had. */
const char *snapshot_open(void);

/* Moves a descriptor among our own: its number there, or -1. */
int snapshot_own(int fd);

/* Takes the state and serves until there is nothing more to run; then the process has ended. */
_Noreturn void snapshot_serve(const struct snapshot_calls *calls);

#endif
