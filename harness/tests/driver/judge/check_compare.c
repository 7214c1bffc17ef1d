/* Comparisons of made-up runs: what pairs, what is exact, what chance explains. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "compare_text.h"
#include "implementation_of.h"

static struct tl_result cells[2][4];
static struct tl_results runs[2];
static struct tl_comparison comparison;
static struct tl_error error;

static char *word(const char *text)
{
    return (char *)(uintptr_t)text;
}

static struct tl_result *add(int run, const char *implementation, const char *id, uint32_t lost)
{
    struct tl_result *cell = &cells[run][runs[run].count++];
    *cell = (struct tl_result){.implementation = implementation_of(implementation),
                               .case_id = word(id),
                               .case_name = word("x"),
                               .case_file = word("/cases/x.py"),
                               .guard = TL_GUARD_BARE,
                               .pressure = {TL_PRESSURE_STEP, 0},
                               .trials = 1,
                               .measured = 1,
                               .counts[TL_COUNT_SPAWNED] = 4};
    cell->counts[TL_FATE_LOST] = lost;
    cell->counts[TL_FATE_FINISHED] = 4 - lost;
    return cell;
}

static void make(void)
{
    memset(&comparison, 0, sizeof comparison);
    for (int i = 0; i < 2; i++)
        runs[i] = (struct tl_results){.cells = cells[i]};
}

static void clean(void)
{
    compare_free(&comparison);
}

static void compare(void)
{
    const struct tl_pair pair = {{&runs[0], NULL}, {&runs[1], NULL}};
    ck_assert_int_eq(compare_cells(&comparison, &pair, 1, &error), 0);
}

static char *text_of(void)
{
    const char *const names[] = {"run 1", "run 2"};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    ck_assert_int_eq(output_compare_text(&comparison, names, out, &error), 0);
    fclose(out);
    return text;
}

START_TEST(equal_runs)
{
    add(0, "3.9", "a", 4);
    add(1, "3.9", "a", 4);
    compare();
    ck_assert_uint_eq(comparison.compared, 1);
    ck_assert_uint_eq(comparison.differences, 0);
    ck_assert_int_eq(compare_exit(&comparison), TL_EXIT_AS_EXPECTED);
    char *text = text_of();
    ck_assert_str_eq(text, "1 cells compared: no difference\n");
    free(text);
}
END_TEST

START_TEST(exact_counts)
{
    add(0, "3.9", "a", 4);
    add(1, "3.9", "a", 0);
    compare();
    ck_assert_uint_eq(comparison.differences, 1);
    ck_assert_str_eq(comparison.items[0].key, "lost");
    ck_assert(comparison.items[0].exact);
    ck_assert_int_eq(compare_exit(&comparison), TL_EXIT_UNEXPECTED);
    char *text = text_of();
    ck_assert_ptr_nonnull(strstr(text, "4 of 4"));
    ck_assert_ptr_nonnull(strstr(text, "1 differences"));
    free(text);
}
END_TEST

START_TEST(more_trials_are_no_difference)
{
    struct tl_result *twice = add(0, "3.9", "a", 4);
    twice->trials = twice->measured = 2;
    twice->counts[TL_COUNT_SPAWNED] = 8;
    twice->counts[TL_FATE_LOST] = 8;
    add(1, "3.9", "a", 4);
    compare();
    ck_assert_uint_eq(comparison.differences, 0);
}
END_TEST

START_TEST(cells_of_one_side_only)
{
    add(0, "3.9", "a", 4);
    add(0, "3.9", "b", 4);
    add(1, "3.9", "a", 4);
    add(1, "3.10", "a", 0);
    compare();
    ck_assert_uint_eq(comparison.compared, 1);
    ck_assert_uint_eq(comparison.only_count[0], 1);
    ck_assert_uint_eq(comparison.only_count[1], 1);
    ck_assert_int_eq(compare_exit(&comparison), TL_EXIT_AS_EXPECTED);
}
END_TEST

START_TEST(implementations_of_one_run)
{
    add(0, "3.9", "a", 4);
    add(0, "3.10", "a", 0);
    const struct tl_pair pair = {{&runs[0], cells[0][0].implementation},
                                 {&runs[0], cells[0][1].implementation}};
    ck_assert_int_eq(compare_cells(&comparison, &pair, 1, &error), 0);
    ck_assert_uint_eq(comparison.compared, 1);
    ck_assert_uint_eq(comparison.differences, 1);
    ck_assert_int_eq(comparison.items[0].in_a, 4);
    ck_assert_int_eq(comparison.items[0].in_b, 0);
}
END_TEST

/* The same difference on neighbouring Pythons is one line, with the trials of the first. */
START_TEST(one_line_for_many_pythons)
{
    static const char *const names[] = {"all", "all+loops"};
    static const char *const pythons[] = {"3.9",        "3.10",        "3.11",
                                          "3.9+uvloop", "3.10+uvloop", "3.11+uvloop"};
    char *text = NULL;
    size_t size;
    for (int i = 0; i < 6; i++)
        add(i < 3 ? 0 : 1, pythons[i], "a", i < 3 ? 4 : 0)->first_trial = 10 + i;
    runs[0].run.audit = runs[1].run.audit = 1;
    struct tl_pair pairs[3];
    for (int i = 0; i < 3; i++)
        pairs[i] = (struct tl_pair){{&runs[0], cells[0][i].implementation},
                                    {&runs[1], cells[1][i].implementation}};
    cells[1][2].counts[TL_FATE_LOST] = _i == 0 ? 0 : 4;
    ck_assert_int_eq(compare_cells(&comparison, pairs, 3, &error), 0);
    ck_assert_uint_eq(comparison.differences, _i == 0 ? 3 : 2);
    FILE *out = open_memstream(&text, &size);
    ck_assert_int_eq(output_compare_text(&comparison, names, out, &error), 0);
    fclose(out);
    ck_assert_msg(strstr(text, _i == 0 ? "uvloop 3.9..3.11 (3)" : "uvloop 3.9..3.10 (2)") != NULL,
                  "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "10, 13"));
    ck_assert_ptr_null(strstr(text, "11, 14"));
    ck_assert_ptr_nonnull(strstr(text, "a second detector agreed"));
    free(text);
}
END_TEST

START_TEST(not_measured_is_not_equal)
{
    add(0, "3.9", "a", 0)->unmeasured = word("deadline");
    add(1, "3.9", "a", 0);
    compare();
    ck_assert_uint_eq(comparison.failed_count, 1);
    ck_assert_int_eq(compare_exit(&comparison), TL_EXIT_UNMEASURED);
}
END_TEST

START_TEST(nothing_in_common)
{
    add(0, "3.9", "a", 0);
    add(1, "3.9", "b", 0);
    compare();
    ck_assert_int_eq(compare_exit(&comparison), TL_EXIT_UNMEASURED);
}
END_TEST

static void by_chance(int run, uint64_t each, struct tl_sample *samples)
{
    struct tl_result *cell = add(run, "3.9", "a", 0);
    for (size_t i = 0; i < 6; i++)
        samples[i] = (struct tl_sample){each + i % 2, 10};
    cell->pressure.pressure = TL_PRESSURE_NATURAL;
    cell->trials = cell->measured = 6;
    cell->counts[TL_COUNT_SPAWNED] = 60;
    cell->counts[TL_FATE_LOST] = (uint32_t)each * 6 + 3;
    cell->samples = samples;
    cell->sample_count = 6;
}

START_TEST(rates_are_tested)
{
    struct tl_sample first[6], second[6];
    by_chance(0, 1, first);
    by_chance(1, _i == 0 ? 1 : 7, second);
    compare();
    ck_assert_uint_eq(comparison.count, 1);
    ck_assert_uint_eq(comparison.differences, (unsigned)_i);
    ck_assert(!comparison.items[0].exact);
    if (_i == 1)
        ck_assert_double_eq_tol(comparison.items[0].p, 2.0 / 924, 1e-12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comparison");
    TCase *tests = tcase_create("compare");
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, equal_runs);
    tcase_add_test(tests, exact_counts);
    tcase_add_test(tests, more_trials_are_no_difference);
    tcase_add_test(tests, cells_of_one_side_only);
    tcase_add_test(tests, implementations_of_one_run);
    tcase_add_loop_test(tests, one_line_for_many_pythons, 0, 2);
    tcase_add_test(tests, not_measured_is_not_equal);
    tcase_add_test(tests, nothing_in_common);
    tcase_add_loop_test(tests, rates_are_tested, 0, 2);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
