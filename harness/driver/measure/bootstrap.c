/* Intervals of a survival curve, from drawing whole seeds again. */
#include "bootstrap.h"
#include "list.h"
#include "memory.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DRAWS 999 /* of seeds, for a curve's intervals */
#define TAIL  0.025

static int compare_seeds(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    return x->seed < y->seed ? -1 : x->seed > y->seed;
}

static int compare_times(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    return x->time < y->time ? -1 : x->time > y->time;
}

size_t bootstrap_clusters(struct member *members, size_t count)
{
    size_t clusters = 0;
    list_sort(members, count, sizeof *members, compare_seeds);
    for (size_t i = 0; i < count; i++) {
        clusters += i == 0 || members[i].seed != members[i - 1].seed;
        members[i].cluster = clusters - 1;
    }
    list_sort(members, count, sizeof *members, compare_times);
    return clusters;
}

/* The product-limit estimate with each seed counted weight[cluster] times, at each distinct time;
 * returns the median, INFINITY if it is not reached. */
static double weighted(const struct member *members, size_t count, const size_t *weight,
                       double *survival)
{
    size_t at_risk = 0, step = 0;
    double now = 1, median = INFINITY;
    for (size_t i = 0; i < count; i++)
        at_risk += weight[members[i].cluster];
    for (size_t from = 0, to; from < count; from = to, step++) {
        size_t here = 0, events = 0;
        for (to = from; to < count && members[to].time <= members[from].time; to++) {
            here += weight[members[to].cluster];
            events += members[to].destroyed ? weight[members[to].cluster] : 0;
        }
        if (events > 0)
            now *= 1 - (double)events / (double)at_risk;
        at_risk -= here;
        survival[step] = now;
        if (isinf(median) && now <= 0.5 + 1e-12)
            median = members[from].time;
    }
    return median;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void tails(double *values, double *low, double *high)
{
    list_sort(values, DRAWS, sizeof *values, compare_doubles);
    *low = values[(size_t)(TAIL * (DRAWS + 1)) - 1];
    *high = values[(size_t)((1 - TAIL) * (DRAWS + 1)) - 1];
}

/* What the draws are kept in: a row of DRAWS values for each step, and one of medians. */
struct draws {
    size_t *weight;
    double *one, *all, *medians;
};

static void draws_make(struct draws *draws, size_t clusters, size_t steps)
{
    draws->weight = memory_zeroed(clusters, sizeof *draws->weight);
    draws->one = memory_zeroed(steps, sizeof *draws->one);
    draws->all = memory_zeroed(steps * DRAWS, sizeof *draws->all);
    draws->medians = memory_zeroed(DRAWS, sizeof *draws->medians);
}

static void draws_free(struct draws *draws)
{
    free(draws->weight);
    free(draws->one);
    free(draws->all);
    free(draws->medians);
}

static void draw(struct draws *draws, gsl_rng *random, const struct member *members, size_t count,
                 size_t clusters, size_t steps)
{
    for (size_t d = 0; d < DRAWS; d++) {
        memset(draws->weight, 0, clusters * sizeof *draws->weight);
        for (size_t i = 0; i < clusters; i++)
            draws->weight[gsl_rng_uniform_int(random, clusters)]++;
        draws->medians[d] = weighted(members, count, draws->weight, draws->one);
        for (size_t s = 0; s < steps; s++)
            draws->all[s * DRAWS + d] = draws->one[s];
    }
}

/* Percentiles over DRAWS draws of the seeds, the same each time. */
int bootstrap_intervals(struct survival_side *side, struct member *members, size_t count)
{
    size_t clusters = bootstrap_clusters(members, count), steps = side->curve.count;
    if (clusters < 2)
        return 0;
    struct draws draws;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int result = 0;
    draws_make(&draws, clusters, steps);
    if (random == NULL)
        result = -1;
    if (result == 0) {
        gsl_rng_set(random, 1);
        draw(&draws, random, members, count, clusters, steps);
        for (size_t s = 0; s < steps; s++)
            tails(&draws.all[s * DRAWS], &side->curve.steps[s].low, &side->curve.steps[s].high);
        tails(draws.medians, &side->low, &side->high);
        side->has_interval = true;
    }
    draws_free(&draws);
    gsl_rng_free(random);
    return result;
}
