/* Names of jobs: what is shown can be written into a head, and finds what it was shown for. */
#include <check.h>
#include <string.h>

#include "names.h"

static const struct {
    const char *name, *shown;
} forms[] = {
    {"Mailer.send", "Mailer.send"},
    {"outer.<locals>.send_2", "outer.<locals>.send_2"},
    {"<lambda>", "<lambda>"},
    {"a b,c", "a\\x20b\\x2cc"},
    {"\n\x1b[31m", "\\x0a\\x1b\\x5b31m"},
    {"\\x41\"", "\\x5cx41\\x22"},
    {"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
    {"\xe2\x80\xaewrong", "\\u202ewrong"},
    {"\xef\xbb\xbfx", "\\ufeffx"},
    {"\xc2\x9bx", "\\x9bx"},
    {"\xf3\xa0\x80\x81", "\\U000e0001"},
    {"\xff\xc3", "\\xff\\xc3"},
    {"\xe2\x80", "\\xe2\\x80"},
    {"\xc0\xaf", "\\xc0\\xaf"},
    {"", ""},
};

START_TEST(what_is_shown_is_safe)
{
    char shown[64];
    ck_assert_int_eq(names_show(forms[_i].name, shown, sizeof shown), 1);
    ck_assert_str_eq(shown, forms[_i].shown);
}
END_TEST

START_TEST(what_is_shown_finds_it)
{
    if (forms[_i].name[0] != '\0')
        ck_assert_int_eq(names_fit(forms[_i].shown, forms[_i].name, NULL), 1);
}
END_TEST

START_TEST(a_cut_name_ends_between_characters)
{
    char shown[8];
    ck_assert_int_eq(names_show("abcdef\n", shown, sizeof shown), 0);
    ck_assert_str_eq(shown, "abcdef");
    ck_assert_int_eq(names_show("abcdefg", shown, sizeof shown), 1);
    ck_assert_int_eq(names_show("abcdefgh", shown, sizeof shown), 0);
    ck_assert_int_eq(names_show("abcdef\xc3\xa9", shown, sizeof shown), 0);
    ck_assert_str_eq(shown, "abcdef");
}
END_TEST

static const struct {
    const char *names, *qualname, *module;
    int fits;
} fits[] = {
    {"worker", "worker", "app", 1},
    {"app.worker", "worker", "app", 1},
    {"app.worker", "worker", "pkg.app", 1},
    {"pkg.app.worker", "worker", "pkg.app", 1},
    {"app.worker", "worker", "pkg.snapp", 0},
    {"app.worker", "worker", NULL, 0},
    {"app.worker", "worker", "", 0},
    {"other.worker", "worker", "app", 0},
    {"send", "Mailer.send", "app", 0},
    {"Mailer.send", "send", "Mailer", 1},
    {"Mailer.send", "Mailer.send", "app", 1},
    {"a b app.Mailer.send", "Mailer.send", "app", 1},
    {"work", "worker", "app", 0},
    {"worker", "work", "app", 0},
    {"xworker", "worker", "x", 0},
    {".worker", "worker", "app", 0},
    {"*", "worker", "app", 0},
    {"", "worker", "app", 0},
    {"", "", "", 0},
    {"a", "", "", 0},
};

START_TEST(parts_are_compared_from_the_end)
{
    ck_assert_int_eq(names_fit(fits[_i].names, fits[_i].qualname, fits[_i].module), fits[_i].fits);
}
END_TEST

START_TEST(the_module_is_asked_for_where_it_matters)
{
    ck_assert_int_eq(names_ask_module("app.worker", "worker"), 1);
    ck_assert_int_eq(names_ask_module("app.worker", "send"), 0);
    ck_assert_int_eq(names_ask_module("", "worker"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("names of jobs");
    TCase *tcase = tcase_create("all");
    tcase_add_loop_test(tcase, what_is_shown_is_safe, 0, sizeof forms / sizeof forms[0]);
    tcase_add_loop_test(tcase, what_is_shown_finds_it, 0, sizeof forms / sizeof forms[0]);
    tcase_add_test(tcase, a_cut_name_ends_between_characters);
    tcase_add_loop_test(tcase, parts_are_compared_from_the_end, 0, sizeof fits / sizeof fits[0]);
    tcase_add_test(tcase, the_module_is_asked_for_where_it_matters);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
