/* The functions that the program's Python calls, as `_taskloss.NAME()`; each interpreter has all.
 *
 * X(name, kind). The kind is the result and the arguments: V none, L a number, S a text, O an
 * object of Python; VSL has no result and takes a text and a number.
 */
#ifndef TASKLOSS_FUNCTIONS_H
#define TASKLOSS_FUNCTIONS_H

/* Of what the program tells about itself: the C function notes_NAME(), whatever the interpreter. */
#define PROGRAM_NOTES(X)                                                                           \
    X(report, V)                                                                                   \
    X(note, VSL)                                                                                   \
    X(printed, VSS)                                                                                \
    X(made, VSL)                                                                                   \
    X(natural, VL)                                                                                 \
    X(waits, VL) /* trial.wait() begins, or ends */                                                \
    X(unknown, VS)                                                                                 \
    X(out_of_memory, V)                                                                            \
    X(finalize, V)                                                                                 \
    X(inexact, V)                                                                                  \
    X(sub_interpreter, V)                                                                          \
    X(in_vain, V)                                                                                  \
    X(failure, VS)                                                                                 \
    X(in_control, L)                                                                               \
    X(in_census, L) /* is what is left behind to be counted? */                                    \
    X(reports, L)                                                                                  \
    X(steps, L)

/* Of tasks and of collections, which each interpreter knows in its own way. */
#define PROGRAM_TASKS(X)                                                                           \
    X(job_function, VOS) /* tasks that run this code, and are called so where it is not "" */      \
    X(spawning, VL)      /* the first task that this thread makes is a job; 0: no longer */        \
    X(hand_over, VO)     /* the task that will run this coroutine is a job */                      \
    X(main_task, VO)     /* this one is none, but the main task */                                 \
    X(running, VL)       /* this thread runs an event loop; 0: no longer */                        \
    X(watch, LO)         /* this task is a job; 0: it was never seen */                            \
    X(seen, VO)          /* a task of a known type was made: do the hooks know it? */              \
    X(pending, L)        /* how many jobs are pending and alive */                                 \
    X(alive, O)          /* a list of these */                                                     \
    X(existing, L)       /* how many jobs have ended, and exist */                                 \
    X(busy, L)           /* is another thread at work, or waits for a process? */                  \
    X(settle, V)         /* fates are fixed */                                                     \
    X(unstarted, VO)     /* this task has not taken its first step */                              \
    X(end, VS)           /* the program's end, and what went wrong or "" */                        \
    X(step, V)           /* a loop step that nobody else sees */                                   \
    X(collect, VL)       /* this generation and the younger ones; -1: all */                       \
    X(as_shipped, V)     /* from now on only the interpreter's own collections */                  \
    X(collections, O)    /* how many of those there were so far; None: gc.get_stats() tells */     \
    X(freeze, V)         /* where there is no gc.freeze() */                                       \
    X(thaw, V)           /* where there is no gc.unfreeze() */

#define PROGRAM_FUNCTIONS(X) PROGRAM_NOTES(X) PROGRAM_TASKS(X)

#endif
