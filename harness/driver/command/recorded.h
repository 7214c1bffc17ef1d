/* Which recorded results a command is about: options that several commands share. */
#ifndef TASKLOSS_RECORDED_H
#define TASKLOSS_RECORDED_H

#include <argp.h>

#include "cells.h"
#include "error.h"

#define RECORDED_PYTHONS_MAX 64

/* Begin with RECORDED_DEFAULT. The strings are the command line's. */
struct recorded {
    const char *results;
    int64_t run; /* 0: the latest */
    const char *pythons[RECORDED_PYTHONS_MAX];
    size_t python_count; /* none: all */
};

#define RECORDED_DEFAULT                                                                           \
    {                                                                                              \
        .results = "results"                                                                       \
    }

/* Lines of an option table, and what parses them: 0, EINVAL with `error` filled in, or
 * ARGP_ERR_UNKNOWN for a key that is none of these. */
#define RECORDED_OPTIONS                                                                           \
    {"results", 'R', "DIR", 0, "where the results are (results)", 0},                              \
        {"run", 'r', "ID", 0, "which run (the latest)", 0},                                        \
    {                                                                                              \
        "python", 'p', "SPEC", 0,                                                                  \
            "only these: 3.12, 3.12+uvloop, all+loops, ...; may be repeated (all)", 0              \
    }
error_t recorded_parse(struct recorded *recorded, int key, char *word, struct tl_error *error);

/* Opens the store and reads the run; both are to be closed with recorded_close. */
int recorded_open(const struct recorded *recorded, struct store **store, struct tl_results *results,
                  struct tl_error *error);
/* TL_EXIT_UNMEASURED, said in a line on standard error, if the run has not come to its end; else
 * TL_EXIT_AS_EXPECTED. */
enum tl_exit recorded_whole(const struct tl_results *results);

void recorded_close(struct store *store, struct tl_results *results);

#endif
