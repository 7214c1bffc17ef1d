/* Intervals of a survival curve, from drawing whole seeds again: trials of a seed are one draw. */
#ifndef TASKLOSS_BOOTSTRAP_H
#define TASKLOSS_BOOTSTRAP_H

#include "lives.h"

/* A life while its curve is made. */
struct member {
    double time;
    uint64_t seed;
    size_t cluster; /* the number of its seed among the seeds: filled in */
    bool destroyed;
};

/* Numbers the seeds of the members, which it sorts by time; returns how many there are. */
size_t bootstrap_clusters(struct member *members, size_t count);

/* Percentiles over draws of the seeds, the same each time; sorts `members` by time. Fewer than two
 * seeds: none. -1: no memory. */
int bootstrap_intervals(struct survival_side *side, struct member *members, size_t count);

#endif
