/* What exposure adds to a share, and above all where it must not say "cannot be lost". */
#include "exposed.h"

#include <check.h>

#include "exposure.h"
#include "suite.h"

static char words[EXPOSED_MAX];

/* Four jobs of one measured trial that waited ten steps each, seen at all of them, and none lost.
 */
static struct pool_point nobody(void)
{
    return (struct pool_point){.cells = 1,
                               .trials = 1,
                               .measured = 1,
                               .counts = {[TL_COUNT_SPAWNED] = 4, [TL_FATE_FINISHED] = 4},
                               .waited_steps = 40,
                               .sight = TL_SIGHT_EXACT,
                               .has_rate = true};
}

START_TEST(who_is_never_exposed_cannot_be_lost)
{
    struct pool_point point = nobody();
    ck_assert_str_eq(exposed_words(words, &point), EXPOSED_NONE);
    ck_assert(exposure_none(&point));
}
END_TEST

/* Each of these takes away a reason to say it. */
static void see_less(struct pool_point *point)
{
    point->sight = TL_SIGHT_PARTIAL;
}

static void see_nothing(struct pool_point *point)
{
    point->sight = TL_SIGHT_NONE;
}

static void never_wait(struct pool_point *point)
{
    point->waited_steps = 0;
}

static void measure_less(struct pool_point *point)
{
    point->trials = 2;
}

static void fail_a_cell(struct pool_point *point)
{
    point->incomplete = 1;
}

static void orphan_one(struct pool_point *point)
{
    point->counts[TL_FATE_ORPHANED] = 1;
}

static void stall_one(struct pool_point *point)
{
    point->counts[TL_FATE_STALLED] = 1;
}

static void break_one(struct pool_point *point)
{
    point->counts[TL_FATE_BROKEN] = 1;
}

static void spawn_none(struct pool_point *point)
{
    point->has_rate = false;
}

static void (*const doubts[])(struct pool_point *) = {see_less,     see_nothing, never_wait,
                                                      measure_less, fail_a_cell, orphan_one,
                                                      stall_one,    break_one,   spawn_none};

START_TEST(any_doubt_forbids_to_say_so)
{
    struct pool_point point = nobody();
    doubts[_i](&point);
    ck_assert_str_eq(exposed_words(words, &point), "");
}
END_TEST

START_TEST(luck_is_called_luck)
{
    struct pool_point point = nobody();
    point.exposed_steps = 34;
    ck_assert_str_eq(exposed_words(words, &point),
                     "not lost in these trials, exposed for 85 % of its wait");
    point.sight = TL_SIGHT_PARTIAL;
    ck_assert_str_eq(exposed_words(words, &point),
                     "not lost in these trials, exposed for at least 85 % of its wait");
    point.rate = 0.25;
    ck_assert_str_eq(exposed_words(words, &point), "");
}
END_TEST

START_TEST(a_destroyed_orphan_had_no_luck)
{
    struct pool_point point = nobody();
    point.exposed_steps = 34;
    orphan_one(&point);
    ck_assert_str_eq(exposed_words(words, &point), "exposed for 85 % of its wait");
}
END_TEST

START_TEST(the_window_is_that_of_all_jobs)
{
    struct tl_task_row jobs[] = {{.exposure = {.waited = 9, .exposed = 3, .first = 4, .last = 6}},
                                 {.exposure = {.waited = 9}},
                                 {.exposure = {.waited = 9, .exposed = 1, .first = 3, .last = 3}}};
    struct tl_result cell = {.sight = TL_SIGHT_EXACT,
                             .trials = 1,
                             .measured = 1,
                             .waited_steps = 27,
                             .exposed_steps = 4,
                             .jobs = jobs,
                             .job_count = 3};
    ck_assert_str_eq(exposed_share(words, &cell), "15 %, steps 3 to 6");
    cell.sight = TL_SIGHT_PARTIAL;
    ck_assert_str_eq(exposed_share(words, &cell), "at least 15 %, steps 3 to 6");
    cell.exposed_steps = 0;
    ck_assert_str_eq(exposed_share(words, &cell), "at no step that was seen");
    cell.sight = TL_SIGHT_NONE;
    ck_assert_str_eq(exposed_share(words, &cell), "not measured");
}
END_TEST

START_TEST(a_step_is_a_bit)
{
    struct tl_exposure exposure = {.steps = {1u << 3, 1}};
    ck_assert(exposure_at(&exposure, 3));
    ck_assert(exposure_at(&exposure, 64));
    ck_assert(!exposure_at(&exposure, 4));
    ck_assert(!exposure_at(&exposure, EXPOSURE_STEPS));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, who_is_never_exposed_cannot_be_lost);
    tcase_add_loop_test(tests, any_doubt_forbids_to_say_so, 0, sizeof doubts / sizeof *doubts);
    tcase_add_test(tests, luck_is_called_luck);
    tcase_add_test(tests, a_destroyed_orphan_had_no_luck);
    tcase_add_test(tests, the_window_is_that_of_all_jobs);
    tcase_add_test(tests, a_step_is_a_bit);
}

int main(void)
{
    return suite_run("exposed", add);
}
