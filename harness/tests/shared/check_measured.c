/* When a trial is a measurement, and what is said where it is none. */
#include "measured.h"

#include <string.h>

#include "suite.h"

static struct tl_answer answer;

/* Four jobs: one lost, three finished. */
static void make(void)
{
    answer = (struct tl_answer){.ending = TL_ENDING_OK};
    answer.trial.counts[TL_COUNT_SPAWNED] = answer.control.counts[TL_COUNT_SPAWNED] = 4;
    answer.trial.counts[TL_COUNT_LOST] = 1;
    answer.trial.counts[TL_COUNT_FINISHED] = 3;
    answer.control.counts[TL_COUNT_FINISHED] = 4;
}

static void says(const char *line)
{
    char *why = measured_why_not(&answer);
    ck_assert(!measured_trial(&answer));
    ck_assert_str_eq(why, line);
    free(why);
}

START_TEST(a_trial_that_ended_and_adds_up)
{
    ck_assert(measured_trial(&answer));
    strcpy(answer.note, "something was said");
    answer.left_processes = answer.left_threads = answer.real_time = 1;
    answer.trial.counts[TL_COUNT_LEAKED] = 3; /* beside the fates */
    ck_assert(measured_trial(&answer));
}
END_TEST

START_TEST(fates_that_do_not_add_up)
{
    struct tl_tally *tally = _i == 0 ? &answer.trial : &answer.control;
    tally->counts[TL_COUNT_FINISHED]++;
    says("the fates do not add up to the jobs: a bug of taskloss");
    tally->counts[TL_COUNT_FINISHED] = UINT32_MAX; /* nor does a sum that runs over */
    tally->counts[TL_COUNT_FAILED] = 5;
    tally->counts[TL_COUNT_LOST] = 0;
    strcpy(answer.note, "a note");
    says("the fates do not add up to the jobs: a bug of taskloss: a note");
}
END_TEST

START_TEST(unpaired)
{
    answer.unpaired = 1;
    says("trial and control differ in their jobs");
    strcpy(answer.note, "3 jobs, and 4 in the control");
    says("3 jobs, and 4 in the control");
}
END_TEST

START_TEST(detectors_that_disagree)
{
    answer.audit_differences = 2;
    says("the two detectors disagree on 2 jobs: a bug of taskloss");
}
END_TEST

static const struct {
    enum tl_ending ending;
    int32_t code;
    const char *note, *line;
} endings[] = {
    {TL_ENDING_EXIT, 1, "", "trial: exit 1"},
    {TL_ENDING_EXIT, -1, "AssertionError", "trial: exit -1: AssertionError"},
    {TL_ENDING_SIGNAL, 11, "", "trial: signal 11"},
    {TL_ENDING_DEADLINE, 7, "", "trial: deadline"}, /* no number goes with it */
    {TL_ENDING_MEMORY, 0, "", "trial: memory"},
    {TL_ENDING_NOT_STARTED, 0, "no such module", "trial: not-started: no such module"},
    {TL_ENDING_COUNT, 0, "", "trial: unknown ending"},
};

START_TEST(no_loss_and_no_end)
{
    answer.ending = endings[_i].ending;
    answer.ending_code = endings[_i].code;
    strcpy(answer.note, endings[_i].note);
    answer.trial.counts[TL_COUNT_LOST] = 0;
    answer.trial.counts[TL_COUNT_FINISHED] = 4;
    says(endings[_i].line);
}
END_TEST

/* How a trial ended after a loss is a part of the finding, if such an ending may follow one. */
START_TEST(what_follows_a_loss)
{
    answer.ending = endings[_i].ending;
    answer.ending_code = endings[_i].code;
    bool may = answer.ending < TL_ENDING_COUNT && tl_ending_rules[answer.ending].follows;
    ck_assert_int_eq(measured_trial(&answer), may);
    strcpy(answer.note, endings[_i].note);
    char *ending = measured_ending(&answer);
    ck_assert_str_eq(ending, endings[_i].line);
    free(ending);
}
END_TEST

/* Jobs that a collection stalled or broke are a loss too: stalled only where nothing more could
 * have come, broken only where the program then left by itself. */
START_TEST(what_follows_a_stalled_or_broken_job)
{
    answer.ending = TL_ENDING_EXIT;
    answer.trial.counts[TL_COUNT_LOST] = 0;
    answer.trial.counts[TL_COUNT_STALLED] = 1;
    ck_assert(!measured_trial(&answer));
    answer.stuck = 1;
    ck_assert(measured_trial(&answer));
    answer.ending = TL_ENDING_DEADLINE;
    ck_assert(measured_trial(&answer));
    answer.control_failed = 1;
    ck_assert(!measured_trial(&answer));
    make();
    answer.trial.counts[TL_COUNT_LOST] = 0;
    answer.trial.counts[TL_COUNT_BROKEN] = 1;
    answer.ending = TL_ENDING_EXIT;
    ck_assert(measured_trial(&answer));
    answer.ending = TL_ENDING_DEADLINE;
    ck_assert(!measured_trial(&answer));
}
END_TEST

/* Then it is not what kept the trial from being measured. */
START_TEST(the_reason_is_the_reason)
{
    answer.ending = TL_ENDING_EXIT;
    answer.ending_code = 1;
    answer.audit_differences = 2;
    says("the two detectors disagree on 2 jobs: a bug of taskloss");
    answer.audit_differences = 0;
    answer.control.counts[TL_COUNT_FINISHED] = 3;
    says("the fates do not add up to the jobs: a bug of taskloss");
}
END_TEST

START_TEST(a_control_that_failed)
{
    answer.control_failed = 1;
    says("control: ok");
    answer.ending = TL_ENDING_EXIT;
    answer.ending_code = 3;
    says("control: exit 3"); /* nothing can follow a loss there */
}
END_TEST

static void add(TCase *tests)
{
    const int count = sizeof endings / sizeof endings[0];
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, a_trial_that_ended_and_adds_up);
    tcase_add_loop_test(tests, fates_that_do_not_add_up, 0, 2);
    tcase_add_test(tests, unpaired);
    tcase_add_test(tests, detectors_that_disagree);
    tcase_add_loop_test(tests, no_loss_and_no_end, 0, count);
    tcase_add_loop_test(tests, what_follows_a_loss, 0, count);
    tcase_add_test(tests, what_follows_a_stalled_or_broken_job);
    tcase_add_test(tests, the_reason_is_the_reason);
    tcase_add_test(tests, a_control_that_failed);
}

int main(void)
{
    return suite_run("measured", add);
}
