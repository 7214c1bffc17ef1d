/* What a check found: every cell with its verdicts, and the totals.
 *
 * Numbers and borrowed names only; what is made for a reader (the seed to start from, the command
 * to type, what a trial printed) is put beside each cell by whoever knows the reader.
 */
#ifndef TASKLOSS_FINDINGS_H
#define TASKLOSS_FINDINGS_H

#include "accepted.h"
#include "cells.h"
#include "verdict.h"

/* A cell and what it amounts to. */
struct tl_checked {
    const struct tl_result *cell; /* borrowed: case, guard, implementation, counts, unmeasured */
    struct tl_findings findings;  /* one a behaviour; may be none */
    enum tl_verdict verdict; /* the first difference of its findings, else could-not-measure if any
                                is that, else as-expected */
    uint64_t seed;           /* of a trial that shows it */
    int64_t trial;           /* its number, for replay; 0: there is none */
    char *replay;            /* the command that repeats just that trial, or NULL */
    char *repeat;            /* the one command that repeats it, quoted for a shell */
    size_t repeat_python[2]; /* where in it --python's word begins and ends */
    char *why; /* of a new loss, in one line or two: which link differs from a Python on which the
                  cell is safe, or the cycle that only holds itself; NULL: not looked at */
    char *output; /* what that trial printed, or NULL; only where not as expected */
};

/* One implementation's line of the table at the end. */
struct tl_check_total {
    const struct tl_implementation *implementation; /* borrowed */
    size_t behaviours; /* = verified + differences + unmeasured + accepted */
    size_t verified, differences, unmeasured, accepted;
    bool in_baseline; /* false without a baseline, or where it has not this implementation */
};

struct tl_report {
    const struct tl_run *run; /* borrowed */
    struct tl_checked *cells; /* by implementation, case id, guard, pressure */
    size_t count;
    struct tl_check_total *totals;                      /* in the order of the cells */
    size_t total_count;                                 /* implementations */
    size_t behaviours;                                  /* distinct case x guard x key */
    size_t verified, differences, unmeasured, accepted; /* over all implementations */
    size_t standings[TL_STANDING_COUNT]; /* findings that are not as the head has them */
    const struct tl_result **missing;    /* measured cells that the baseline has not */
    size_t missing_count;
    bool allow_new;                            /* they are no trouble */
    const struct accepted_list *accepted_list; /* borrowed; NULL: none */
    const char *baseline;                      /* its file, borrowed; NULL: none */
};

#endif
