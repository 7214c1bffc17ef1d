/* A case: one file of cases/, and what its head says of it. */
#ifndef TASKLOSS_CASE_H
#define TASKLOSS_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One expectation line of a case's head: on which versions is the count `what` above zero? */
struct tl_expectation {
    char *what;     /* "lost", "orphaned", "leaked", "silent", "stranded" or a fact's name */
    char *versions; /* ">=3.8", "all", "none", "3.10.13..3.12", "<3.10, pytask" */
};

/* Before a key of the head: what is expected where jobs are cancelled, as "cancel.stalled". */
#define CASE_CANCEL "cancel."

/* Is the key one of these? */
bool case_key_cancels(const char *key);

/* Has the head any of them? */
struct tl_case;
bool case_speaks_of_cancel(const struct tl_case *the_case);

/* A case: one file of cases/. */
struct tl_case {
    char *id;       /* "a01": short, stable */
    char *name;     /* the file's name without ".py" */
    char *title;    /* first line of the docstring */
    char *story;    /* the paragraphs under it, or "" */
    char *file;     /* absolute path */
    uint64_t stamp; /* of the file's bytes, and of their writing, when its head was read */
    char *source;   /* where it is known from */
    char *awaits;   /* what the job waits for, in words: "a stream"; "": the head does not say */
    char *needs;    /* versions on which it can run, or NULL for all */
    /* What it imports beside the standard library, and a line that says that it is not there; both
     * NULL for most cases. Those with one run only when they are named. */
    char *library, *no_library;
    char
        *jobs; /* what it names as jobs, with ' ' between; "*": every task; "none"; NULL: nothing */
    bool forks;      /* each of its trials is to have a process of its own */
    uint32_t guards; /* bit 1 << enum tl_guard: those that fit it */
    struct tl_expectation *expectations;
    size_t expectation_count;
};

#endif
