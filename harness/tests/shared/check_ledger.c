/* Settling: fates from a trial's ledger and its control's, without any Python. */
#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"

static struct ledger *trial, *control;
static struct tl_task_row *rows;

static void make(void)
{
    trial = ledger_map();
    control = ledger_map();
    rows = calloc(TL_ROWS_MAX, sizeof *rows);
    ck_assert(trial != NULL && control != NULL && rows != NULL);
}

static void clean(void)
{
    free(rows);
}

static void add(struct ledger *ledger, enum ledger_state state, uint32_t flags)
{
    ledger->entries[ledger->entry_count++] = (struct ledger_entry){.state = state, .flags = flags};
}

static struct tl_answer settled(int audit)
{
    struct tl_answer answer = {0};
    ledger_settle(trial, control, audit, &answer, rows);
    uint32_t sum = 0;
    for (int i = 0; i < TL_FATE_COUNT; i++)
        sum += answer.trial.counts[i];
    ck_assert_uint_eq(sum, answer.trial.counts[TL_COUNT_SPAWNED]);
    return answer;
}

START_TEST(destroyed_is_lost_only_if_the_control_ended)
{
    static const enum ledger_state ends[] = {LEDGER_FINISHED, LEDGER_FAILED,    LEDGER_CANCELLED,
                                             LEDGER_STRANDED, LEDGER_UNSTARTED, LEDGER_DESTROYED};
    for (size_t i = 0; i < 6; i++) {
        add(trial, LEDGER_DESTROYED, LEDGER_JOB);
        add(control, ends[i], LEDGER_JOB);
    }
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_LOST], 3);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_ORPHANED], 3);
    ck_assert_uint_eq(answer.unpaired, 0);
}
END_TEST

START_TEST(jobs_are_paired_whatever_stands_between_them)
{
    add(trial, LEDGER_FINISHED, 0);
    add(trial, LEDGER_STILLBORN, LEDGER_JOB);
    add(trial, LEDGER_DESTROYED, LEDGER_JOB);
    add(control, LEDGER_FINISHED, LEDGER_JOB);
    add(control, LEDGER_FINISHED, 0);
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_SPAWNED], 1);
    ck_assert_uint_eq(answer.trial.others, 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_LOST], 1);
    ck_assert_uint_eq(rows[0].control_fate, TL_FATE_FINISHED);
}
END_TEST

START_TEST(a_destroyed_job_without_counterpart_is_not_measured)
{
    add(trial, LEDGER_DESTROYED, LEDGER_JOB);
    ck_assert_uint_eq(settled(0).unpaired, 1);
}
END_TEST

START_TEST(a_job_the_collector_helped_is_rescued)
{
    add(trial, LEDGER_FINISHED, LEDGER_JOB);
    add(control, LEDGER_STRANDED, LEDGER_JOB);
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_RESCUED], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_FINISHED], 1);
    ck_assert_uint_eq(answer.control.counts[TL_FATE_STRANDED], 1);
}
END_TEST

START_TEST(a_ledger_of_a_dead_trial_still_adds_up)
{
    add(trial, LEDGER_LIVE, LEDGER_JOB);
    add(control, LEDGER_FINISHED, LEDGER_JOB);
    ck_assert_uint_eq(settled(0).trial.counts[TL_FATE_STALLED], 1);
}
END_TEST

/* One of two jobs waits for the one that was destroyed. */
START_TEST(what_waits_for_a_lost_job_stalls)
{
    add(trial, LEDGER_DESTROYED, LEDGER_JOB);
    add(trial, LEDGER_STRANDED, LEDGER_JOB);
    add(control, LEDGER_FINISHED, LEDGER_JOB);
    add(control, LEDGER_FINISHED, LEDGER_JOB);
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_LOST], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_STALLED], 1);
}
END_TEST

START_TEST(what_fails_for_a_lost_job_is_broken)
{
    add(trial, LEDGER_DESTROYED, LEDGER_JOB);
    add(trial, LEDGER_FAILED, LEDGER_JOB);
    add(trial, LEDGER_CANCELLED, LEDGER_JOB);
    for (int i = 0; i < 3; i++)
        add(control, LEDGER_FINISHED, LEDGER_JOB);
    ck_assert_uint_eq(settled(0).trial.counts[TL_FATE_BROKEN], 2);
}
END_TEST

/* Made in the order of a set: another one of them fails, and another one waits for ever. */
START_TEST(jobs_made_in_another_order_are_neither)
{
    static const enum ledger_state states[] = {LEDGER_FAILED, LEDGER_FINISHED, LEDGER_STRANDED};
    for (int i = 0; i < 3; i++) {
        add(trial, states[i], LEDGER_JOB);
        add(control, states[(i + 1) % 3], LEDGER_JOB);
    }
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_BROKEN] + answer.trial.counts[TL_FATE_STALLED],
                      0);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_FAILED], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_STRANDED], 1);
}
END_TEST

/* Planted: the two detectors disagree, either way. */
START_TEST(a_cancelled_job_is_meant_to_end)
{
    static const enum ledger_state ends[] = {LEDGER_CANCELLED, LEDGER_FINISHED, LEDGER_FAILED,
                                             LEDGER_STRANDED};
    for (size_t i = 0; i < 4; i++) {
        add(trial, ends[i], LEDGER_JOB | LEDGER_ASKED);
        add(control, i < 3 ? LEDGER_FINISHED : LEDGER_STRANDED, LEDGER_JOB);
    }
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_CANCELLED], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_FINISHED], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_UNCANCELLED], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_BROKEN], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_STALLED], 1);
}
END_TEST

START_TEST(a_cancelled_job_breaks_no_other)
{
    add(trial, LEDGER_CANCELLED, LEDGER_JOB | LEDGER_ASKED);
    add(trial, LEDGER_CANCELLED, LEDGER_JOB);
    add(control, LEDGER_FINISHED, LEDGER_JOB);
    add(control, LEDGER_FINISHED, LEDGER_JOB);
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_CANCELLED], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_BROKEN], 1);
    trial->entries[1].state = LEDGER_FINISHED;
    answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_BROKEN], 0);
}
END_TEST

START_TEST(the_audit_sees_a_detector_that_lies)
{
    add(trial, LEDGER_DESTROYED, LEDGER_JOB | LEDGER_AUDITABLE);
    add(trial, LEDGER_FINISHED, LEDGER_JOB | LEDGER_AUDITABLE | LEDGER_SUSPENDED);
    add(trial, LEDGER_DESTROYED, LEDGER_JOB | LEDGER_AUDITABLE | LEDGER_SUSPENDED);
    add(trial, LEDGER_DESTROYED, LEDGER_JOB); /* of a type the second detector cannot see */
    for (int i = 0; i < 4; i++)
        add(control, LEDGER_FINISHED, LEDGER_JOB);
    ck_assert_uint_eq(settled(1).audit_differences, 2);
    ck_assert_uint_eq(settled(0).audit_differences, 0);
}
END_TEST

START_TEST(leaks_and_silence_are_counted_for_jobs_only)
{
    add(trial, LEDGER_FINISHED, LEDGER_JOB | LEDGER_KEPT | LEDGER_LEAKED);
    add(trial, LEDGER_FINISHED, LEDGER_JOB | LEDGER_KEPT);
    add(trial, LEDGER_FINISHED, LEDGER_KEPT | LEDGER_LEAKED | LEDGER_SILENT);
    add(trial, LEDGER_DESTROYED, LEDGER_JOB | LEDGER_SILENT | LEDGER_FREED);
    for (int i = 0; i < 3; i++)
        add(control, LEDGER_FINISHED, LEDGER_JOB);
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_LEAKED], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_KEPT], 2);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_SILENT], 1);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_RESURRECTED], 0);
}
END_TEST

START_TEST(a_reset_ledger_is_blank)
{
    add(trial, LEDGER_DESTROYED, LEDGER_JOB);
    trial->steps = 7;
    ledger_reset(trial);
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(
        answer.trial.counts[TL_COUNT_SPAWNED] + answer.trial.steps + answer.task_count, 0);
}
END_TEST

static struct ledger *taken(void)
{
    struct ledger *copy = calloc(1, sizeof *copy);
    ck_assert_ptr_nonnull(copy);
    ledger_take(copy, trial);
    return copy;
}

/* One entry and one fact, as a trial leaves them. */
static void make_sound(void)
{
    ledger_reset(trial);
    add(trial, LEDGER_FINISHED, LEDGER_JOB);
    trial->entries[0].mark = LEDGER_MARK;
    trial->phase = LEDGER_COMPLETE;
    ck_assert_uint_eq(ledger_add_fact(trial, "fact"), 0);
}

START_TEST(a_sound_ledger_is_taken_as_it_is)
{
    make_sound();
    struct ledger *copy = taken();
    ck_assert(!copy->spoiled && copy->note[0] == '\0');
    ck_assert_uint_eq(copy->entry_count, 1);
    ck_assert_int_eq(memcmp(copy, trial, LEDGER_HEAD), 0);
    ck_assert_int_eq(memcmp(copy->entries, trial->entries, sizeof copy->entries[0]), 0);
    free(copy);
}
END_TEST

static void is_spoiled(void)
{
    struct ledger *copy = taken();
    ck_assert(copy->spoiled && copy->note[0] != '\0');
    ck_assert_uint_eq(copy->entry_count + copy->fact_count + copy->phase, 0);
    free(copy);
    make_sound();
}

START_TEST(an_overwritten_ledger_is_not_believed)
{
    make_sound();
    trial->entry_count = LEDGER_ENTRIES_MAX + 1;
    is_spoiled();
    trial->fact_count = TL_FACTS_MAX + 1;
    is_spoiled();
    trial->phase = LEDGER_COMPLETE + 1;
    is_spoiled();
    trial->entries[0].state = LEDGER_UNSTARTED + 1;
    is_spoiled();
    trial->entry_count = 2; /* the second was never entered */
    is_spoiled();
    trial->facts[0].name = trial->texts_used;
    is_spoiled();
    trial->facts[0].printed = UINT32_MAX;
    is_spoiled();
    trial->texts[trial->texts_used - 1] = 'n';
    is_spoiled();
    trial->texts_used = TL_NAMES_MAX + 1;
    is_spoiled();
    trial->made_count = LEDGER_MADE_MAX + 1;
    is_spoiled();
    trial->made_count = 1;
    trial->made[0].kind = LEDGER_MADE_AS_MAIN + 1;
    is_spoiled();
    trial->made_count = 1;
    memset(trial->made[0].name, 'n', sizeof trial->made[0].name);
    is_spoiled();
    memset(trial, 0, offsetof(struct ledger, entries[2]));
    is_spoiled();
    memset(trial, 0xff, offsetof(struct ledger, entries[2]));
    is_spoiled();
    memset(trial->entries, 0, sizeof trial->entries[0]);
    is_spoiled();
}
END_TEST

/* All are counted; the first ones have rows, and those before them details. */
START_TEST(many_jobs)
{
    enum { MANY = 100000, LOST = MANY - 1 };
    for (uint32_t i = 0; i < MANY; i++) {
        add(trial, i == LOST ? LEDGER_DESTROYED : LEDGER_FINISHED, LEDGER_JOB);
        add(control, LEDGER_FINISHED, LEDGER_JOB);
        trial->entries[i].mark = LEDGER_MARK;
        control->entries[i].exposure.waited = 3;
    }
    control->entries[LOST].exposure.exposed = 2;
    trial->mark = trial->end_mark = LEDGER_MARK;
    struct tl_answer answer = settled(0);
    ck_assert_uint_eq(answer.trial.counts[TL_COUNT_SPAWNED], MANY);
    ck_assert_uint_eq(answer.trial.counts[TL_FATE_LOST], 1);
    ck_assert_uint_eq(answer.task_count, TL_ROWS_MAX);
    ck_assert_uint_eq(answer.waited_steps, 3 * MANY);
    ck_assert_uint_eq(answer.exposed_steps, 2);
    ck_assert_ptr_nonnull(ledger_detail(trial, LEDGER_DETAILS_MAX - 1));
    ck_assert_ptr_null(ledger_detail(trial, LEDGER_DETAILS_MAX));
    ledger_take(control, trial);
    ck_assert_uint_eq(control->entry_count, MANY);
    ck_assert_uint_eq(control->entries[LOST].state, LEDGER_DESTROYED);
    ledger_reset(trial);
    ck_assert_uint_eq(trial->entries[LOST].mark, 0); /* its memory was given back */
    ledger_take(control, trial);
    ck_assert_uint_eq(control->entry_count + control->entries[LOST].mark, 0);
}
END_TEST

START_TEST(facts_are_kept_whole_or_not_at_all)
{
    static char name[TL_NAMES_MAX];
    ledger_reset(trial);
    for (uint32_t i = 0; i < TL_FACTS_MAX; i++) {
        snprintf(name, sizeof name, "%u", i);
        ck_assert_uint_eq(ledger_add_fact(trial, name), i);
    }
    ck_assert_uint_eq(trial->facts_lost, 0);
    ck_assert_uint_eq(ledger_find_fact(trial, "65535"), 65535);
    ck_assert_uint_eq(ledger_find_fact(trial, "65536"), TL_FACTS_MAX);
    ck_assert_uint_eq(ledger_add_fact(trial, "65536"), TL_FACTS_MAX);
    ck_assert_uint_eq(trial->facts_lost, 1);
    ledger_reset(trial);
    memset(name, 'n', sizeof name - 1);
    ck_assert_uint_eq(ledger_add_fact(trial, name), TL_FACTS_MAX); /* the first byte is no place */
    ck_assert_uint_eq(trial->facts_lost, 1);
    ck_assert_uint_eq(trial->fact_count, 0);
    ledger_reset(trial);
    ck_assert_uint_eq(ledger_add_fact(trial, name + 1), 0);
    ck_assert_uint_eq(trial->facts_lost, 0);
    ck_assert_uint_eq(ledger_find_fact(trial, name + 1), 0);
}
END_TEST

static void overwrite_any(size_t from, size_t end, struct ledger *copy)
{
    for (size_t at = from; at + 4 <= end; at += 4) {
        memset((char *)trial + at, 0xa5, 4);
        ledger_take(copy, trial);
        ck_assert_uint_le(copy->entry_count, LEDGER_ENTRIES_MAX);
        ck_assert_uint_le(copy->fact_count, TL_FACTS_MAX);
        for (uint32_t i = 0; i < copy->fact_count; i++)
            ck_assert_uint_lt(strlen(copy->texts + copy->facts[i].name), TL_NAMES_MAX);
        make_sound();
    }
}

/* A false value in each place of four bytes is found, or the copy is sound. */
START_TEST(any_four_bytes_may_be_overwritten)
{
    size_t facts = offsetof(struct ledger, facts), entries = offsetof(struct ledger, entries);
    make_sound();
    struct ledger *copy = calloc(1, sizeof *copy);
    overwrite_any(0, LEDGER_HEAD, copy);
    overwrite_any(facts, facts + sizeof trial->facts[0], copy);
    overwrite_any(entries, entries + sizeof trial->entries[0], copy);
    free(copy);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ledger");
    TCase *tcase = tcase_create("settling");
    tcase_add_checked_fixture(tcase, make, clean);
    tcase_add_test(tcase, destroyed_is_lost_only_if_the_control_ended);
    tcase_add_test(tcase, jobs_are_paired_whatever_stands_between_them);
    tcase_add_test(tcase, a_destroyed_job_without_counterpart_is_not_measured);
    tcase_add_test(tcase, a_job_the_collector_helped_is_rescued);
    tcase_add_test(tcase, a_ledger_of_a_dead_trial_still_adds_up);
    tcase_add_test(tcase, what_waits_for_a_lost_job_stalls);
    tcase_add_test(tcase, what_fails_for_a_lost_job_is_broken);
    tcase_add_test(tcase, jobs_made_in_another_order_are_neither);
    tcase_add_test(tcase, a_cancelled_job_is_meant_to_end);
    tcase_add_test(tcase, a_cancelled_job_breaks_no_other);
    tcase_add_test(tcase, the_audit_sees_a_detector_that_lies);
    tcase_add_test(tcase, leaks_and_silence_are_counted_for_jobs_only);
    tcase_add_test(tcase, a_reset_ledger_is_blank);
    tcase_add_test(tcase, a_sound_ledger_is_taken_as_it_is);
    tcase_add_test(tcase, an_overwritten_ledger_is_not_believed);
    tcase_add_test(tcase, many_jobs);
    tcase_add_test(tcase, facts_are_kept_whole_or_not_at_all);
    tcase_add_test(tcase, any_four_bytes_may_be_overwritten);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
