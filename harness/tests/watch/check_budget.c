/* The shares that watching takes, by the two clocks. */
#include "budget.h"

#include "suite.h"

enum { STEP_NS = 10000, LOOK_NS = 20000, AFTER_NS = 20000, STEPS = 400000, FREE_NS = 10000000 };

/* Of each step a process computes so much, and hooks take so much of that. */
struct process {
    uint64_t computes_ns, hooks_ns;
};

static void look(struct budget *budget, struct budget_clocks *clocks, uint64_t took)
{
    clocks->passed += took;
    clocks->computed += took;
    budget_spent(budget, took, 0, clocks, 0);
    clocks->passed += AFTER_NS * took / LOOK_NS;
    clocks->computed += AFTER_NS * took / LOOK_NS;
}

/* Looks whenever it is due; the share of what was computed that looking cost, in permille. */
static double share_of_computed(struct process process, double *of_passed)
{
    struct budget budget;
    struct budget_clocks clocks = {0, 0, 0};
    uint64_t cost = FREE_NS * 2;
    budget_begin(&budget, 50);
    look(&budget, &clocks, FREE_NS);
    for (int i = 0; i < STEPS; i++) {
        clocks.passed += STEP_NS;
        clocks.computed += process.computes_ns;
        clocks.hooks += process.hooks_ns;
        if (!budget_is_due(&budget, &clocks))
            continue;
        look(&budget, &clocks, LOOK_NS);
        cost += LOOK_NS + AFTER_NS;
    }
    *of_passed = 1000.0 * (double)cost / (double)clocks.passed;
    return 1000.0 * (double)cost / (double)clocks.computed;
}

START_TEST(busy_process_pays_by_what_it_computes)
{
    double of_passed, of_computed = share_of_computed((struct process){STEP_NS, 0}, &of_passed);
    ck_assert_double_ge(of_computed, 45);
    ck_assert_double_le(of_computed, 53);
}
END_TEST

/* As a server whose clients take the other processor. */
START_TEST(half_busy_process)
{
    double of_passed, of_computed = share_of_computed((struct process){STEP_NS / 3, 0}, &of_passed);
    ck_assert_double_ge(of_computed, 45);
    ck_assert_double_le(of_computed, 60);
    ck_assert_double_le(of_passed, 25);
}
END_TEST

START_TEST(waiting_process_is_looked_at_too)
{
    double of_passed;
    (void)share_of_computed((struct process){STEP_NS / 1000, 0}, &of_passed);
    ck_assert_double_ge(of_passed, 8);
    ck_assert_double_le(of_passed, 25);
}
END_TEST

START_TEST(hooks_come_first)
{
    double of_passed;
    struct process process = {STEP_NS, STEP_NS * 20 / 1000};
    double looking = share_of_computed(process, &of_passed);
    ck_assert_double_ge(looking, 26);
    ck_assert_double_le(looking, 34);
}
END_TEST

START_TEST(what_only_makes_tasks_is_looked_at_too)
{
    double of_passed;
    struct process process = {STEP_NS, STEP_NS * 70 / 1000};
    double looking = share_of_computed(process, &of_passed);
    ck_assert_double_ge(looking, 7);
    ck_assert_double_le(looking, 10);
}
END_TEST

START_TEST(first_looks_are_free)
{
    struct budget budget;
    budget_begin(&budget, 1);
    for (uint64_t step = 1; step <= FREE_NS / LOOK_NS; step++) {
        struct budget_clocks clocks = {step, step, 0};
        ck_assert_int_eq(budget_is_due(&budget, &clocks), 1);
        budget_spent(&budget, LOOK_NS, 0, &clocks, 0);
    }
    struct budget_clocks clocks = {FREE_NS, FREE_NS, 0};
    budget_spent(&budget, LOOK_NS, 0, &clocks, 0);
    clocks = (struct budget_clocks){FREE_NS + 1, FREE_NS + 1, 0};
    ck_assert_int_eq(budget_is_due(&budget, &clocks), 0);
}
END_TEST

/* Where a process waits on and on, it is asked again until it is due, and then it is. */
START_TEST(next_leads_to_a_look)
{
    struct budget budget;
    struct budget_clocks clocks = {0, 0, 0};
    budget_begin(&budget, 50);
    look(&budget, &clocks, FREE_NS);
    look(&budget, &clocks, LOOK_NS);
    clocks.computed += 2 * LOOK_NS; /* of which the hooks took most */
    clocks.hooks += 2 * LOOK_NS;
    for (int asked = 0; !budget_is_due(&budget, &clocks); asked++) {
        uint64_t next = budget_next(&budget, clocks.passed);
        ck_assert_uint_gt(next, clocks.passed);
        ck_assert_int_lt(asked, 10);
        clocks.passed = next;
    }
    ck_assert_uint_le(clocks.passed, 200 * STEP_NS * 100);
}
END_TEST

/* How many of a thousand endless waits are given an end. */
static unsigned timers(uint64_t apart_ns)
{
    struct budget budget;
    unsigned count = 0;
    uint64_t now = 1;
    budget_begin(&budget, 30);
    for (int i = 0; i < 2000; i++)
        budget_timer(&budget, now);
    for (int i = 0; i < 1000; i++)
        count += (unsigned)budget_timer(&budget, now += apart_ns);
    return count;
}

START_TEST(timers_take_an_eighth)
{
    ck_assert_uint_ge(timers(20000), 1000 * 20000 * 3 / 800 / BUDGET_TIMER_NS - 10);
    ck_assert_uint_le(timers(20000), 1000 * 20000 * 3 / 800 / BUDGET_TIMER_NS + 10);
    ck_assert_uint_eq(timers(1000000), 1000);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, busy_process_pays_by_what_it_computes);
    tcase_add_test(tests, half_busy_process);
    tcase_add_test(tests, waiting_process_is_looked_at_too);
    tcase_add_test(tests, hooks_come_first);
    tcase_add_test(tests, what_only_makes_tasks_is_looked_at_too);
    tcase_add_test(tests, first_looks_are_free);
    tcase_add_test(tests, next_leads_to_a_look);
    tcase_add_test(tests, timers_take_an_eighth);
}

int main(void)
{
    return suite_run("budget", add_tests);
}
