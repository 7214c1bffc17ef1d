/* Between which points of a program's run a collection destroys its jobs: seen by trials that
 * collect once each, at points that are chosen from what the earlier ones saw. */
#ifndef TASKLOSS_WINDOWS_H
#define TASKLOSS_WINDOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cancelled.h"
#include "terms.h"

#define WINDOWS_KEPT TL_FATE_COUNT /* in place of the fate of a destroyed job */

/* A trial with one collection. */
struct windows_point {
    struct pressure_point {
        bool by_step;   /* step=K, else alloc=K */
        uint64_t asked; /* that K; 0: no trial, but a point at which no job is pending */
    } pressure;
    bool usable;    /* it was measured, and did collect */
    uint64_t at;    /* where: after so many object allocations (0 if they cannot be counted), */
    uint32_t step;  /* in this loop step */
    uint8_t *fates; /* of each job: enum tl_fate of one that the collection destroyed */
};

struct windows {
    uint32_t jobs;
    struct windows_point *points; /* in the order of the run, after windows_sort() */
    size_t count;
};

/* From points[first] to points[last] each collection destroys the job. */
struct window {
    size_t first, last;
};

/* Adds a point that keeps all jobs; the caller fills in the rest, until the next call. */
struct windows_point *windows_add(struct windows *windows);

/* Usable points first, in the order of the run. */
void windows_sort(struct windows *windows);

/* Of sorted points: the windows of a job, to be freed; how many. */
size_t windows_of(const struct windows *windows, uint32_t job, struct window **out);

/* Of sorted points: the K of alloc=K to try next, to be freed; how many. They close in on each end
 * of a window; `within` more lie inside each loop step, evenly. None: the windows are known, as far
 * as these points can tell. */
size_t windows_ask(const struct windows *windows, unsigned within, uint64_t **out);

/* The smallest K that destroys a job: of alloc=K, or, where there is none, of step=K. NULL: none
 * does. */
const struct windows_point *windows_smallest(const struct windows *windows);

/* Does it destroy any job? */
bool windows_destroys(const struct windows *windows, const struct windows_point *point);

void windows_free(struct windows *windows);

/* What is known of one case on one implementation under one guard. Texts are borrowed but for
 * `command`. */
struct explored {
    const char *implementation, *case_id, *case_name, *guard;
    uint32_t steps;       /* loop steps of its control */
    uint64_t allocations; /* objects, of its control; 0: this Python's cannot be counted */
    uint32_t failed;      /* points that could not be measured */
    char why[256];        /* of the first of them; or why nothing could be measured */
    struct windows windows;
    struct cancelled cancelled; /* in place of windows, where jobs are cancelled */
    char *command; /* what shows the loss at windows_smallest(), or what a cancellation does at
                      cancelled_smallest(), again; NULL: none */
};

struct explored_list {
    struct explored *items;
    size_t count;
    unsigned within; /* points tried inside each loop step */
    bool cancels;    /* jobs are cancelled, and nothing is collected */
};

#endif
