/* Event loops other than asyncio's own: planted ones with faults, and uvloop where it is installed.
 */
#include <stdbool.h>
#include <stdio.h>

#include "paths.h"
#include "run_json.h"

#define FATES  TASKLOSS_SOURCE_DIR "/harness/tests/fates/"
#define LOST   FATES "ways_to_make_a_task.py"
#define ENDED  FATES "every_fate.py"
#define SPAWNS TASKLOSS_SOURCE_DIR "/cases/event_in_weak_registry.py"
#define FAILS  TASKLOSS_SOURCE_DIR "/cases/exception_of_dropped_task.py"
#define CALLS  TASKLOSS_SOURCE_DIR "/harness/tests/loops/call_from_finally.py"

static char cache[] = "/tmp/taskloss-test-XXXXXX";
static char python[64]; /* the newest usable CPython's name */

static json_t *pythons(void)
{
    FILE *out = popen(TASKLOSS_BINARY_DIR "/taskloss pythons --json", "r");
    json_t *document = out != NULL ? json_loadf(out, 0, NULL) : NULL;
    if (document == NULL)
        abort();
    pclose(out);
    return document;
}

static void find_python(void)
{
    json_t *document = pythons(), *one;
    size_t index;
    json_array_foreach(json_object_get(document, "implementations"), index, one)
    {
        const char *name = json_string_value(json_object_get(one, "implementation"));
        if (json_is_true(json_object_get(one, "usable")) && strncmp(name, "pypy", 4) != 0 &&
            json_string_length(json_object_get(one, "build")) == 0)
            snprintf(python, sizeof python, "%s", name);
    }
    json_decref(document);
}

/* A loop of the user's own: a folder with a module and a file that says what makes it. */
static void plant(const char *name, const char *function)
{
    char command[1024];
    snprintf(command, sizeof command,
             "set -e; d=%s/loops/%s/%s; mkdir -p $d; "
             "cp " TASKLOSS_SOURCE_DIR "/harness/tests/loops/*.py $d; "
             "echo %s > $d/factory",
             cache, python, name, function);
    ck_assert_int_eq(system(command), 0);
}

/* The one cell of a run of `file` with that loop, under `bare`. */
static json_t *cell_of(const char *file, const char *name, int *status)
{
    char spec[160];
    snprintf(spec, sizeof spec, "%s+%s", python, name);
    const char *words[] = {"run",     file,     "--guard", "bare",   "--python", spec,
                           "--audit", "--jobs", "4",       "--seed", "1",        NULL};
    json_t *document = run_json(words, status);
    json_t *cell = json_incref(json_array_get(json_object_get(document, "cells"), 0));
    ck_assert_ptr_nonnull(cell);
    ck_assert_str_eq(json_string_value(json_object_get(cell, "implementation")), spec);
    json_decref(document);
    return cell;
}

static int number(const json_t *cell, const char *key)
{
    json_t *value = json_object_get(cell, key);
    ck_assert_msg(json_is_integer(value), "no %s", key);
    return (int)json_integer_value(value);
}

static void is_not_measured(const char *file, const char *name, const char *why)
{
    int status;
    json_t *cell = cell_of(file, name, &status);
    const char *text = json_string_value(json_object_get(cell, "why"));
    ck_assert_int_eq(status, 3);
    ck_assert(json_is_null(json_object_get(cell, "rate")));
    ck_assert_msg(text != NULL && strstr(text, why) != NULL, "'%s' does not say '%s'", text, why);
    json_decref(cell);
}

static void is_measured(const char *name, bool real_time)
{
    int status;
    json_t *cell = cell_of(LOST, name, &status);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(number(cell, "lost"), 10);
    ck_assert_int_eq(number(cell, "audit_differences"), 0);
    ck_assert_int_eq(json_is_true(json_object_get(cell, "real_time")), real_time);
    json_decref(cell);
    if (real_time) {
        is_not_measured(ENDED, name, "in real time, jobs were still pending");
        return;
    }
    cell = cell_of(ENDED, name, &status);
    ck_assert_int_eq(number(cell, "lost"), 2);
    ck_assert_int_eq(number(cell, "orphaned"), 1);
    ck_assert_int_eq(number(cell, "stranded"), 1);
    ck_assert_int_eq(number(cell, "finished"), 1);
    json_decref(cell);
}

START_TEST(a_loop_of_ones_own_is_measured)
{
    plant("plain", "planted_loops:plain");
    is_measured("plain", false);
}
END_TEST

START_TEST(a_loop_that_takes_signals_is_measured)
{
    plant("signals", "planted_loops:takes_signals");
    is_measured("signals", false);
}
END_TEST

/* The kernel's thread is none that could still wake somebody. */
START_TEST(a_loop_with_a_polled_ring_is_in_virtual_time)
{
    plant("ring", "planted_loops:polled_ring");
    is_measured("ring", false);
}
END_TEST

START_TEST(a_loop_in_real_time_is_marked)
{
    plant("real", "planted_loops:in_real_time");
    is_measured("real", true);
}
END_TEST

/* An hour of sleep would be many steps. */
START_TEST(a_loop_that_wakes_up_while_it_waits_runs_in_real_time)
{
    plant("wakes", "planted_loops:wakes_up");
    is_measured("wakes", true);
}
END_TEST

START_TEST(a_loop_that_does_not_name_itself_leaks_nothing)
{
    int status;
    plant("nameless", "planted_loops:nameless");
    json_t *cell = cell_of(FAILS, "nameless", &status);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(number(cell, "failed"), 4);
    ck_assert_int_eq(number(cell, "leaked"), 0);
    json_decref(cell);
}
END_TEST

/* A collection while it waits would wait forever: that is not what such a loop would do by itself.
 */
START_TEST(a_loop_that_waits_under_a_lock_is_measured)
{
    int status;
    plant("locked", "planted_loops:waits_under_lock");
    is_measured("locked", false);
    json_t *cell = cell_of(CALLS, "locked", &status);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(number(cell, "lost"), 4);
    ck_assert_int_eq(number(cell, "audit_differences"), 0);
    json_decref(cell);
}
END_TEST

START_TEST(tasks_of_unknown_types_are_not_measured)
{
    plant("foreign", "planted_loops:foreign_tasks");
    is_not_measured(LOST, "foreign", "tasks of a type that taskloss does not know");
    plant("jobs", "planted_loops:foreign_jobs");
    is_not_measured(SPAWNS, "jobs", "does not know: planted_loops._ForeignTask");
}
END_TEST

START_TEST(a_loop_that_does_not_start_says_so)
{
    plant("crashes", "planted_loops:crashes");
    is_not_measured(LOST, "crashes", "killed by signal 11");
    plant("leaves", "planted_loops:leaves");
    is_not_measured(LOST, "leaves", "status 7");
    plant("raises", "planted_loops:raises");
    is_not_measured(LOST, "raises", "OSError: no ring");
    plant("absent", "planted_loops:nothing_of_that_name");
    is_not_measured(LOST, "absent", "NameError");
    plant("hangs", "planted_loops:hangs");
    is_not_measured(LOST, "hangs", "did not run within");
    plant("import", "hangs_at_import:make");
    is_not_measured(LOST, "import", "did not run within");
    plant("fork", "crashes_at_fork:make");
    is_not_measured(LOST, "fork", "signal 11");
}
END_TEST

/* The rest is measured all the same, and `+loops` takes each that is there. */
START_TEST(all_loops_of_a_python_in_one_run)
{
    char spec[160];
    int status;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s/loops", cache);
    ck_assert_int_eq(system(command), 0);
    plant("crashes", "planted_loops:crashes");
    plant("plain", "planted_loops:plain");
    snprintf(spec, sizeof spec, "%s+loops", python);
    const char *words[] = {"run",       LOST,       "--guard", "bare", "--python",
                           "all+plain", "--python", spec,      NULL};
    json_t *document = run_json(words, &status), *cells = json_object_get(document, "cells"), *cell;
    size_t index, measured = 0;
    ck_assert_int_eq(status, 3);
    ck_assert_uint_eq(json_array_size(cells), 2);
    json_array_foreach(cells, index, cell) measured += json_is_real(json_object_get(cell, "rate"));
    ck_assert_uint_eq(measured, 1);
    json_decref(document);
}
END_TEST

/* The command's first lines say this, and it ends with this status. */
static void answers(const char *command, const char *says, int wanted)
{
    char text[2048];
    FILE *out = popen(command, "r");
    ck_assert_ptr_nonnull(out);
    text[fread(text, 1, sizeof text - 1, out)] = '\0';
    int status = pclose(out);
    ck_assert_msg(strstr(text, says) != NULL, "%s", text);
    ck_assert_int_eq(WEXITSTATUS(status), wanted);
}

/* A loop that differs is found by comparing all of them with asyncio's own. */
START_TEST(loops_compare_with_the_same_python)
{
    static const struct {
        const char *names, *says;
        int status;
    } compared[] = {
        {"all all+loops", "1 cells compared: no difference", 0},
        {"all all+plain", "1 cells compared: no difference", 0},
        {"all all+eager", "no Python has both 'all' and 'all+eager'", 2},
    };
    char command[1024];
    plant("plain", "planted_loops:plain");
    snprintf(command, sizeof command,
             TASKLOSS_BINARY_DIR "/taskloss run %s --guard bare --results %s/c --python '%s' "
                                 "--python '%s+plain' >/dev/null 2>&1",
             LOST, cache, python, python);
    ck_assert_int_eq(system(command), 0);
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
        snprintf(command, sizeof command,
                 TASKLOSS_BINARY_DIR "/taskloss compare %s --results %s/c 2>&1", compared[i].names,
                 cache);
        answers(command, compared[i].says, compared[i].status);
    }
}
END_TEST

/* Its cells say so, and the rest is measured. */
START_TEST(a_loop_without_a_wheel_is_told)
{
    char spec[160];
    int status;
    snprintf(spec, sizeof spec, "%s+uvloop", python);
    const char *words[] = {"run",  LOST,       "--guard", "bare", "--python",
                           python, "--python", spec,      NULL};
    json_t *document = run_json(words, &status), *cells = json_object_get(document, "cells");
    ck_assert_int_eq(status, 3);
    ck_assert_uint_eq(json_array_size(cells), 2);
    ck_assert(json_is_real(json_object_get(json_array_get(cells, 0), "rate")));
    const char *why = json_string_value(json_object_get(json_array_get(cells, 1), "why"));
    ck_assert_ptr_nonnull(why);
    ck_assert_ptr_nonnull(strstr(why, "not installed for this Python: see taskloss get loops"));
    json_decref(document);
}
END_TEST

START_TEST(what_is_not_there_is_refused)
{
    static const struct {
        const char *suffix, *says;
        int status;
    } refused[] = {
        {"+uvlop", "did you mean", 2},
        {"+uvloop+rloop", "two event loops", 2},
        {"+../x", "neither", 2},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char command[512];
        snprintf(command, sizeof command,
                 TASKLOSS_BINARY_DIR "/taskloss run a31 --results %s/r --python '%s%s' 2>&1", cache,
                 python, refused[i].suffix);
        answers(command, refused[i].says, refused[i].status);
    }
}
END_TEST

/* With the user's own cache, where taskloss get loops may have put it. */
START_TEST(uvloop_is_measured)
{
    unsetenv("TASKLOSS_CACHE");
    json_t *document = pythons(), *one, *name;
    size_t index, inner;
    bool found = false;
    json_array_foreach(json_object_get(document, "implementations"), index, one)
    {
        json_array_foreach(json_object_get(one, "loops"), inner,
                           name) if (strcmp(json_string_value(name), "uvloop") == 0)
        {
            found = true;
            snprintf(python, sizeof python, "%s",
                     json_string_value(json_object_get(one, "implementation")));
        }
    }
    json_decref(document);
    if (found)
        is_measured("uvloop", false);
    else
        puts("skipped: there is no uvloop: run taskloss get loops uvloop");
}
END_TEST

/* Pythons that were fetched stay in the user's cache: only the loops' folder is the test's own. */
static int use_own_cache(void)
{
    struct tl_error error;
    char *users = paths_cache(&error), link[256], target[1024];
    if (mkdtemp(cache) == NULL)
        return -1;
    snprintf(link, sizeof link, "%s/pythons", cache);
    snprintf(target, sizeof target, "%s/pythons", users != NULL ? users : "");
    free(users);
    if (symlink(target, link) != 0 || setenv("TASKLOSS_CACHE", cache, 1) != 0)
        return -1;
    find_python();
    return 0;
}

int main(void)
{
    Suite *suite = suite_create("loops");
    TCase *tcase = tcase_create("real Pythons");
    if (use_own_cache() != 0)
        return 1;
    if (python[0] == '\0') {
        puts("skipped: there is no CPython that can be measured");
        return 0;
    }
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_loop_of_ones_own_is_measured);
    tcase_add_test(tcase, a_loop_that_takes_signals_is_measured);
    tcase_add_test(tcase, a_loop_with_a_polled_ring_is_in_virtual_time);
    tcase_add_test(tcase, a_loop_in_real_time_is_marked);
    tcase_add_test(tcase, a_loop_that_wakes_up_while_it_waits_runs_in_real_time);
    tcase_add_test(tcase, a_loop_that_does_not_name_itself_leaks_nothing);
    tcase_add_test(tcase, a_loop_that_waits_under_a_lock_is_measured);
    tcase_add_test(tcase, tasks_of_unknown_types_are_not_measured);
    tcase_add_test(tcase, a_loop_that_does_not_start_says_so);
    tcase_add_test(tcase, all_loops_of_a_python_in_one_run);
    tcase_add_test(tcase, loops_compare_with_the_same_python);
    tcase_add_test(tcase, a_loop_without_a_wheel_is_told);
    tcase_add_test(tcase, what_is_not_there_is_refused);
    tcase_add_test(tcase, uvloop_is_measured);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", cache);
    return failed != 0 || system(command) != 0;
}
