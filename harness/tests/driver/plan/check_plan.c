/* The plan: what is in it, what is left out and why, and in which order. */
#include <check.h>
#include <string.h>

#include "implementation_of.h"
#include "plan.h"

#define ALL_GUARDS ((1u << TL_GUARD_COUNT) - 1)

static const char *const names[] = {"3.9.18", "3.12.1", "3.12.1+eager", "3.9.18+eager"};
static struct tl_target items[4];
static struct tl_case case_items[] = {
    {.id = (char *)"a1", .guards = ALL_GUARDS},
    {.id = (char *)"a2", .guards = 1u << TL_GUARD_BARE | 1u << TL_GUARD_SET},
    {.id = (char *)"a3", .guards = ALL_GUARDS, .needs = (char *)">=3.11"},
};
static const struct tl_cases cases = {case_items, 3};
static const struct pressure step = {TL_PRESSURE_STEP, 0};

static struct plan plan;
static struct tl_error error;

static void name_them(void)
{
    for (size_t i = 0; i < 4; i++)
        items[i].about = *implementation_of(names[i]);
}

static void make(size_t implementations, uint32_t guards, const struct pressure *pressures,
                 size_t pressure_count)
{
    struct tl_targets list = {items, implementations};
    ck_assert_msg(plan_make(&plan, &list, &cases, guards, pressures, pressure_count, &error) == 0,
                  "%s", error.text);
}

static size_t count_left_out(const char *why)
{
    size_t count = 0;
    for (size_t i = 0; i < plan.left_out_count; i++)
        count += strstr(plan.left_out[i].why, why) != NULL;
    return count;
}

START_TEST(everything_is_in_or_left_out)
{
    make(4, ALL_GUARDS, &step, 1);
    ck_assert_uint_eq(plan.count + plan.left_out_count, 4 * 3 * TL_GUARD_COUNT);
    ck_assert_uint_eq(count_left_out("no eager tasks"), 3 * TL_GUARD_COUNT);
    ck_assert_uint_eq(count_left_out("another version"), TL_GUARD_COUNT);
    ck_assert_uint_eq(count_left_out("does not fit"), 3 * (TL_GUARD_COUNT - 2));
    ck_assert_uint_eq(count_left_out("no such guard"), 1);
    plan_free(&plan);
}
END_TEST

START_TEST(cells_of_one_case_follow_each_other)
{
    static const struct pressure two[] = {{TL_PRESSURE_OFF, 0}, {TL_PRESSURE_STEP, 3}};
    make(2, ALL_GUARDS, two, 2);
    size_t next = 0;
    for (size_t i = 0; i < plan.chunk_count; i++) {
        const struct plan_chunk *chunk = &plan.chunks[i];
        const struct tl_cell *first = &plan.cells[chunk->first];
        ck_assert_uint_eq(chunk->first, next);
        ck_assert_ptr_eq(first->target, &items[chunk->implementation]);
        for (size_t c = 1; c < chunk->count; c++) {
            ck_assert_ptr_eq(first[c].target, first->target);
            ck_assert_ptr_eq(first[c].the_case, first->the_case);
            ck_assert_int_ge(first[c].guard, first[c - 1].guard);
        }
        next += chunk->count;
    }
    ck_assert_uint_eq(next, plan.count);
    ck_assert_uint_eq(plan.chunk_count, 5); /* a3 does not run on 3.9 */
    ck_assert_uint_eq(plan.cells[1].pressure.argument, 3);
    plan_free(&plan);
}
END_TEST

START_TEST(an_empty_plan)
{
    make(0, ALL_GUARDS, &step, 1);
    ck_assert_uint_eq(plan.count + plan.left_out_count + plan.chunk_count, 0);
    plan_free(&plan);
    make(1, 1u << TL_GUARD_TASKGROUP, &step, 1);
    ck_assert_uint_eq(plan.count, 0);
    ck_assert_uint_eq(plan.left_out_count, 3);
    plan_free(&plan);
}
END_TEST

START_TEST(a_broken_head_is_told)
{
    struct tl_case broken = {.id = (char *)"b", .guards = ALL_GUARDS, .needs = (char *)"new"};
    struct tl_cases one = {&broken, 1};
    struct tl_targets list = {items, 1};
    ck_assert_int_eq(plan_make(&plan, &list, &one, ALL_GUARDS, &step, 1, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "'new'"));
}
END_TEST

START_TEST(guards)
{
    uint32_t bits;
    ck_assert_int_eq(words_guards("bare", &bits, &error), 0);
    ck_assert_uint_eq(bits, 1u << TL_GUARD_BARE);
    ck_assert_int_eq(words_guards("bare, set,bare", &bits, &error), 0);
    ck_assert_uint_eq(bits, 1u << TL_GUARD_BARE | 1u << TL_GUARD_SET);
    ck_assert_int_eq(words_guards("all", &bits, &error), 0);
    ck_assert_uint_eq(bits, ALL_GUARDS);
    ck_assert_int_eq(words_guards("task-group", &bits, &error), -1);
    ck_assert_str_eq(error.text, "unknown guard 'task-group'; did you mean 'taskgroup'?");
    ck_assert_int_eq(words_guards("zzz", &bits, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "known are bare, local"));
    ck_assert_int_eq(words_guards(" , ", &bits, &error), -1);
}
END_TEST

static const struct {
    const char *text;
    enum tl_pressure pressure;
    uint64_t argument;
} pressures[] = {{"off", TL_PRESSURE_OFF, 0},
                 {"natural", TL_PRESSURE_NATURAL, 0},
                 {"step", TL_PRESSURE_STEP, 0},
                 {"step=3", TL_PRESSURE_STEP, 3},
                 {"alloc=12000", TL_PRESSURE_ALLOC, 12000},
                 {"threshold=700", TL_PRESSURE_THRESHOLD, 700}};

START_TEST(known_pressures)
{
    struct pressure one;
    char name[40];
    ck_assert_int_eq(words_pressure(pressures[_i].text, &one, &error), 0);
    ck_assert_int_eq(one.pressure, pressures[_i].pressure);
    ck_assert_uint_eq(one.argument, pressures[_i].argument);
    ck_assert_str_eq(words_pressure_name(name, sizeof name, one.pressure, one.argument),
                     pressures[_i].text);
}
END_TEST

static const struct {
    const char *text, *message;
} bad[] = {{"stpe", "did you mean 'step'?"},
           {"threshold", "needs a number"},
           {"alloc", "needs a number"},
           {"natural=3", "takes no number"},
           {"step=0", "not between"},
           {"step=", "no whole number"},
           {"step=-1", "no whole number"},
           {"step=3x", "no whole number"},
           {"threshold=99999999999999999999", "not between"},
           {"", "known are off, natural"},
           {"step =3", "did you mean 'step'?"}};

START_TEST(bad_pressures)
{
    struct pressure one;
    ck_assert_int_eq(words_pressure(bad[_i].text, &one, &error), -1);
    ck_assert_msg(strstr(error.text, bad[_i].message) != NULL, "%s", error.text);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *tests = tcase_create("plan");
    tcase_add_checked_fixture(tests, name_them, NULL);
    tcase_add_test(tests, everything_is_in_or_left_out);
    tcase_add_test(tests, cells_of_one_case_follow_each_other);
    tcase_add_test(tests, an_empty_plan);
    tcase_add_test(tests, a_broken_head_is_told);
    tcase_add_test(tests, guards);
    tcase_add_loop_test(tests, known_pressures, 0, sizeof pressures / sizeof pressures[0]);
    tcase_add_loop_test(tests, bad_pressures, 0, sizeof bad / sizeof bad[0]);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
