/* Could anything still happen by itself in this process? The question before time may jump. */
#ifndef TASKLOSS_QUIET_H
#define TASKLOSS_QUIET_H

#include <sys/types.h>

enum quiet {
    QUIET,        /* nothing moves but the clock */
    BUSY_THREAD,  /* another thread runs, or waits for something of its own */
    BUSY_CHILD,   /* a process that this one started lives, or one below such */
    BUSY_NETWORK, /* a TCP connection is being made, or a segment is under way */
    OUTSIDE       /* nothing, but a process that is not known may do something */
};

/* Has this process other threads? */
int quiet_has_threads(void);

/* `only_waits` tells of a thread (by its kernel id) that it only waits for virtual time. */
enum quiet quiet_check(int (*only_waits)(pid_t thread));

#endif
