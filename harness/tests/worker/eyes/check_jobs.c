/* Jobs on every Python of this machine: whatever they are is counted, and no job is never a pass.
 */
#include <stdio.h>

#include "run_json.h"

#define CASES TASKLOSS_SOURCE_DIR "/harness/tests/jobs/"

static json_int_t number(const json_t *cell, const char *key)
{
    return json_integer_value(json_object_get(cell, key));
}

static const char *text(const json_t *cell, const char *key)
{
    const char *value = json_string_value(json_object_get(cell, key));
    return value != NULL ? value : "";
}

/* One run of one case on all Pythons; `look` sees each cell. */
static void each_cell(const char *file, const char *guards, int exit,
                      void (*look)(const json_t *cell))
{
    const char *words[] = {"run", file, "--guard", guards, "--audit", NULL};
    int status;
    json_t *document = run_json(words, &status), *cells = json_object_get(document, "cells"), *cell;
    size_t index;
    ck_assert_uint_gt(json_array_size(cells), 0);
    json_array_foreach(cells, index, cell) look(cell);
    ck_assert_int_eq(status, exit);
    json_decref(document);
}

static void all_are_lost(const json_t *cell)
{
    ck_assert_msg(number(cell, "spawned") == 4 && number(cell, "lost") == 4, "%s: %s",
                  text(cell, "implementation"), text(cell, "why"));
}

START_TEST(a_job_has_the_name_that_the_head_gives)
{
    each_cell(CASES "service_named.py", "bare", 0, all_are_lost);
    each_cell(CASES "service_module.py", "bare", 0, all_are_lost);
    each_cell(CASES "service_every.py", "bare", 0, all_are_lost);
    each_cell(CASES "hostile_named.py", "bare", 0, all_are_lost);
}
END_TEST

/* As many as the program noted. */
static void all_made_are_lost(const json_t *cell)
{
    json_t *facts = json_object_get(cell, "facts"), *fact = json_object_get(facts, "made");
    json_int_t made = number(fact, "trial");
    ck_assert_int_ge(made, 7);
    ck_assert_msg(number(cell, "spawned") == made && number(cell, "lost") == made, "%s: %s",
                  text(cell, "implementation"), text(cell, "why"));
}

START_TEST(every_kind_that_the_program_makes_is_counted)
{
    each_cell(CASES "made.py", "bare", 0, all_made_are_lost);
}
END_TEST

static void twelve_are_lost(const json_t *cell)
{
    ck_assert_msg(number(cell, "spawned") == 12 && number(cell, "lost") == 12, "%s %s: %s",
                  text(cell, "implementation"), text(cell, "guard"), text(cell, "why"));
}

static void twelve_are_kept(const json_t *cell)
{
    ck_assert_msg(number(cell, "spawned") == 12 && number(cell, "finished") == 12, "%s %s: %s",
                  text(cell, "implementation"), text(cell, "guard"), text(cell, "why"));
}

START_TEST(every_kind_that_is_spawned_is_counted)
{
    each_cell(CASES "spawned.py", "bare,local,callback-only,threadsafe", 0, twelve_are_lost);
    each_cell(CASES "spawned.py", "set,list,gather,await,taskgroup,loop-strong", 0,
              twelve_are_kept);
}
END_TEST

static void helpers_are_no_jobs(const json_t *cell)
{
    ck_assert_msg(number(cell, "spawned") == 4 && number(cell, "lost") == 4, "%s: %d of %d",
                  text(cell, "implementation"), (int)number(cell, "lost"),
                  (int)number(cell, "spawned"));
}

START_TEST(what_the_program_makes_beside_its_jobs_is_not_counted)
{
    each_cell(CASES "helpers.py", "bare", 0, helpers_are_no_jobs);
}
END_TEST

static void mains_are_no_jobs(const json_t *cell)
{
    ck_assert_msg(number(cell, "spawned") == 3 && number(cell, "finished") == 3, "%s: %d",
                  text(cell, "implementation"), (int)number(cell, "spawned"));
}

START_TEST(every_task_but_the_main_one)
{
    each_cell(CASES "every_task.py", "bare", 0, mains_are_no_jobs);
}
END_TEST

static const char *wanted; /* in the reason of each cell */

static void none_is_measured(const json_t *cell)
{
    ck_assert(json_is_null(json_object_get(cell, "rate")));
    ck_assert_int_eq(number(cell, "measured"), 0);
    ck_assert_msg(strstr(text(cell, "why"), wanted) != NULL, "%s: %s", text(cell, "implementation"),
                  text(cell, "why"));
    for (const char *at = text(cell, "why"); *at != '\0'; at++)
        ck_assert_msg((unsigned char)*at >= ' ' && (unsigned char)*at != 0x7f, "byte %d", *at);
}

static const struct {
    const char *file, *why;
} unseen[] = {
    {CASES "service_unnamed.py", "no job seen; tasks were made of Mailer.send (4); 'job: "
                                 "Mailer.send' in the head counts them"},
    {CASES "service_other_module.py", "no job seen of the head's 'job: other.Mailer.send'; tasks "
                                      "were made of Mailer.send (4)"},
    {CASES "facts_and_tasks.py", "no job seen; tasks were made of work (1)"},
    {CASES "facts_and_loss.py", "no job seen; no task was made"},
    {CASES "many_names.py", ", ...; 'job: task_0' in the head counts them"},
    {CASES "hostile_name.py",
     "'job: a\\x2c\\x20b\\x0a\\x1b\\x5b31mc\\u202e\\x5cudc80\xc3\xa9\\x5c\\x22<b>' in the head"},
};

START_TEST(no_job_is_no_result)
{
    wanted = unseen[_i].why;
    each_cell(unseen[_i].file, "bare", 3, none_is_measured);
}
END_TEST

static void only_facts(const json_t *cell)
{
    ck_assert_int_eq(number(cell, "measured"), 1);
    ck_assert_int_eq(number(cell, "spawned"), 0);
    ck_assert(json_is_null(json_object_get(cell, "rate")));
}

START_TEST(a_case_of_facts_is_measured_for_them)
{
    each_cell(CASES "facts_only.py", "bare", 0, only_facts);
    each_cell(CASES "facts_said.py", "bare", 0, only_facts);
}
END_TEST

/* The head says that nothing is lost, or that all is: neither is verified by nothing. */
START_TEST(check_verifies_nothing_of_no_job)
{
    static const char *const files[] = {"service_unnamed.py", "facts_and_loss.py",
                                        "facts_and_tasks.py"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[512];
        int status;
        snprintf(path, sizeof path, CASES "%s", files[i]);
        const char *words[] = {"check", path, "--guard", "bare", NULL};
        json_t *document = run_json(words, &status), *cell;
        size_t index;
        ck_assert_int_eq(status, 3);
        json_array_foreach(json_object_get(document, "cells"), index, cell)
            ck_assert_str_eq(text(cell, "verdict"), "could-not-measure");
        json_decref(document);
    }
}
END_TEST

START_TEST(check_verifies_facts_alone)
{
    int status;
    const char *words[] = {"check", CASES "facts_only.py", CASES "facts_said.py", NULL};
    json_t *document = run_json(words, &status), *cell;
    size_t index, at;
    ck_assert_int_eq(status, 0);
    json_array_foreach(json_object_get(document, "cells"), index, cell)
    {
        json_t *finding, *findings = json_object_get(cell, "findings");
        json_array_foreach(findings, at, finding) ck_assert_str_eq(text(finding, "key"), "seen");
    }
    json_decref(document);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jobs");
    TCase *tcase = tcase_create("real Pythons");
    tcase_set_timeout(tcase, 240);
    tcase_add_test(tcase, a_job_has_the_name_that_the_head_gives);
    tcase_add_test(tcase, every_kind_that_the_program_makes_is_counted);
    tcase_add_test(tcase, every_kind_that_is_spawned_is_counted);
    tcase_add_test(tcase, what_the_program_makes_beside_its_jobs_is_not_counted);
    tcase_add_test(tcase, every_task_but_the_main_one);
    tcase_add_loop_test(tcase, no_job_is_no_result, 0, sizeof unseen / sizeof unseen[0]);
    tcase_add_test(tcase, a_case_of_facts_is_measured_for_them);
    tcase_add_test(tcase, check_verifies_nothing_of_no_job);
    tcase_add_test(tcase, check_verifies_facts_alone);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
