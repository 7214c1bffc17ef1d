/* What PyPy does otherwise than CPython, and what cannot be measured on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pythons.h"
#include "run_json.h"

#define CASES TASKLOSS_SOURCE_DIR "/cases/"
#define FATES TASKLOSS_SOURCE_DIR "/harness/tests/fates/"

static char pypy[32];

/* A run of one case on PyPy, jobs started bare. NULL in `fate`: it is refused, for `reason`. */
static const struct row {
    const char *what, *kinds, *file, *pressure, *fate, *reason;
} rows[] = {
    {"a task that nobody holds is lost here too", "", CASES "event_in_weak_registry.py", "step",
     "lost", NULL},
    {"one that the loop holds is not", "", CASES "sleeping_tasks.py", "step", "finished", NULL},
    {"what has a finalizer survives a collection of the nursery", "",
     CASES "youngest_generation.py", "step", "finished", NULL},
    {"what a leak held has its fate when all is dropped", "", CASES "leak_gather_failed.py", "step",
     "finished", NULL},
    {"a pool of processes that nobody keeps", "", CASES "executor_process_local_pool.py", "step",
     "finished", NULL},
    {"its own thresholds bring a collection when objects live for a while", "",
     FATES "objects_that_live_a_while.py", "natural", "lost", NULL},
    {"and none for what dies in the nursery", "", CASES "natural_collection.py", "natural",
     "finished", NULL},
    {"its task is the Python one already", "+pytask", CASES "event_in_weak_registry.py", "step",
     "lost", NULL},
    {"debug mode", "+debug", CASES "event_in_weak_registry.py", "step", "lost", NULL},
    {"there is no young threshold", "", CASES "event_in_weak_registry.py", "threshold=100", NULL,
     "no young threshold"},
};

/* The one cell of a run; to be released with its document. */
static json_t *run_cell(const struct row *row, int wanted, json_t **document)
{
    char python[64];
    snprintf(python, sizeof python, "%s%s", pypy, row->kinds);
    const char *words[] = {"run",        row->file,     "--guard",  "bare",
                           "--pressure", row->pressure, "--python", python,
                           "--audit",    "--trials",    "1",        NULL};
    int status;
    *document = run_json(words, &status);
    json_t *cells = json_object_get(*document, "cells");
    ck_assert_msg(status == wanted, "%s: exit status %d", row->what, status);
    ck_assert_uint_eq(json_array_size(cells), 1);
    return json_array_get(cells, 0);
}

static int number(json_t *cell, const char *key)
{
    return (int)json_integer_value(json_object_get(cell, key));
}

static void check_measured(const struct row *row)
{
    json_t *document, *cell = run_cell(row, 0, &document);
    ck_assert_int_gt(number(cell, "spawned"), 0);
    ck_assert_msg(number(cell, row->fate) == number(cell, "spawned"), "%s: %d of %d %s", row->what,
                  number(cell, row->fate), number(cell, "spawned"), row->fate);
    ck_assert_int_eq(number(cell, "audit_differences"), 0);
    json_decref(document);
}

static void check_refused(const struct row *row)
{
    json_t *document, *cell = run_cell(row, 3, &document);
    ck_assert(json_is_null(json_object_get(cell, "rate")));
    ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(cell, "why")), row->reason));
    json_decref(document);
}

START_TEST(each_row)
{
    const struct row *row = &rows[_i];
    if (row->fate != NULL)
        check_measured(row);
    else
        check_refused(row);
}
END_TEST

/* Hashes of texts order sets and dictionaries: they are the same in each process. */
START_TEST(the_same_seed_gives_the_same_hashes)
{
    const struct row row = {"hashes", "", FATES "hash_of_a_text.py", "step", "finished", NULL};
    long long hashes[2];
    for (size_t i = 0; i < 2; i++) {
        json_t *document, *cell = run_cell(&row, 0, &document);
        json_t *hash = json_object_get(json_object_get(cell, "facts"), "hash_of_a_text");
        hashes[i] = json_integer_value(json_object_get(hash, "trial"));
        json_decref(document);
    }
    ck_assert_int_ne(hashes[0], 0);
    ck_assert_int_eq(hashes[0], hashes[1]);
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
        puts("skipped: there is no pypy (taskloss get pythons pypy3.11)");
        return 77;
    }
    Suite *suite = suite_create("pypy");
    TCase *tcase = tcase_create("a real PyPy");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, each_row, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_test(tcase, the_same_seed_gives_the_same_hashes);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
