/* Bad cases on a real Python: each has its one line of reason, and harms nothing beside it. */
#include <check.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cells.h"
#include "real.h"

static char *python;
static json_t *document;
static int exit_status;
static unsigned left;

/* --- one run of all of them ---------------------------------------------------------------- */

static void run_all(void)
{
    char output[128];
    json_error_t why;
    python = real_python();
    ck_assert_msg(python != NULL, "no usable Python here");
    real_begin();
    snprintf(output, sizeof output, "%s/run.json", real_results());
    char *argv[] = {
        "taskloss", "run", "--json",   "--guard", "bare", "--deadline", "2",
        "--memory", "128", "--python", python,    "-j2",  "--results",  (char *)real_results(),
        REAL_CASES, NULL};
    exit_status = real_wait(real_start(argv, output));
    left = real_left(1000);
    document = json_load_file(output, 0, &why);
    ck_assert_msg(document != NULL, "%s", why.text);
}

static void forget_all(void)
{
    json_decref(document);
    real_end();
    free(python);
}

static const json_t *cell_of(const char *name)
{
    size_t i;
    json_t *cell;
    json_array_foreach(json_object_get(document, "cells"), i, cell)
    {
        if (strcmp(json_string_value(json_object_get(cell, "name")), name) == 0)
            return cell;
    }
    ck_abort_msg("no cell of case '%s'", name);
}

static json_int_t number(const json_t *cell, const char *key)
{
    return json_integer_value(json_object_get(cell, key));
}

/* What each case must give. `ending`: of its one trial, NULL if none could be made. `why`: part of
 * the reason, NULL if it was measured; then `finished` of its four jobs finished, the others
 * failed. */
static const struct expected {
    const char *name, *ending, *why;
    int finished;
} expected[] = {
    {"syntax_error", NULL, "SyntaxError", 0},
    {"import_fails", NULL, "No module named 'no_such_module_anywhere'", 0},
    {"import_never_ends", NULL, "importing the case did not end within 2000 ms", 0},
    {"import_leaves", NULL, "status 5", 0},
    {"leaves", "exit", "exit 7", 0},
    {"kills_itself", "signal", "signal 9", 0},
    {"kills_group", "signal", "signal 9", 0},
    {"kills_parent", NULL, "signal 9", 0},
    {"eats_memory", "memory", "memory", 0},
    {"eats_memory_quietly", "ok", NULL, 4},
    {"leaves_children", "ok", NULL, 4},
    {"leaves_threads", "ok", NULL, 4},
    {"never_ends", "deadline", "deadline", 0},
    {"blocks", "deadline", "deadline", 0},
    {"ignores_signals", "deadline", "deadline", 0},
    {"writes_much", "ok", NULL, 4},
    {"raises", "ok", NULL, 0},
    {"exits", "exit", "exit 1", 0},
    {"closes_files", "exit", "exit 1", 0},
    {"changes_folder", "ok", NULL, 4},
    {"crashes", "signal", "signal 6", 0},
    {"facts_too_many", "ok", "it noted more than 65536 facts, or more than 4194304 bytes of", 0},
    {"facts_that_look_alike", NULL, "two facts of the trial are called 'fact '", 0},
};

#define EXPECTED_COUNT (int)(sizeof expected / sizeof *expected)

START_TEST(each_has_its_reason)
{
    const struct expected *want = &expected[_i];
    const json_t *cell = cell_of(want->name);
    const char *why = json_string_value(json_object_get(cell, "why"));
    const json_t *endings = json_object_get(cell, "endings");
    ck_assert_msg((why == NULL) == (want->why == NULL), "%s: %s", want->name, why);
    if (why != NULL) {
        ck_assert_msg(strstr(why, want->why) != NULL, "%s: %s", want->name, why);
        ck_assert_msg(strchr(why, '\n') == NULL, "%s: %s", want->name, why);
    }
    ck_assert_int_eq(number(cell, "measured"), want->why == NULL);
    ck_assert_msg(number(cell, "trials") == (want->ending != NULL), "%s", want->name);
    if (want->ending != NULL)
        ck_assert_msg(number(endings, want->ending) == 1, "%s did not end so: %s", want->ending,
                      want->name);
}
END_TEST

/* Nothing measured is null, never 0 %. */
START_TEST(unmeasured_is_no_rate)
{
    const struct expected *want = &expected[_i];
    const json_t *cell = cell_of(want->name), *rate = json_object_get(cell, "rate");
    if (want->why != NULL)
        ck_assert_msg(json_is_null(rate), "%s has a rate", want->name);
    else {
        ck_assert_int_eq(number(cell, "spawned"), 4);
        ck_assert_int_eq(number(cell, "finished"), want->finished);
        ck_assert_int_eq(number(cell, "failed"), 4 - want->finished);
        ck_assert_msg(json_real_value(rate) <= 0.0, "%s loses", want->name);
    }
}
END_TEST

START_TEST(the_good_one_is_unharmed)
{
    const json_t *cell = cell_of("good");
    ck_assert_int_eq(number(cell, "measured"), 1);
    ck_assert_int_eq(number(cell, "spawned"), 4);
    ck_assert_int_eq(number(cell, "lost"), 4);
}
END_TEST

START_TEST(the_run_says_not_all_was_measured)
{
    ck_assert_int_eq(exit_status, TL_EXIT_UNMEASURED);
    ck_assert_int_eq((int)json_array_size(json_object_get(document, "cells")), EXPECTED_COUNT + 1);
}
END_TEST

START_TEST(nothing_is_left_behind)
{
    ck_assert_uint_eq(left, 0);
}
END_TEST

/* How many trials can be read from the folder, also after an end in the middle of anything. */
static int trials_stored(void)
{
    struct store *store;
    struct tl_results results;
    struct tl_error error;
    int trials = 0;
    /* As a run would open it: made anew where the last one was killed before it was whole. */
    ck_assert_msg(store_open(&store, real_results(), true, &error) == 0, "%s", error.text);
    if (cells_read(store, 0, &results, &error) != 0) {
        ck_assert_msg(strstr(error.text, "holds no run") != NULL, "%s", error.text);
        store_close(store);
        return 0;
    }
    for (size_t i = 0; i < results.count; i++)
        trials += (int)results.cells[i].trials;
    cells_free(&results);
    store_close(store);
    return trials;
}

START_TEST(every_trial_is_stored)
{
    int trials = 1; /* the good one's */
    for (int i = 0; i < EXPECTED_COUNT; i++)
        trials += expected[i].ending != NULL;
    ck_assert_int_eq(trials_stored(), trials);
}
END_TEST

/* --- an end from outside ------------------------------------------------------------------- */

static void begin_one(void)
{
    python = real_python();
    ck_assert_msg(python != NULL, "no usable Python here");
    real_begin();
}

static void end_one(void)
{
    real_end();
    free(python);
}

/* Many short trials, children that outlive them, and a case that blocks. */
static pid_t start_long_run(void)
{
    char *argv[] = {"taskloss",
                    "run",
                    "--guard",
                    "bare",
                    "--deadline",
                    "20",
                    "--trials",
                    "100000",
                    "--python",
                    python,
                    "-j2",
                    "--results",
                    (char *)real_results(),
                    REAL_CASES "/good.py",
                    REAL_CASES "/blocks.py",
                    REAL_CASES "/leaves_children.py",
                    NULL};
    return real_start(argv, "/dev/null");
}

static void sleep_ms(long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* Whatever the driver is doing at that moment: looking for Pythons, importing, in a trial. */
START_TEST(a_killed_driver_leaves_nothing)
{
    unsigned seed = (unsigned)getpid();
    long delay = _i * 700 + (long)(seed * 2654435761u % 700);
    pid_t driver = start_long_run();
    sleep_ms(delay);
    kill(driver, SIGKILL);
    ck_assert_int_eq(real_wait(driver), 1000 + SIGKILL);
    ck_assert_msg(real_left(5000) == 0, "processes left after %ld ms", delay);
    trials_stored();
}
END_TEST

/* Waits until trials are stored. */
static void wait_for_trials(void)
{
    for (int i = 0; i < 300; i++) {
        struct store *store;
        struct tl_results results = {.count = 0};
        struct tl_error error;
        uint32_t trials = 0;
        sleep_ms(100);
        if (store_open(&store, real_results(), false, &error) != 0)
            continue;
        if (cells_read(store, 0, &results, &error) == 0 && results.count > 0)
            trials = results.cells[0].trials;
        cells_free(&results);
        store_close(store);
        if (trials >= 3)
            return;
    }
    ck_abort_msg("no trials in 30 s");
}

START_TEST(a_killed_driver_loses_no_trial)
{
    pid_t driver = start_long_run();
    wait_for_trials();
    ck_assert_uint_ge(real_left(0), 2); /* the driver and its workers are seen */
    kill(driver, SIGKILL);
    ck_assert_int_eq(real_wait(driver), 1000 + SIGKILL);
    ck_assert_uint_eq(real_left(1000), 0);
    ck_assert_int_ge(trials_stored(), 3);
}
END_TEST

START_TEST(a_signal_interrupts)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    pid_t driver = start_long_run();
    wait_for_trials();
    kill(driver, signals[_i]);
    ck_assert_int_eq(real_wait(driver), TL_EXIT_INTERRUPTED);
    ck_assert_uint_eq(real_left(1000), 0);
    ck_assert_int_ge(trials_stored(), 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bad cases");
    TCase *together = tcase_create("together");
    tcase_set_timeout(together, 120);
    tcase_add_unchecked_fixture(together, run_all, forget_all);
    tcase_add_loop_test(together, each_has_its_reason, 0, EXPECTED_COUNT);
    tcase_add_loop_test(together, unmeasured_is_no_rate, 0, EXPECTED_COUNT);
    tcase_add_test(together, the_good_one_is_unharmed);
    tcase_add_test(together, the_run_says_not_all_was_measured);
    tcase_add_test(together, nothing_is_left_behind);
    tcase_add_test(together, every_trial_is_stored);
    suite_add_tcase(suite, together);

    TCase *killed = tcase_create("killed");
    tcase_set_timeout(killed, 120);
    tcase_add_checked_fixture(killed, begin_one, end_one);
    tcase_add_loop_test(killed, a_killed_driver_leaves_nothing, 0, 6);
    tcase_add_test(killed, a_killed_driver_loses_no_trial);
    tcase_add_loop_test(killed, a_signal_interrupts, 0, 3);
    suite_add_tcase(suite, killed);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
