/* Cases: heads as people write them, and each way to get one wrong. */
#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "case_head.h"
#include "cases.h"
#include "memory.h"
#include "synthetic.h"

static struct tl_cases cases;
static struct tl_error error;
static char *folder;

static void make(void)
{
    folder = folder_make();
}

static void clean(void)
{
    cases_free(&cases);
    folder_remove(folder);
}

static char *write_bytes(const char *name, const char *bytes, size_t length)
{
    static char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, length, out), length);
    ck_assert_int_eq(fclose(out), 0);
    return path;
}

static char *write_text(const char *name, const char *text)
{
    return write_bytes(name, text, strlen(text));
}

static void make_folder(const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    ck_assert_int_eq(mkdir(path, 0777), 0);
}

/* The one case of this text. */
static const struct tl_case *read_text(const char *text)
{
    ck_assert_msg(cases_load_file(&cases, write_text("one.py", text), &error) == 0, "%s",
                  error.text);
    return &cases.items[cases.count - 1];
}

static const char *versions_of(const struct tl_case *c, const char *what)
{
    for (size_t i = 0; i < c->expectation_count; i++)
        if (strcmp(c->expectations[i].what, what) == 0)
            return c->expectations[i].versions;
    return NULL;
}

START_TEST(a_whole_head)
{
    const struct tl_case *c =
        read_text("#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n\n"
                  "\"\"\"What it shows, with an é.\n\n"
                  "The story,\nin two lines.\n\n    code = 1\n\n"
                  "id: a31\nawaits: a stream\nlost: >=3.8, -pytask\nsource: gh-1,\n"
                  "    and gh-2\nneeds: >=3.7\nguards: bare, set await\n"
                  "deliveries: all\ncancel.stalled: <3.13\n\"\"\"\nimport asyncio\n");
    ck_assert_str_eq(c->id, "a31");
    ck_assert_str_eq(c->name, "one");
    ck_assert_str_eq(c->title, "What it shows, with an é.");
    ck_assert_str_eq(c->story, "The story,\nin two lines.\n\n    code = 1");
    ck_assert_str_eq(versions_of(c, "lost"), ">=3.8, -pytask");
    ck_assert_str_eq(versions_of(c, "deliveries"), "all");
    ck_assert_str_eq(versions_of(c, "cancel.stalled"), "<3.13");
    ck_assert_uint_eq(c->expectation_count, 3);
    ck_assert(case_speaks_of_cancel(c));
    ck_assert_str_eq(c->source, "gh-1, and gh-2");
    ck_assert_str_eq(c->awaits, "a stream");
    ck_assert_str_eq(c->needs, ">=3.7");
    ck_assert_uint_eq(c->guards, 1u << TL_GUARD_BARE | 1u << TL_GUARD_SET | 1u << TL_GUARD_AWAIT);
    ck_assert(c->file[0] == '/');
}
END_TEST

static const char *const good[] = {
    "\"\"\"T\nid: a1\n\"\"\"",
    "'''T\n\nid: a1\n'''\n",
    "r\"\"\"T\n\nid: a1\n\"\"\"",
    "u'''T\n\nid: a1'''",
    "\"\"\"\n    T\n\n    id: a1\n    lost: all\n\"\"\"",
    "\"\"\"T\r\n\r\nid: a1\r\n\"\"\"\r\n",
    "\xef\xbb\xbf\"\"\"T\n\nid: a1\n\"\"\"",
    "\"\"\"T\n\nlost: all\n\nid:   a1   \n\"\"\"",
    "\n\n# comment\n\"\"\"T\n\nNote: a story.\n\nid: a1\n\"\"\"",
};

START_TEST(forms_of_heads)
{
    const struct tl_case *c = read_text(good[_i]);
    ck_assert_str_eq(c->id, "a1");
    ck_assert_str_eq(c->title, "T");
}
END_TEST

START_TEST(escapes)
{
    ck_assert_str_eq(read_text("\"\"\"A \\\"\\\"\\\" b \\\\ \\d\n\nid: a1\n\"\"\"")->title,
                     "A \"\"\" b \\ \\d");
}
END_TEST

static const struct {
    const char *line, *jobs;
} jobs[] = {
    {"job: Mailer.send", "Mailer.send"},
    {"job: app.Mailer.send,worker", "app.Mailer.send worker"},
    {"job:  a ,  outer.<locals>.b\n    <lambda>", "a outer.<locals>.b <lambda>"},
    {"job: a\\x2cb\\u202e \xc3\xa9", "a\\x2cb\\u202e \xc3\xa9"},
    {"job: *", "*"},
    {"job: none", "none"},
};

START_TEST(what_counts_as_a_job)
{
    char text[256];
    snprintf(text, sizeof text, "\"\"\"T\n\nid: a1\n%s\n\"\"\"", jobs[_i].line);
    const struct tl_case *c = read_text(text);
    ck_assert_str_eq(c->jobs, jobs[_i].jobs);
    ck_assert(!case_speaks_of_cancel(c));
    ck_assert_uint_eq(c->expectation_count, 0);
}
END_TEST

START_TEST(a_process_for_each_trial)
{
    ck_assert(!read_text("\"\"\"T\n\nid: a0\n\"\"\"")->forks);
    cases_free(&cases);
    cases = (struct tl_cases){0};
    const struct tl_case *c = read_text("\"\"\"T\n\nid: a1\nisolation: fork\n\"\"\"");
    ck_assert(c->forks);
    ck_assert_uint_eq(c->expectation_count, 0);
}
END_TEST

START_TEST(one_file_twice)
{
    read_text("\"\"\"T\n\nid: a1\n\"\"\"");
    char other[PATH_MAX];
    snprintf(other, sizeof other, "%s/./one.py", folder);
    ck_assert_int_eq(cases_load_file(&cases, other, &error), 0);
    ck_assert_uint_eq(cases.count, 1);
}
END_TEST

START_TEST(too_many_names_of_jobs)
{
    char text[1200] = "\"\"\"T\n\nid: a1\njob: ";
    for (int i = 0; i < 100; i++)
        strcat(text, "worker, ");
    strcat(text, "last\n\"\"\"");
    ck_assert_int_eq(cases_load_file(&cases, write_text("one.py", text), &error), -1);
    ck_assert_msg(strstr(error.text, ":4: the names after 'job:' are too long") != NULL, "%s",
                  error.text);
}
END_TEST

static const struct {
    const char *text, *message; /* one.py:LINE: ... */
} bad[] = {
    {"", ":1: this case has no head; add 3 lines"},
    {"import asyncio\n", ":1: this case has no head"},
    {"\n\n'one line'\n", ":3: this case has no head"},
    {"f\"\"\"T\n\nid: a1\"\"\"", ":1: this case has no head"},
    {"\"\"\"T\n\nid: a1\n", ":1: the docstring has no end"},
    {"\"\"\"T\n\nlost: all\n\"\"\"", ":1: the head has no id"},
    {"\"\"\"\"\"\"", ":1: the head has no id"},
    {"\"\"\"\nid: a1\n\"\"\"", ":2: the head has no title"},
    {"\"\"\"T\n\nid: a1\nlost: all\nlost: none\n\"\"\"", ":5: 'lost:' a second time"},
    {"\"\"\"T\n\nid: a1\nid: a2\n\"\"\"", ":4: 'id:' a second time"},
    {"\"\"\"T\n\nid: a 1\n\"\"\"", ":3: bad id 'a 1'"},
    {"\"\"\"T\n\nid: ../a\n\"\"\"", ":3: bad id"},
    {"\"\"\"T\n\nid: a123456789012345678\n\"\"\"", ":3: bad id"},
    {"\"\"\"T\n\nid:\n\"\"\"", ":3: nothing after 'id:'"},
    {"\"\"\"T\n\nid: a1\nlost all\n\"\"\"", ":4: 'lost all' is not 'key: value'"},
    {"\"\"\"T\n\nlost all\nid: a1\n\"\"\"", ":3: 'lost all' is not 'key: value'"},
    {"\"\"\"T\n\nid: a1\nlost: sometimes\n\"\"\"", ":4: lost: 'sometimes' is no version"},
    {"\"\"\"T\n\nid: a1\nsorce: gh-1\n\"\"\"", "did you mean 'source'?"},
    {"\"\"\"T\n\nid: a1\nawaits: a word more than fits over a panel of a plot\n\"\"\"",
     "at most 40 bytes"},
    {"\"\"\"T\n\nid: a1\nneeds: new\n\"\"\"", ":4: needs: 'new' is no version"},
    {"\"\"\"T\n\nid: a1\nguards: bare, sett\n\"\"\"",
     ":4: unknown guard 'sett'; did you mean 'set'?"},
    {"\"\"\"T\n\nid: a1\nguards: ,\n\"\"\"", ":4: no guard"},
    {"\"\"\"T\n\nid: a1\nisolation: snapshot\n\"\"\"", ":4: bad isolation 'snapshot'"},
    {"\"\"\"T\n\nid: a1\nisolation: fork, fork\n\"\"\"", ":4: bad isolation 'fork, fork'"},
    {"\"\"\"T\n\nid: a1\nisolation: fork\nisolation: fork\n\"\"\"", "a second time"},
    {"\"\"\"T\n\nid: a1\njob: a;b\n\"\"\"", ":4: bad job 'a;b'"},
    {"\"\"\"T\n\nid: a1\njob: send, *\n\"\"\"", ":4: bad job '*'"},
    {"\"\"\"T\n\nid: a1\njob: none, send\n\"\"\"", ":4: bad job 'none'"},
    {"\"\"\"T\n\nid: a1\njob: ,\n\"\"\"", ":4: no name after 'job:'"},
    {"\"\"\"T\n\nid: a1\njob: a\njob: b\n\"\"\"", ":5: 'job:' a second time"},
    {"\"\"\"T\n\n\xff\nid: a1\n\"\"\"", ":3: not UTF-8"},
    {"\"\"\"T\n\nid: a1\n\"\"\"\n\n# \xe9\n", ":6: not UTF-8"},
};

START_TEST(mistakes)
{
    ck_assert_int_eq(cases_load_file(&cases, write_text("one.py", bad[_i].text), &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_msg(strstr(error.text, bad[_i].message) != NULL, "%s", error.text);
    ck_assert_ptr_nonnull(strstr(error.text, "one.py:"));
    ck_assert_uint_eq(cases.count, 0);
}
END_TEST

static void must_fail(const char *path, const char *message)
{
    ck_assert_int_eq(cases_load_file(&cases, path, &error), -1);
    ck_assert_msg(strstr(error.text, message) != NULL, "%s", error.text);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}

START_TEST(files_that_are_no_text)
{
    must_fail(write_bytes("n.py", "\"\"\"T\n\nid: a1\n\"\"\"\n\0", 18), ":5: a NUL byte");
    char *big = malloc((1 << 20) + 8);
    memset(big, '#', (1 << 20) + 8);
    must_fail(write_bytes("big.py", big, (1 << 20) + 8), "too long");
    free(big);
    must_fail(folder, "no regular file");
    must_fail("/nonexistent/x.py", "No such file");
    char title[400] = "\"\"\"";
    memset(title + 3, 't', 300);
    strcat(title, "\n\nid: a1\n\"\"\"");
    must_fail(write_text("t.py", title), "the title is too long");
}
END_TEST

static void write_case(const char *name, const char *id)
{
    char text[200];
    snprintf(text, sizeof text, "\"\"\"Title of %s\n\nid: %s\n\"\"\"\n", id, id);
    write_text(name, text);
}

/* Five cases, one in a subfolder; some files that are none. */
static void write_folder(void)
{
    write_case("ten.py", "a10");
    write_case("nine.py", "a9");
    write_case("one_b.py", "a1b");
    write_case("one.py", "a1");
    make_folder("libraries");
    write_case("libraries/web.py", "l1");
    write_text("_helper.py", "no case");
    write_text(".hidden.py", "no case");
    write_text("README.md", "no case");
    make_folder("__pycache__");
    write_text("__pycache__/x.py", "no case");
}

static void load(void)
{
    write_folder();
    ck_assert_msg(cases_load(&cases, folder, &error) == 0, "%s", error.text);
}

static void expect_ids(const char *wanted)
{
    char ids[200] = "";
    for (size_t i = 0; i < cases.count; i++)
        snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%s", i > 0 ? " " : "",
                 cases.items[i].id);
    ck_assert_str_eq(ids, wanted);
}

START_TEST(a_folder)
{
    load();
    expect_ids("a1 a1b a9 a10 l1");
}
END_TEST

START_TEST(doubles)
{
    write_folder();
    write_case("again.py", "a9");
    ck_assert_int_eq(cases_load(&cases, folder, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "two cases have the id 'a9'"));
    cases_free(&cases);
    write_case("again.py", "a11");
    write_case("libraries/again.py", "a12");
    ck_assert_int_eq(cases_load(&cases, folder, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "two cases have the name 'again'"));
}
END_TEST

START_TEST(an_empty_folder)
{
    ck_assert_int_eq(cases_load(&cases, folder, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "no case in"));
    ck_assert_int_eq(cases_load(&cases, "/nonexistent", &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "No such file"));
}
END_TEST

static int choose(const char *a, const char *b)
{
    const char *names[] = {a, b};
    return cases_select(&cases, names, b != NULL ? 2 : 1, &error);
}

static const struct {
    const char *a, *b, *ids;
} choices[] = {
    {"a9", NULL, "a9"},
    {"nine", NULL, "a9"},
    {"a1*", NULL, "a1 a1b a10"},
    {"one*", "a9", "a1 a1b a9"},
    {"a9", "nine", "a9"},
    {"[al]1", NULL, "a1 l1"},
    {"*", NULL, "a1 a1b a9 a10 l1"},
};

/* A key in alphabetical order is a tree's worst case, a blank line a list's. */
static double seconds_to_read(int keys, const char *line)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs("\"\"\"", out);
    for (int i = 0; line[0] == '\n' && i < keys; i++)
        fputs(line, out);
    fputs("Many.\n\nid: a1\n", out);
    for (int i = 0; line[0] != '\n' && i < keys; i++)
        fprintf(out, line, i);
    fputs("\"\"\"\n", out);
    fclose(out);
    clock_t began = clock();
    ck_assert_msg(cases_load_file(&cases, write_bytes("many.py", text, size), &error) == 0, "%s",
                  error.text);
    double took = (double)(clock() - began) / CLOCKS_PER_SEC;
    cases_free(&cases);
    free(text);
    return took;
}

START_TEST(a_long_head_takes_time_by_its_length)
{
    static const char *const lines[] = {"fact%d: all\n", "\n"};
    double few = seconds_to_read(5000, lines[_i]), many = seconds_to_read(40000, lines[_i]);
    ck_assert_msg(many < 0.25 || many < 16 * few, "%.3f s, and %.3f s for 8 times as much", few,
                  many);
}
END_TEST

START_TEST(chosen)
{
    load();
    ck_assert_msg(choose(choices[_i].a, choices[_i].b) == 0, "%s", error.text);
    expect_ids(choices[_i].ids);
}
END_TEST

START_TEST(unknown_names)
{
    load();
    ck_assert_int_eq(choose("nien", NULL), -1);
    ck_assert_str_eq(error.text, "unknown case 'nien'; did you mean 'nine'?");
    ck_assert_int_eq(choose("a9", "zzzzz"), -1);
    ck_assert_str_eq(error.text, "unknown case 'zzzzz'; see 'taskloss cases'");
    ck_assert_int_eq(choose("z*", NULL), -1);
    ck_assert_int_eq(choose("./nothing.py", NULL), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "No such file"));
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}
END_TEST

START_TEST(a_file_of_ones_own)
{
    load();
    make_folder("_own");
    write_case("_own/mine.py", "a9"); /* an id of a case that is not chosen */
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/_own/mine.py", folder);
    ck_assert_msg(choose(path, "a1") == 0, "%s", error.text);
    expect_ids("a1 a9");
    ck_assert_str_eq(cases.items[1].name, "mine");
    ck_assert_int_eq(choose("a9", path), 0); /* the same file twice is one case */
    expect_ids("a9");
}
END_TEST

static void replace_text(const char *file, const char *text)
{
    ck_assert_int_eq(unlink(file), 0);
    FILE *out = fopen(file, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert_int_ge(fputs(text, out), 0);
    ck_assert_int_eq(fclose(out), 0);
}

/* What ran in between is not known. */
START_TEST(edited_and_edited_back)
{
    static const char text[] = "\"\"\"A.\n\nid: x1\nlost: all\nsource: own\n\"\"\"\n";
    const struct tl_case *one = read_text(text);
    ck_assert(!case_has_changed(one));
    char *back = memory_text(one->file);
    replace_text(back, "# nothing");
    ck_assert(case_has_changed(one));
    replace_text(back, text);
    ck_assert(case_has_changed(one));
    ck_assert_int_eq(unlink(back), 0);
    ck_assert(case_has_changed(one));
    free(back);
}
END_TEST

START_TEST(a_folder_of_ones_own)
{
    load();
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/libraries", folder);
    ck_assert_msg(choose(path, NULL) == 0, "%s", error.text);
    expect_ids("l1");
}
END_TEST

START_TEST(the_cases_of_the_tree)
{
    ck_assert_msg(cases_load(&cases, TASKLOSS_SOURCE_DIR "/cases", &error) == 0, "%s", error.text);
    for (size_t i = 0; i < cases.count; i++) {
        const struct tl_case *c = &cases.items[i];
        ck_assert_msg(c->source[0] != '\0', "%s says no source", c->id);
        ck_assert_msg(c->awaits[0] != '\0', "%s says not what its job awaits", c->id);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cases");
    TCase *tests = tcase_create("cases");
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, a_whole_head);
    tcase_add_loop_test(tests, forms_of_heads, 0, sizeof good / sizeof good[0]);
    tcase_add_test(tests, escapes);
    tcase_add_loop_test(tests, what_counts_as_a_job, 0, sizeof jobs / sizeof jobs[0]);
    tcase_add_test(tests, a_process_for_each_trial);
    tcase_add_test(tests, one_file_twice);
    tcase_add_test(tests, too_many_names_of_jobs);
    tcase_add_loop_test(tests, mistakes, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(tests, files_that_are_no_text);
    tcase_add_test(tests, a_folder);
    tcase_add_test(tests, doubles);
    tcase_add_test(tests, an_empty_folder);
    tcase_add_loop_test(tests, a_long_head_takes_time_by_its_length, 0, 2);
    tcase_add_loop_test(tests, chosen, 0, sizeof choices / sizeof choices[0]);
    tcase_add_test(tests, unknown_names);
    tcase_add_test(tests, a_file_of_ones_own);
    tcase_add_test(tests, edited_and_edited_back);
    tcase_add_test(tests, a_folder_of_ones_own);
    tcase_add_test(tests, the_cases_of_the_tree);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
