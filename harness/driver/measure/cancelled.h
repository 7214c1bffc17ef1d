/* What came of cancelling a program's jobs, each at its K-th loop step, for one K after the other.
 */
#ifndef TASKLOSS_CANCELLED_H
#define TASKLOSS_CANCELLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counts.h"
#include "terms.h"

/* All numbers are sums over the cancellations at this K. */
struct cancelled_step {
    uint32_t step;          /* that K */
    uint64_t cancellations; /* how many jobs were pending there */
    uint64_t counts[TL_COUNT_COUNT], left[TL_AFTERMATH_COUNT];
};

struct cancelled {
    struct cancelled_step *steps; /* in order of K, after cancelled_sort() */
    size_t count;
};

/* Adds a step of which nothing is known; the caller fills in the rest, until the next call. */
struct cancelled_step *cancelled_add(struct cancelled *cancelled, uint32_t step);

void cancelled_sort(struct cancelled *cancelled);

/* Number and name of the n-th thing that can differ; false behind the last. Those that do not
 * differ have the number 0. */
bool cancelled_trouble(const struct cancelled_step *step, size_t n, uint64_t *number,
                       const char **name);

/* Did a cancellation there change anything? */
bool cancelled_differs(const struct cancelled_step *step);

/* The last of the steps from `first` on, one by one, at which the same things differ. */
size_t cancelled_alike(const struct cancelled *cancelled, size_t first);

/* The first step that differs, or NULL. */
const struct cancelled_step *cancelled_smallest(const struct cancelled *cancelled);

void cancelled_free(struct cancelled *cancelled);

#endif
