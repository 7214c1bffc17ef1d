/* Two runs are alike where every word of their ledgers is. */
#include "alike.h"
#include "suite.h"

static struct ledger *a, *b;

static void fill(struct ledger *ledger)
{
    ledger_reset(ledger);
    ledger->phase = LEDGER_COMPLETE;
    ledger->steps = 7;
    ledger->allocations = 1000;
    ledger->entry_count = 2;
    for (uint32_t i = 0; i < 2; i++)
        ledger->entries[i] = (struct ledger_entry){.state = LEDGER_FINISHED, .born_step = i};
    ledger->facts[ledger_add_fact(ledger, "size")].value = 3;
}

static void make(void)
{
    a = ledger_map();
    b = ledger_map();
    fill(a);
    fill(b);
}

START_TEST(the_same_is_alike)
{
    ck_assert_ptr_null(alike_differ(a, b));
    a->entries[2].state = LEDGER_DESTROYED; /* beyond their number: left of another trial */
    ck_assert_ptr_null(alike_differ(a, b));
    a->collecting_us = 7; /* real time is never the same */
    ck_assert_ptr_null(alike_differ(a, b));
}
END_TEST

START_TEST(each_difference_has_its_name)
{
    struct {
        uint32_t *word;
        const char *name;
    } planted[] = {
        {&a->phase, "the end"},
        {&a->entries[1].state, "the fates"},
        {&a->entries[0].flags, "the fates"},
        {&a->entry_count, "the fates"},
        {&a->steps, "the loop steps"},
        {(uint32_t *)&a->allocations, "the allocations"},
        {&a->pressed, "the collections"},
        {(uint32_t *)&a->facts[0].value, "the facts"},
        {&a->entries[1].ended_step, "when jobs began, ended or were exposed"},
        {&a->reports, "what was noted"},
        {&a->collecting, "what was noted"},
        {&a->left_threads, "what was noted"},
    };
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        uint32_t before = *planted[i].word;
        *planted[i].word ^= 1;
        ck_assert_pstr_eq(alike_differ(a, b), planted[i].name);
        *planted[i].word = before;
    }
    ck_assert_ptr_null(alike_differ(a, b));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, the_same_is_alike);
    tcase_add_test(tests, each_difference_has_its_name);
}

int main(void)
{
    return suite_run("alike", add);
}
