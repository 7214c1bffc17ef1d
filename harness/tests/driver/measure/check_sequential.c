/* Confidence sequences: how often they are wrong, however often one looks; and that they narrow. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sequential.h"
#include "suite.h"

#define SEQUENCES 4000 /* of each of the kinds below: 24,000 */
#define LENGTH    300

static gsl_rng *generator;

static void setup(void)
{
    generator = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(generator, 20240101);
}

static void teardown(void)
{
    gsl_rng_free(generator);
}

/* What trials give: all or nothing, shares of four jobs, each with its own chance, or narrow. */
static double draw(int kind)
{
    switch (kind) {
    case 0:
        return gsl_ran_bernoulli(generator, 0.5);
    case 1:
        return gsl_ran_bernoulli(generator, 0.02);
    case 2:
        return gsl_ran_bernoulli(generator, 0.97);
    case 3:
        return gsl_ran_binomial(generator, 0.3, 4) / 4.0;
    case 4:
        return gsl_ran_beta(generator, 0.1, 0.3);
    default:
        return gsl_ran_flat(generator, 0.6, 0.62);
    }
}

static const double means[] = {0.5, 0.02, 0.97, 0.3, 0.25, 0.61};

/* Looked at after each of 300 trials, the mean is left out at any of them in at most 5 % of the
 * sequences. */
START_TEST(the_mean_is_seldom_left_out)
{
    double values[LENGTH];
    int wrong = 0;
    for (int i = 0; i < SEQUENCES; i++) {
        for (int k = 0; k < LENGTH; k++)
            values[k] = draw(_i);
        wrong += sequential_excludes(values, LENGTH, 0.95, means[_i]) > 0;
    }
    ck_assert_msg(wrong <= SEQUENCES / 20, "%d of %d sequences are wrong", wrong, SEQUENCES);
}
END_TEST

START_TEST(another_mean_is_left_out)
{
    double values[LENGTH];
    int found = 0;
    for (int i = 0; i < 200; i++) {
        for (int k = 0; k < LENGTH; k++)
            values[k] = draw(0);
        found += sequential_excludes(values, LENGTH, 0.95, 0.7) > 0;
    }
    ck_assert_int_ge(found, 195);
}
END_TEST

START_TEST(intervals_hold_what_is_not_left_out)
{
    double values[LENGTH], low, high;
    for (int k = 0; k < LENGTH; k++)
        values[k] = draw(_i);
    sequential_interval(values, LENGTH, 0.95, &low, &high);
    ck_assert(0 <= low && low < high && high <= 1);
    for (double mean = 0.005; mean < 1; mean += 0.01)
        if (mean < low || mean > high)
            ck_assert_uint_gt(sequential_excludes(values, LENGTH, 0.95, mean), 0);
}
END_TEST

START_TEST(they_narrow)
{
    double values[2000] = {0}, low, high;
    sequential_interval(values, 0, 0.95, &low, &high);
    ck_assert(low <= 0 && high >= 1);
    sequential_interval(values, 20, 0.95, &low, &high);
    ck_assert(low <= 0 && high > 0.1 && high < 0.5);
    sequential_interval(values, 2000, 0.95, &low, &high);
    ck_assert(low <= 0 && high < 0.005);
    for (int i = 0; i < 2000; i++)
        values[i] = i % 2;
    sequential_interval(values, 2000, 0.95, &low, &high);
    ck_assert(low > 0.44 && low < 0.5 && high > 0.5 && high < 0.56);
    for (int i = 0; i < 2000; i++)
        values[i] = 1;
    sequential_interval(values, 2000, 0.95, &low, &high);
    ck_assert(low > 0.995 && high >= 1);
}
END_TEST

/* Two arms of one mean, each trial looked at: told apart at any of them in at most 5 % of the
 * pairs, also where one arm is stopped earlier. */
START_TEST(equal_arms_are_seldom_told_apart)
{
    double a[LENGTH], b[LENGTH];
    int wrong = 0;
    for (int i = 0; i < SEQUENCES / 4; i++) {
        bool apart = false;
        for (size_t k = 0; k < LENGTH; k++) {
            a[k] = draw(_i);
            b[k] = draw(_i);
        }
        for (size_t k = 1; k <= LENGTH && !apart; k += 7)
            apart = sequential_p(a, k, b, k > 100 ? 100 : k) <= 0.05;
        wrong += apart;
    }
    ck_assert_msg(wrong <= SEQUENCES / 4 / 20, "%d of %d pairs", wrong, SEQUENCES / 4);
}
END_TEST

START_TEST(unequal_arms_are_told_apart)
{
    double a[LENGTH], b[LENGTH];
    int found = 0, late = 0;
    for (int i = 0; i < 200; i++) {
        for (size_t k = 0; k < LENGTH; k++) {
            a[k] = draw(0);
            b[k] = draw(1);
        }
        found += sequential_p(a, LENGTH, b, LENGTH) <= 0.05;
        late += sequential_p(b, 5, a, 5) <= 0.05;
    }
    ck_assert_int_ge(found, 199);
    ck_assert_int_eq(late, 0);
    ck_assert(sequential_p(a, 0, b, LENGTH) >= 1);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, the_mean_is_seldom_left_out, 0, 6);
    tcase_add_test(tests, another_mean_is_left_out);
    tcase_add_loop_test(tests, equal_arms_are_seldom_told_apart, 0, 6);
    tcase_add_test(tests, unequal_arms_are_told_apart);
    tcase_add_loop_test(tests, intervals_hold_what_is_not_left_out, 0, 6);
    tcase_add_test(tests, they_narrow);
}

int main(void)
{
    return suite_run("sequential", add);
}
