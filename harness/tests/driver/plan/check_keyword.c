/* Which cells an expression chooses, and what is none. */
#include <check.h>
#include <string.h>

#include "keyword.h"
#include "suite.h"

static struct tl_case the_case = {.id = (char *)"a01", .name = (char *)"stream_client_read"};
static struct tl_target target = {.about = {.name = (char *)"3.12.1+uvloop"}};
static struct tl_cell cell = {.target = &target,
                              .the_case = &the_case,
                              .guard = TL_GUARD_SET,
                              .pressure = {TL_PRESSURE_STEP, 3}};

static const struct {
    const char *text;
    bool fits;
} expressions[] = {
    {"stream", true},
    {"STREAM_client", true},
    {"streams", false},
    {"a01", true},
    {"a0", false},
    {"set", true},
    {"bare", false},
    {"step=3", true},
    {"step", false},
    {"3.12", true},
    {"12", false},
    {"guard:set", true},
    {"case:set", false},
    {"id:A01", true},
    {"python:3.12.1+uv", true},
    {"pressure:step=3", true},
    {"not stream", false},
    {"not not stream", true},
    {"stream and bare", false},
    {"stream or bare", true},
    {"bare or bare or stream", true},
    {"bare and bare or stream", true}, /* "and" binds closer */
    {"stream or bare and bare", true},
    {"(stream or bare) and bare", false},
    {"not bare and stream", true},
    {"not (bare or stream)", false},
    {"stream AND NOT bare", true},
    {"((a01))", true},
    {"not(bare)and(stream)", true},
    {"android or note", false}, /* words that begin as operators do */
};

START_TEST(expressions_choose)
{
    struct keyword *keyword;
    struct tl_error error;
    ck_assert_int_eq(keyword_parse(&keyword, expressions[_i].text, &error), 0);
    ck_assert_msg(keyword_fits(keyword, &cell) == expressions[_i].fits, "%s", expressions[_i].text);
    keyword_free(keyword);
}
END_TEST

static const struct {
    const char *text, *why;
} mistakes[] = {
    {"", "a word is missing"},
    {"   ", "a word is missing"},
    {"stream and", "a word is missing"},
    {"and stream", "a word is missing"},
    {"not", "a word is missing"},
    {"stream bare", "'and' or 'or' is missing"},
    {"(stream", "a ')' is missing"},
    {"stream)", "a '(' is missing"},
    {"()", "a word is missing"},
    {"guard:", "a word is missing after ':'"},
    {"gard:set", "did you mean 'guard'"},
    {"stream or or bare", "a word is missing"},
};

START_TEST(mistakes_are_told)
{
    struct keyword *keyword;
    struct tl_error error;
    ck_assert_int_lt(keyword_parse(&keyword, mistakes[_i].text, &error), 0);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_msg(strstr(error.text, mistakes[_i].why) != NULL, "%s", error.text);
}
END_TEST

START_TEST(deep_brackets_are_refused)
{
    char text[4096];
    struct keyword *keyword;
    struct tl_error error;
    memset(text, '(', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ck_assert_int_lt(keyword_parse(&keyword, text, &error), 0);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, expressions_choose, 0, sizeof expressions / sizeof expressions[0]);
    tcase_add_loop_test(tests, mistakes_are_told, 0, sizeof mistakes / sizeof mistakes[0]);
    tcase_add_test(tests, deep_brackets_are_refused);
}

int main(void)
{
    return suite_run("keyword", add);
}
