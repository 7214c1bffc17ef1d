/* Runs a program many times in one process, each time from the same memory and the same state of
 * the kernel: a run that cannot be undone is the process's last. */
#ifndef TASKLOSS_SNAPSHOT_H
#define TASKLOSS_SNAPSHOT_H

#include <stddef.h>

/* ADD: what prepare() leaves is kept as a layer, and put back after each run from then on, until
 * DROP puts back what was before. */
enum snapshot_next { SNAPSHOT_END, SNAPSHOT_RUN, SNAPSHOT_ADD, SNAPSHOT_DROP };

/* All but run() and prepare() are called from a stack that is not put back, with signals blocked.
 * What they write into memory of their own is put back after the next run; `context` has to be
 * shared memory, or to be read only. */
struct snapshot_calls {
    void *context;
    /* State is taken, and kept for good; or `why` it cannot be. `listener`: of filter.h, to be
     * closed; -1: none. */
    void (*taken)(void *context, const char *why, int listener);
    enum snapshot_next (*wait)(void *context);
    /* On the stack of snapshot_serve(): the program; what it returns is the process's status where
     * it ends. */
    int (*run)(void *context);
    /* The same, of what a layer is to hold. */
    int (*prepare)(void *context);
    /* Either has run. Is all that it did known? 0: the process ends with its status. */
    int (*may_go_on)(void *context, int status);
    /* Its state was put back, or kept as a layer, or the layer was taken away; or `why` that cannot
     * be, and the process ends. */
    void (*done)(void *context, int status, const char *why);
    int proves; /* nonzero: it is looked at all memory whether it is what it was */
};

/* Why no process of this kind can do so, whatever the kernel; NULL: nothing is known against it. */
const char *snapshot_refusal(void);

/* Sets aside what it takes, which moves no memory of the program's. Descriptors from this one on
 * are our own. NULL, or why it cannot be had. */
const char *snapshot_open(void);

/* Is it a descriptor of our own? Before any snapshot: none is. */
int snapshot_owns(long fd);

/* Moves a descriptor among our own: its number there, or -1. */
int snapshot_own(int fd);

/* Takes the state and serves until there is nothing more to run; then the process has ended. */
_Noreturn void snapshot_serve(const struct snapshot_calls *calls);

#endif
