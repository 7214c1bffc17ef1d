/* Two sets of cells held against each other: two runs, or two implementations. Pure functions. */
#ifndef TASKLOSS_COMPARE_H
#define TASKLOSS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cells.h"
#include "error.h"

/* One count of one cell. */
struct tl_difference {
    const struct tl_result *a, *b; /* borrowed */
    char *key;                     /* "lost", "leaked", ... or a fact's name */
    int64_t in_a, in_b;            /* its sums over each cell's trials */
    bool exact;                    /* nothing was left to chance; else p and q say */
    double p, q;
    bool differs;
};

/* Which cells of a run are meant: all, or an implementation's. */
struct tl_side {
    const struct tl_results *results;
    const struct tl_implementation *
        implementation; /* of its results; NULL: all; then cells pair within their implementation */
};

struct tl_pair {
    struct tl_side a, b;
};

struct tl_comparison {
    struct tl_difference *items; /* where exact those that differ; all that were tested */
    size_t count, differences;
    size_t compared;                    /* cells */
    const struct tl_result *(*both)[2]; /* those cells, of a and of b */
    const struct tl_result **failed;    /* cells, of a where that is one, that could not be measured
                                           on at least one side */
    size_t failed_count;
    const struct tl_result **only[2]; /* cells that only a, or b, has */
    size_t only_count[2];
    const struct tl_result **shown; /* a cell of b for each implementation compared, in order */
    size_t shown_count;
    bool audited; /* a second detector has confirmed every fate */
};

/* Cells whose pressure leaves nothing to chance differ where any count does, per trial. Others
 * differ in their loss rate where the false discovery rate, over all of them together, is at most
 * 0.05. Free with compare_free, also on -1. */
int compare_cells(struct tl_comparison *out, const struct tl_pair *pairs, size_t count,
                  struct tl_error *error);
void compare_free(struct tl_comparison *comparison);

enum tl_exit compare_exit(const struct tl_comparison *comparison);

#endif
