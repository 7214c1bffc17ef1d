/* The one list of counts: fates come first, and each has a name, a key and a column. */
#include "counts.h"

#include <ctype.h>
#include <string.h>

#include "suite.h"

START_TEST(fates_are_counts_too)
{
    ck_assert_int_eq(TL_COUNT_SPAWNED, TL_FATE_COUNT);
    for (int i = 0; i < TL_FATE_COUNT; i++) {
        ck_assert_str_eq(tl_counts[i].name, tl_fates[i].name);
        ck_assert_str_eq(tl_counts[i].meaning, tl_fates[i].meaning);
    }
}
END_TEST

START_TEST(found_by_name_and_by_key)
{
    char key[TL_COUNT_KEY_MAX];
    for (int i = 0; i < TL_COUNT_COUNT; i++) {
        ck_assert_ptr_eq(tl_count_key((enum tl_count)i, key), key);
        ck_assert_uint_eq(strlen(key), strlen(tl_counts[i].name)); /* it was not cut */
        for (const char *c = key; *c != '\0'; c++)
            ck_assert_msg(islower((unsigned char)*c) || *c == '_', "%s", key);
        ck_assert_int_eq(tl_count_find(tl_counts[i].name), i);
        ck_assert_int_eq(tl_count_find(key), i);
    }
    ck_assert_str_eq(tl_count_key(TL_COUNT_NEVER_STARTED, key), "never_started");
}
END_TEST

START_TEST(found_whole_or_not)
{
    static const char *const none[] = {"",     "los",   "lost ",         "losts",
                                       "Lost", "-lost", "never started", "never--started"};
    ck_assert_int_eq(tl_count_find(none[_i]), -1);
}
END_TEST

/* Columns of schema 1 have these names: a file of it is read by them. */
START_TEST(columns)
{
    for (int i = 0; i < TL_COUNT_COUNT; i++)
        for (int k = 0; k < i; k++)
            ck_assert_str_ne(tl_count_rules[i].column, tl_count_rules[k].column);
    ck_assert_str_eq(tl_count_rules[TL_COUNT_NEVER_STARTED].column, "fate_NEVER_STARTED");
    ck_assert_str_eq(tl_count_rules[TL_COUNT_LOST].column, "fate_LOST");
    ck_assert_str_eq(tl_count_rules[TL_COUNT_SPAWNED].column, "spawned");
    ck_assert_str_eq(tl_count_rules[TL_COUNT_RESURRECTED].column, "resurrected");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, fates_are_counts_too);
    tcase_add_test(tests, found_by_name_and_by_key);
    tcase_add_loop_test(tests, found_whole_or_not, 0, 8);
    tcase_add_test(tests, columns);
}

int main(void)
{
    return suite_run("list of counts", add);
}
