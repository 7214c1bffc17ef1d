/* Rates with clustered intervals, a permutation test, false discovery rates, survival curves. */
#include "stats.h"
#include "list.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL 0.95

/* The quantile of the beta distribution, by halving: gsl_cdf_beta_Pinv gives up (and aborts) on
 * some shapes that occur here. Exact to the last bits of a double. */
static double beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
        double middle = (low + high) / 2;
        if (gsl_cdf_beta_P(middle, a, b) < p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case
 * of the binomial, Biometrika 26 (1934) 404-413; as quantiles of the beta distribution. */
void stats_clopper_pearson(double x, double n, double level, double *low, double *high)
{
    double tail = (1 - level) / 2;
    *low = x <= 0 ? 0 : beta_quantile(tail, x, n - x + 1);
    *high = x >= n ? 1 : beta_quantile(1 - tail, x + 1, n - x);
}

/* The variance of a ratio of totals by linearization, trials being clusters drawn with replacement
 * within strata: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), (2.39) and (6.47). A stratum
 * of one trial adds none and is not counted in *degrees. */
static double ratio_variance(const uint64_t *lost, const uint64_t *spawned, const size_t *stratum,
                             size_t trials, double rate, double total, size_t *degrees)
{
    double variance = 0;
    *degrees = 0;
    for (size_t from = 0, to; from < trials; from = to) {
        double sum = 0, squares = 0;
        for (to = from; to < trials && (stratum == NULL || stratum[to] == stratum[from]); to++)
            sum += (double)lost[to] - rate * (double)spawned[to];
        double n = (double)(to - from), mean = sum / n;
        for (size_t i = from; i < to; i++) {
            double residual = (double)lost[i] - rate * (double)spawned[i] - mean;
            squares += residual * residual;
        }
        if (to - from > 1) {
            variance += n / (n - 1) * squares;
            *degrees += to - from - 1;
        }
    }
    return variance / (total * total);
}

/* E. L. Korn and B. I. Graubard, Confidence intervals for proportions with small expected number of
 * positive counts estimated from survey data, Survey Methodology 24 (1998) 193-201: the effective
 * sample size n / deff, corrected for the degrees of freedom of the variance, at most n. Where all
 * trials agree on 0 or 1 there is no variance to go by, and the trials are counted. */
static double effective_size(double rate, double variance, double total, size_t trials,
                             size_t degrees)
{
    if (rate <= 0 || rate >= 1 || degrees == 0)
        return (double)trials;
    double t_total = gsl_cdf_tdist_Pinv(1 - (1 - LEVEL) / 2, fmax(total - 1, 1));
    double t_degrees = gsl_cdf_tdist_Pinv(1 - (1 - LEVEL) / 2, (double)degrees);
    double ratio = t_total / t_degrees;
    double size = variance > 0 ? rate * (1 - rate) / variance * ratio * ratio : total;
    return fmax(1, fmin(size, total));
}

struct stats_rate stats_rate(const uint64_t *lost, const uint64_t *spawned, const size_t *stratum,
                             size_t trials)
{
    struct stats_rate out = {.has_data = false};
    double losses = 0, total = 0;
    size_t effective_trials = 0, degrees;
    for (size_t i = 0; i < trials; i++) {
        losses += (double)lost[i];
        total += (double)spawned[i];
        effective_trials += spawned[i] > 0;
    }
    if (total <= 0)
        return out;
    out.has_data = true;
    out.rate = losses / total;
    double variance = ratio_variance(lost, spawned, stratum, trials, out.rate, total, &degrees);
    double binomial = out.rate * (1 - out.rate) / total;
    out.deff = binomial > 0 ? variance / binomial : 1;
    out.size = effective_size(out.rate, variance, total, effective_trials, degrees);
    stats_clopper_pearson(out.rate * out.size, out.size, LEVEL, &out.low, &out.high);
    out.low = fmin(out.low, out.rate);
    out.high = fmax(out.high, out.rate);
    return out;
}

/* Both groups' trials in one row, and what the observed split gave. */
struct pool {
    double *lost, *spawned;
    size_t count, in_a;
    double all_lost, all_spawned, observed;
};

static bool pool_fill(struct pool *pool, struct stats_group a, struct stats_group b)
{
    pool->count = a.trials + b.trials;
    pool->in_a = a.trials;
    pool->lost = calloc(2 * pool->count + 1, sizeof *pool->lost);
    if (pool->lost == NULL)
        return false;
    pool->spawned = pool->lost + pool->count;
    for (size_t i = 0; i < pool->count; i++) {
        bool first = i < a.trials;
        pool->lost[i] = (double)(first ? a.lost[i] : b.lost[i - a.trials]);
        pool->spawned[i] = (double)(first ? a.spawned[i] : b.spawned[i - a.trials]);
        pool->all_lost += pool->lost[i];
        pool->all_spawned += pool->spawned[i];
    }
    return true;
}

/* Is the split whose group a has these sums at least as far apart as the observed one? A group that
 * spawned nothing shows no difference. */
static bool as_extreme(const struct pool *pool, double lost, double spawned)
{
    double rest = pool->all_spawned - spawned;
    if (spawned <= 0 || rest <= 0)
        return fabs(pool->observed) <= 0;
    double difference = lost / spawned - (pool->all_lost - lost) / rest;
    return fabs(difference) >= fabs(pool->observed) - 1e-12;
}

/* Counts every way to choose group a from trial `at` on; *extreme of *all are as extreme. */
static void count_ways(const struct pool *pool, size_t at, size_t missing, double lost,
                       double spawned, uint64_t *extreme, uint64_t *all)
{
    if (missing == 0) {
        ++*all;
        *extreme += as_extreme(pool, lost, spawned);
        return;
    }
    for (size_t i = at; i + missing <= pool->count; i++)
        count_ways(pool, i + 1, missing - 1, lost + pool->lost[i], spawned + pool->spawned[i],
                   extreme, all);
}

static bool draw_ways(const struct pool *pool, uint64_t draws, uint64_t seed, uint64_t *extreme)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    size_t *order = calloc(pool->count, sizeof *order);
    bool done = random != NULL && order != NULL;
    if (done) {
        gsl_rng_set(random, (unsigned long)seed);
        for (size_t i = 0; i < pool->count; i++)
            order[i] = i;
    }
    for (uint64_t draw = 0; done && draw < draws; draw++) {
        double lost = 0, spawned = 0;
        gsl_ran_shuffle(random, order, pool->count, sizeof *order);
        for (size_t i = 0; i < pool->in_a; i++) {
            lost += pool->lost[order[i]];
            spawned += pool->spawned[order[i]];
        }
        *extreme += as_extreme(pool, lost, spawned);
    }
    free(order);
    gsl_rng_free(random);
    return done;
}

/* The number of ways, as a double: it is only held against a limit. */
static double ways(size_t count, size_t chosen)
{
    double result = 1;
    for (size_t i = 1; i <= chosen && isfinite(result); i++)
        result = result * (double)(count - chosen + i) / (double)i;
    return result;
}

/* R. A. Fisher's permutation test, on whole clusters; for a random sample of the permutations the
 * observed one is counted in: B. Phipson and G. K. Smyth, Permutation p-values should never be
 * zero, Statistical Applications in Genetics and Molecular Biology 9 (2010) 39. */
struct stats_comparison stats_compare(struct stats_group a, struct stats_group b, uint64_t limit,
                                      uint64_t seed)
{
    struct stats_comparison out = {.has_data = false};
    struct stats_rate rate_a = stats_rate(a.lost, a.spawned, NULL, a.trials);
    struct stats_rate rate_b = stats_rate(b.lost, b.spawned, NULL, b.trials);
    struct pool pool = {.lost = NULL};
    if (!rate_a.has_data || !rate_b.has_data || !pool_fill(&pool, a, b))
        return out;
    pool.observed = out.difference = rate_a.rate - rate_b.rate;
    out.has_data = true;
    out.exact = ways(pool.count, pool.in_a) <= (double)limit;
    uint64_t extreme = 0;
    if (out.exact) {
        count_ways(&pool, 0, pool.in_a, 0, 0, &extreme, &out.permutations);
        out.p = (double)extreme / (double)out.permutations;
    } else {
        out.has_data = draw_ways(&pool, limit, seed, &extreme);
        out.permutations = limit;
        out.p = (double)(extreme + 1) / (double)(limit + 1);
    }
    free(pool.lost);
    return out;
}

static int compare_indirect(const void *a, const void *b)
{
    const double *const *x = a, *const *y = b;
    return (**x > **y) - (**x < **y);
}

/* Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal
 * Statistical Society B 57 (1995) 289-300; adjusted values as R's p.adjust(method = "BH"). */
int stats_fdr(double *p, size_t count)
{
    double **order = calloc(count + 1, sizeof *order);
    if (order == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        order[i] = &p[i];
    list_sort(order, count, sizeof *order, compare_indirect);
    double least = 1;
    for (size_t i = count; i-- > 0;) {
        least = fmin(least, *order[i] * (double)count / (double)(i + 1));
        *order[i] = least;
    }
    free(order);
    return 0;
}

struct lifetime {
    double time;
    bool event;
};

static int compare_lifetimes(const void *a, const void *b)
{
    const struct lifetime *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

/* The interval of log(-log S): J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of
 * Failure Time Data (1980), 1.3. It has no width where S is 0 or 1. */
static void log_log_interval(struct stats_step *step, double greenwood)
{
    step->low = step->high = step->survival;
    if (step->survival <= 0 || step->survival >= 1)
        return;
    double z = gsl_cdf_ugaussian_Pinv(1 - (1 - LEVEL) / 2);
    double width = z * sqrt(greenwood) / fabs(log(step->survival));
    step->low = pow(step->survival, exp(width));
    step->high = pow(step->survival, exp(-width));
}

/* E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, Journal of the
 * American Statistical Association 53 (1958) 457-481; variance by M. Greenwood's formula (1926). */
int stats_survival(const double *time, const bool *event, size_t count, struct stats_survival *out)
{
    memset(out, 0, sizeof *out);
    struct lifetime *lives = calloc(count + 1, sizeof *lives);
    out->steps = calloc(count + 1, sizeof *out->steps);
    if (lives == NULL || out->steps == NULL) {
        free(lives);
        free(out->steps);
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        lives[i] = (struct lifetime){time[i], event[i]};
    list_sort(lives, count, sizeof *lives, compare_lifetimes);

    double survival = 1, greenwood = 0;
    for (size_t from = 0, to; from < count; from = to) {
        struct stats_step *step = &out->steps[out->count++];
        step->time = lives[from].time;
        step->at_risk = count - from;
        for (to = from; to < count && lives[to].time <= step->time; to++)
            step->events += lives[to].event;
        step->censored = to - from - step->events;
        double events = (double)step->events, at_risk = (double)step->at_risk;
        survival *= 1 - events / at_risk;
        if (step->events < step->at_risk)
            greenwood += events / (at_risk * (at_risk - events));
        step->survival = survival;
        log_log_interval(step, greenwood);
        if (!out->has_median && survival <= 0.5 + 1e-12) {
            out->has_median = true;
            out->median = step->time;
        }
    }
    free(lives);
    return 0;
}
