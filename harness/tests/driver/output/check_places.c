/* Implementations in short. */
#include <check.h>
#include <stdlib.h>

#include "implementation_of.h"
#include "places.h"

static const char *const names[] = {"3.8.1",      "3.8.1+uvloop",  "3.9.2",        "3.9.2+uvloop",
                                    "3.9.2+loop", "3.10.1+uvloop", "3.10.1 (/opt)"};
#define COUNT (sizeof names / sizeof names[0])

static const struct tl_implementation *all[COUNT];

static void make(void)
{
    for (size_t i = 0; i < COUNT; i++)
        all[i] = implementation_of(names[i]);
}

static void has_text(unsigned on, const char *expected)
{
    bool chosen[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        chosen[i] = (on >> i & 1) != 0;
    char *text = places_text(all, chosen, COUNT);
    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(neighbours_of_one_loop_are_a_range)
{
    has_text(0, "");
    has_text(1, "3.8.1");
    has_text(1 | 4, "3.8.1..3.9.2 (2)");
    has_text(1 | 64, "3.8.1, 3.10.1 (/opt)");
    has_text(2 | 8 | 32, "uvloop 3.8.1..3.10.1 (3)");
    has_text(1 | 2 | 16 | 32, "3.8.1; uvloop 3.8.1, 3.10.1; loop 3.9.2");
}
END_TEST

static const struct tl_implementation *about(const void *item)
{
    return *(const struct tl_implementation *const *)item;
}

START_TEST(those_of_one_loop_stand_together)
{
    const struct tl_implementation *some[COUNT];
    static const int expected[COUNT] = {0, 2, 6, 1, 3, 5, 4};
    for (size_t i = 0; i < COUNT; i++)
        some[i] = all[i];
    places_gather(some, COUNT, sizeof *some, about);
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_ptr_eq(some[i], all[expected[i]]);
    places_gather(some, 0, sizeof *some, about);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("places");
    TCase *tests = tcase_create("places");
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, neighbours_of_one_loop_are_a_range);
    tcase_add_test(tests, those_of_one_loop_stand_together);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
