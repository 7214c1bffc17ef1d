/* Whether all jobs have room is told from the first ones. */
#include "ahead.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

static struct ledger *ledger;
static int short_at; /* tasks there were when it was told; 0: it was not */

static void make(void)
{
    ledger = ledger_map();
    ck_assert_ptr_nonnull(ledger);
    ledger_reset(ledger);
    short_at = 0;
}

#if !defined(__SANITIZE_ADDRESS__) /* whose allocator takes memory by a rule of its own */
static void on_short(void)
{
    short_at = short_at == 0 ? (int)ledger->entry_count : short_at;
}

/* Each of them takes so many bytes. */
static void enter(uint32_t count, size_t bytes)
{
    for (uint32_t i = 0; i < count; i++) {
        ledger->entries[ledger->entry_count++].flags = LEDGER_JOB;
        ck_assert_ptr_nonnull(malloc(bytes));
        ahead_entered();
    }
}

START_TEST(too_little_is_told_long_before)
{
    ahead_begin(ledger, 1000000, 512, on_short);
    enter(100000, 2000);
    ck_assert_int_eq(short_at, AHEAD_LEAST);
    ck_assert_uint_eq(ledger->out_of_memory, 1);
    ck_assert_msg(strstr(ledger->note, "its 1000000 jobs take about ") == ledger->note &&
                      strstr(ledger->note, "and --memory allows 512") != NULL,
                  "%s", ledger->note);
}
END_TEST

START_TEST(what_is_enough_is_not)
{
    ahead_begin(ledger, 100000, 512, on_short);
    enter(100000, 2000);
    ck_assert_int_eq(short_at, 0);
    ck_assert_uint_eq(ledger->out_of_memory, 0);
    ahead_begin(ledger, 100000, 0, on_short);
    enter(100000, 2000);
    ck_assert_int_eq(short_at, 0);
}
END_TEST

#endif

START_TEST(the_arithmetic)
{
    ck_assert_uint_eq(ahead_of_all(10, 100, 1000), 100);
    ck_assert_uint_eq(ahead_of_all(10, 0, 1000), 10);
    ck_assert_uint_eq(ahead_of_all(10, 2000, 1000), 10);
    ck_assert_uint_eq(ahead_of_all(UINT64_C(1) << 40, 1000, 1000000), UINT64_C(1000) << 40);
    ck_assert(!ahead_is_short(120, 100, AHEAD_LEAST));
    ck_assert(ahead_is_short(126, 100, AHEAD_LEAST));
    ck_assert(ahead_is_short(101, 100, 16 * AHEAD_LEAST));
    ck_assert(!ahead_is_short(100, 100, 16 * AHEAD_LEAST));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, NULL);
#if !defined(__SANITIZE_ADDRESS__)
    tcase_add_test(tests, too_little_is_told_long_before);
    tcase_add_test(tests, what_is_enough_is_not);
#endif
    tcase_add_test(tests, the_arithmetic);
}

int main(void)
{
    return suite_run("ahead", add);
}
