/* Betting against a mean.
 *
 * I. Waudby-Smith and A. Ramdas, Estimating means of bounded random variables by betting, Journal
 * of the Royal Statistical Society B 86 (2024) 1-27: the hedged capital process with predictable
 * plug-in bets (section 4). Two players bet on each value before it is seen, one that the mean is
 * greater than `mean`, one that it is smaller. If it is `mean`, their capital is a martingale, and
 * half the sum of both reaches 1 / alpha with a probability of at most alpha, at any time (Ville).
 */
#include "sequential.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "memory.h"

#define MOST_OF_CAPITAL 0.5 /* that a bet may cost: then no value ruins a player */
#define HALVINGS        50

/* What is bet on each value, by what was seen before it: mean and variance, each begun with one
 * value of 1/2 and variance 1/4. */
static double *bets_on(const double *values, size_t count, double level)
{
    double *bets = memory_zeroed(count, sizeof *bets);
    double sum = 0.5, squares = 0.25, variance = 0.25;
    for (size_t i = 0; i < count; i++) {
        double number = (double)(i + 1);
        bets[i] = sqrt(2 * log(2 / (1 - level)) / (variance * number * log(number + 1)));
        sum += values[i];
        double distance = values[i] - sum / (number + 1);
        squares += distance * distance;
        variance = squares / (number + 1);
    }
    return bets;
}

struct players {
    double mean, greater, smaller; /* logarithms of their capital */
};

static void play(struct players *players, double value, double bet)
{
    double mean = players->mean;
    double up = mean > 0 ? fmin(bet, MOST_OF_CAPITAL / mean) : bet;
    double down = mean < 1 ? fmin(bet, MOST_OF_CAPITAL / (1 - mean)) : bet;
    players->greater += log1p(up * (value - mean));
    players->smaller += log1p(-down * (value - mean));
}

/* The greater of both halves: smaller than their sum, and an interval for certain. */
static bool is_excluded(const struct players *players, double level)
{
    return fmax(players->greater, players->smaller) >= log(2 / (1 - level));
}

static bool excludes(const double *values, const double *bets, size_t count, double level,
                     double mean)
{
    struct players players = {.mean = mean};
    for (size_t i = 0; i < count; i++)
        play(&players, values[i], bets[i]);
    return is_excluded(&players, level);
}

/* Between `inside`, which is not excluded, and `outside`; the bound is outside of what it says. */
static double bound(const double *values, const double *bets, size_t count, double level,
                    double inside, double outside)
{
    if (!excludes(values, bets, count, level, outside))
        return outside;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (inside + outside) / 2;
        if (excludes(values, bets, count, level, middle))
            outside = middle;
        else
            inside = middle;
    }
    return outside;
}

void sequential_interval(const double *values, size_t count, double level, double *low,
                         double *high)
{
    double *bets = bets_on(values, count, level), sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    double middle = count > 0 ? sum / (double)count : 0.5;
    *low = bound(values, bets, count, level, middle, 0);
    *high = bound(values, bets, count, level, middle, 1);
    free(bets);
}

/* Values in pairs, by the order in which they came: half of one and their difference has the mean
 * 1/2 if both have one mean. What both players together have is an e-value, at whichever pair one
 * stops (R. Wang and A. Ramdas, False discovery rate control with e-values, Journal of the Royal
 * Statistical Society B 84 (2022) 822-852, for many of them). */
double sequential_p(const double *a, size_t a_count, const double *b, size_t b_count)
{
    size_t count = a_count < b_count ? a_count : b_count;
    double *halves = memory_zeroed(count, sizeof *halves);
    struct players players = {.mean = 0.5};
    for (size_t i = 0; i < count; i++)
        halves[i] = (1 + b[i] - a[i]) / 2;
    double *bets = bets_on(halves, count, 0.95);
    for (size_t i = 0; i < count; i++)
        play(&players, halves[i], bets[i]);
    free(bets);
    free(halves);
    return fmin(1, 2 / (exp(players.greater) + exp(players.smaller)));
}

size_t sequential_excludes(const double *values, size_t count, double level, double mean)
{
    double *bets = bets_on(values, count, level);
    struct players players = {.mean = mean};
    size_t first = 0;
    for (size_t i = 0; first == 0 && i < count; i++) {
        play(&players, values[i], bets[i]);
        if (is_excluded(&players, level))
            first = i + 1;
    }
    free(bets);
    return first;
}
