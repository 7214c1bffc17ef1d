/* Pooled numbers: what the index finds is what a look at every cell finds. */
#include "outcome.h"
#include "pool.h"

#include <check.h>
#include <stdlib.h>

#include "implementation_of.h"

#define CELLS 240

static const char *const names[] = {"3.9.1", "3.8.1", "3.10.1+loop", "3.10.1"};
static char *const cases[] = {"b01", "a02", "a01", "c01", "a10"};
static const struct pressure pressures[] = {
    {TL_PRESSURE_STEP, 0}, {TL_PRESSURE_STEP, 2}, {TL_PRESSURE_NATURAL, 0}};
static const enum tl_guard guards[] = {TL_GUARD_BARE, TL_GUARD_SET, TL_GUARD_LIST, TL_GUARD_LOCAL};

static struct tl_result cells[CELLS];
static struct tl_sample samples[CELLS];
static struct tl_results results = {.cells = cells, .count = CELLS};
static struct pool_axes axes;

/* Every combination once, in no order. */
static void make(void)
{
    static char name[] = "x";
    const struct tl_implementation *implementations[4];
    for (size_t i = 0; i < 4; i++)
        implementations[i] = implementation_of(names[i]);
    for (size_t i = 0; i < CELLS; i++) {
        size_t k = i * 77 % CELLS; /* 77 and 240 have no common factor */
        samples[i] = (struct tl_sample){i % 4, 4};
        cells[i] = (struct tl_result){.implementation = implementations[k % 4],
                                      .case_id = cases[k / 4 % 5],
                                      .pressure = pressures[k / 20 % 3],
                                      .guard = guards[k / 60],
                                      .case_name = name,
                                      .trials = 1,
                                      .measured = 1,
                                      .counts[TL_COUNT_SPAWNED] = 4,
                                      .samples = &samples[i],
                                      .sample_count = 1};
        cells[i].counts[TL_FATE_LOST] = (uint32_t)(i % 4);
    }
    pool_axes(&results, &axes);
}

static void drop(void)
{
    pool_axes_free(&axes);
}

static void agrees(const struct pool_query *query)
{
    size_t found = 0;
    uint64_t lost = 0;
    for (size_t i = 0; i < CELLS; i++)
        if (pool_matches(&cells[i], query)) {
            found++;
            lost += cells[i].counts[TL_FATE_LOST];
        }
    struct pool_point point;
    pool(&axes, query, &point);
    ck_assert_uint_eq(point.cells, found);
    ck_assert_uint_eq(point.counts[TL_FATE_LOST], lost);
    ck_assert_int_eq(pool_any(&axes, query), found > 0);
    ck_assert_int_eq(point.has_rate, found > 0);
    if (found > 0)
        ck_assert_double_eq_tol(point.rate, (double)lost / (4.0 * (double)found), 1e-12);
}

START_TEST(axes_are_in_order)
{
    ck_assert_uint_eq(axes.implementation_count, 4);
    ck_assert_uint_eq(axes.case_count, 5);
    ck_assert_uint_eq(axes.pressure_count, 3);
    ck_assert_ptr_eq(axes.implementations[0], &cells[0]);
    ck_assert_str_eq(axes.cases[0]->case_id, "a01");
    ck_assert_str_eq(axes.cases[4]->case_id, "c01");
}
END_TEST

START_TEST(every_query_finds_its_cells)
{
    static const char *const words[] = {NULL, "bare", "list", POOL_GUARDED, "no such"};
    for (size_t i = 0; i <= 4; i++)
        for (size_t c = 0; c <= 5; c++)
            for (size_t p = 0; p <= 3; p++)
                for (size_t g = 0; g < sizeof words / sizeof words[0]; g++) {
                    struct pool_query query = {.implementation =
                                                   i < 4 ? axes.implementations[i] : NULL,
                                               .the_case = c < 5 ? axes.cases[c] : NULL,
                                               .pressure = p < 3 ? axes.pressures[p] : NULL,
                                               .guard = words[g]};
                    agrees(&query);
                }
}
END_TEST

/* A planted fault of each kind shows as itself; what is not measured is never "none". */
START_TEST(the_gravest_finding_stands_for_all)
{
    static const struct {
        enum tl_count count;
        enum outcome outcome;
    } faults[] = {
        {TL_COUNT_SILENT, OUTCOME_SILENT},     {TL_COUNT_LEAKED, OUTCOME_LEAKED},
        {TL_COUNT_ORPHANED, OUTCOME_ORPHANED}, {TL_COUNT_UNCANCELLED, OUTCOME_UNCANCELLED},
        {TL_COUNT_BROKEN, OUTCOME_BROKEN},     {TL_COUNT_STALLED, OUTCOME_STALLED},
        {TL_COUNT_LOST, OUTCOME_LOST}};
    struct pool_point point = {.cells = 1, .trials = 1, .measured = 1, .has_rate = true};
    point.counts[TL_COUNT_SPAWNED] = 4;
    ck_assert_int_eq(outcome_of(&point), OUTCOME_NONE);
    point.incomplete = 1;
    ck_assert_int_eq(outcome_of(&point), OUTCOME_UNMEASURED);
    point.aftermaths = 1;
    ck_assert_int_eq(outcome_of(&point), OUTCOME_LEAVES);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        point.counts[faults[i].count] = 1;
        ck_assert_int_eq(outcome_of(&point), faults[i].outcome);
    }
}
END_TEST

START_TEST(no_cells_have_no_data)
{
    struct tl_results none = {0};
    struct pool_axes empty;
    struct pool_point point;
    pool_axes(&none, &empty);
    pool(&empty, &(struct pool_query){.guard = "bare"}, &point);
    ck_assert_uint_eq(point.cells, 0);
    ck_assert(!point.has_rate);
    pool_axes_free(&empty);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool");
    TCase *tests = tcase_create("pool");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_test(tests, axes_are_in_order);
    tcase_add_test(tests, every_query_finds_its_cells);
    tcase_add_test(tests, the_gravest_finding_stands_for_all);
    tcase_add_test(tests, no_cells_have_no_data);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
