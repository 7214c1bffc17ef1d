/* Fates in every Python of this machine: every way to make a task, every fate, and the detectors.
 */
#include <stdio.h>

#include "options.h"
#include "run_arguments.h"
#include "run_json.h"
#include "runner.h"

#define CASES TASKLOSS_SOURCE_DIR "/harness/tests/fates/"

struct expected {
    const char *key;
    int value;
};

/* Each cell of a run of the case has these numbers; a key with '.' in front is a fact. */
static void guarded_cells(const char *file, const char *pressure, const char *guards,
                          const struct expected *expected)
{
    const char *words[] = {"run", file, "--guard", guards, "--pressure", pressure, "--audit", NULL};
    int status;
    json_t *document = run_json(words, &status), *cells = json_object_get(document, "cells"), *cell;
    size_t index;
    ck_assert_int_eq(status, 0);
    ck_assert_uint_gt(json_array_size(cells), 0);
    json_array_foreach(cells, index, cell) for (const struct expected *e = expected; e->key != NULL;
                                                e++)
    {
        json_t *fact = json_object_get(json_object_get(cell, "facts"), e->key + 1);
        json_t *value =
            e->key[0] == '.' ? json_object_get(fact, "trial") : json_object_get(cell, e->key);
        ck_assert_msg(json_integer_value(value) == e->value, "%s: %s is %d, not %d",
                      json_string_value(json_object_get(cell, "implementation")), e->key,
                      (int)json_integer_value(value), e->value);
    }
    json_decref(document);
}

static void all_cells(const char *file, const char *pressure, const struct expected *expected)
{
    guarded_cells(file, pressure, "bare", expected);
}

START_TEST(every_way_to_make_a_task_is_seen)
{
    all_cells(CASES "ways_to_make_a_task.py", "step",
              (const struct expected[]){{"spawned", 10},
                                        {"lost", 10},
                                        {".ways", 10},
                                        {"silent", 1},
                                        {"audit_differences", 0},
                                        {0}});
}
END_TEST

START_TEST(nothing_is_lost_without_collections)
{
    all_cells(CASES "ways_to_make_a_task.py", "off",
              (const struct expected[]){{"spawned", 10},
                                        {"lost", 0},
                                        {"orphaned", 0},
                                        {"finished", 10},
                                        {"audit_differences", 0},
                                        {0}});
}
END_TEST

START_TEST(every_fate_is_told_apart)
{
    all_cells(CASES "every_fate.py", "step",
              (const struct expected[]){{"spawned", 7},
                                        {"lost", 2},
                                        {"orphaned", 1},
                                        {"finished", 1},
                                        {"failed", 1},
                                        {"cancelled", 1},
                                        {"stranded", 1},
                                        {"audit_differences", 0},
                                        {0}});
}
END_TEST

START_TEST(a_task_that_never_started)
{
    all_cells(CASES "never_started.py", "off",
              (const struct expected[]){{"spawned", 1}, {"never_started", 1}, {0}});
}
END_TEST

START_TEST(a_resurrected_task_is_lost_all_the_same)
{
    all_cells(CASES "resurrected.py", "step",
              (const struct expected[]){{"spawned", 4}, {"lost", 4}, {"resurrected", 4}, {0}});
}
END_TEST

/* A debug build stops a probe that asks Python while an exception is on its way. */
START_TEST(a_task_freed_while_an_exception_is_on_its_way)
{
    all_cells(CASES "freed_while_raising.py", "step",
              (const struct expected[]){{"spawned", 4}, {"failed", 4}, {"silent", 0}, {0}});
}
END_TEST

START_TEST(a_guard_is_given_the_turns_it_needs_to_let_go)
{
    guarded_cells(CASES "ends_as_drain_does.py", "step", "set,gather,await,shield",
                  (const struct expected[]){{"finished", 4}, {"leaked", 0}, {0}});
}
END_TEST

START_TEST(a_fork_of_the_program_does_not_count)
{
    all_cells(CASES "forks_in_between.py", "step",
              (const struct expected[]){
                  {"spawned", 1}, {"finished", 1}, {"lost", 0}, {"orphaned", 0}, {0}});
}
END_TEST

START_TEST(time_is_virtual_in_threads_too)
{
    all_cells(CASES "virtual_time.py", "step",
              (const struct expected[]){{"finished", 1},
                                        {".half_an_hour", 1},
                                        {".timed_out", 1},
                                        {".three_quarters", 1},
                                        {".an_hour", 1},
                                        {0}});
}
END_TEST

/* No cell of the case is measured, for this reason. */
static void no_cell(const char *file, const char *why)
{
    const char *words[] = {"run", file, "--guard", "bare", NULL};
    int status;
    json_t *document = run_json(words, &status), *cells = json_object_get(document, "cells"), *cell;
    size_t index;
    ck_assert_int_eq(status, 3);
    ck_assert_uint_gt(json_array_size(cells), 0);
    json_array_foreach(cells, index, cell)
    {
        const char *said = json_string_value(json_object_get(cell, "why"));
        ck_assert(json_is_null(json_object_get(cell, "rate")));
        ck_assert_msg(said != NULL && strstr(said, why) != NULL, "%s",
                      said != NULL ? said : "measured");
    }
    json_decref(document);
}

START_TEST(waiting_for_ever_is_not_a_result)
{
    no_cell(CASES "idle_for_ever.py", "could never come");
}
END_TEST

START_TEST(tasks_of_the_programs_own_types_are_found)
{
    no_cell(CASES "own_task_type.py", "a type that taskloss does not know: own_task_type.Task");
    no_cell(CASES "unregistered_task_type.py", "does not know: unregistered_task_type.Task");
    no_cell(CASES "unregistered_made_late.py", "does not know: _task_type.make.<locals>.Task");
    no_cell(CASES "unregistered_imported.py", "does not know: _task_type.make.<locals>.Task");
    no_cell(CASES "unregistered_frozen.py", "does not know: _task_type.make.<locals>.Task");
}
END_TEST

START_TEST(jobs_that_fail_by_themselves_are_no_result)
{
    no_cell(CASES "jobs_that_fail.py", "4 of 4 jobs fail without any collection");
}
END_TEST

/* A package that the base's folder has must not be found in place of the environment's own. */
START_TEST(a_virtual_environment_hides_its_pythons_packages)
{
    char folder[] = "/tmp/taskloss-test-XXXXXX", command[128];
    int status;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(command, sizeof command, "python3 -m venv --without-pip %s/venv", folder);
    ck_assert_int_eq(system(command), 0);
    snprintf(command, sizeof command, "%s/venv", folder);
    const char *words[] = {"run", CASES "other_packages.py", "--python", command, NULL};
    json_t *document = run_json(words, &status);
    json_t *cell = json_array_get(json_object_get(document, "cells"), 0);
    json_t *fact = json_object_get(json_object_get(cell, "facts"), "others");
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(json_integer_value(json_object_get(fact, "trial")), 0);
    json_decref(document);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

/* What the worker says of a Python when it is asked with these further words. */
static void probe(const json_t *python, const char *words, char *answer, size_t size)
{
    char command[4096] = "", *at = command;
    json_t *word;
    size_t index;
    json_array_foreach(json_object_get(python, "worker"), index, word) at +=
        snprintf(at, sizeof command - (size_t)(at - command), "'%s' ", json_string_value(word));
    snprintf(at, sizeof command - (size_t)(at - command), "--probe %s", words);
    FILE *out = popen(command, "r");
    ck_assert_ptr_nonnull(out);
    answer[fread(answer, 1, size - 1, out)] = '\0';
    pclose(out);
}

/* Planted: the hooks are blind. The proof at start sees it, and the Python is refused. */
START_TEST(blind_hooks_are_refused_at_start)
{
    FILE *out = popen(TASKLOSS_BINARY_DIR "/taskloss pythons --json", "r");
    ck_assert_ptr_nonnull(out);
    json_t *document = json_loadf(out, 0, NULL), *python;
    size_t index, tried = 0;
    pclose(out);
    json_array_foreach(json_object_get(document, "implementations"), index, python)
    {
        char answer[2048];
        const char *name = json_string_value(json_object_get(python, "implementation"));
        if (!json_is_true(json_object_get(python, "usable")) || strncmp(name, "pypy", 4) == 0)
            continue;
        probe(python, "", answer, sizeof answer);
        ck_assert_msg(strstr(answer, "usable=yes") != NULL, "%s: %s", name, answer);
        probe(python, "--blind", answer, sizeof answer);
        ck_assert_msg(strstr(answer, "usable=no\nwhy=calibration failed: ") != NULL, "%s: %s", name,
                      answer);
        tried++;
    }
    ck_assert_uint_gt(tried, 0);
    json_decref(document);
}
END_TEST

/* Planted: the first detector is switched off. The second sees it, and nothing counts as measured.
 */
START_TEST(the_audit_finds_a_blind_detector)
{
    char folder[] = "/tmp/taskloss-test-XXXXXX", command[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    char *argv[] = {(char *)"taskloss run",
                    (char *)(CASES "ways_to_make_a_task.py"),
                    (char *)"--guard=bare",
                    (char *)"--results",
                    folder,
                    NULL};
    struct run_options options;
    struct tl_results results;
    struct tl_error error;
    run_options_begin(&options, 5, argv, &error);
    ck_assert_int_eq(options_parse(&run_options_argp, 5, argv, &options, &error), 0);
    ck_assert_int_eq(run_options_complete(&options, 0), 0);
    options.audit = 2;
    ck_assert_msg(runner_run(&options, &results, &error) == 0, "%s", error.text);
    ck_assert_uint_gt(results.count, 0);
    for (size_t i = 0; i < results.count; i++) {
        ck_assert_uint_eq(results.cells[i].audit_differences, 10);
        ck_assert_uint_eq(results.cells[i].measured, 0);
        ck_assert_ptr_nonnull(strstr(results.cells[i].unmeasured, "the two detectors disagree"));
    }
    ck_assert_int_eq(runner_verdict(&results), TL_EXIT_UNMEASURED);
    cells_free(&results);
    run_options_free(&options);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fates");
    TCase *tcase = tcase_create("real Pythons");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, every_way_to_make_a_task_is_seen);
    tcase_add_test(tcase, nothing_is_lost_without_collections);
    tcase_add_test(tcase, every_fate_is_told_apart);
    tcase_add_test(tcase, a_task_that_never_started);
    tcase_add_test(tcase, a_resurrected_task_is_lost_all_the_same);
    tcase_add_test(tcase, a_task_freed_while_an_exception_is_on_its_way);
    tcase_add_test(tcase, a_guard_is_given_the_turns_it_needs_to_let_go);
    tcase_add_test(tcase, a_fork_of_the_program_does_not_count);
    tcase_add_test(tcase, time_is_virtual_in_threads_too);
    tcase_add_test(tcase, waiting_for_ever_is_not_a_result);
    tcase_add_test(tcase, tasks_of_the_programs_own_types_are_found);
    tcase_add_test(tcase, jobs_that_fail_by_themselves_are_no_result);
    tcase_add_test(tcase, a_virtual_environment_hides_its_pythons_packages);
    tcase_add_test(tcase, blind_hooks_are_refused_at_start);
    tcase_add_test(tcase, the_audit_finds_a_blind_detector);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
