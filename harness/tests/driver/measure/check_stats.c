/* Statistics, held against published and hand-computed values, and against what must always hold.
 */
#include <check.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "stats.h"

#define NEAR(a, b, tolerance) ck_assert_double_eq_tol((a), (b), (tolerance))

/* Exact limits as every table of Clopper-Pearson intervals gives them, 95 %. */
START_TEST(clopper_pearson_table)
{
    static const double rows[][4] = {
        {0, 10, 0, 0.3085},  {1, 10, 0.0025, 0.4450}, {5, 10, 0.1871, 0.8129},
        {10, 10, 0.6915, 1}, {2, 20, 0.0123, 0.3170}, {10, 100, 0.0490, 0.1762},
        {0, 1, 0, 0.975},    {1, 1, 0.025, 1},        {50, 100, 0.3983, 0.6017},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double low, high;
        stats_clopper_pearson(rows[i][0], rows[i][1], 0.95, &low, &high);
        NEAR(low, rows[i][2], 6e-5);
        NEAR(high, rows[i][3], 6e-5);
    }
}
END_TEST

/* The limits are where the tails are 2.5 %: also for sizes and shares far from any table. */
START_TEST(clopper_pearson_inverts_the_binomial)
{
    for (double n = 1; n < 2e6; n *= 7)
        for (double share = 1e-6; share < 1; share *= 3) {
            double x = n * share, low, high;
            stats_clopper_pearson(x, n, 0.95, &low, &high);
            ck_assert(low >= 0 && low <= share && share <= high && high <= 1);
            if (low > 1e-55) /* below, 0 is near enough */
                NEAR(gsl_cdf_beta_P(low, x, n - x + 1), 0.025, 1e-6);
            NEAR(gsl_cdf_beta_P(high, x + 1, n - x), 0.975, 1e-6);
        }
}
END_TEST

START_TEST(nothing_spawned_is_no_data)
{
    uint64_t zeros[3] = {0, 0, 0};
    ck_assert(!stats_rate(NULL, NULL, NULL, 0).has_data);
    struct stats_rate rate = stats_rate(zeros, zeros, NULL, 3);
    ck_assert(!rate.has_data);
    ck_assert(!isnan(rate.rate) && !isnan(rate.low) && !isnan(rate.high));
}
END_TEST

/* Four trials of ten jobs, 10 10 0 0 lost. By hand: rate 1/2, residuals +-5, variance
 * 4/3 * 100 / 40^2 = 1/12, binomial variance 1/160, design effect 40/3, effective size 3, times
 * (t(39) / t(3))^2 = (2.0227 / 3.1824)^2 = 0.40397. */
START_TEST(design_effect_by_hand)
{
    uint64_t lost[] = {10, 10, 0, 0}, spawned[] = {10, 10, 10, 10};
    struct stats_rate rate = stats_rate(lost, spawned, NULL, 4);
    NEAR(rate.rate, 0.5, 1e-12);
    NEAR(rate.deff, 40.0 / 3, 1e-9);
    NEAR(rate.size, 3 * 0.40397, 1e-3);
    ck_assert_double_lt(rate.low, 0.02);
    ck_assert_double_gt(rate.high, 0.98);
}
END_TEST

/* Unequal trials, by hand: lost 1 2 3 of 2 8 10: rate 0.3, residuals 0.4 -0.4 0, variance
 * 3/2 * 0.32 / 400 = 0.0012, binomial variance 0.21 / 20 = 0.0105. */
START_TEST(ratio_of_unequal_trials)
{
    uint64_t lost[] = {1, 2, 3}, spawned[] = {2, 8, 10};
    struct stats_rate rate = stats_rate(lost, spawned, NULL, 3);
    NEAR(rate.rate, 0.3, 1e-12);
    NEAR(rate.deff, 0.0012 / 0.0105, 1e-9);
}
END_TEST

START_TEST(trials_that_agree)
{
    uint64_t half[] = {5, 5, 5, 5}, none[] = {0, 0, 0, 0}, spawned[] = {10, 10, 10, 10};
    NEAR(stats_rate(half, spawned, NULL, 4).size, 40, 1e-9); /* at most the jobs */
    struct stats_rate zero = stats_rate(none, spawned, NULL, 4);
    NEAR(zero.size, 4, 1e-9); /* not 40 */
    NEAR(zero.low, 0, 1e-12);
    NEAR(zero.high, 1 - pow(0.025, 0.25), 1e-9);
    struct stats_rate all = stats_rate(spawned, spawned, NULL, 4);
    NEAR(all.high, 1, 1e-12);
    NEAR(all.low, pow(0.025, 0.25), 1e-9);
    struct stats_rate one = stats_rate(half, spawned, NULL, 1);
    NEAR(one.size, 1, 1e-9);
}
END_TEST

/* Cells that differ, but each of which always does the same: the pooled rate is sure, and the
 * trials, not the difference between cells, say how sure. */
START_TEST(strata_do_not_count_as_chance)
{
    uint64_t lost[] = {10, 10, 10, 10, 0, 0, 0, 0}, spawned[8];
    size_t strata[] = {0, 0, 0, 0, 1, 1, 1, 1};
    for (size_t i = 0; i < 8; i++)
        spawned[i] = 10;
    struct stats_rate one = stats_rate(lost, spawned, NULL, 8);
    struct stats_rate two = stats_rate(lost, spawned, strata, 8);
    NEAR(one.rate, two.rate, 1e-12);
    NEAR(two.deff, 0, 1e-12);
    ck_assert_double_lt(two.high - two.low, one.high - one.low);
}
END_TEST

/* A small generator, so that the made-up counts are the same everywhere. */
static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

START_TEST(interval_contains_the_rate)
{
    uint64_t state = 1, lost[64], spawned[64];
    for (int round = 0; round < 2000; round++) {
        size_t trials = 1 + next(&state) % 64;
        for (size_t i = 0; i < trials; i++) {
            spawned[i] = next(&state) % 100;
            lost[i] = spawned[i] == 0 ? 0 : next(&state) % (spawned[i] + 1);
        }
        struct stats_rate rate = stats_rate(lost, spawned, NULL, trials);
        if (!rate.has_data)
            continue;
        ck_assert(0 <= rate.low && rate.low <= rate.rate);
        ck_assert(rate.rate <= rate.high && rate.high <= 1);
        ck_assert(!isnan(rate.deff) && rate.size >= 1);
    }
}
END_TEST

START_TEST(interval_shrinks_with_trials)
{
    static const uint64_t pattern[] = {0, 1, 3, 9, 10, 4};
    double width = 2;
    uint64_t lost[1536], spawned[1536];
    for (size_t trials = 6; trials <= 1536; trials *= 4) {
        for (size_t i = 0; i < trials; i++) {
            lost[i] = pattern[i % 6];
            spawned[i] = 10;
        }
        struct stats_rate rate = stats_rate(lost, spawned, NULL, trials);
        ck_assert_double_lt(rate.high - rate.low, width);
        width = rate.high - rate.low;
    }
    ck_assert_double_lt(width, 0.05);
}
END_TEST

/* Three trials against three: of the 20 ways to share them out, 2 are as extreme. */
START_TEST(comparison_by_hand)
{
    uint64_t all[] = {10, 10, 10}, none[] = {0, 0, 0}, spawned[] = {10, 10, 10};
    struct stats_comparison c = stats_compare((struct stats_group){all, spawned, 3},
                                              (struct stats_group){none, spawned, 3}, 1000, 1);
    ck_assert(c.has_data && c.exact);
    ck_assert_uint_eq(c.permutations, 20);
    NEAR(c.p, 0.1, 1e-12);
    NEAR(c.difference, 1, 1e-12);
    c = stats_compare((struct stats_group){all, spawned, 3}, (struct stats_group){all, spawned, 3},
                      1000, 1);
    NEAR(c.p, 1, 1e-12);
    c = stats_compare((struct stats_group){all, spawned, 0}, (struct stats_group){all, spawned, 3},
                      1000, 1);
    ck_assert(!c.has_data);
}
END_TEST

/* Drawn at random the same comparison gives nearly the same p, and the same again for one seed. */
START_TEST(comparison_by_chance)
{
    uint64_t a[] = {9, 7, 8, 9, 6, 9, 4}, b[] = {3, 8, 2, 5, 4, 6, 1}, spawned[7];
    for (size_t i = 0; i < 7; i++)
        spawned[i] = 10;
    struct stats_group x = {a, spawned, 7}, y = {b, spawned, 7};
    struct stats_comparison exact = stats_compare(x, y, 10000, 1);
    struct stats_comparison drawn = stats_compare(x, y, 3000, 1);
    ck_assert(exact.exact && !drawn.exact);
    ck_assert_uint_eq(exact.permutations, 3432);
    NEAR(drawn.p, exact.p, 0.01);
    ck_assert_double_gt(drawn.p, 0);
    ck_assert_double_eq(drawn.p, stats_compare(x, y, 3000, 1).p);
    ck_assert_double_eq(exact.p, stats_compare(y, x, 10000, 1).p);
}
END_TEST

/* As R's p.adjust(p, "BH") gives them. */
START_TEST(false_discovery_rates)
{
    double p[] = {0.205, 0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074};
    double q[] = {0.205, 0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0845714};
    ck_assert_int_eq(stats_fdr(p, 8), 0);
    for (size_t i = 0; i < 8; i++)
        NEAR(p[i], q[i], 1e-6);
    ck_assert_int_eq(stats_fdr(p, 0), 0);
}
END_TEST

/* Remission in weeks under 6-MP (Freireich et al., Blood 21, 1963), the standard example; survival
 * and log-log limits as Stata's sts list gives them. */
START_TEST(survival_of_the_6mp_group)
{
    double time[] = {6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35};
    bool event[] = {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0};
    static const double expected[][4] = {
        {6, 0.8571, 0.6197, 0.9516},  {7, 0.8067, 0.5631, 0.9228},  {10, 0.7529, 0.5032, 0.8894},
        {13, 0.6902, 0.4316, 0.8491}, {16, 0.6275, 0.3675, 0.8049}, {22, 0.5378, 0.2678, 0.7468},
        {23, 0.4482, 0.1881, 0.6801},
    };
    struct stats_survival curve;
    ck_assert_int_eq(stats_survival(time, event, 21, &curve), 0);
    size_t at = 0;
    for (size_t i = 0; i < curve.count; i++) {
        if (curve.steps[i].events == 0)
            continue;
        NEAR(curve.steps[i].time, expected[at][0], 1e-12);
        NEAR(curve.steps[i].survival, expected[at][1], 6e-5);
        NEAR(curve.steps[i].low, expected[at][2], 6e-5);
        NEAR(curve.steps[i].high, expected[at][3], 6e-5);
        at++;
    }
    ck_assert_uint_eq(at, 7);
    ck_assert_uint_eq(curve.steps[0].at_risk, 21);
    ck_assert_uint_eq(curve.steps[0].events, 3);
    ck_assert_uint_eq(curve.steps[0].censored, 1);
    ck_assert(curve.has_median);
    NEAR(curve.median, 23, 1e-12);
    free(curve.steps);
}
END_TEST

START_TEST(survival_at_its_ends)
{
    struct stats_survival curve;
    ck_assert_int_eq(stats_survival(NULL, NULL, 0, &curve), 0);
    ck_assert_uint_eq(curve.count, 0);
    ck_assert(!curve.has_median);
    free(curve.steps);
    double time[] = {3, 1, 2};
    bool all[] = {true, true, true}, none[] = {false, false, false};
    ck_assert_int_eq(stats_survival(time, all, 3, &curve), 0);
    NEAR(curve.steps[2].survival, 0, 1e-12);
    ck_assert(!isnan(curve.steps[2].low));
    NEAR(curve.median, 2, 1e-12);
    free(curve.steps);
    ck_assert_int_eq(stats_survival(time, none, 3, &curve), 0);
    NEAR(curve.steps[2].survival, 1, 1e-12);
    ck_assert(!curve.has_median);
    free(curve.steps);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stats");
    TCase *tests = tcase_create("stats");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, clopper_pearson_table);
    tcase_add_test(tests, clopper_pearson_inverts_the_binomial);
    tcase_add_test(tests, nothing_spawned_is_no_data);
    tcase_add_test(tests, design_effect_by_hand);
    tcase_add_test(tests, ratio_of_unequal_trials);
    tcase_add_test(tests, trials_that_agree);
    tcase_add_test(tests, strata_do_not_count_as_chance);
    tcase_add_test(tests, interval_contains_the_rate);
    tcase_add_test(tests, interval_shrinks_with_trials);
    tcase_add_test(tests, comparison_by_hand);
    tcase_add_test(tests, comparison_by_chance);
    tcase_add_test(tests, false_discovery_rates);
    tcase_add_test(tests, survival_of_the_6mp_group);
    tcase_add_test(tests, survival_at_its_ends);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
