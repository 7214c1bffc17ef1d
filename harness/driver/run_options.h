/* What a run is asked to do: the options that every command has that runs cases. */
#ifndef TASKLOSS_RUN_OPTIONS_H
#define TASKLOSS_RUN_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "error.h"
#include "plan.h"
#include "wire.h"

/* Words of the command line, borrowed from argv. */
struct run_words {
    const char **items;
    size_t count;
};

struct run_options {
    struct run_words cases, pythons;
    uint32_t guards; /* bit 1 << enum tl_guard */
    struct plan_pressure *pressures;
    size_t pressure_count;
    uint32_t trials; /* 0: run_options_trials decides for each pressure */
    uint32_t jobs;
    uint64_t seed;
    unsigned workers;
    const char *results; /* the folder */
    uint32_t deadline_ms, memory_mb;
    struct tl_workload workload;
    bool json, verbose;
    uint32_t audit; /* as in struct tl_request */
    char *command;  /* the whole command line, quoted for a shell */

    struct tl_error *error; /* while parsing */
};

/* An argp to be a command's child: its input is a struct run_options. */
extern const struct argp run_options_argp;

/* Sets the defaults, and parses argv by `doc` (the command's help) and the options above.
 * Returns as options_parse does. Free in any case. */
int run_options_parse(struct run_options *out, const char *doc, int argc, char **argv,
                      struct tl_error *error);
void run_options_free(struct run_options *options);

/* The same in two steps, for a command with further options: the defaults before its own argp, of
 * which run_options_argp is a child; then the guards and the pressure where none were given. */
void run_options_begin(struct run_options *out, int argc, char **argv, struct tl_error *error);
int run_options_complete(struct run_options *options, uint32_t guards);

/* Trials of a cell under this pressure. With `off` and `step` a trial is the same each time but for
 * its seed's workload, which they do not use: one is enough, unless a number was given. */
uint32_t run_options_trials(const struct run_options *options, enum tl_pressure pressure);

/* Writes one word, in single quotes unless a shell takes it as it is. */
void run_options_put_word(FILE *out, const char *word);

/* argv as one line that a shell reads as the same words. To be freed. */
char *run_options_quote(int argc, char **argv);

#endif
