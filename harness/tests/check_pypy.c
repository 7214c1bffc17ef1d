/* What PyPy does otherwise than CPython, and what cannot be measured on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pythons.h"
#include "run_json.h"

#define CASES TASKLOSS_SOURCE_DIR "/cases/"

static char pypy[32];

/* The one cell of a run on PyPy; to be released with its document. */
static json_t *run_cell(const char *file, const char *pressure, int wanted, json_t **document)
{
    const char *words[] = {"run",    file,       "--guard", "bare",    "--pressure",
                           pressure, "--python", pypy,      "--audit", NULL};
    int status;
    *document = run_json(words, &status);
    ck_assert_int_eq(status, wanted);
    ck_assert_uint_eq(json_array_size(json_object_get(*document, "cells")), 1);
    return json_array_get(json_object_get(*document, "cells"), 0);
}

static int number(json_t *cell, const char *key)
{
    return (int)json_integer_value(json_object_get(cell, key));
}

START_TEST(a_task_that_nobody_holds_is_lost_here_too)
{
    json_t *document, *cell = run_cell(CASES "event_in_weak_registry.py", "step", 0, &document);
    ck_assert_int_eq(number(cell, "lost"), number(cell, "spawned"));
    ck_assert_int_eq(number(cell, "audit_differences"), 0);
    json_decref(document);
}
END_TEST

START_TEST(a_task_that_the_loop_holds_is_not)
{
    json_t *document, *cell = run_cell(CASES "sleeping_tasks.py", "step", 0, &document);
    ck_assert_int_gt(number(cell, "spawned"), 0);
    ck_assert_int_eq(number(cell, "finished"), number(cell, "spawned"));
    json_decref(document);
}
END_TEST

/* Objects with finalizers survive collections of the nursery. */
START_TEST(the_youngest_generation_takes_no_task)
{
    json_t *document, *cell = run_cell(CASES "youngest_generation.py", "step", 0, &document);
    ck_assert_int_gt(number(cell, "spawned"), 0);
    ck_assert_int_eq(number(cell, "finished"), number(cell, "spawned"));
    json_decref(document);
}
END_TEST

/* A dead cycle of tasks: each has its fate although not every finalizer has had its turn. */
START_TEST(ended_tasks_in_cycles_have_ended)
{
    json_t *document, *cell = run_cell(CASES "leak_gather_failed.py", "step", 0, &document);
    ck_assert_int_gt(number(cell, "spawned"), 0);
    ck_assert_int_eq(number(cell, "finished"), number(cell, "spawned"));
    json_decref(document);
}
END_TEST

START_TEST(its_own_collections_can_be_left_to_it)
{
    json_t *document, *cell = run_cell(CASES "event_in_weak_registry.py", "natural", 0, &document);
    ck_assert_int_gt(number(cell, "spawned"), 0);
    json_decref(document);
}
END_TEST

START_TEST(what_it_has_not_is_said)
{
    json_t *document,
        *cell = run_cell(CASES "event_in_weak_registry.py", "threshold=100", 3, &document);
    ck_assert(json_is_null(json_object_get(cell, "rate")));
    ck_assert_ptr_nonnull(
        strstr(json_string_value(json_object_get(cell, "why")), "no young threshold"));
    json_decref(document);
}
END_TEST

/* Is there one that can be measured? Its name is in `pypy` then. */
static int find_pypy(void)
{
    struct tl_pythons pythons;
    struct tl_error error;
    if (pythons_find(&pythons, &error) != 0)
        return 0;
    for (size_t i = 0; i < pythons.count && pypy[0] == '\0'; i++)
        if (pythons.items[i].usable && strncmp(pythons.items[i].name, "pypy", 4) == 0)
            snprintf(pypy, sizeof pypy, "%s", pythons.items[i].name);
    pythons_free(&pythons);
    return pypy[0] != '\0';
}

int main(void)
{
    if (!find_pypy()) {
        puts("skipped: there is no pypy (scripts/get-pythons pypy3.11)");
        return 77;
    }
    Suite *suite = suite_create("pypy");
    TCase *tcase = tcase_create("a real PyPy");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_task_that_nobody_holds_is_lost_here_too);
    tcase_add_test(tcase, a_task_that_the_loop_holds_is_not);
    tcase_add_test(tcase, the_youngest_generation_takes_no_task);
    tcase_add_test(tcase, ended_tasks_in_cycles_have_ended);
    tcase_add_test(tcase, its_own_collections_can_be_left_to_it);
    tcase_add_test(tcase, what_it_has_not_is_said);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
