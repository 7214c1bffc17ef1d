/* Folders that are made, and patterns that are looked up. */
#include "files.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "suite.h"
#include "text.h"

static char folder[] = "/tmp/check_files-XXXXXX";
static struct tl_error error;

static void make(void)
{
    strcpy(strrchr(folder, '-'), "-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void clean(void)
{
    char *command = text_make("rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
    free(command);
}

static void touch(const char *name)
{
    FILE *file = fopen(name, "w");
    ck_assert_msg(file != NULL, "%s", name);
    fclose(file);
}

static bool is_folder(const char *name)
{
    struct stat about;
    return stat(name, &about) == 0 && S_ISDIR(about.st_mode);
}

START_TEST(folders_with_those_above)
{
    static const char *const names[] = {"a", "b/c/d", "e//f/", "./g", "b/c/x"};
    char *whole = text_make("%s/h/i", folder);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert_msg(files_make_folder(names[i], &error) == 0, "%s", error.text);
        ck_assert_msg(is_folder(names[i]), "%s", names[i]);
        ck_assert_int_eq(files_make_folder(names[i], &error), 0);
    }
    ck_assert_int_eq(files_make_folder(whole, &error), 0);
    ck_assert(is_folder(whole));
    ck_assert_int_eq(files_make_folder("/", &error), 0);
    free(whole);
}
END_TEST

START_TEST(a_file_in_the_way)
{
    touch("file");
    ck_assert_int_eq(files_make_folder("file/a/b", &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_str_eq(error.text, "file/a cannot be made (Not a directory)");
    ck_assert(files_is_file("file"));
}
END_TEST

START_TEST(what_is_a_file)
{
    touch("file");
    ck_assert_int_eq(symlink("file", "link"), 0);
    ck_assert_int_eq(symlink("nowhere", "broken"), 0);
    ck_assert_int_eq(mkfifo("fifo", 0600), 0);
    ck_assert(files_is_file("file") && files_is_file("link"));
    ck_assert(!files_is_file("broken") && !files_is_file("fifo") && !files_is_file(".") &&
              !files_is_file("none") && !files_is_file(""));
}
END_TEST

/* A folder of any name is itself only; beside each is one that a pattern would take for it. */
START_TEST(an_escaped_path_fits_itself)
{
    static const char *const names[][2] = {{"a*b", "aXb"},   {"a?b", "acb"}, {"a[xy]b", "axb"},
                                           {"a\\*b", "a*b"}, {"a b", "a"},   {"plain", "plainer"}};
    ck_assert_int_eq(mkdir(names[_i][1], 0700), 0);
    char *pattern = files_escape(names[_i][0]), *below = text_make("%s/*.so", pattern);
    char *file = text_make("%s/x.so", names[_i][0]);
    ck_assert_ptr_null(files_first(text_make("%s", below)));
    ck_assert_int_eq(mkdir(names[_i][0], 0700), 0);
    touch(file);
    char *found = files_first(below);
    ck_assert_pstr_eq(found, file);
    free(found);
    free(file);
    free(pattern);
}
END_TEST

START_TEST(the_first_that_fits)
{
    touch("b.so.2");
    touch("b.so.1");
    char *found = files_first(text_make("*.so.?"));
    ck_assert_str_eq(found, "b.so.1");
    free(found);
    ck_assert_ptr_null(files_first(text_make("*.none")));
}
END_TEST

START_TEST(files_that_may_be_open)
{
    struct rlimit limit = {100, 300}, now;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_int_eq(files_allow_open(50, &error), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &now), 0);
    ck_assert_uint_eq(now.rlim_cur, 100);
    ck_assert_int_eq(files_allow_open(300, &error), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &now), 0);
    ck_assert_uint_eq(now.rlim_cur, 300);
    ck_assert_uint_eq(now.rlim_max, 300);
    ck_assert_int_eq(files_allow_open(301, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_str_eq(error.text, "301 files have to be open at a time, and 300 may be (ulimit -n): "
                                 "allow more, or run fewer workers (-j)");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, folders_with_those_above);
    tcase_add_test(tests, a_file_in_the_way);
    tcase_add_test(tests, what_is_a_file);
    tcase_add_loop_test(tests, an_escaped_path_fits_itself, 0, 6);
    tcase_add_test(tests, the_first_that_fits);
    tcase_add_test(tests, files_that_may_be_open);
}

int main(void)
{
    return suite_run("files", add);
}
