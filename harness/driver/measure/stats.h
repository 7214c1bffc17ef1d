/* Statistics: pure functions of counts. No input or output, no globals, no units but counts.
 *
 * Trials are the sample, not jobs: jobs of one trial share a heap and a collector.
 */
#ifndef TASKLOSS_STATS_H
#define TASKLOSS_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A share with its interval. */
struct stats_rate {
    bool has_data;          /* false: nothing was spawned; all numbers are 0 and mean nothing */
    double rate, low, high; /* 0 to 1 */
    double deff;            /* design effect: variance over that of as many independent jobs */
    double size;            /* effective sample size that the interval is of */
};

/* Clopper and Pearson's exact interval for x of n at `level` (0.95); x and n may be fractions, n >
 * 0, 0 <= x <= n. */
void stats_clopper_pearson(double x, double n, double level, double *low, double *high);

/* Loss rate, sum(lost) / sum(spawned), with a 95 % interval clustered by trial. `stratum` numbers
 * the cell of each trial where several cells are pooled, equal ones beside each other; NULL: one
 * cell. */
struct stats_rate stats_rate(const uint64_t *lost, const uint64_t *spawned, const size_t *stratum,
                             size_t trials);

/* Is the loss rate of two cells different? */
struct stats_comparison {
    bool has_data;         /* false: one of them spawned nothing */
    double difference;     /* rate a - rate b */
    double p;              /* two-sided */
    bool exact;            /* all ways to share out the trials were counted; else a seeded sample */
    uint64_t permutations; /* ways counted, or drawn */
};

struct stats_group {
    const uint64_t *lost, *spawned;
    size_t trials;
};

/* Permutation test over whole trials: at most `limit` ways are counted exactly, else `limit` random
 * ones are drawn, the same for the same seed. Needs memory: without it has_data is false. */
struct stats_comparison stats_compare(struct stats_group a, struct stats_group b, uint64_t limit,
                                      uint64_t seed);

/* A change among many tests is called where its false discovery rate is at most this. */
#define STATS_FALSE_DISCOVERY_RATE 0.05

/* Makes of p-values the smallest false discovery rates at which each would be called (q-values), in
 * place. Returns 0, or -1 when there is no memory, and p is as it was. */
int stats_fdr(double *p, size_t count);

/* One step of a survival curve: holds from `time` until the next step's. */
struct stats_step {
    double time;
    size_t at_risk, events, censored; /* at this time */
    double survival, low, high;       /* 95 % */
};

struct stats_survival {
    struct stats_step *steps; /* a step for each time at which something happened; free with free */
    size_t count;
    bool has_median;
    double median; /* the first time at which survival is 0.5 or less */
};

/* Kaplan-Meier curve of `count` lifetimes; `event[i]` is false where observation ended before the
 * event. Returns 0, or -1 when there is no memory. No lifetimes: no steps, no median. */
int stats_survival(const double *time, const bool *event, size_t count, struct stats_survival *out);

#endif
