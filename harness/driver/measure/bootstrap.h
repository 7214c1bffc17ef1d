/* Intervals of a survival curve, from drawing whole seeds again: trials of a seed are one draw. */
#ifndef TASKLOSS_BOOTSTRAP_H
#define TASKLOSS_BOOTSTRAP_H

#include "stats.h"

/* A curve along one axis. Its steps' low and high are clustered by trial. */
struct survival_side {
    struct stats_survival curve; /* no steps: not counted */
    bool has_interval; /* false: fewer than two seeds; then nothing below means anything */
    double low, high;  /* of the median; INFINITY: not reached */
};

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
