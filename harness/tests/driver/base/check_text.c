/* Strings made to measure, lists of them, and values of lines. */
#include "text.h"

#include <string.h>

#include "suite.h"

START_TEST(a_text_is_as_long_as_it_is)
{
    char *text = text_make("%s|%5d|%0*d", "a", 42, 9000, 0);
    ck_assert_uint_eq(strlen(text), 9008);
    ck_assert_int_eq(strncmp(text, "a|   42|000", 11), 0);
    free(text);
    text = text_make("%s", "");
    ck_assert_str_eq(text, "");
    free(text);
}
END_TEST

START_TEST(a_list_keeps_what_it_takes_over)
{
    struct text_list list = {0};
    ck_assert(!text_has(&list, "a"));
    for (int i = 0; i < 100; i++)
        text_add(&list, text_make("%d", i));
    ck_assert_uint_eq(list.count, 100);
    ck_assert_str_eq(list.items[99], "99");
    ck_assert_ptr_null(list.items[100]);
    ck_assert(text_has(&list, "0") && text_has(&list, "57"));
    ck_assert(!text_has(&list, "100") && !text_has(&list, ""));
    text_clear(&list);
    ck_assert_uint_eq(list.count, 0);
    ck_assert_ptr_null(list.items);
    text_clear(&list);
}
END_TEST

static const struct {
    const char *lines, *key, *value;
} values[] = {
    {"home=/usr\nversion=3.12.1\n", "home", "/usr"},
    {"home=/usr\nversion=3.12.1\n", "version", "3.12.1"},
    {"home=/usr\nversion=3.12.1", "version", "3.12.1"},
    {"homes=/a\nhome=/b", "home", "/b"},
    {"a=home=/a\nhome=/b", "home", "/b"},
    {"home=/a\nhome=/b", "home", "/a"},
    {"home=a=b c\n", "home", "a=b c"},
    {"home=\nversion=3", "home", NULL},
    {"home\nversion=3", "home", NULL},
    {"home=/usr", "hom", NULL},
    {"\n\nhome=/usr", "home", "/usr"},
    {"", "home", NULL},
};

START_TEST(values_of_lines)
{
    char *value = text_value(values[_i].lines, values[_i].key);
    ck_assert_pstr_eq(value, values[_i].value);
    free(value);
}
END_TEST

static const struct {
    const char *text;
    bool is_day;
} days[] = {
    {"2027-01-31", true},  {"2027-12-01", true},   {"", false},           {"always", false},
    {"2027-1-031", false}, {"  2027-1-1", false},  {"+027-01-01", false}, {"2027-13-01", false},
    {"2027-00-01", false}, {"2027-01-32", false},  {"2027-01-00", false}, {"2027-01-011", false},
    {"2027/01/01", false}, {"2027-01-01 ", false},
};

START_TEST(a_day)
{
    ck_assert_int_eq(text_is_day(days[_i].text), days[_i].is_day);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, a_text_is_as_long_as_it_is);
    tcase_add_test(tests, a_list_keeps_what_it_takes_over);
    tcase_add_loop_test(tests, values_of_lines, 0, sizeof values / sizeof values[0]);
    tcase_add_loop_test(tests, a_day, 0, sizeof days / sizeof days[0]);
}

int main(void)
{
    return suite_run("text", add);
}
