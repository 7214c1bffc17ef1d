/* What a user means by the name of an implementation. */
#include <check.h>
#include <stdlib.h>

#include "implementation_of.h"
#include "names.h"

static const struct {
    const char *name, *spec;
    bool fit;
} meanings[] = {
    {"3.12.1", "3.12", true},
    {"3.12.1", "3.12.1", true},
    {"3.12.1", "3.1", false},
    {"3.12.1", "all", true},
    {"3.12.1", "all+loops", false},
    {"3.12.1+uvloop", "3.12", false},
    {"3.12.1+uvloop", "3.12+uvloop", true},
    {"3.12.1+uvloop", "3.12+loops", true},
    {"3.12.1+uvloop", "all+loops", true},
    {"3.12.1+uvloop", "all+rloop", false},
    {"3.12.1+uvloop+debug", "all+loops", false},
    {"3.12.1+uvloop+debug", "all+debug+loops", true},
    {"3.12.1+eager", "all+loops", false},
    {"3.14.10d", "3.14", false},
    {"3.14.10d", "3.14d", true},
    {"3.14.10", "3.14d", false},
    {"3.15.0b2", "3.15", true},
    {"3.11.2 (/usr/bin/python3.11)", "3.11", true},
    {"3.11.2 (/usr/bin/python3.11)", "3.11.2 (/usr/bin/python3.11)", true},
    {"3.11.2 (/usr/bin/python+x)", "3.11", true},
    {"pypy3.11", "3.11", false},
    {"pypy3.11", "pypy3.11", true},
    {"pypy3.11", "pypy", true},
    {"pypy3.11", "pypy3", true},
    {"pypy3.11", "pypy@3.11", true},
    {"pypy3.11", "pp311", true},
    {"pypy3.11", "pypy>=3.10", true},
    {"pypy3.11", "pypy>=3.12", false},
    {"pypy3.11", ">=3.10", false},
    {"pypy3.11", "cpython", false},
    {"3.12.1", "cpython", true},
    {"3.12.1", "cpython@3.12", true},
    {"3.12.1", "cpython3.12.1", true},
    {"3.12.1", "cpython@3.11", false},
    {"3.12.1", "cp312", true},
    {"3.12.1", "cp3121", false},
    {"3.12.1", "cp31", false},
    {"3.12.1", ">=3.12", true},
    {"3.12.1", ">3.12", false},
    {"3.12.1", ">=3.9,<3.12", false},
    {"3.11.7", ">=3.9,<3.12", true},
    {"3.11.7", ">= 3.9, < 3.12", true},
    {"3.9.20", ">=3.9,<3.12", true},
    {"3.12.1", ">=3.9,!=3.12", false},
    {"3.12.1", "==3.12.*", true},
    {"3.12.1", "~=3.12.0", true},
    {"3.12.1", "~=3.11", true},
    {"3.12.1", "~=3.11.0", false},
    {"3.12.1", "cpython>=3.12,<3.13", true},
    {"3.12.1+uvloop", ">=3.12+uvloop", true},
    {"3.12.1", ">=3.12+uvloop", false},
    {"3.12.1", ">=x", false},
    {"3.12.1", ">=3.9,", false},
    {"3.12.1", "cp", false},
    {"3.13.1t", "3.13t", true},
    {"3.13.1t", "3.13", false},
    {"3.13.1t", ">=3.13", false},
    {"3.13.1td", "3.13td", true},
    {"3.14.0a1", "3.14.0a1", true},
    {"3.14.0a1", "3.14.0a2", false},
    {"3.14.0a1", ">=3.14.0a2", false},
    {"3.14.0rc1", ">=3.14.0a2", true},
    {"3.14.0", ">=3.14.0rc1", true},
    {"3.12.1+mine.loops:make", "3.12+mine.loops:make", true},
    {"3.12.1+mine.loops:make", "3.12+other:make", false},
};

START_TEST(specs_fit_names)
{
    const struct tl_implementation *one = implementation_of(meanings[_i].name);
    ck_assert_str_eq(one->name, meanings[_i].name);
    ck_assert_msg(names_fit(one, meanings[_i].spec) == meanings[_i].fit, "%s for %s",
                  meanings[_i].spec, one->name);
}
END_TEST

static bool same_python(const char *a, const char *b)
{
    return implementation_same_python(implementation_of(a), implementation_of(b));
}

START_TEST(many_at_once)
{
    ck_assert(names_is_many("all"));
    ck_assert(names_is_many("all+eager"));
    ck_assert(names_is_many("3.12+loops"));
    ck_assert(names_is_many(">=3.9"));
    ck_assert(!names_is_many("3.12+uvloop"));
    ck_assert(!names_is_many("allen"));
    ck_assert(same_python("3.12.1+uvloop", "3.12.1"));
    ck_assert(!same_python("3.12.1", "3.12.10"));
    ck_assert(!same_python("3.12.1 (/a)", "3.12.1 (/b)"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("names");
    TCase *tests = tcase_create("names");
    tcase_add_loop_test(tests, specs_fit_names, 0, sizeof meanings / sizeof *meanings);
    tcase_add_test(tests, many_at_once);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
