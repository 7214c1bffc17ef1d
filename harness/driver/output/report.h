/* What a check found: every cell with its verdicts, and the totals.
 *
 * `taskloss check` fills it in; the writers below only read it. Texts may hold any bytes that a
 * case's head or a file name holds: each writer escapes by its format.
 */
#ifndef TASKLOSS_OUTPUT_REPORT_H
#define TASKLOSS_OUTPUT_REPORT_H

#include <stdio.h>

#include "error.h"
#include "store.h"
#include "verdict.h"

/* A cell and what it amounts to. */
struct tl_checked {
    const struct tl_result *cell; /* borrowed: case, guard, implementation, counts, unmeasured */
    struct tl_findings findings;  /* one a behaviour; may be none */
    enum tl_verdict verdict; /* the first difference of its findings, else could-not-measure if any
                                is that, else as-expected */
    uint64_t seed;           /* of a trial that shows it */
    char *repeat;            /* the one command that repeats it, quoted for a shell */
    char *output;            /* what that trial printed, or NULL; only where not as expected */
};

/* One implementation's line of the table at the end. */
struct tl_check_total {
    const char *implementation; /* borrowed */
    size_t behaviours;          /* = verified + differences + unmeasured */
    size_t verified, differences, unmeasured;
    bool in_baseline; /* false without a baseline, or where it has not this implementation */
};

struct tl_report {
    const struct tl_run *run; /* borrowed */
    struct tl_checked *cells; /* by implementation, case id, guard, pressure */
    size_t count;
    struct tl_check_total *totals;            /* in the order of the cells */
    size_t total_count;                       /* implementations */
    size_t behaviours;                        /* distinct case x guard x key */
    size_t verified, differences, unmeasured; /* over all implementations */
    const char *baseline;                     /* its file, borrowed; NULL: none */
};

/* For people: a block a difference, then the table of totals. */
int output_report_text(const struct tl_report *report, FILE *out, struct tl_error *error);

/* The document of output_json, with "expected" and "verdict" of each cell, and further
 * "differences": [...] and "totals": {...}. */
int output_report_json(const struct tl_report *report, FILE *out, struct tl_error *error);

/* JUnit XML: a suite an implementation, a test a case and guard (and pressure, if several). */
int output_junit(const struct tl_report *report, FILE *out, struct tl_error *error);

/* For a job summary: the totals, then each difference. */
int output_markdown(const struct tl_report *report, FILE *out, struct tl_error *error);

/* TAP 13, a line a finding. */
int output_tap(const struct tl_report *report, FILE *out, struct tl_error *error);

/* RFC 4180, a line a finding. (output_csv of output.h is a run's, a line a cell.) */
int output_check_csv(const struct tl_report *report, FILE *out, struct tl_error *error);

#endif
