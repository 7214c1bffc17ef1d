/* The real program and bad input: one line that says what is wrong, and the right exit status. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "synthetic.h"
#include "text.h"

#define MOST_WORDS 12

static char *folder;
static char out[65536], err[4096];

static void make(void)
{
    folder = folder_make();
    setenv("TASKLOSS_CASES", TASKLOSS_SOURCE_DIR "/cases", 1);
}

static void clean(void)
{
    folder_remove(folder);
}

static void read_back(const char *path, char *buffer, size_t size)
{
    FILE *in = fopen(path, "r");
    buffer[in != NULL ? fread(buffer, 1, size - 1, in) : 0] = '\0';
    if (in != NULL)
        fclose(in);
}

static char *path_of(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void redirect(const char *path, int fd)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, fd) < 0)
        _exit(99);
}

/* Runs taskloss with the words of `line`, ' ' between, in the test's folder. `to`: its standard
 * output, NULL for a file that is read back. */
static int run_to(const char *to, const char *line)
{
    char copy[512], *words[MOST_WORDS + 2] = {(char *)"taskloss"}, *rest = copy;
    snprintf(copy, sizeof copy, "%s", line);
    for (int i = 1; rest != NULL && *rest != '\0' && i <= MOST_WORDS; i++)
        words[i] = strsep(&rest, " ");
    pid_t child = fork();
    if (child == 0) {
        redirect(to != NULL ? to : path_of("out"), STDOUT_FILENO);
        redirect(path_of("err"), STDERR_FILENO);
        if (chdir(folder) == 0)
            execv(TASKLOSS_BINARY_DIR "/taskloss", words);
        _exit(98);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    read_back(path_of("out"), out, sizeof out);
    read_back(path_of("err"), err, sizeof err);
    return WEXITSTATUS(status);
}

static int run(const char *line)
{
    return run_to(NULL, line);
}

static void is_one_line(const char *message)
{
    ck_assert_msg(strncmp(err, "taskloss: ", 10) == 0, "%s", err);
    ck_assert_msg(strstr(err, message) != NULL, "'%s', not '%s'", err, message);
    ck_assert_ptr_eq(strchr(err, '\n'), err + strlen(err) - 1);
}

static const struct {
    const char *line, *message;
} bad[] = {
    {"", "no command; see 'taskloss --help'"},
    {"rnu", "unknown command 'rnu'; did you mean 'run'?"},
    {"xyzzy", "unknown command 'xyzzy'; see 'taskloss --help'"},
    {"--vresion", "unknown option '--vresion'; did you mean '--version'?"},
    {"run --pyhton 3.12", "unknown option '--pyhton'; did you mean '--python'?"},
    {"run --xyzzy", "unknown option '--xyzzy'; see 'taskloss run --help'"},
    {"run --j", "option '--j' is ambiguous"},
    {"run -Z", "unknown option '-Z'"},
    {"run --trials", "option '--trials' needs a value"},
    {"run -j", "option '-j' needs a value"},
    {"run --json=yes", "option '--json' takes no value"},
    {"run --trials=many", "--trials: 'many' is no whole number"},
    {"run --trials=0", "--trials: 0 is not between 1 and"},
    {"run --trials=-1", "--trials: '-1' is no whole number"},
    {"run --jobs=5000000", "--jobs: 5000000 is not between"},
    {"run --seed=1e3", "--seed: '1e3' is no whole number"},
    {"run -j0", "-j: 0 is not between"},
    {"run --deadline=soon", "--deadline: 'soon' is no number of seconds"},
    {"run --deadline=nan", "--deadline: 'nan' is no number of seconds"},
    {"run --deadline=0", "--deadline: 0 is not between"},
    {"run --memory=1", "--memory: 1 is not between"},
    {"run --garbage=9..3", "--garbage: '9..3' has its ends the wrong way round"},
    {"run --wait=0", "--wait: 0 is not between"},
    {"run --ballast=1..", "--ballast: '' is no whole number"},
    {"run --results=", "--results: no folder"},
    {"run --guard sett", "unknown guard 'sett'; did you mean 'set'?"},
    {"run --pressure setp", "unknown pressure 'setp'; did you mean 'step'?"},
    {"run --pressure threshold", "pressure 'threshold' needs a number"},
    {"run a311", "unknown case 'a311'; did you mean 'a31'?"},
    {"run stream_client_raed", "did you mean 'stream_client_read'?"},
    {"run mine.py", "cannot read 'mine.py': No such file"},
    {"run ./", "no case in './'"},
    {"cases --jsno", "unknown option '--jsno'; did you mean '--json'?"},
    {"cases xyzzy", "unknown case 'xyzzy'"},
    {"replay", "which trial?"},
    {"runs 1", "runs takes no '1'"},
    {"runs", "no results here"},
    {"replay one", "TRIAL: 'one' is no whole number"},
    {"replay 1 2", "one trial at a time"},
    {"replay 1", "no results here"},
    {"why", "which case?"},
    {"why a311", "unknown case 'a311'; did you mean 'a31'?"},
    {"why 1", "no results here"},
    {"why 1 2", "one trial alone"},
    {"why 1 --python 3.12", "a recorded trial has its Python"},
    {"why a31 --guard sett", "unknown guard 'sett'; did you mean 'set'?"},
    {"why a31 --step 0", "--step: 0 is not between"},
    {"why a31 -o x.gif", "x.gif: a picture is NAME.svg"},
};

START_TEST(bad_usage)
{
    int code = run(bad[_i].line);
    is_one_line(bad[_i].message);
    ck_assert_msg(code == 2, "exit status %d: %s", code, err);
    ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(a_case_without_a_head)
{
    FILE *file = fopen(path_of("mine.py"), "w");
    fputs("async def job():\n    pass\n", file);
    fclose(file);
    ck_assert_int_eq(run("run mine.py"), 2);
    is_one_line("mine.py:1: this case has no head; add 3 lines at the top");
}
END_TEST

START_TEST(no_such_python)
{
    ck_assert_int_eq(run("run a31 --python /nonexistent/python"), 3);
    is_one_line("/nonexistent/python");
    ck_assert_int_ne(access(path_of("results"), F_OK), 0);
}
END_TEST

START_TEST(help_and_version)
{
    ck_assert_int_eq(run("--version"), 0);
    ck_assert_str_eq(out, "taskloss " TASKLOSS_VERSION "\n");
    ck_assert_int_eq(run("--help"), 0);
    ck_assert_ptr_nonnull(strstr(out, "  replay "));
    ck_assert_ptr_nonnull(strstr(out, "  why "));
    ck_assert_int_eq(run("run --help"), 0);
    ck_assert_ptr_nonnull(strstr(out, "--pressure=P"));
    ck_assert_str_eq(err, "");
}
END_TEST

START_TEST(lists_of_cases)
{
    ck_assert_int_eq(run("cases"), 0);
    ck_assert_ptr_nonnull(strstr(out, "\na01 "));
    ck_assert_ptr_nonnull(strstr(out, "\ntaskgroup "));
    ck_assert_int_eq(run("cases a01"), 0);
    ck_assert_ptr_nonnull(strstr(out, "async def job"));
    ck_assert_int_eq(run("cases --json a01"), 0);
    ck_assert_ptr_nonnull(strstr(out, "\"lost\": \">=3.8\""));
}
END_TEST

START_TEST(a_full_disk_on_standard_output)
{
    ck_assert_int_eq(run_to("/dev/full", "cases"), 3);
    is_one_line("cannot write to standard output: No space left on device");
}
END_TEST

/* A reader that goes away, as `head` does, is no error. */
START_TEST(a_reader_that_goes_away)
{
    char command[8192];
    snprintf(command, sizeof command,
             "{ '%s/taskloss' cases --json 2>'%s'; echo $? >'%s/code'; } | true",
             TASKLOSS_BINARY_DIR, path_of("err"), folder);
    ck_assert_int_eq(system(command), 0);
    read_back(path_of("code"), out, sizeof out);
    ck_assert_str_eq(out, "0\n");
    read_back(path_of("err"), err, sizeof err);
    ck_assert_str_eq(err, "");
}
END_TEST

START_TEST(a_closed_standard_output)
{
    char command[8192];
    snprintf(command, sizeof command, "'%s/taskloss' cases >&- 2>'%s'", TASKLOSS_BINARY_DIR,
             path_of("err"));
    int status = system(command);
    ck_assert_int_eq(WEXITSTATUS(status), 3);
    read_back(path_of("err"), err, sizeof err);
    is_one_line("cannot write to standard output");
}
END_TEST

START_TEST(runs_are_listed)
{
    char *copy =
        text_make("mkdir '%s/results' && cp '%s' '%s/results'", folder,
                  TASKLOSS_SOURCE_DIR "/harness/tests/fixtures/schema1/taskloss.sqlite", folder);
    ck_assert_int_eq(system(copy), 0);
    free(copy);
    ck_assert_int_eq(run("runs"), 0);
    ck_assert_msg(strncmp(out, " RUN  STARTED", 13) == 0, "%s", out);
    ck_assert_msg(strstr(out, "\n   1  2026-") != NULL && strstr(out, "\n   2  2026-") != NULL,
                  "%s", out);
    ck_assert_msg(strstr(out, "  taskloss run ") != NULL, "%s", out);
    ck_assert_int_eq(run("runs --json"), 0);
    ck_assert_msg(strstr(out, "\"run\": 2") != NULL, "%s", out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("command line");
    TCase *tests = tcase_create("command line");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_loop_test(tests, bad_usage, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(tests, a_case_without_a_head);
    tcase_add_test(tests, no_such_python);
    tcase_add_test(tests, help_and_version);
    tcase_add_test(tests, lists_of_cases);
    tcase_add_test(tests, a_full_disk_on_standard_output);
    tcase_add_test(tests, a_reader_that_goes_away);
    tcase_add_test(tests, a_closed_standard_output);
    tcase_add_test(tests, runs_are_listed);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
