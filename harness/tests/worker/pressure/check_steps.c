/* Loops that wait otherwise than by epoll, on every Python of this machine: their steps are seen,
 * or what was not collected is not measured. */
#include <stdio.h>

#include "run_json.h"

#define CASES TASKLOSS_SOURCE_DIR "/harness/tests/steps/"

static const char *text(const json_t *cell, const char *key)
{
    const char *value = json_string_value(json_object_get(cell, key));
    return value != NULL ? value : "";
}

static json_int_t number(const json_t *cell, const char *key)
{
    return json_integer_value(json_object_get(cell, key));
}

/* PyPy refuses a threshold: where there is one, not all could be measured. */
enum { AS_PYPY_HAS_IT = -1 };

static int exit_with_pypy(const json_t *cells)
{
    const json_t *cell;
    size_t index;
    json_array_foreach(cells, index,
                       cell) if (strncmp(text(cell, "implementation"), "pypy", 4) == 0) return 3;
    return 0;
}

static void each_guarded_cell(const char *file, const char *guard, const char *pressure, int exit,
                              void (*look)(const json_t *cell))
{
    const char *words[] = {"run", file, "--guard", guard, "--pressure", pressure, NULL};
    int status;
    json_t *document = run_json(words, &status), *cells = json_object_get(document, "cells"), *cell;
    size_t index;
    ck_assert_uint_gt(json_array_size(cells), 0);
    json_array_foreach(cells, index, cell) look(cell);
    ck_assert_int_eq(status, exit == AS_PYPY_HAS_IT ? exit_with_pypy(cells) : exit);
    json_decref(document);
}

static void each_cell(const char *file, const char *pressure, int exit,
                      void (*look)(const json_t *cell))
{
    each_guarded_cell(file, "bare", pressure, exit, look);
}

static const struct {
    const char *file;
    int jobs;
} loops[] = {
    {CASES "select_loop.py", 4},  {CASES "poll_loop.py", 4},  {CASES "sleeping_selector.py", 4},
    {CASES "own_run_once.py", 4}, {CASES "plain_loop.py", 4}, {CASES "plain_policy.py", 4},
    {CASES "plain_ticked.py", 4}, {CASES "ticked.py", 4},     {CASES "ticked_select.py", 4},
    {CASES "threads.py", 8},
};

static int jobs;

static void all_are_lost(const json_t *cell)
{
    ck_assert_msg(number(cell, "spawned") == jobs && number(cell, "lost") == jobs, "%s %s: %s",
                  text(cell, "implementation"), text(cell, "name"), text(cell, "why"));
}

static void none_is_lost(const json_t *cell)
{
    ck_assert_msg(number(cell, "spawned") == jobs && number(cell, "lost") == 0, "%s %s: %s",
                  text(cell, "implementation"), text(cell, "name"), text(cell, "why"));
}

START_TEST(collections_come_however_the_loop_waits)
{
    jobs = loops[_i].jobs;
    each_cell(loops[_i].file, "step", 0, all_are_lost);
}
END_TEST

START_TEST(and_none_comes_in_the_control)
{
    jobs = loops[_i].jobs;
    each_cell(loops[_i].file, "off", 0, none_is_lost);
}
END_TEST

static void no_more_steps(const json_t *cell)
{
    json_t *facts = json_object_get(cell, "facts"), *fact = json_object_get(facts, "more_steps");
    ck_assert_int_eq(number(fact, "trial"), 0);
    ck_assert_int_eq(number(cell, "spawned"), 24);
}

START_TEST(what_a_callback_waits_for_is_no_step)
{
    each_cell(CASES "callbacks_wait.py", "step", 0, no_more_steps);
}
END_TEST

static void is_not_measured(const json_t *cell)
{
    ck_assert(json_is_null(json_object_get(cell, "rate")));
    ck_assert_msg(strstr(text(cell, "why"), "no collection fell while a job was pending") != NULL,
                  "%s: %s", text(cell, "implementation"), text(cell, "why"));
}

static void some_met_none(const json_t *cell)
{
    ck_assert(json_is_null(json_object_get(cell, "rate")));
    ck_assert_msg(strstr(text(cell, "why"), "while 4 of 5 jobs were pending") != NULL, "%s: %s",
                  text(cell, "implementation"), text(cell, "why"));
}

START_TEST(jobs_that_no_collection_met_are_not_measured)
{
    each_cell(CASES "plain_unseen.py", "step", 3, is_not_measured);
    each_cell(CASES "plain_unseen_off_before.py", "step", 3, is_not_measured);
    each_cell(CASES "plain_unseen_off_at_first.py", "step", 3, is_not_measured);
    each_guarded_cell(CASES "two_loops.py", "set", "step", 3, some_met_none);
    each_cell(CASES "select_loop.py", "step=5000", 3, is_not_measured);
}
END_TEST

/* PyPy has no young threshold, which it says. */
static void is_not_measured_but_by_pypy(const json_t *cell)
{
    if (strncmp(text(cell, "implementation"), "pypy", 4) != 0)
        is_not_measured(cell);
}

static void was_met(const json_t *cell)
{
    ck_assert_msg(strncmp(text(cell, "implementation"), "pypy", 4) == 0 ||
                      (number(cell, "spawned") == 80 && number(cell, "collections") > 0),
                  "%s: %s", text(cell, "implementation"), text(cell, "why"));
}

START_TEST(a_threshold_that_brings_no_collection)
{
    each_cell(CASES "waiting.py", "threshold=100000000", 3, is_not_measured_but_by_pypy);
    each_cell(CASES "waiting.py", "threshold=10", AS_PYPY_HAS_IT, was_met);
}
END_TEST

static void says_how_many(const json_t *cell)
{
    ck_assert_ptr_nonnull(json_object_get(cell, "collections"));
    ck_assert_int_eq(number(cell, "measured"), 20);
}

START_TEST(natural_pressure_says_how_many_collections_fell)
{
    each_cell(CASES "waiting.py", "natural", 0, says_how_many);
}
END_TEST

/* Without garbage and steps the thresholds bring none: nothing is verified by that. */
START_TEST(natural_pressure_without_a_collection_verifies_nothing)
{
    int status;
    const char *words[] = {"check",      CASES "not_lost.py",
                           "--guard",    "bare",
                           "--pressure", "natural",
                           "--garbage",  "0",
                           "--wait",     "1",
                           "--ballast",  "0",
                           "--trials",   "2",
                           NULL};
    json_t *document = run_json(words, &status), *cell, *finding;
    size_t index, at;
    ck_assert_int_eq(status, 3);
    json_array_foreach(json_object_get(document, "cells"), index, cell)
        json_array_foreach(json_object_get(cell, "findings"), at, finding)
            ck_assert_msg(number(cell, "collections") > 0 ||
                              strcmp(text(finding, "verdict"), "could-not-measure") == 0,
                          "%s: %s", text(cell, "implementation"), text(finding, "verdict"));
    json_decref(document);
}
END_TEST

int main(void)
{
    enum { LOOPS = sizeof loops / sizeof loops[0] };
    Suite *suite = suite_create("steps");
    TCase *tcase = tcase_create("real Pythons");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, collections_come_however_the_loop_waits, 0, LOOPS);
    tcase_add_loop_test(tcase, and_none_comes_in_the_control, 0, LOOPS);
    tcase_add_test(tcase, what_a_callback_waits_for_is_no_step);
    tcase_add_test(tcase, jobs_that_no_collection_met_are_not_measured);
    tcase_add_test(tcase, a_threshold_that_brings_no_collection);
    tcase_add_test(tcase, natural_pressure_says_how_many_collections_fell);
    tcase_add_test(tcase, natural_pressure_without_a_collection_verifies_nothing);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
