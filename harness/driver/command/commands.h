/* The subcommands, listed once: dispatch, help and the nearest name are made from this list. */
#ifndef TASKLOSS_COMMANDS_H
#define TASKLOSS_COMMANDS_H

#include <argp.h>

#include "error.h"

/* X(name, help) */
#define TL_COMMANDS(X)                                                                             \
    X(pythons, "the Pythons found, and why each unusable one is unusable")                         \
    X(cases, "the cases and guards, with their stories")                                           \
    X(run, "run cases, and show how often tasks are lost")                                         \
    X(check, "run cases, and say what is not as their heads and a baseline have it")               \
    X(compare, "two runs, or two implementations: what differs")                                   \
    X(report, "a recorded run again, in any format")                                               \
    X(plot, "a picture of a recorded run")                                                         \
    X(config, "the settings that hold, and where each comes from")                                 \
    X(runs, "the runs that a results folder holds")                                                \
    X(merge, "the shares of one run, measured apart, as one run")                                  \
    X(replay, "one recorded trial again, in the foreground")                                       \
    X(explore, "the windows in which a collection destroys a job, to the allocation")              \
    X(bisect, "the commit of CPython that changed what cases count")                               \
    X(why, "who holds a job, or the cycle that does not; and where two Pythons differ in it")      \
    X(watch, "your own program or test suite, unchanged: the jobs it would lose")                  \
    X(get, "Pythons, event loops and libraries, fetched into the cache")                           \
    X(completion, "a completion script for bash, zsh or fish")                                     \
    X(manual, "the manual page of a command")

/* The options of each, argp_NAME: help, manual and completions are made from them. */
#define X(name, help) extern const struct argp argp_##name;
TL_COMMANDS(X)
#undef X

/* Each command gets its own argv, argv[0] being "taskloss NAME". It returns an enum tl_exit value,
 * or -1 with `error` filled in; it neither prints errors nor exits. */
#define X(name, help) int cmd_##name(int argc, char **argv, struct tl_error *error);
TL_COMMANDS(X)
#undef X

#endif
