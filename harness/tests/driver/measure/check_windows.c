/* Windows in planted programs: jobs are destroyed between given allocations, and collections come
 * at the first safe point behind the one asked for. */
#include "windows.h"

#include "suite.h"

enum { STEP = 100, STEPS = 10, SAFE_POINT = 7, ROUNDS = 20 };

struct span {
    uint64_t first, last;
};

struct program {
    const struct span *spans; /* of the one job; the last is 0 */
    uint32_t trials;
};

static bool destroys(const struct program *program, uint64_t at)
{
    for (const struct span *span = program->spans; span->last != 0; span++)
        if (at >= span->first && at <= span->last)
            return true;
    return false;
}

static void try_point(struct windows *windows, struct program *program, bool by_step,
                      uint64_t asked)
{
    struct windows_point *point = windows_add(windows);
    uint64_t safe = (asked + SAFE_POINT - 1) / SAFE_POINT * SAFE_POINT;
    point->pressure.by_step = by_step;
    point->pressure.asked = asked;
    point->at = by_step ? asked * STEP : safe;
    point->step = (uint32_t)(by_step ? asked : safe / STEP);
    point->usable = true;
    if (destroys(program, point->at))
        point->fates[0] = TL_FATE_LOST;
    program->trials++;
}

static void explore(struct windows *windows, struct program *program, unsigned within)
{
    *windows = (struct windows){.jobs = 1};
    for (uint64_t step = 1; step <= STEPS; step++)
        try_point(windows, program, true, step);
    for (int round = 0;; round++) {
        uint64_t *asked;
        windows_sort(windows);
        size_t count = windows_ask(windows, within, &asked);
        for (size_t i = 0; i < count; i++)
            try_point(windows, program, false, asked[i]);
        free(asked);
        if (count == 0)
            return;
        ck_assert_int_lt(round, ROUNDS);
    }
}

static void expect(const struct windows *windows, const struct span *spans)
{
    struct window *found;
    size_t count = windows_of(windows, 0, &found), wanted = 0;
    for (; spans[wanted].last != 0; wanted++) {
        ck_assert_uint_lt(wanted, count);
        ck_assert_uint_eq(windows->points[found[wanted].first].at, spans[wanted].first);
        ck_assert_uint_eq(windows->points[found[wanted].last].at, spans[wanted].last);
    }
    ck_assert_uint_eq(count, wanted);
    free(found);
}

START_TEST(no_window)
{
    static const struct span none[] = {{0, 0}};
    struct program program = {none, 0};
    struct windows windows;
    explore(&windows, &program, 4);
    expect(&windows, none);
    ck_assert_ptr_null(windows_smallest(&windows));
    ck_assert_uint_eq(program.trials, STEPS + (STEPS - 1) * 4);
    windows_free(&windows);
}
END_TEST

START_TEST(ends_to_the_allocation)
{
    static const struct span one[] = {{357, 693}, {0, 0}};
    static const struct span two[] = {{154, 245}, {602, 805}, {0, 0}};
    const struct span *const each[] = {one, two};
    for (int i = 0; i < 2; i++) {
        struct program program = {each[i], 0};
        struct windows windows;
        explore(&windows, &program, 0);
        expect(&windows, each[i]);
        /* The allocation right behind the last safe point that keeps it. */
        ck_assert_uint_eq(windows_smallest(&windows)->pressure.asked,
                          each[i][0].first - SAFE_POINT + 1);
        ck_assert_uint_lt(program.trials, 120);
        windows_free(&windows);
    }
}
END_TEST

START_TEST(inside_a_step)
{
    static const struct span inside[] = {{413, 483}, {0, 0}}, none[] = {{0, 0}};
    struct program program = {inside, 0};
    struct windows windows;
    explore(&windows, &program, 4);
    expect(&windows, inside);
    windows_free(&windows);
    explore(&windows, &program, 0); /* at the ends of loop steps it cannot be seen */
    expect(&windows, none);
    windows_free(&windows);
}
END_TEST

START_TEST(without_allocations)
{
    struct windows windows = {.jobs = 1};
    uint64_t *asked;
    for (uint32_t step = 1; step <= 3; step++) {
        struct windows_point *point = windows_add(&windows);
        point->pressure.by_step = point->usable = true;
        point->pressure.asked = point->step = step;
        point->fates[0] = step == 2 ? TL_FATE_LOST : WINDOWS_KEPT;
    }
    windows_sort(&windows);
    ck_assert_uint_eq(windows_ask(&windows, 4, &asked), 0);
    ck_assert(windows_smallest(&windows)->pressure.by_step);
    ck_assert_uint_eq(windows_smallest(&windows)->pressure.asked, 2);
    free(asked);
    windows_free(&windows);
}
END_TEST

START_TEST(not_measured)
{
    static const struct span one[] = {{357, 693}, {0, 0}};
    struct program program = {one, 0};
    struct windows windows;
    explore(&windows, &program, 0);
    for (size_t i = 0; i < windows.count; i++)
        windows.points[i].usable = false;
    windows_sort(&windows);
    expect(&windows, &one[1]);
    ck_assert_ptr_null(windows_smallest(&windows));
    windows_free(&windows);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, no_window);
    tcase_add_test(tests, ends_to_the_allocation);
    tcase_add_test(tests, inside_a_step);
    tcase_add_test(tests, without_allocations);
    tcase_add_test(tests, not_measured);
}

int main(void)
{
    return suite_run("windows", add);
}
