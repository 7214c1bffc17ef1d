/* The counts of a cell by their names. Likelihoods are in check_verdict and check_stats. */
#include "named_counts.h"

#include <math.h>
#include <string.h>

#include "suite.h"

static char reported[] = "reported", a_first[] = "a_first", hangs_too[] = "hangs";
static struct tl_fact facts[] = {{reported, 3, 9, false}, {a_first, -2, 0, false}};
static struct tl_result cell;

/* Each count has another number, and so has each ending. */
static void make(void)
{
    cell = (struct tl_result){.facts = facts, .fact_count = 2};
    for (uint32_t i = 0; i < TL_COUNT_COUNT; i++)
        cell.counts[i] = 100 + i;
    for (uint32_t i = 0; i < TL_ENDING_COUNT; i++)
        cell.endings[i] = 1000 + i;
}

START_TEST(each_count_by_its_name)
{
    char key[TL_COUNT_KEY_MAX];
    for (int i = 0; i < TL_COUNT_COUNT; i++) {
        int64_t jobs = 0;
        ck_assert_int_eq(counts_number(&cell, tl_counts[i].name), 100 + i);
        ck_assert_int_eq(counts_number(&cell, tl_count_key((enum tl_count)i, key)), 100 + i);
        ck_assert(counts_of_jobs(&cell, tl_counts[i].name, &jobs));
        ck_assert_int_eq(jobs, 100 + i);
    }
}
END_TEST

START_TEST(facts_and_endings_are_no_numbers_of_jobs)
{
    int64_t untouched = 42;
    ck_assert_int_eq(counts_number(&cell, "reported"), 3);
    ck_assert_int_eq(counts_number(&cell, "a_first"), -2);
    ck_assert_int_eq(counts_number(&cell, "nobody_noted_it"), 0);
    ck_assert_int_eq(counts_number(&cell, "hangs"), 1000 + TL_ENDING_DEADLINE);
    ck_assert_int_eq(counts_number(&cell, ""), 0); /* endings that have no key */
    ck_assert(!counts_of_jobs(&cell, "reported", &untouched));
    ck_assert(!counts_of_jobs(&cell, "hangs", &untouched));
    ck_assert(!counts_of_jobs(&cell, "", &untouched));
    ck_assert_int_eq(untouched, 42);
}
END_TEST

/* A case may call a fact as an ending is called: its own number is meant. */
START_TEST(a_fact_goes_before_an_ending)
{
    struct tl_fact hangs = {hangs_too, 5, 0, false};
    cell.facts = &hangs;
    cell.fact_count = 1;
    ck_assert_int_eq(counts_number(&cell, "hangs"), 5);
}
END_TEST

START_TEST(what_a_baseline_holds)
{
    struct tl_named_count *counts;
    size_t count, expected = 2;
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        expected += tl_count_rules[i].on_page || i == TL_COUNT_SPAWNED;
    for (size_t i = 0; i < TL_ENDING_COUNT; i++)
        expected += tl_ending_rules[i].key[0] != '\0';
    counts_list(&cell, &counts, &count);
    ck_assert_uint_eq(count, expected);
    for (size_t i = 0; i < count; i++) {
        ck_assert(i == 0 || strcmp(counts[i - 1].key, counts[i].key) < 0);
        ck_assert_int_eq(counts[i].number, counts_number(&cell, counts[i].key));
        ck_assert_ptr_eq(counts_find(counts, count, counts[i].key), &counts[i]);
    }
    ck_assert_ptr_null(counts_find(counts, count, "kept"));
    ck_assert_ptr_null(counts_find(counts, 0, "lost"));
    counts_free(counts, count);
}
END_TEST

/* An ending that no trial had is not in the list; a count of 0 is. */
START_TEST(of_nothing)
{
    struct tl_result none = {0};
    struct tl_named_count *counts;
    size_t count;
    counts_list(&none, &counts, &count);
    ck_assert_ptr_nonnull(counts_find(counts, count, "lost"));
    ck_assert_ptr_null(counts_find(counts, count, "hangs"));
    counts_free(counts, count);
}
END_TEST

START_TEST(likelihoods)
{
    struct tl_sample low[] = {{0, 10}, {0, 10}, {0, 10}}, high[] = {{9, 10}, {8, 10}, {9, 10}},
                     none[] = {{0, 0}};
    ck_assert_double_eq(counts_p(low, 3, low, 3, 1), 1);
    ck_assert_double_eq_tol(counts_p(low, 3, high, 3, 1), 2.0 / 20, 1e-12); /* of C(6, 3) ways */
    ck_assert_double_eq(counts_p(low, 3, high, 3, 1), counts_p(high, 3, low, 3, 1));
    ck_assert(isnan(counts_p(none, 1, high, 3, 1)) && isnan(counts_p(high, 3, none, 0, 1)));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, each_count_by_its_name);
    tcase_add_test(tests, facts_and_endings_are_no_numbers_of_jobs);
    tcase_add_test(tests, a_fact_goes_before_an_ending);
    tcase_add_test(tests, what_a_baseline_holds);
    tcase_add_test(tests, of_nothing);
    tcase_add_test(tests, likelihoods);
}

int main(void)
{
    return suite_run("counts", add);
}
