/* The runner's own side of runner.h: what it shares with its zygote, and what it does. */
#ifndef TASKLOSS_RUNNER_SELF_H
#define TASKLOSS_RUNNER_SELF_H

#include "interpreter.h"
#include "process.h"

#define RUNNER_WHY_MAX 128

/* What it is asked, each by a byte; it answers each, once done, by one. */
#define RUNNER_RUN    'r'
#define RUNNER_IMPORT 'i'
#define RUNNER_DROP   'd'

/* Its first byte: its state is taken, or the post says why not; with the descriptor of filter.h. */
#define RUNNER_TAKEN 't'
#define RUNNER_DONE  'k'

/* Shared with the zygote, which writes what is next before it asks for it. */
struct runner_post {
    struct tl_request request;
    uint64_t seed;
    int control;
    int status; /* of the trial, as of a process; nonzero of an import: it has failed */
    uint32_t victim, victim_step;
    struct ledger *ledger; /* NULL: no trial, but an import */
    struct tried_loop loop;
    int frozen;
    uint32_t mark;            /* of filter.h: a system call that cannot be undone */
    char why[RUNNER_WHY_MAX]; /* its state cannot be taken, or be put back */
};

struct runner_self {
    struct runner_post *post;
    pid_t zygote;
    int talk;               /* a socket */
    uint32_t memory_mb;     /* that a trial may allocate; 0: the zygote sets a limit */
    int proves;             /* memory is compared each time */
    void (*set_up)(void);   /* before anything else */
    void (*imported)(void); /* after each import; NULL: there is none */
};

/* In a new process, which it ends. */
_Noreturn void runner_self_serve(const struct runner_self *self);

#endif
