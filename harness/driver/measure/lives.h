/* How long jobs that nobody holds exist: Kaplan-Meier curves for each Python, and for groups of
 * neighbouring Pythons whose curves are alike.
 *
 * A job's life begins when it is made, and ends in the event that it is destroyed while pending; a
 * job that ended in any other way was watched until then (it is censored). Intervals are clustered
 * by trial: whole seeds are drawn again, since jobs of a trial share their collections and trials
 * of one seed share their workload on all Pythons.
 */
#ifndef TASKLOSS_SURVIVAL_H
#define TASKLOSS_SURVIVAL_H

#include <stdio.h>

#include "bootstrap.h"
#include "cells.h"
#include "error.h"
#include "stats.h"

/* What lives are counted in. X(symbol, name) */
#define SURVIVAL_AXES(X)                                                                           \
    X(STEPS, "loop steps")                                                                         \
    X(ALLOCATIONS, "object allocations")

enum survival_axis {
#define X(symbol, name) SURVIVAL_##symbol,
    SURVIVAL_AXES(X)
#undef X
        SURVIVAL_AXIS_COUNT
};

extern const char *const survival_axes[SURVIVAL_AXIS_COUNT];

/* Curves are alike when they are nowhere further apart than this share. */
#define SURVIVAL_ALIKE 0.1

/* One job. */
struct survival_life {
    uint64_t seed;
    double time[SURVIVAL_AXIS_COUNT];
    bool counted[SURVIVAL_AXIS_COUNT]; /* false: the time above is not known */
    bool destroyed;
};

/* One Python, or a group of them. */
struct survival_curve {
    char *name; /* "3.12.1", or "3.6.15..3.12.1 (9)" */
    const struct tl_implementation
        *implementation; /* a Python's, of the results; a group's: NULL */
    size_t group;        /* of a Python: index into groups; of a group: its own */
    size_t jobs, destroyed, seeds;
    struct survival_side sides[SURVIVAL_AXIS_COUNT];
};

struct survival {
    struct survival_curve *pythons, *groups;
    size_t python_count, group_count;
    char *title; /* which cases, guard and pressure */
};

struct survival_options {
    const char *const *cases; /* ids or names; none: a31 if the run has it, else all that are
                                 expected to be lost on every version */
    size_t case_count;
    const char *guard;    /* NULL: bare */
    const char *pressure; /* NULL: natural */
};

/* Fills `side` from lives: pure. -1: no memory. */
int survival_side_fill(struct survival_side *side, enum survival_axis axis,
                       const struct survival_life *lives, size_t count);

/* The greatest distance between two curves. */
double survival_distance(const struct stats_survival *a, const struct stats_survival *b);

/* Reads the jobs of the run's cells and makes the curves. Free with survival_free. */
int survival_make(struct survival *out, struct store *store, const struct tl_results *results,
                  const struct survival_options *options, struct tl_error *error);
void survival_free(struct survival *survival);

/* A median with its interval: "9 [8-10]", "not reached", "-" (not counted). */
void survival_median_text(char text[static 64], const struct survival_side *side);

#endif
