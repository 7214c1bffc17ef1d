/* taskloss check on a real Python: what it finds, what it prints, its files, and bad baselines. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pythons.h"
#include "synthetic.h"
#include "text.h"

#define SKIPPED 77 /* ctest's word for it is in CMakeLists.txt */
#define PROGRAM TASKLOSS_BINARY_DIR "/taskloss"

static char *folder, *python;
static bool none; /* no Python here can be measured */
static char out[1 << 20], err[4096];

/* The first Python that can be measured, by a path; NULL: none. */
static char *any_python(void)
{
    struct tl_pythons pythons;
    struct tl_error error;
    char *path = NULL;
    ck_assert_int_eq(pythons_find(&pythons, &error), 0);
    for (size_t i = 0; path == NULL && i < pythons.count; i++)
        if (pythons.items[i].usable)
            path = text_make("%s", pythons.items[i].path);
    pythons_free(&pythons);
    return path;
}

/* After this, few Pythons are found: each check starts sooner. */
static void find(void)
{
    setenv("TASKLOSS_CASES", TASKLOSS_SOURCE_DIR "/cases", 1);
    setenv("TASKLOSS_WORKER", TASKLOSS_BINARY_DIR "/harness/worker/taskloss-worker", 1);
    python = any_python();
    setenv("TASKLOSS_CACHE", "/nowhere", 1);
    setenv("HOME", "/nowhere", 1);
    unsetenv("PYENV_ROOT");
    setenv("PATH", "/usr/bin:/bin", 1);
}

static void forget(void)
{
    none = python == NULL;
    free(python);
}

static void make(void)
{
    folder = folder_make();
}

static void clean(void)
{
    folder_remove(folder);
}

static void write_file(const char *name, const char *text)
{
    char *path = text_make("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}

static void read_file(const char *name, char *buffer, size_t size)
{
    char *path = text_make("%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    buffer[file != NULL ? fread(buffer, 1, size - 1, file) : 0] = '\0';
    if (file != NULL)
        fclose(file);
    free(path);
}

/* Runs a line of shell in the test's folder; $T is taskloss, $P the Python. */
static int shell(const char *line)
{
    char *whole = text_make("T=%s P='%s'; exec >out 2>err; %s", PROGRAM, python, line);
    pid_t child = fork();
    if (child == 0) {
        if (chdir(folder) == 0)
            execl("/bin/sh", "sh", "-c", whole, (char *)NULL);
        _exit(98);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    free(whole);
    read_file("out", out, sizeof out);
    read_file("err", err, sizeof err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void says(const char *text)
{
    ck_assert_msg(strstr(out, text) != NULL, "'%s' is not in:\n%s\n%s", text, out, err);
}

static void refuses(const char *line, const char *text)
{
    int status = shell(line);
    ck_assert_msg(status == 2, "exit status %d: %s", status, err);
    ck_assert_msg(strstr(err, text) != NULL, "'%s' is not in: %s", text, err);
    ck_assert_ptr_eq(strchr(err, '\n'), err + strlen(err) - 1);
}

#define BODY                                                                                       \
    "source: own\n\"\"\"\nimport asyncio, weakref\n\nevents = weakref.WeakSet()\n\n\n"             \
    "async def job():\n    event = asyncio.Event()\n    events.add(event)\n"                       \
    "    await event.wait()\n\n\ndef wake():\n    for event in list(events):\n        "            \
    "event.set()\n"

#define RIGHT "\"\"\"It is lost.\n\nid: zz1\nlost: all\n" BODY
#define WRONG "\"\"\"It is not lost, they say.\n\nid: zz1\nlost: none\n" BODY

/* Without a Python nothing is tried, and main says so by its exit status. */
static bool skip(void)
{
    return python == NULL;
}

START_TEST(a_right_expectation)
{
    if (skip())
        return;
    write_file("my case.py", RIGHT);
    ck_assert_int_eq(shell("$T check './my case.py' --python \"$P\""), 0);
    says("3 behaviours x 1 implementations: 3 verified, no difference");
}
END_TEST

/* The command that it prints is run, and shows what the check saw. */
START_TEST(a_wrong_expectation)
{
    if (skip())
        return;
    write_file("my case.py", WRONG);
    ck_assert_int_eq(shell("$T check './my case.py' --python \"$P\" --seed 7"), 1);
    says("new-loss  lost: expected 0, saw 4 of 4 jobs");
    says("guard bare, pressure step, seed 7");
    says("2 verified, 1 differences");
    char *repeat = strstr(out, "repeat: taskloss run ");
    ck_assert_ptr_nonnull(repeat);
    *strchr(repeat, '\n') = '\0';
    char *line = text_make("$T %s --json", repeat + strlen("repeat: taskloss "));
    ck_assert_int_eq(shell(line), 0);
    free(line);
    json_t *document = json_loads(out, 0, NULL);
    ck_assert_ptr_nonnull(document);
    json_t *cells = json_object_get(document, "cells");
    ck_assert_uint_eq(json_array_size(cells), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(cells, 0), "lost")), 4);
    json_decref(document);
}
END_TEST

START_TEST(the_document)
{
    if (skip())
        return;
    write_file("c.py", WRONG);
    ck_assert_int_eq(shell("$T check ./c.py --python \"$P\" --json"), 1);
    json_t *document = json_loads(out, 0, NULL);
    ck_assert_ptr_nonnull(document);
    json_t *cell = json_array_get(json_object_get(document, "cells"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(cell, "verdict")), "new-loss");
    ck_assert(json_is_false(json_object_get(json_object_get(cell, "expected"), "lost")));
    json_t *differences = json_object_get(document, "differences");
    ck_assert_uint_eq(json_array_size(differences), 1);
    json_t *one = json_array_get(differences, 0);
    ck_assert_int_eq(json_integer_value(json_object_get(one, "seen")), 4);
    ck_assert_ptr_nonnull(json_string_value(json_object_get(one, "repeat")));
    json_decref(document);
}
END_TEST

START_TEST(not_measured)
{
    if (skip())
        return;
    write_file("c.py", "\"\"\"It kills itself.\n\nid: zz2\nlost: none\nguards: bare\n"
                       "source: own\n\"\"\"\nimport os\n\n\ndef program(trial):\n"
                       "    os.kill(os.getpid(), 9)\n");
    ck_assert_int_eq(shell("$T check ./c.py --python \"$P\""), 3);
    says("could-not-measure");
    says("0 verified, 1 could not be measured");
}
END_TEST

START_TEST(a_file_for_each_format)
{
    if (skip())
        return;
    write_file("c.py", WRONG);
    ck_assert_int_eq(shell("$T check ./c.py --python \"$P\" --junit j.xml --markdown m.md "
                           "--tap t.tap --csv c.csv; code=$?; cat j.xml m.md t.tap c.csv; "
                           "exit $code"),
                     1);
    says("<testsuite");
    says("not ok");
    refuses("$T check ./c.py --python \"$P\" --tap none/t.tap", "none/t.tap cannot be written");
}
END_TEST

START_TEST(a_dash_is_standard_output)
{
    if (skip())
        return;
    write_file("c.py", WRONG);
    ck_assert_int_eq(shell("$T check ./c.py --python \"$P\" --junit - --tap t.tap"), 1);
    ck_assert_int_eq(strncmp(out, "<?xml", 5), 0);
    ck_assert_ptr_eq(strstr(out, "repeat: taskloss run") == NULL ? NULL : strstr(out, "2 verified"),
                     NULL);
    ck_assert_ptr_nonnull(strstr(err, "2 verified, 1 differences"));
    ck_assert_int_eq(shell("ls -- -"), 2);
    refuses("$T check ./c.py --python \"$P\" --junit - --json", "only one of --json");
    refuses("$T check ./c.py --python \"$P\" --junit - --tap -", "only one of --json");
}
END_TEST

START_TEST(one_file_that_is_full_costs_no_other)
{
    if (skip())
        return;
    write_file("c.py", RIGHT);
    ck_assert_int_eq(shell("$T check ./c.py --python \"$P\" --junit /dev/full --tap t.tap "
                           "--csv /dev/full; code=$?; cat t.tap; exit $code"),
                     3);
    says("\n1..3\n");
    ck_assert_msg(strstr(err, "/dev/full") != NULL && strstr(err, "No space left") != NULL, "%s",
                  err);
    ck_assert_int_eq(shell("test -c /dev/full"), 0);
}
END_TEST

/* However a check ends before its end: no file, and none that an earlier one wrote. */
START_TEST(no_stale_pass_survives)
{
    static const char *const ends[] = {
        "$T check ./c.py --python 9.99 --tap t.tap",
        "$T check ./c.py --python \"$P\" --tap t.tap --baseline none.json",
        "$T check ./none.py --python \"$P\" --tap t.tap",
        "timeout -s TERM 0.3 $T check ./slow.py --python \"$P\" --tap t.tap",
        "timeout -s KILL 0.3 $T check ./slow.py --python \"$P\" --tap t.tap",
    };
    if (skip())
        return;
    write_file("c.py", RIGHT);
    write_file("slow.py", "\"\"\"It takes long.\n\nid: zz2\nsource: own\n\"\"\"\nimport time\n\n\n"
                          "def program(trial):\n    while True: pass\n");
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        ck_assert_int_eq(shell("$T check ./c.py --python \"$P\" --tap t.tap; grep '^ok' t.tap"), 0);
        ck_assert_int_ne(shell(ends[i]), 0);
        ck_assert_msg(shell("ls -A | grep -e taskloss- -e t.tap") == 1, "%s leaves %s", ends[i],
                      out);
    }
}
END_TEST

/* --- baselines --- */

static void write_baseline(void)
{
    write_file("c.py", RIGHT);
    int status = shell("$T check ./c.py --python \"$P\" --baseline b.json --update-baseline");
    ck_assert_msg(status == 0, "%s", err);
    ck_assert_ptr_nonnull(strstr(err, "b.json: 2 cells written"));
}

START_TEST(a_baseline_is_kept)
{
    if (skip())
        return;
    write_baseline();
    ck_assert_int_eq(shell("$T check ./c.py --python \"$P\" --baseline b.json"), 0);
    ck_assert_int_eq(shell("cp b.json old.json; $T check ./c.py --python \"$P\" --baseline b.json "
                           "--update-baseline && cmp b.json old.json"),
                     0);
    ck_assert_int_eq(shell("sed -i 's/\"lost\":4/\"lost\":3/' b.json; "
                           "$T check ./c.py --python \"$P\" --baseline b.json"),
                     1);
    says("changed  lost: expected above 0, saw 4 of 4 jobs; the baseline has 3 of 4");
}
END_TEST

START_TEST(an_implementation_it_has_not)
{
    if (skip())
        return;
    write_baseline();
    ck_assert_int_eq(shell("sed -i 's/\"implementation\":\"[^\"]*\"/\"implementation\":\"1.0\"/' "
                           "b.json; $T check ./c.py --python \"$P\" --baseline b.json"),
                     3);
    says("not in the baseline: compared with the cases' heads only");
    says("cells are not in the baseline b.json");
    ck_assert_int_eq(shell("$T check ./c.py --python \"$P\" --baseline b.json --allow-new"), 0);
}
END_TEST

START_TEST(other_options)
{
    if (skip())
        return;
    write_baseline();
    refuses("$T check ./c.py --python \"$P\" --baseline b.json --jobs 5",
            "another --jobs (4, now 5)");
    refuses("$T check ./c.py --python \"$P\" --baseline b.json --seed 2", "another --seed");
    refuses("$T check ./c.py --python \"$P\" --baseline b.json --pressure off",
            "another --pressure");
}
END_TEST

START_TEST(unknown_cases)
{
    if (skip())
        return;
    write_baseline();
    refuses("$T check stream_client_read --python \"$P\" --baseline b.json",
            "unknown cases: zz1 c; --update-baseline takes them out");
    ck_assert_int_eq(shell("$T check event_of_nobody --python \"$P\" --baseline b.json "
                           "--update-baseline && ! grep zz1 b.json"),
                     0);
}
END_TEST

START_TEST(what_is_no_baseline)
{
    if (skip())
        return;
    static const struct {
        const char *text, *message;
    } all[] = {{"", "is no baseline of taskloss: line 1"},
               {"{\"a\": ", "is no baseline of taskloss: line 1"},
               {"[]", "it has no \"format\""},
               {"{\"format\": 99}", "a baseline of format 99"},
               {"{\"format\": 1}", "a baseline of format 1"},
               {"{\"format\": 2}", "is missing"},
               {"{\"format\": 2, \"taskloss\": \"0\", \"options\": {}, \"cells\": [{}]}",
                "its cell number 1 is not in order"},
               {"\xff\xfe", "is no baseline of taskloss: line 1"}};
    write_file("b.json", all[_i].text);
    refuses("$T check e17 --python \"$P\" --baseline b.json", all[_i].message);
    refuses("$T check e17 --python \"$P\" --baseline b.json --update-baseline", all[_i].message);
}
END_TEST

#define BAD_BASELINES 8

START_TEST(wrong_words)
{
    if (skip())
        return;
    refuses("$T check e17 --baseline none.json", "none.json cannot be read");
    refuses("$T check e17 --update-baseline", "--update-baseline needs --baseline FILE");
    refuses("$T check e17 --basline b.json", "did you mean '--baseline'?");
    write_file("c.py", "\"\"\"Bad.\n\nid: zz1\nlost: 3.8<\n" BODY);
    refuses("$T check ./c.py", "c.py");
    write_file("c.py", RIGHT);
    write_file("d.py", RIGHT);
    refuses("$T check ./c.py ./d.py", "zz1");
}
END_TEST

START_TEST(comparing)
{
    if (skip())
        return;
    write_file("c.py", RIGHT);
    ck_assert_int_eq(shell("$T run ./c.py --guard bare --python \"$P\"; "
                           "$T run ./c.py --guard bare --python \"$P\"; $T compare 1 2"),
                     0);
    says("1 cells compared: no difference");
    ck_assert_int_eq(shell("sed -i s/Event/Future/ c.py; $T run event_of_nobody --guard bare,set "
                           "--python \"$P\"; $T compare 1 3"),
                     3);
    says("nothing to compare");
    refuses("$T compare 1 9", "there is no run 9 in 'results'");
    refuses("$T compare 1", "compare takes two");
    refuses("$T compare 1 3.12", "do not compare");
    refuses("$T compare none nothing", "the latest run has no implementation 'none'");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("check, baselines and compare");
    TCase *tests = tcase_create("check");
    tcase_add_unchecked_fixture(tests, find, forget);
    tcase_add_checked_fixture(tests, make, clean);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_right_expectation);
    tcase_add_test(tests, a_wrong_expectation);
    tcase_add_test(tests, the_document);
    tcase_add_test(tests, not_measured);
    tcase_add_test(tests, a_file_for_each_format);
    tcase_add_test(tests, a_dash_is_standard_output);
    tcase_add_test(tests, one_file_that_is_full_costs_no_other);
    tcase_add_test(tests, no_stale_pass_survives);
    tcase_add_test(tests, a_baseline_is_kept);
    tcase_add_test(tests, an_implementation_it_has_not);
    tcase_add_test(tests, other_options);
    tcase_add_test(tests, unknown_cases);
    tcase_add_loop_test(tests, what_is_no_baseline, 0, BAD_BASELINES);
    tcase_add_test(tests, wrong_words);
    tcase_add_test(tests, comparing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0 ? 1 : none ? SKIPPED : 0;
}
