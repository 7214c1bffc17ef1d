/* The shares that looking takes, by the two clocks. */
#include "budget.h"

#include "suite.h"

enum { STEP_NS = 10000, LOOK_NS = 20000, STEPS = 200000, FREE_NS = 10000000 };

/* Looks whenever it is due, in a process that computes so much of each step; the share of what it
 * computed that went into looking, in permille. */
static double share_of_computed(uint64_t computes_ns, double *of_passed)
{
    struct budget budget;
    uint64_t passed = 0, computed = 0, looked = 0;
    budget_begin(&budget, 50);
    budget_spent(&budget, FREE_NS, passed, computed, 0);
    for (int i = 0; i < STEPS; i++) {
        passed += STEP_NS;
        computed += computes_ns;
        if (!budget_is_due(&budget, passed, computed))
            continue;
        passed += LOOK_NS;
        computed += LOOK_NS;
        looked += LOOK_NS;
        budget_spent(&budget, LOOK_NS, passed, computed, 0);
    }
    *of_passed = 1000.0 * (double)looked / (double)passed;
    return 1000.0 * (double)looked / (double)computed;
}

START_TEST(busy_process_pays_by_what_it_computes)
{
    double of_passed, of_computed = share_of_computed(STEP_NS, &of_passed);
    ck_assert_double_ge(of_computed, 40);
    ck_assert_double_le(of_computed, 51);
}
END_TEST

/* As a server whose clients take the other processor. */
START_TEST(half_busy_process)
{
    double of_passed, of_computed = share_of_computed(STEP_NS / 3, &of_passed);
    ck_assert_double_ge(of_computed, 40);
    ck_assert_double_le(of_computed, 60);
    ck_assert_double_le(of_passed, 25);
}
END_TEST

START_TEST(waiting_process_is_looked_at_too)
{
    double of_passed, of_computed = share_of_computed(STEP_NS / 1000, &of_passed);
    (void)of_computed;
    ck_assert_double_ge(of_passed, 8);
    ck_assert_double_le(of_passed, 25);
}
END_TEST

START_TEST(first_looks_are_free)
{
    struct budget budget;
    budget_begin(&budget, 1);
    for (uint64_t step = 1; step <= FREE_NS / LOOK_NS; step++) {
        ck_assert_int_eq(budget_is_due(&budget, step, step), 1);
        budget_spent(&budget, LOOK_NS, step, step, 0);
    }
    budget_spent(&budget, LOOK_NS, FREE_NS, FREE_NS, 0);
    ck_assert_int_eq(budget_is_due(&budget, FREE_NS + 1, FREE_NS + 1), 0);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, busy_process_pays_by_what_it_computes);
    tcase_add_test(tests, half_busy_process);
    tcase_add_test(tests, waiting_process_is_looked_at_too);
    tcase_add_test(tests, first_looks_are_free);
}

int main(void)
{
    return suite_run("budget", add_tests);
}
