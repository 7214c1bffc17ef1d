/* Verdicts of made-up cells: every word of the list, and when nothing may be said. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "implementation_of.h"
#include "text.h"
#include "verdict.h"

static struct tl_expectation head[8];
static struct tl_fact facts[8];
static struct tl_sample samples[64], old_samples[64];
static struct tl_result cell;
static struct tl_findings found;
static struct tl_error error;

static char *word(const char *text)
{
    return (char *)(uintptr_t)text;
}

/* A measured cell of four jobs under bare and step, on 3.12.1. */
static void make(void)
{
    memset(&found, 0, sizeof found);
    cell = (struct tl_result){.implementation = implementation_of("3.12.1"),
                              .case_id = word("x1"),
                              .case_name = word("x"),
                              .guard = TL_GUARD_BARE,
                              .pressure = {TL_PRESSURE_STEP, 0},
                              .trials = 1,
                              .measured = 1,
                              .counts[TL_COUNT_SPAWNED] = 4,
                              .facts = facts,
                              .expectations = head,
                              .samples = samples};
}

static void clean(void)
{
    verdict_free(&found);
}

static void expect(const char *what, const char *set)
{
    head[cell.expectation_count++] = (struct tl_expectation){word(what), word(set)};
}

static void note(const char *name, int64_t number)
{
    struct tl_fact *fact = &facts[cell.fact_count++];
    *fact = (struct tl_fact){.name = word(name), .trial = number};
}

static void judge(void)
{
    ck_assert_msg(verdict_cell(&cell, NULL, 1, &found, &error) == 0, "%s", error.text);
}

static const struct tl_finding *finding(const char *key)
{
    for (size_t i = 0; i < found.count; i++)
        if (strcmp(found.items[i].key, key) == 0)
            return &found.items[i];
    return NULL;
}

static void is(const char *key, enum tl_verdict verdict)
{
    const struct tl_finding *one = finding(key);
    ck_assert_msg(one != NULL, "no finding of '%s'", key);
    ck_assert_str_eq(tl_verdicts[one->verdict].name, tl_verdicts[verdict].name);
}

static void says(const struct tl_finding *one, const char *line)
{
    char *text = finding_text(&cell, one);
    ck_assert_str_eq(text, line);
    free(text);
}

START_TEST(what_the_head_says_is_as_expected)
{
    expect("lost", ">=3.8");
    cell.counts[TL_FATE_LOST] = 4;
    judge();
    ck_assert_uint_eq(found.count, 1);
    is("lost", TL_VERDICT_AS_EXPECTED);
    says(&found.items[0], "lost: expected above 0, saw 4 of 4 jobs");
}
END_TEST

/* What a head says of jobs is not verified by a trial without one; its facts are. */
START_TEST(without_a_job_nothing_is_known_of_jobs)
{
    cell.counts[TL_COUNT_SPAWNED] = 0;
    expect("lost", "none");
    expect("orphaned", "none");
    expect("silent", "none");
    expect("leaked", "all");
    expect("told", "all");
    note("told", 1);
    judge();
    ck_assert_uint_eq(found.count, 2);
    is("told", TL_VERDICT_AS_EXPECTED);
    is("leaked", TL_VERDICT_COULD_NOT_MEASURE);
    says(finding("leaked"), "leaked: the head expects it of jobs, and there were none");
    verdict_free(&found);
    cell.guard = TL_GUARD_SET;
    judge();
    ck_assert_uint_eq(found.count, 1);
    is("leaked", TL_VERDICT_COULD_NOT_MEASURE);
}
END_TEST

START_TEST(without_a_collection_nothing_is_verified)
{
    cell.pressure = (struct pressure){TL_PRESSURE_NATURAL, 0};
    expect("lost", "none");
    judge();
    is("lost", TL_VERDICT_AS_EXPECTED);
    verdict_free(&found);
    cell.uncollected = cell.measured;
    judge();
    is("lost", TL_VERDICT_COULD_NOT_MEASURE);
    says(finding("lost"), "lost: no collection fell in its trials");
}
END_TEST

START_TEST(losses)
{
    expect("lost", "<3.8");
    cell.counts[TL_FATE_LOST] = 1;
    judge();
    is("lost", TL_VERDICT_NEW_LOSS);
    says(&found.items[0], "lost: expected 0, saw 1 of 4 jobs");
    verdict_free(&found);
    cell.implementation = implementation_of("3.7.16");
    cell.counts[TL_FATE_LOST] = 0;
    judge();
    is("lost", TL_VERDICT_LOSS_GONE);
    ck_assert_int_eq(verdict_of(&found), TL_VERDICT_LOSS_GONE);
}
END_TEST

/* What each key is called when there is more of it, or less. */
START_TEST(words)
{
    static const struct {
        const char *key;
        enum tl_verdict more, less;
    } all[] = {{"leaked_objects", TL_VERDICT_NEW_LEAK, TL_VERDICT_LEAK_GONE},
               {"callbacks_left", TL_VERDICT_NEW_LEAK, TL_VERDICT_LEAK_GONE},
               {"left_in_set", TL_VERDICT_NEW_LEAK, TL_VERDICT_LEAK_GONE},
               {"reported", TL_VERDICT_NOW_REPORTED, TL_VERDICT_NOW_SILENT},
               {"reported_after", TL_VERDICT_NOW_REPORTED, TL_VERDICT_NOW_SILENT},
               {"cleaned_up", TL_VERDICT_CHANGED, TL_VERDICT_CHANGED}};
    expect(all[_i].key, "none");
    note(all[_i].key, 2);
    judge();
    is(all[_i].key, all[_i].more);
    verdict_free(&found);
    head[0].versions = word("all");
    facts[0].trial = 0;
    judge();
    is(all[_i].key, all[_i].less);
}
END_TEST

START_TEST(counts_of_the_worker)
{
    expect("silent", "none");
    expect("leaked", "none");
    expect("stranded", "all");
    cell.counts[TL_COUNT_SILENT] = 1;
    cell.counts[TL_COUNT_LEAKED] = 2;
    judge();
    is("silent", TL_VERDICT_NOW_SILENT);
    is("leaked", TL_VERDICT_NEW_LEAK);
    is("stranded", TL_VERDICT_CHANGED);
    verdict_free(&found);
    head[0].versions = head[1].versions = word("all");
    cell.counts[TL_COUNT_SILENT] = cell.counts[TL_COUNT_LEAKED] = 0;
    judge();
    is("silent", TL_VERDICT_NOW_REPORTED);
    is("leaked", TL_VERDICT_LEAK_GONE);
}
END_TEST

/* A head that does not speak of leaks expects none, and counts no behaviour for it. */
START_TEST(what_the_head_does_not_name)
{
    expect("lost", "none");
    judge();
    ck_assert_uint_eq(found.count, 1);
    verdict_free(&found);
    cell.counts[TL_COUNT_LEAKED] = 1;
    cell.counts[TL_FATE_ORPHANED] = 1;
    judge();
    is("leaked", TL_VERDICT_NEW_LEAK);
    is("orphaned", TL_VERDICT_CHANGED);
}
END_TEST

START_TEST(a_newer_version_is_like_the_newest)
{
    expect("lost", ">=3.8");
    expect("leaked", "3.10.13..3.12");
    cell.implementation = implementation_of("3.99.0");
    cell.counts[TL_FATE_LOST] = 4;
    judge();
    is("lost", TL_VERDICT_AS_EXPECTED);
    is("leaked", TL_VERDICT_AS_EXPECTED);
}
END_TEST

START_TEST(names_with_kinds_and_paths)
{
    expect("lost", "all, -pytask");
    cell.implementation = implementation_of("3.12.1+pytask (/opt/a+debug b/bin/python)");
    judge();
    is("lost", TL_VERDICT_AS_EXPECTED);
}
END_TEST

START_TEST(guards_that_keep)
{
    expect("lost", "all");
    expect("cleaned_up", "all");
    cell.guard = TL_GUARD_SET;
    judge();
    ck_assert_uint_eq(found.count, 2);
    is("lost", TL_VERDICT_AS_EXPECTED);
    is("leaked", TL_VERDICT_AS_EXPECTED);
    verdict_free(&found);
    cell.counts[TL_FATE_LOST] = cell.counts[TL_FATE_ORPHANED] = cell.counts[TL_COUNT_LEAKED] = 1;
    judge();
    is("lost", TL_VERDICT_NEW_LOSS);
    is("orphaned", TL_VERDICT_CHANGED);
    is("leaked", TL_VERDICT_NEW_LEAK);
    verdict_free(&found);
    cell.guard = TL_GUARD_LIST;
    judge();
    ck_assert_ptr_null(finding("leaked"));
}
END_TEST

START_TEST(guards_that_do_not_keep)
{
    static const enum tl_guard guards[] = {TL_GUARD_LOCAL, TL_GUARD_CALLBACK_ONLY,
                                           TL_GUARD_THREADSAFE};
    expect("lost", "all");
    expect("reported", "all");
    cell.guard = guards[_i];
    cell.counts[TL_FATE_LOST] = 4;
    judge();
    ck_assert_uint_eq(found.count, 1);
    is("lost", TL_VERDICT_AS_EXPECTED);
}
END_TEST

START_TEST(shield_keeps_from_37_on)
{
    expect("lost", "all");
    cell.guard = TL_GUARD_SHIELD;
    judge();
    is("lost", TL_VERDICT_AS_EXPECTED);
    verdict_free(&found);
    cell.implementation = implementation_of("3.6.15");
    judge();
    is("lost", TL_VERDICT_LOSS_GONE);
}
END_TEST

START_TEST(not_measured_is_never_as_expected)
{
    expect("lost", "none");
    if (_i == 0)
        cell.unmeasured = word("trial: signal 11");
    else if (_i == 1)
        cell.trials = 2;
    else
        cell.trials = cell.measured = 0;
    judge();
    is("lost", TL_VERDICT_COULD_NOT_MEASURE);
    ck_assert_int_eq(verdict_of(&found), TL_VERDICT_COULD_NOT_MEASURE);
}
END_TEST

/* By chance, only a loss where there should be none contradicts the head. */
START_TEST(natural_pressure_and_the_head)
{
    cell.pressure.pressure = TL_PRESSURE_NATURAL;
    expect("lost", "all");
    expect("stranded", "all");
    judge();
    ck_assert_uint_eq(found.count, 0);
    head[0].versions = word("none");
    cell.counts[TL_FATE_LOST] = 1;
    judge();
    is("lost", TL_VERDICT_NEW_LOSS);
    ck_assert_ptr_null(finding("stranded"));
}
END_TEST

START_TEST(one_collection_may_miss)
{
    cell.pressure = (struct pressure){TL_PRESSURE_STEP, 3};
    expect("lost", "all");
    judge();
    ck_assert_uint_eq(found.count, 0);
}
END_TEST

/* Zero is expected of all that the head does not name, and what it says of "lost" is of step. */
START_TEST(what_cancelling_does)
{
    cell.pressure = (struct pressure){TL_PRESSURE_CANCEL, 0};
    expect("lost", "all");
    expect("cancel.uncancelled", "<3.12");
    expect("cancel.items_gone", "all");
    note(TL_CANCELLATIONS, 7);
    note("left_timers", 2);
    note("left_readers", 0);
    note("items_gone", 1);
    judge();
    is("cancel.stalled", TL_VERDICT_AS_EXPECTED);
    is("cancel.uncancelled", TL_VERDICT_AS_EXPECTED);
    is("cancel.items_gone", TL_VERDICT_AS_EXPECTED);
    is("cancel.left_timers", TL_VERDICT_NEW_LEAK);
    ck_assert_uint_eq(found.count, 4);
}
END_TEST

START_TEST(troubles_of_cancelled_jobs)
{
    static const enum tl_count counts[] = {TL_COUNT_STALLED, TL_COUNT_BROKEN, TL_COUNT_UNCANCELLED};
    static const char *const keys[] = {"cancel.stalled", "cancel.broken", "cancel.uncancelled"};
    cell.pressure = (struct pressure){TL_PRESSURE_CANCEL, (uint64_t)_i % 2 * 5};
    note(TL_CANCELLATIONS, 7);
    cell.counts[counts[_i / 2]] = 1;
    judge();
    is(keys[_i / 2], _i / 2 == 2 ? TL_VERDICT_CHANGED : TL_VERDICT_NEW_LOSS);
}
END_TEST

/* A job that never waited; an interpreter whose objects nobody can count; a fact that never came.
 */
START_TEST(what_was_not_cancelled_is_not_known)
{
    cell.pressure = (struct pressure){TL_PRESSURE_CANCEL, 0};
    expect("cancel.stalled", "none");
    judge();
    ck_assert_uint_eq(found.count, 0);
    note(TL_CANCELLATIONS, 7);
    expect("cancel.left_waiters", "none");
    expect("cancel.left_futures", "all");
    expect("cancel.items_gone", "none");
    judge();
    is("cancel.stalled", TL_VERDICT_AS_EXPECTED);
    ck_assert_ptr_null(finding("cancel.left_waiters"));
    is("cancel.left_futures", TL_VERDICT_COULD_NOT_MEASURE);
    is("cancel.items_gone", TL_VERDICT_COULD_NOT_MEASURE);
}
END_TEST

/* A few cancellations whose programs all failed show nothing of jobs; all of them should. */
START_TEST(programs_that_failed_tell_nothing_of_jobs)
{
    cell.pressure = (struct pressure){TL_PRESSURE_CANCEL_SOME, 0};
    cell.counts[TL_COUNT_SPAWNED] = 0;
    expect("cancel.uncancelled", "all");
    expect("cancel.failed_programs", "all");
    note(TL_CANCELLATIONS, 2);
    note("failed_programs", 2);
    judge();
    ck_assert_uint_eq(found.count, 1);
    is("cancel.failed_programs", TL_VERDICT_AS_EXPECTED);
    verdict_free(&found);
    cell.pressure.pressure = TL_PRESSURE_CANCEL;
    judge();
    is("cancel.uncancelled", TL_VERDICT_COULD_NOT_MEASURE);
}
END_TEST

/* What a head says of cancelling is nothing to any other pressure. */
START_TEST(without_cancelling)
{
    expect("cancel.stalled", "all");
    expect("cancel.items_gone", "all");
    judge();
    is("lost", TL_VERDICT_AS_EXPECTED);
    ck_assert_uint_eq(found.count, 1);
}
END_TEST

START_TEST(the_control_judges_nothing)
{
    cell.pressure.pressure = TL_PRESSURE_OFF;
    expect("lost", "all");
    judge();
    ck_assert_uint_eq(found.count, 0);
    cell.unmeasured = word("deadline");
    judge();
    is("lost", TL_VERDICT_COULD_NOT_MEASURE);
}
END_TEST

START_TEST(a_head_that_does_not_parse)
{
    expect("lost", "3.8<");
    ck_assert_int_eq(verdict_cell(&cell, NULL, 1, &found, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

/* --- with a baseline --- */

static struct tl_named_count counts[8];
static struct tl_baseline_cell baseline;

static void had(const char *key, int64_t number)
{
    if (baseline.counts == NULL)
        baseline.count = 0;
    baseline.counts = counts;
    counts[baseline.count++] = (struct tl_named_count){word(key), number};
}

static void judge_both(void)
{
    ck_assert_int_eq(verdict_cell(&cell, &baseline, 1, &found, &error), 0);
    struct tl_findings *all[] = {&found};
    ck_assert_int_eq(verdict_settle(all, 1, &error), 0);
}

START_TEST(exact_counts_are_equal)
{
    expect("lost", "all");
    cell.counts[TL_FATE_LOST] = 4;
    had("lost", 4);
    had("spawned", 4);
    judge_both();
    is("lost", TL_VERDICT_AS_EXPECTED);
    ck_assert_uint_eq(found.count, 1);
    ck_assert(found.items[0].has_baseline);
    verdict_free(&found);
    cell.counts[TL_FATE_LOST] = 3;
    cell.counts[TL_FATE_FINISHED] = 1;
    note("extra", 1);
    judge_both();
    is("lost", TL_VERDICT_CHANGED);
    is("extra", TL_VERDICT_CHANGED);
    ck_assert_ptr_null(finding("finished"));
    says(finding("lost"), "lost: expected above 0, saw 3 of 4 jobs; the baseline has 4 of 4");
}
END_TEST

START_TEST(the_baseline_is_the_expectation)
{
    expect("lost", "none");
    cell.counts[TL_FATE_LOST] = 4;
    had("lost", 4);
    had("spawned", 4);
    judge_both();
    struct tl_findings *all = &found;
    ck_assert_int_eq(verdict_settle(&all, 1, &error), 0);
    is("lost", TL_VERDICT_AS_EXPECTED);
    ck_assert_int_eq(finding("lost")->standing, TL_STANDING_KNOWN);
}
END_TEST

/* As the head has it now, and the baseline had it otherwise. */
START_TEST(an_improvement_stands_apart)
{
    expect("lost", "none");
    had("lost", 4);
    had("spawned", 4);
    judge_both();
    struct tl_findings *all = &found;
    ck_assert_int_eq(verdict_settle(&all, 1, &error), 0);
    is("lost", TL_VERDICT_LOSS_GONE);
    ck_assert_int_eq(finding("lost")->standing, TL_STANDING_IMPROVED);
}
END_TEST

/* A name in the head that the program never noted did not show a zero. */
START_TEST(a_fact_that_was_never_noted)
{
    expect("leaked_object", "none");
    note("leaked_objects", 0);
    judge();
    is("leaked_object", TL_VERDICT_COULD_NOT_MEASURE);
    ck_assert(finding("leaked_object")->never_noted);
}
END_TEST

/* A hang that the head expects is a finding of its own, and none where the head has it not. */
START_TEST(an_ending_that_is_expected)
{
    expect("hangs", "all");
    cell.measured = 0;
    cell.as_expected = 1;
    cell.endings[TL_ENDING_DEADLINE] = 1;
    judge();
    ck_assert_uint_eq(found.count, 1);
    is("hangs", TL_VERDICT_AS_EXPECTED);
    verdict_free(&found);
    cell.expectation_count = 0;
    expect("hangs", "none");
    judge();
    is("hangs", TL_VERDICT_CHANGED);
}
END_TEST

/* A kept task that waits for something that was destroyed is a loss. */
START_TEST(what_a_loss_drags_along_is_a_loss)
{
    cell.guard = TL_GUARD_SET;
    cell.counts[TL_FATE_STALLED] = 1;
    judge();
    is("stalled", TL_VERDICT_NEW_LOSS);
    verdict_free(&found);
    cell.counts[TL_FATE_STALLED] = 0;
    cell.counts[TL_FATE_BROKEN] = 1;
    judge();
    is("broken", TL_VERDICT_NEW_LOSS);
}
END_TEST

/* `lost` of ten jobs in each of `count` trials, before and now. */
static void by_chance(size_t count, const uint64_t *before, const uint64_t *now)
{
    uint64_t sum = 0, old = 0;
    for (size_t i = 0; i < count; i++) {
        samples[i] = (struct tl_sample){now[i], 10};
        old_samples[i] = (struct tl_sample){before[i], 10};
        sum += now[i];
        old += before[i];
    }
    cell.pressure.pressure = TL_PRESSURE_NATURAL;
    cell.trials = cell.measured = (uint32_t)count;
    cell.sample_count = count;
    cell.counts[TL_COUNT_SPAWNED] = (uint32_t)count * 10;
    cell.counts[TL_FATE_LOST] = (uint32_t)sum;
    baseline.samples = old_samples;
    baseline.sample_count = count;
    had("lost", (int64_t)old);
    had("spawned", (int64_t)count * 10);
}

START_TEST(chance_is_no_change)
{
    expect("lost", "all");
    by_chance(6, (uint64_t[]){1, 0, 3, 2, 0, 1}, (uint64_t[]){0, 2, 3, 0, 1, 0});
    judge_both();
    is("lost", TL_VERDICT_AS_EXPECTED);
    ck_assert(found.items[0].tested);
    ck_assert_double_gt(found.items[0].q, 0.05);
}
END_TEST

/* All of one side above all of the other: 2 of C(12, 6) = 924 ways. */
START_TEST(a_change_that_chance_does_not_explain)
{
    expect("lost", "all");
    by_chance(6, (uint64_t[]){0, 0, 0, 0, 0, 0}, (uint64_t[]){5, 6, 7, 5, 6, 7});
    judge_both();
    is("lost", TL_VERDICT_NEW_LOSS);
    ck_assert_double_eq_tol(finding("lost")->p, 2.0 / 924, 1e-12);
    ck_assert_double_eq_tol(finding("lost")->q, 2.0 / 924, 1e-12);
}
END_TEST

/* A p of 0.03 among forty cells is what chance makes. */
START_TEST(many_cells_are_judged_together)
{
    struct tl_finding one = {.key = word("lost"), .tested = true, .seen = 3, .has_baseline = true};
    struct tl_findings many[40], *all[40];
    for (size_t i = 0; i < 40; i++) {
        many[i] = (struct tl_findings){malloc(sizeof one), 1};
        ck_assert_ptr_nonnull(many[i].items);
        many[i].items[0] = one;
        many[i].items[0].key = text_make("lost");
        many[i].items[0].p = i == 0 ? 0.03 : 0.5;
        all[i] = &many[i];
    }
    ck_assert_int_eq(verdict_settle(all, 40, &error), 0);
    ck_assert_int_eq(verdict_of(&many[0]), TL_VERDICT_AS_EXPECTED);
    many[0].items[0].p = 0.001;
    ck_assert_int_eq(verdict_settle(all, 40, &error), 0);
    ck_assert_int_eq(verdict_of(&many[0]), TL_VERDICT_NEW_LOSS);
    for (size_t i = 0; i < 40; i++)
        verdict_free(&many[i]);
}
END_TEST

START_TEST(no_data_gives_no_p)
{
    struct tl_sample none = {0, 0}, some = {1, 4};
    ck_assert(isnan(counts_p(&none, 1, &some, 1, 1)));
    ck_assert(isnan(counts_p(&none, 0, &some, 1, 1)));
    ck_assert_double_eq(counts_p(&some, 1, &some, 1, 1), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verdicts");
    TCase *tests = tcase_create("verdict");
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, what_the_head_says_is_as_expected);
    tcase_add_test(tests, without_a_job_nothing_is_known_of_jobs);
    tcase_add_test(tests, without_a_collection_nothing_is_verified);
    tcase_add_test(tests, losses);
    tcase_add_loop_test(tests, words, 0, 6);
    tcase_add_test(tests, counts_of_the_worker);
    tcase_add_test(tests, what_the_head_does_not_name);
    tcase_add_test(tests, a_newer_version_is_like_the_newest);
    tcase_add_test(tests, names_with_kinds_and_paths);
    tcase_add_test(tests, guards_that_keep);
    tcase_add_loop_test(tests, guards_that_do_not_keep, 0, 3);
    tcase_add_test(tests, shield_keeps_from_37_on);
    tcase_add_loop_test(tests, not_measured_is_never_as_expected, 0, 3);
    tcase_add_test(tests, natural_pressure_and_the_head);
    tcase_add_test(tests, one_collection_may_miss);
    tcase_add_test(tests, what_cancelling_does);
    tcase_add_loop_test(tests, troubles_of_cancelled_jobs, 0, 6);
    tcase_add_test(tests, what_was_not_cancelled_is_not_known);
    tcase_add_test(tests, programs_that_failed_tell_nothing_of_jobs);
    tcase_add_test(tests, without_cancelling);
    tcase_add_test(tests, the_control_judges_nothing);
    tcase_add_test(tests, a_head_that_does_not_parse);
    tcase_add_test(tests, exact_counts_are_equal);
    tcase_add_test(tests, the_baseline_is_the_expectation);
    tcase_add_test(tests, an_improvement_stands_apart);
    tcase_add_test(tests, a_fact_that_was_never_noted);
    tcase_add_test(tests, an_ending_that_is_expected);
    tcase_add_test(tests, what_a_loss_drags_along_is_a_loss);
    tcase_add_test(tests, chance_is_no_change);
    tcase_add_test(tests, a_change_that_chance_does_not_explain);
    tcase_add_test(tests, many_cells_are_judged_together);
    tcase_add_test(tests, no_data_gives_no_p);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
