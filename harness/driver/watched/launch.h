/* A program started in our place: its streams, signals, terminal and end are its own. */
#ifndef TASKLOSS_LAUNCH_H
#define TASKLOSS_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "watching.h"

#define LAUNCH_ALWAYS ~0u /* until they have ended */

struct launch {
    char **argv;          /* the program and its arguments, then NULL */
    const char *library;  /* preloaded, before what LD_PRELOAD names already */
    const char *settings; /* the value of WATCHING_VARIABLE */
    bool is_quiet;        /* its output goes nowhere */
    unsigned deadline_s;  /* it is killed after so long; 0: never */
    unsigned linger_s;    /* how long processes that it leaves are waited for */
    void (*tick)(void *); /* called a few times a second while it runs; NULL: not */
    void *of_tick;
};

/* The settings of a watch, to be freed: how much of the time looking may take, how many callers are
 * kept, bits 1 << enum watching_sort, the file of events, and where else they may go (""; see
 * mailbox.h). */
char *launch_settings(enum watching_mode mode, uint64_t permille, uint64_t frames, unsigned also,
                      const char *file, const char *mail);

/* Starts it and waits until it ends; its status as from waitpid(). Signals sent to us go on to it;
 * what the terminal sends, it gets by itself. `left`: processes that it started still run (daemons
 * too: this process is the one that adopts them). -1 with `error` filled in: it was not started. */
int launch_run(const struct launch *launch, int *status, bool *left, struct tl_error *error);

/* Ends this process as a program of that status ended: only by a signal; else it returns. */
void launch_end_as(int status);

#endif
