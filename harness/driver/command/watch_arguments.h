/* What `taskloss watch` is asked to do. */
#ifndef TASKLOSS_WATCH_ARGUMENTS_H
#define TASKLOSS_WATCH_ARGUMENTS_H

#include "allowed.h"
#include "cases.h"
#include "error.h"
#include "run_options.h"
#include "watching.h"

struct watch_arguments {
    struct run_words cases, pythons; /* cases: those to be watched in place of a program */
    char **program;                  /* and its arguments, then NULL */
    enum watching_mode mode;
    unsigned also;
    uint64_t permille, frames;
    const char *json, *sarif, *junit, *xunit2, *events, *from,
        *results;                                     /* results NULL: the default */
    bool wait;                                        /* for processes that the program leaves */
    bool github, verbose, strict, no_results, marked; /* marked: the program stands behind "--" */
    struct allowed_list allowed;
    struct tl_error *error;
};

/* As options_parse; free in any case. */
int watch_arguments_read(struct watch_arguments *arguments, int argc, char **argv);
void watch_arguments_free(struct watch_arguments *arguments);

/* The cases that words name, or "all". Free with cases_free in any case. */
int watch_arguments_cases(struct tl_cases *cases, const char *const *words, size_t count,
                          struct tl_error *error);

#endif
