/* What a run is asked to do, whoever asks. */
#ifndef TASKLOSS_RUN_OPTIONS_H
#define TASKLOSS_RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "wire.h"
#include "words.h"

struct tl_cell;

/* Whether so many trials of a cell are enough, though its rate is not yet known as precisely as
 * asked for. `shares`: of its jobs that were lost, one a measured trial, in their order. */
struct run_enough {
    void *context;
    bool (*is)(void *context, const struct tl_cell *cell, const double *shares, size_t count);
};

/* Words of the command line, borrowed from argv. */
struct run_words {
    const char **items;
    size_t count;
};

struct tl_cell;
struct tl_results;

struct run_options {
    struct run_words cases, excluded, pythons;
    const char *keyword; /* as keyword.h has it; NULL: all cells */
    const char *loop; /* "MODULE:CALLABLE", the event loop of each Python; NULL: as `pythons` say */
    uint32_t guards;  /* bit 1 << enum tl_guard */
    struct pressure *pressures;
    size_t pressure_count;
    uint32_t trials;        /* 0: run_options_trials decides for each pressure */
    uint32_t precision_ppm; /* half the width of each rate's interval, in millionths, that is
                               enough; 0: `trials` says when it is */
    const struct run_enough *enough; /* NULL: only the precision says; borrowed */
    uint32_t jobs;
    uint64_t seed;
    unsigned workers;
    const char *results; /* the folder */
    uint32_t deadline_ms, memory_mb;
    bool deadline_named; /* it was given: it is not for us to fit it to the jobs */
    struct tl_workload workload;
    bool json, verbose, quiet;
    bool last_failed, fail_fast; /* for the command: it sets `is_wanted` and `is_enough` */
    uint32_t durations;          /* how many of the slowest cells are told */
    bool list;                   /* say what would be run, and run nothing */
    bool cancels_named;          /* a pressure that cancels is for bare jobs of cases whose heads
                                    speak of it */
    bool resume;                 /* go on with the latest run, which has no end */
    uint32_t shard, shard_count; /* see shard.h; 0: all of the plan */
    uint32_t audit;              /* as in struct tl_request */
    enum tl_oracle oracle;       /* CONTROL under an audit: BOTH */
    enum tl_isolation isolation;
    char *command; /* the whole command line, quoted for a shell */

    struct tl_error *error; /* while parsing */

    /* Set by the command that asks, NULL: all cells are wanted, and to the end. */
    bool (*is_wanted)(void *context, const struct tl_cell *cell);
    void *wanted_context;
    bool (*is_enough)(void *context, const struct tl_results *one); /* a cell that is done, alone */
    void *enough_context;
};

/* The defaults; `argv` is the whole command line. Free in any case. */
void run_options_begin(struct run_options *out, int argc, char **argv, struct tl_error *error);
void run_options_free(struct run_options *options);

/* What a trial of so many jobs may take where nobody has said so. */
uint32_t run_options_deadline_ms(uint32_t jobs);

/* This machine as runs record it, to be freed. */
char *run_machine(void);

/* Trials of a cell under this pressure; the most of them where a precision is asked for. With `off`
 * and `step` a trial is the same each time but for its seed's workload, which they do not use: one
 * is enough, unless a number was given. */
uint32_t run_options_trials(const struct run_options *options, enum tl_pressure pressure);

#endif
