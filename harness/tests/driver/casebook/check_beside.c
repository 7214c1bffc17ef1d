/* Files of what was measured beside a run: what is read, and what is refused by its line. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beside.h"
#include "suite.h"
#include "synthetic.h"

static struct beside beside;
static struct tl_error error;
static char *folder, *file;
static const char *const names[] = {"3.14.1", "3.14.1+uvloop"};

static int read_text(const char *text, size_t size)
{
    file = text_make("%s/beside.tsv", folder);
    FILE *out = fopen(file, "we");
    ck_assert_ptr_nonnull(out);
    fwrite(text, 1, size, out);
    fclose(out);
    return beside_read(&beside, file, names, 2, &error);
}

static void make(void)
{
    folder = folder_make();
}

static void clean(void)
{
    beside_free(&beside);
    free(file);
    folder_remove(folder);
}

START_TEST(a_file)
{
    static const char text[] = "# of a quiet machine\nimplementation\tcost\ttold\n"
                               "3.14.1+uvloop\t+900 ns\tnever\n\n";
    ck_assert_int_eq(read_text(text, sizeof text - 1), 0);
    ck_assert_uint_eq(beside_columns(&beside), 2);
    ck_assert_str_eq(beside_text(&beside, "3.14.1+uvloop", 1), "never");
    ck_assert_ptr_null(beside_text(&beside, "3.14.1", 0));
}
END_TEST

static const struct {
    const char *text, *says;
} refused[] = {
    {"python\tcost\n", ":1: the first line is 'implementation'"},
    {"implementation\n3.14.1\n", ":1: the first line is 'implementation'"},
    {"implementation\tcost\n3.14.1\n",
     ":2: 1 fields with tabs between, where the first line has 2"},
    {"implementation\tcost\n3.14.1\t1\t2\n", ":2: 3 fields"},
    {"implementation\tcost\n3.14.1+uvlop\t1\n", "did you mean '3.14.1+uvloop'?"},
    {"implementation\tcost\n3.14.1\t1\n3.14.1\t2\n", ":3: '3.14.1' has line 2 already"},
    {"implementation\tcost\n", "says nothing of any implementation"},
    {"", "says nothing of any implementation"},
};

START_TEST(a_mistake)
{
    ck_assert_int_eq(read_text(refused[_i].text, strlen(refused[_i].text)), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_msg(strstr(error.text, refused[_i].says) != NULL, "%s", error.text);
}
END_TEST

START_TEST(no_text)
{
    static const char text[] = "implementation\tcost\n3.14.1\t1\0 ns\n";
    ck_assert_int_eq(read_text(text, sizeof text - 1), -1);
    ck_assert_ptr_nonnull(strstr(error.text, ":2: a NUL byte"));
}
END_TEST

START_TEST(no_file)
{
    ck_assert_int_eq(beside_read(&beside, folder, names, 2, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, a_file);
    tcase_add_loop_test(tests, a_mistake, 0, sizeof refused / sizeof refused[0]);
    tcase_add_test(tests, no_text);
    tcase_add_test(tests, no_file);
}

int main(void)
{
    return suite_run("beside", add_tests);
}
