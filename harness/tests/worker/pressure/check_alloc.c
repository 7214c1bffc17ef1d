/* Pressure alloc=K: one collection inside a loop step, at the same place each time. On every
 * CPython of this machine. */
#include <string.h>

#include "run_json.h"
#include "terms.h"

#define CASE TASKLOSS_SOURCE_DIR "/harness/tests/fates/exposed_inside_a_step.py"

enum { PYTHONS = 32, POINTS = 24 };

/* What became of the four jobs, by implementation: how many were lost. */
struct seen {
    const char *name;
    int lost[POINTS], count;
};

static json_t *run_case(const char *pressure)
{
    const char *words[] = {"run", CASE, "--guard", "bare", "--pressure", pressure, NULL};
    int status;
    return run_json(words, &status);
}

static int is_pypy(json_t *cell)
{
    return strncmp(json_string_value(json_object_get(cell, "implementation")), "pypy", 4) == 0;
}

/* Past the end of the jobs no collection can meet them: nothing is lost, and nothing measured. */
static int lost_in(json_t *cell)
{
    const char *why = json_string_value(json_object_get(cell, "why"));
    ck_assert_msg(why == NULL || strstr(why, "no collection fell") != NULL, "%s", why);
    return (int)json_integer_value(json_object_get(cell, "lost"));
}

/* No loop step has them exposed, so that all that step collections could show is: never lost. */
START_TEST(loop_steps_do_not_see_it)
{
    json_t *document = run_case("step"), *cell;
    size_t index;
    json_array_foreach(json_object_get(document, "cells"), index, cell)
    {
        ck_assert_int_eq(json_integer_value(json_object_get(cell, "measured")), 1);
        ck_assert_int_eq(lost_in(cell), 0);
        if (!is_pypy(cell))
            ck_assert_int_eq(json_integer_value(json_object_get(cell, "exposed_steps")), 0);
    }
    json_decref(document);
}
END_TEST

/* Every 2000 allocations: one is within the 5000 of the window; the last is never reached. */
static char *points(void)
{
    static char text[POINTS * 16];
    size_t used = 0;
    for (int i = 1; i < POINTS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "alloc=%d,", i * 2000);
    snprintf(text + used, sizeof text - used, "alloc=900000000");
    return text;
}

static void note_cell(struct seen *seen, json_t *cell)
{
    const char *name = json_string_value(json_object_get(cell, "implementation"));
    int i = 0;
    while (i < PYTHONS && seen[i].name != NULL && strcmp(seen[i].name, name) != 0)
        i++;
    ck_assert_int_lt(i, PYTHONS);
    seen[i].name = name;
    ck_assert_int_lt(seen[i].count, POINTS);
    seen[i].lost[seen[i].count++] = lost_in(cell);
}

static void fill(struct seen *seen, json_t *document)
{
    json_t *cell;
    size_t index;
    json_array_foreach(json_object_get(document, "cells"), index, cell) if (!is_pypy(cell))
        note_cell(seen, cell);
}

START_TEST(allocations_do_and_each_time_the_same)
{
    static struct seen first[PYTHONS], again[PYTHONS];
    json_t *one = run_case(points()), *other = run_case(points());
    fill(first, one);
    fill(again, other);
    for (int i = 0; i < PYTHONS && first[i].name != NULL; i++) {
        int lost = 0;
        for (int k = 0; k < POINTS; k++)
            lost += first[i].lost[k];
        ck_assert_msg(lost >= 4, "%s: no allocation within the window", first[i].name);
        ck_assert_msg(first[i].lost[POINTS - 1] == 0, "%s: lost without a collection",
                      first[i].name);
        ck_assert_mem_eq(first[i].lost, again[i].lost, sizeof first[i].lost);
    }
    json_decref(one);
    json_decref(other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("alloc");
    TCase *tcase = tcase_create("inside a loop step");
    tcase_set_timeout(tcase, 240);
    tcase_add_test(tcase, loop_steps_do_not_see_it);
    tcase_add_test(tcase, allocations_do_and_each_time_the_same);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
