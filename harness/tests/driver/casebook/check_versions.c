/* Sets of versions, each rule by a table of what is in and what is not. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "implementation_of.h"
#include "versions.h"

static bool in(const char *set, const char *name)
{
    struct versions *versions;
    struct tl_error error;
    ck_assert_msg(versions_parse(&versions, set, &error) == 0, "%s: %s", set, error.text);
    bool result = versions_match(versions, implementation_of(name));
    versions_free(versions);
    return result;
}

static const struct {
    const char *set, *in, *out; /* names with ' ' between */
} rows[] = {
    {"all", "3.6.15 3.15.0b2 3.12.1+pytask pypy3.11 3.14.0t 4.0.0", ""},
    {"none", "", "3.6.15 3.15.2 3.12.1+pytask pypy3.11"},
    {">=3.8", "3.8.0 3.8.18 3.10.1 3.15.0a7+ 3.8.1+debug pypy3.11", "3.6.15 3.7.16 pypy3.7"},
    {">3.8", "3.9.0 3.10.0", "3.8.0 3.8.18 3.7.1"},
    {"<3.10", "3.9.18 3.6.15", "3.10.0 3.10.13 3.11.2"},
    {"<=3.10", "3.9.18 3.10.0 3.10.13", "3.11.0"},
    {"<3.10.13", "3.10.12 3.9.0", "3.10.13 3.11.0"},
    {">=3.10.13", "3.10.13 3.11.0", "3.10.12"},
    {"3.12", "3.12.0 3.12.9 3.12.1+eager", "3.11.9 3.13.0 3.1.2"},
    {"3.12.1", "3.12.1", "3.12.0 3.12.10"},
    {"3.10.13..3.12", "3.10.13 3.11.2 3.12.0 3.12.12", "3.10.12 3.13.0"},
    {"3.8..3.9, >=3.12", "3.8.0 3.9.18 3.12.0 3.15.1", "3.7.0 3.10.0 3.11.9"},
    {" >= 3.8 , < 3.7 ", "3.6.1 3.8.0", "3.7.2"},
    {">=3.15", "3.15.0b2 3.15.0a7+ 3.15.2", "3.14.10"},
    {"pytask", "3.12.1+pytask 3.8.1+debug+pytask pypy3.11+pytask", "3.12.1 3.12.1+debug"},
    {"<3.10, pytask", "3.9.1 3.12.1+pytask 3.9.1+pytask", "3.12.1 3.12.1+eager"},
    {">=3.12+eager", "3.12.0+eager 3.13.1+debug+eager", "3.12.0 3.11.9+eager"},
    {"pytask+debug", "3.9.1+debug+pytask", "3.9.1+debug 3.9.1+pytask"},
    {">=3.8, -pytask", "3.8.1 3.12.1+eager", "3.8.1+pytask 3.7.1"},
    {"all, -<3.10+pytask", "3.9.1 3.10.1+pytask", "3.9.1+pytask"},
    {"-3.9", "3.8.1 3.10.1", "3.9.1 3.9.18+debug"},
    {"-pytask, -eager", "3.12.1 3.12.1+debug", "3.12.1+pytask 3.12.1+eager"},
    {"pypy", "pypy3.11 pypy3.10+pytask", "3.11.2"},
    {"pypy3.11", "pypy3.11", "pypy3.10 3.11.2"},
    {"pypy>=3.10", "pypy3.10 pypy3.11", "pypy3.9 3.10.1"},
    {"all, -pypy", "3.11.1", "pypy3.11"},
    {"uvloop", "3.12.1+uvloop", "3.12.1"},
    {"free-threaded", "3.14.0t 3.14.0t+debug", "3.14.0 3.14.10d"},
    {">=3.14, -free-threaded", "3.14.0 3.14.10d", "3.14.0t 3.13.0"},
    {"all+eager", "3.12.1+eager", "3.12.1"},
    {"none+eager", "", "3.12.1+eager 3.12.1"},
};

static void check_names(const char *set, const char *names, bool wanted)
{
    char copy[256], *rest = copy, *name;
    snprintf(copy, sizeof copy, "%s", names);
    while ((name = strsep(&rest, " ")) != NULL)
        if (name[0] != '\0')
            ck_assert_msg(in(set, name) == wanted, "'%s': %s should%s be in it", set, name,
                          wanted ? "" : " not");
}

START_TEST(sets)
{
    check_names(rows[_i].set, rows[_i].in, true);
    check_names(rows[_i].set, rows[_i].out, false);
}
END_TEST

static const struct {
    const char *set, *message;
} bad[] = {
    {"", "a version is missing"},
    {"3.8,", "a version is missing"},
    {",3.8", "a version is missing"},
    {"3.8,,3.9", "a version is missing"},
    {">=", "is no version"},
    {">=x", "is no version"},
    {"==3.8", "is no version"},
    {"3.8 3.9", "is no version"},
    {"3.8..", "is no version"},
    {"3.12..3.8", "wrong way round"},
    {"3.12.1.4", "is no version"},
    {"3.99999", "is no version"},
    {"pytsk", "did you mean 'pytask'?"},
    {">=3.12+eagr", "did you mean 'eager'?"},
    {"al", "did you mean 'all'?"},
    {"3.12+", "no kind of task"},
    {"3.12+all", "no kind of task"},
    {"yes", "no version and no kind"},
    {"gh-91887", "no version and no kind"},
    {"-", "no version and no kind"},
    {"debug+debug+debug+debug+debug", "too many kinds"},
    {"3.8;3.9", "is no version"},
};

START_TEST(mistakes)
{
    struct versions *versions;
    struct tl_error error;
    ck_assert_msg(versions_parse(&versions, bad[_i].set, &error) == -1, "'%s'", bad[_i].set);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_msg(strstr(error.text, bad[_i].message) != NULL, "'%s': %s", bad[_i].set, error.text);
}
END_TEST

START_TEST(the_version_tells_more_than_the_name)
{
    struct versions *versions;
    struct tl_error error;
    struct tl_implementation *pypy = implementation_of("pypy3.11");
    ck_assert_int_eq(versions_parse(&versions, ">=3.11.13", &error), 0);
    strcpy(pypy->version = realloc(pypy->version, 16), "3.11.13");
    ck_assert(versions_match(versions, pypy));
    strcpy(pypy->version, "3.11.12");
    ck_assert(!versions_match(versions, pypy));
    versions_free(versions);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("versions");
    TCase *tests = tcase_create("versions");
    tcase_add_loop_test(tests, sets, 0, sizeof rows / sizeof rows[0]);
    tcase_add_loop_test(tests, mistakes, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(tests, the_version_tells_more_than_the_name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
