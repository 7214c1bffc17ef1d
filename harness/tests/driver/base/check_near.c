/* Nearest names: one slip or two are seen through, another word is not. */
#include <check.h>
#include <string.h>

#include "near.h"

static const char *const names[] = {"run", "replay", "report", "pythons", "callback-only", "set"};

static const char *near(const char *wanted)
{
    return near_name(wanted, names, sizeof names / sizeof names[0]);
}

START_TEST(slips)
{
    ck_assert_str_eq(near("rnu"), "run");         /* swapped */
    ck_assert_str_eq(near("runn"), "run");        /* one too many */
    ck_assert_str_eq(near("ru"), "run");          /* one missing */
    ck_assert_str_eq(near("sat"), "set");         /* one wrong */
    ck_assert_str_eq(near("RUN"), "run");         /* case */
    ck_assert_str_eq(near("pyhtnos"), "pythons"); /* two swaps */
    ck_assert_str_eq(near("calback_only"), "callback-only");
}
END_TEST

START_TEST(prefixes)
{
    ck_assert_str_eq(near("call"), "callback-only");
    ck_assert_str_eq(near("py"), "pythons");
}
END_TEST

START_TEST(nothing_is_close)
{
    ck_assert_ptr_null(near("xyzzy"));
    ck_assert_ptr_null(near(""));
    ck_assert_ptr_null(near("q"));
    ck_assert_ptr_null(near_name("run", names, 0));
}
END_TEST

START_TEST(the_longer_start_wins_a_tie)
{
    static const char *const ids[] = {"a11", "a31", "a32"};
    ck_assert_str_eq(near_name("a311", ids, 3), "a31");
}
END_TEST

START_TEST(long_names_are_safe)
{
    char wanted[400];
    memset(wanted, 'r', sizeof wanted - 1);
    wanted[sizeof wanted - 1] = '\0';
    ck_assert_ptr_null(near(wanted));
    const char *const long_names[] = {wanted};
    ck_assert_ptr_eq(near_name("rrrr", long_names, 1), wanted);
}
END_TEST

START_TEST(hints)
{
    char hint[64];
    ck_assert_str_eq(near_hint(hint, sizeof hint, "rnu", names, 1), "; did you mean 'run'?");
    ck_assert_str_eq(near_hint(hint, sizeof hint, "zzz", names, 1), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("near");
    TCase *tests = tcase_create("near");
    tcase_add_test(tests, slips);
    tcase_add_test(tests, prefixes);
    tcase_add_test(tests, nothing_is_close);
    tcase_add_test(tests, the_longer_start_wins_a_tie);
    tcase_add_test(tests, long_names_are_safe);
    tcase_add_test(tests, hints);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
