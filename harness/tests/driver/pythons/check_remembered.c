/* An answer is taken from the cache as long as nothing it depends on has changed, and no longer. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "remembered.h"
#include "suite.h"

static char folder[] = "/tmp/taskloss-remembered-XXXXXX";
static struct text_list files;

static char *in(const char *name)
{
    return text_make("%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
    char *path = in(name);
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    free(path);
}

static void make(const char *name)
{
    char *path = in(name);
    ck_assert_int_eq(mkdir(path, 0755), 0);
    free(path);
}

static void begin(void)
{
    strcpy(strrchr(folder, '-') + 1, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    make("lib");
    make("lib/test");
    make("lib/asyncio");
    make("site");
    put("python", "binary");
    put("lib/os.py", "one");
    put("lib/asyncio/tasks.py", "one");
    put("lib/test/test_os.py", "one");
    put("site/a.pth", "one");
    char *cache = in("cache");
    setenv("TASKLOSS_CACHE", cache, 1);
    free(cache);
    files = (struct text_list){0};
    text_add(&files, in("python"));
    text_add(&files, in("lib"));
    text_add(&files, in("site/"));
    text_add(&files, in("absent"));
}

static void end(void)
{
    char *command = text_make("rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    free(command);
    text_clear(&files);
}

/* A question to python, answered where it is known. */
static struct ask *question(void)
{
    static char *argv[] = {NULL, (char *)"--probe", NULL};
    static struct ask ask;
    memset(&ask, 0, sizeof ask);
    argv[0] = files.items[0];
    ask.argv = argv;
    remembered_take(&ask);
    return &ask;
}

/* `later`: seconds after now at which it was asked, as if the files had been old then. */
static void keep(const char *answer, int later)
{
    struct ask *ask = question();
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += later;
    ask->started = true;
    strcpy(ask->output, answer);
    remembered_keep(ask, &files, &now);
}

START_TEST(an_answer_is_kept)
{
    ck_assert(!question()->known);
    keep("version=3.12\nusable=yes\n", 60);
    ck_assert(question()->known);
    ck_assert(question()->started);
    ck_assert_str_eq(question()->output, "version=3.12\nusable=yes\n");
    ck_assert_int_eq(question()->status, 0);
}
END_TEST

START_TEST(what_was_just_written_is_not_kept)
{
    keep("usable=yes\n", 0);
    ck_assert(!question()->known);
}
END_TEST

START_TEST(what_failed_is_not_kept)
{
    struct ask *ask = question();
    struct timespec later = {.tv_sec = 1L << 40};
    ask->started = true;
    ask->status = 1;
    strcpy(ask->output, "usable=no\n");
    remembered_keep(ask, &files, &later);
    ask->status = 0;
    ask->late = true;
    remembered_keep(ask, &files, &later);
    ask->late = false;
    ask->signal = 9;
    remembered_keep(ask, &files, &later);
    ask->signal = 0;
    ask->output[0] = '\0';
    remembered_keep(ask, &files, &later);
    ck_assert(!question()->known);
}
END_TEST

/* The same size, and the time put back: the inode tells, or the time of the change. */
static void forge(const char *name, bool in_place)
{
    char *path = in(name), *other = text_make("%s.new", path);
    struct stat about;
    ck_assert_int_eq(stat(path, &about), 0);
    usleep(20000);
    FILE *out = fopen(in_place ? path : other, "w");
    for (off_t i = 0; i < about.st_size; i++)
        putc('x', out);
    fclose(out);
    const struct timespec times[] = {about.st_atim, about.st_mtim};
    ck_assert_int_eq(utimensat(AT_FDCWD, in_place ? path : other, times, 0), 0);
    if (!in_place)
        ck_assert_int_eq(rename(other, path), 0);
    free(path);
    free(other);
}

static void remove_file(const char *name)
{
    char *path = in(name);
    ck_assert_int_eq(unlink(path), 0);
    free(path);
}

static void change(int which)
{
    switch (which) {
    case 0:
        forge("python", true);
        break;
    case 1:
        forge("python", false);
        break;
    case 2:
        forge("lib/asyncio/tasks.py", true);
        break;
    case 3:
        put("lib/asyncio/more.py", "");
        break;
    case 4:
        remove_file("lib/os.py");
        break;
    case 5:
        put("absent", "");
        break;
    case 6:
        forge("site/a.pth", false);
        break;
    case 7:
        put("site/b.py", "");
        break;
    case 8:
        setenv("PYTHONHASHSEED", "1", 1);
        break;
    default:
        setenv("LD_PRELOAD_OF_NOBODY", "1", 1);
    }
}

START_TEST(a_change_makes_it_be_asked_again)
{
    keep("usable=yes\n", 60);
    ck_assert(question()->known);
    change(_i);
    ck_assert_msg(!question()->known, "change %d was not seen", _i);
}
END_TEST

START_TEST(what_says_nothing_may_change)
{
    keep("usable=yes\n", 60);
    put("lib/test/test_os.py", "two");
    make("lib/__pycache__");
    put("lib/__pycache__/os.pyc", "two");
    setenv("EDITOR_OF_NOBODY", "ed", 1);
    ck_assert(question()->known);
}
END_TEST

/* Whoever writes into the cache folder may have written anything. */
START_TEST(damage_is_asked_again)
{
    keep("usable=yes\n", 60);
    char *command =
        text_make("for f in '%s'/cache/answers/*; do head -c %d \"$f\" >\"$f.new\" && mv "
                  "\"$f.new\" \"$f\"; done",
                  folder, 40 + 60 * _i);
    ck_assert_int_eq(system(command), 0);
    free(command);
    ck_assert(!question()->known);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, an_answer_is_kept);
    tcase_add_test(tests, what_was_just_written_is_not_kept);
    tcase_add_test(tests, what_failed_is_not_kept);
    tcase_add_loop_test(tests, a_change_makes_it_be_asked_again, 0, 10);
    tcase_add_test(tests, what_says_nothing_may_change);
    tcase_add_loop_test(tests, damage_is_asked_again, 0, 4);
}

int main(void)
{
    return suite_run("remembered", add);
}
