/* Two watches held against each other: what is new, what is gone. */
#ifndef TASKLOSS_CHANGES_H
#define TASKLOSS_CHANGES_H

#include "watched.h"

struct changes_side {
    const struct watched *watched;
    const char *folder; /* in which the program was started: paths below it compare */
    uint64_t sorts;     /* bits 1 << enum watching_sort: what was looked for beside jobs */
    bool whole;         /* it was watched to its end: what it has not found was not there */
};

/* Borrowed from the sides; `before` NULL: new; `after` NULL: gone; neither: it is a failure on one
 * side only. */
struct change {
    const struct watched_finding *before, *after;
};

struct changes {
    struct change *items; /* new ones first, then changed ones, then those gone */
    size_t count;
    size_t same;                                 /* findings on both sides */
    size_t new_count, gone_count, changed_count; /* of the items, but for the accepted */
};

/* Findings are the same that are made and waiting at the same lines; of those left, in the same
 * functions of the same files, so that code which has moved is no change. How often each was seen
 * is left to chance, and not compared; nor is what only one side looked for. Where a side is not
 * whole, what it lacks is neither new on the other nor gone. Free `items`. */
struct changes changes_find(const struct changes_side *before, const struct changes_side *after);

#endif
