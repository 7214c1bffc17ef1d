/* Intervals that may be looked at after every trial, and be stopped at whenever one likes.
 *
 * An interval of a fixed size is wrong more often than it says once it decides when to stop. A
 * confidence sequence is not: with the level's probability it holds the mean at all times at once.
 */
#ifndef TASKLOSS_SEQUENTIAL_H
#define TASKLOSS_SEQUENTIAL_H

#include <stddef.h>

/* The interval of the mean of values from 0 to 1, in the order in which they came; one a trial. It
 * is [0, 1] for none. `level`: 0.95. */
void sequential_interval(const double *values, size_t count, double level, double *low,
                         double *high);

/* How much it speaks against two sets of values from 0 to 1 having one mean, each in the order in
 * which it came, wherever either was stopped: 1 over an e-value, at most 1, so it may stand for a
 * p-value, and with Benjamini and Hochberg's rule as e-BH. 1 where one of them has none. */
double sequential_p(const double *a, size_t a_count, const double *b, size_t b_count);

/* The number of the first value after which `mean` is outside of the interval; 0: it never is. */
size_t sequential_excludes(const double *values, size_t count, double level, double mean);

#endif
