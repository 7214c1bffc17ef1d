/* What the kernel keeps of a process beside its memory, as far as a program may change it and it
 * can be put back: descriptors, the working folder, the umask, signal handlers and their stack,
 * interval timers. Anything else is noticed by filter.h when it is asked for.
 *
 * Descriptors of our own lie together, above all that a program is expected to open. */
#ifndef TASKLOSS_BELONGINGS_H
#define TASKLOSS_BELONGINGS_H

#include <stddef.h>
#include <stdint.h>

#define BELONGINGS_OPEN_MAX 64 /* descriptors that are open when they are taken */
#define BELONGINGS_SIGNALS  64

struct kernel_action {
    void *handler;
    unsigned long flags;
    void *restorer;
    uint64_t mask;
};

struct belongings {
    int low, high; /* own descriptors are in [low, high) */
    int end;       /* and never at or above this */
    int folder;
    unsigned umask;
    uint64_t pending; /* signals */
    struct kernel_action actions[BELONGINGS_SIGNALS + 1];
    struct {
        void *start;
        int flags;
        size_t size;
    } signal_stack;
    size_t open_count;
    struct {
        int fd, spare, flags;
    } open[BELONGINGS_OPEN_MAX];
};

/* Finds a place for own descriptors. NULL, or why there is none. */
const char *belongings_open(struct belongings *belongings);

/* Moves a descriptor of our own there: its new number, or -1. */
int belongings_move(struct belongings *belongings, int fd);

/* Keeps what there is now. From then on no descriptor is moved. NULL, or why it cannot. */
const char *belongings_take(struct belongings *belongings);

/* The same into `layer`, on top of what `below` keeps: whichever of them is put back holds then. */
const char *belongings_take_layer(struct belongings *layer, const struct belongings *below);

/* Puts it back; to be called with all signals blocked. NULL, or why it cannot. */
const char *belongings_put_back(const struct belongings *belongings);

#endif
