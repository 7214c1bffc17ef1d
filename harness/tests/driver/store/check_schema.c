/* Results of the first schema are read as the taskloss that recorded them read them. */
#include <check.h>
#include <jansson.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "cells.h"
#include "formats.h"
#include "other_hand.h"
#include "schema.h"
#include "synthetic.h"

#define FIXTURE TASKLOSS_SOURCE_DIR "/harness/tests/fixtures/schema1/"
#define BYTES   (1 << 18)

static char *folder, *file;
static struct tl_error error;

static size_t file_read(const char *path, unsigned char *bytes)
{
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "%s", path);
    size_t length = fread(bytes, 1, BYTES, in);
    ck_assert(feof(in));
    fclose(in);
    return length;
}

/* A copy of the fixture in a folder of its own. */
static void make(void)
{
    static unsigned char bytes[BYTES];
    folder = folder_make();
    file = text_make("%s/taskloss.sqlite", folder);
    size_t length = file_read(FIXTURE "taskloss.sqlite", bytes);
    FILE *out = fopen(file, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, length, out), length);
    ck_assert_int_eq(fclose(out), 0);
}

static void clean(void)
{
    free(file);
    folder_remove(folder);
}

static void sql(const char *text)
{
    other_hand(file, text);
}

static int64_t sql_number(const char *text)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(db, text, -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

static struct store *must_open(void)
{
    struct store *store = NULL;
    ck_assert_msg(store_open(&store, folder, false, &error) == 0, "%s", error.text);
    return store;
}

static struct tl_results must_read(struct store *store, int64_t run)
{
    struct tl_results results;
    ck_assert_msg(cells_read(store, run, &results, &error) == 0, "%s", error.text);
    return results;
}

/* --- what the old program's JSON says --- */

static json_t *old_document(int64_t run)
{
    json_error_t why;
    char *path = text_make(FIXTURE "run%d.json", (int)run);
    json_t *document = json_load_file(path, 0, &why);
    ck_assert_msg(document != NULL, "%s: %s", path, why.text);
    free(path);
    return document;
}

static const char *text_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static json_int_t number_of(json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static const struct tl_result *find(const struct tl_results *results, json_t *old)
{
    char pressure[CELL_PRESSURE_MAX];
    for (size_t i = 0; i < results->count; i++) {
        const struct tl_result *cell = &results->cells[i];
        if (strcmp(cell->implementation->name, text_of(old, "implementation")) == 0 &&
            strcmp(cell->case_id, text_of(old, "case")) == 0 &&
            strcmp(tl_guards[cell->guard].name, text_of(old, "guard")) == 0 &&
            strcmp(cell_pressure(cell, pressure), text_of(old, "pressure")) == 0)
            return cell;
    }
    ck_abort_msg("%s %s %s %s is gone", text_of(old, "implementation"), text_of(old, "case"),
                 text_of(old, "guard"), text_of(old, "pressure"));
    return NULL;
}

/* A count that the old program did not know is 0, as json_integer_value of nothing is. */
static void same_counts(const struct tl_result *cell, json_t *old)
{
    char key[TL_COUNT_KEY_MAX];
    for (int i = 0; i < TL_COUNT_COUNT; i++)
        ck_assert_msg(cell->counts[i] == number_of(old, tl_count_key((enum tl_count)i, key)),
                      "%s: %u", key, cell->counts[i]);
    for (int i = 0; i < TL_ENDING_COUNT; i++)
        ck_assert_int_eq(cell->endings[i],
                         number_of(json_object_get(old, "endings"), tl_endings[i].name));
    ck_assert_int_eq(cell->trials, number_of(old, "trials"));
    ck_assert_int_eq(cell->measured, number_of(old, "measured"));
    ck_assert_int_eq(cell->audit_differences, number_of(old, "audit_differences"));
    ck_assert_int_eq(cell->real_time, json_is_true(json_object_get(old, "real_time")));
}

static void same_rate(const struct tl_result *cell, json_t *old)
{
    ck_assert_int_eq(cell->has_rate, json_is_real(json_object_get(old, "rate")));
    ck_assert_double_eq_tol(cell->rate, json_real_value(json_object_get(old, "rate")), 1e-8);
    ck_assert_double_eq_tol(cell->low, json_real_value(json_object_get(old, "low")), 1e-8);
    ck_assert_double_eq_tol(cell->high, json_real_value(json_object_get(old, "high")), 1e-8);
}

static void same_why(const struct tl_result *cell, json_t *old)
{
    const char *why = text_of(old, "why");
    ck_assert_int_eq(cell->unmeasured != NULL, why != NULL);
    if (why != NULL) {
        ck_assert_str_eq(cell->unmeasured, why);
        ck_assert_int_eq((json_int_t)cell->unmeasured_seed, number_of(old, "why_seed"));
    }
    if (cell->trials > 0)
        ck_assert_int_eq((json_int_t)cell->first_seed, number_of(old, "first_seed"));
}

static void same_lists(const struct tl_result *cell, json_t *old)
{
    json_t *facts = json_object_get(old, "facts"), *head = json_object_get(old, "expectations");
    ck_assert_uint_eq(cell->fact_count, json_object_size(facts));
    for (size_t i = 0; i < cell->fact_count; i++) {
        json_t *fact = json_object_get(facts, cell->facts[i].name);
        ck_assert_int_eq(cell->facts[i].trial, number_of(fact, "trial"));
        ck_assert_int_eq(cell->facts[i].control, number_of(fact, "control"));
    }
    ck_assert_uint_eq(cell->expectation_count, json_object_size(head));
    for (size_t i = 0; i < cell->expectation_count; i++)
        ck_assert_str_eq(cell->expectations[i].versions, text_of(head, cell->expectations[i].what));
}

static void same_as_then(struct store *store, int64_t run)
{
    struct tl_results results = must_read(store, run);
    json_t *document = old_document(run), *cells = json_object_get(document, "cells"), *old;
    size_t i;
    ck_assert_uint_eq(results.count, json_array_size(cells));
    json_array_foreach(cells, i, old)
    {
        const struct tl_result *cell = find(&results, old);
        ck_assert_str_eq(cell->implementation->version, text_of(old, "version"));
        ck_assert_str_eq(cell->case_name, text_of(old, "name"));
        ck_assert_str_eq(cell->case_title, text_of(old, "title"));
        same_counts(cell, old);
        same_rate(cell, old);
        same_why(cell, old);
        same_lists(cell, old);
    }
    json_decref(document);
    cells_free(&results);
}

START_TEST(every_number_is_what_it_was)
{
    struct store *store = must_open();
    for (int64_t run = 1; run <= 2; run++)
        same_as_then(store, run);
    store_close(store);
}
END_TEST

/* The fixture would show nothing if all its counts were 0. */
START_TEST(the_fixture_has_something_to_lose)
{
    static const char *const keys[] = {"spawned", "finished", "failed", "lost",
                                       "leaked",  "kept",     "silent", "rescued"};
    json_int_t sum = 0;
    for (int64_t run = 1; run <= 2; run++) {
        json_t *document = old_document(run), *old;
        size_t i;
        json_array_foreach(json_object_get(document, "cells"), i, old) sum +=
            number_of(old, keys[_i]);
        json_decref(document);
    }
    ck_assert_msg(sum > 0, "nothing %s", keys[_i]);
}
END_TEST

START_TEST(a_run_is_what_it_was)
{
    struct store *store = must_open();
    for (int64_t id = 1; id <= 2; id++) {
        struct tl_run run;
        json_t *document = old_document(id), *old = json_object_get(document, "run");
        ck_assert_int_eq(store_run(store, id, &run, &error), 0);
        ck_assert_str_eq(run.command, text_of(old, "command"));
        ck_assert_str_eq(run.machine, text_of(old, "machine"));
        ck_assert_str_eq(run.tool, text_of(old, "tool"));
        ck_assert_str_eq(run.started, text_of(old, "started"));
        ck_assert_str_eq(run.ended, text_of(old, "ended"));
        ck_assert_int_eq((json_int_t)run.seed, number_of(old, "seed"));
        ck_assert_int_eq(run.trials, number_of(old, "trials"));
        ck_assert_int_eq(run.jobs, number_of(old, "jobs"));
        ck_assert_int_eq(run.audit != 0, json_is_true(json_object_get(old, "audit")));
        ck_assert_uint_eq(run.workload.ballast.high, 20000);
        ck_assert_uint_eq(run.planned, 0);
        store_run_free(&run);
        json_decref(document);
    }
    store_close(store);
}
END_TEST

/* --- texts became fields --- */

START_TEST(names_became_fields)
{
    static const struct {
        const char *python, *version, *loop, *name;
        uint32_t kinds, build;
        bool pypy, by_path;
    } all[] = {
        {"3.13.0", "3.13.0", NULL, "3.13.0", 0, 0, false, false},
        {"3.13.0", "3.13.0", "uvloop", "3.13.0+uvloop", 0, 0, false, false},
        {"3.13.0", "3.13.0", "uvloop", "3.13.0+uvloop+debug", 1u << TL_KIND_DEBUG, 0, false, false},
        {"3.11.2", "3.11.2", NULL, "3.11.2+pytask (/opt/python3.11)", 1u << TL_KIND_PYTASK, 0,
         false, true},
        {"3.12.1", "3.12.1", NULL, "3.12.1+eager", 1u << TL_KIND_EAGER, 0, false, false},
        {"3.14.10d", "3.14.10", NULL, "3.14.10d", 0, TL_BUILD_DEBUG, false, false},
        {"pypy3.11", "3.11.17", NULL, "pypy3.11", 0, 0, true, false},
    };
    struct store *store = must_open();
    struct tl_results results = must_read(store, 1);
    ck_assert_uint_eq(results.implementation_count, 7);
    for (size_t i = 0; i < 7; i++) {
        const struct tl_implementation *one = &results.implementations[i];
        ck_assert_str_eq(one->name, all[i].name);
        ck_assert_str_eq(one->python, all[i].python);
        ck_assert_str_eq(one->version, all[i].version);
        ck_assert_pstr_eq(one->loop, all[i].loop);
        ck_assert_uint_eq(one->kinds, all[i].kinds);
        ck_assert_uint_eq(one->build, all[i].build);
        ck_assert_int_eq(one->pypy, all[i].pypy);
        ck_assert_int_eq(one->by_path, all[i].by_path);
        ck_assert_str_eq(one->asked, "");
    }
    ck_assert_str_eq(results.implementations[3].path, "/opt/python3.11");
    ck_assert_str_eq(results.implementations[2].libpython,
                     "/opt/python3.13/lib/libpython3.13.so.1.0");
    cells_free(&results);
    store_close(store);
}
END_TEST

START_TEST(pressures_became_a_word_and_a_number)
{
    static const struct {
        int64_t run;
        struct pressure pressure;
        size_t cells;
    } all[] = {{1, {TL_PRESSURE_STEP, 0}, 21},
               {1, {TL_PRESSURE_STEP, 2}, 21},
               {1, {TL_PRESSURE_NATURAL, 0}, 21},
               {2, {TL_PRESSURE_THRESHOLD, 700}, 6}};
    struct store *store = must_open();
    struct tl_results results = must_read(store, all[_i].run);
    size_t count = 0;
    for (size_t i = 0; i < results.count; i++)
        count += results.cells[i].pressure.pressure == all[_i].pressure.pressure &&
                 results.cells[i].pressure.argument == all[_i].pressure.argument;
    ck_assert_uint_eq(count, all[_i].cells);
    cells_free(&results);
    store_close(store);
}
END_TEST

/* To repeat it: the Python by its path where its name does not say which. */
START_TEST(a_trial_can_be_repeated)
{
    struct store *store = must_open();
    struct tl_results results = must_read(store, 1);
    struct tl_recorded recorded;
    for (size_t i = 0; i < results.count; i++)
        if (results.cells[i].implementation == &results.implementations[3]) {
            int64_t trial = results.cells[i].first_trial;
            ck_assert_int_eq(store_recorded(store, trial, &recorded, &error), 0);
            char *spec = implementation_spec(&recorded.implementation);
            ck_assert_str_eq(spec, "/opt/python3.11+pytask");
            ck_assert_uint_eq(recorded.answer.task_count, 4);
            ck_assert_uint_eq(recorded.tasks[0].exposure.waited, 0);
            ck_assert_int_eq(recorded.pressure.pressure, results.cells[i].pressure.pressure);
            free(spec);
            store_recorded_free(&recorded);
        }
    cells_free(&results);
    store_close(store);
}
END_TEST

/* --- who recorded it --- */

static char *table_of(const struct tl_results *results)
{
    char *text = NULL;
    size_t size;
    struct output_style style = {.width = 100};
    FILE *out = open_memstream(&text, &size);
    ck_assert_int_eq(output_table(results, &style, out, &error), 0);
    fclose(out);
    return text;
}

START_TEST(which_taskloss_recorded_it_is_shown)
{
    sql("UPDATE runs SET tool = '0.0.9' WHERE id = 1");
    struct store *store = must_open();
    struct tl_results results = must_read(store, 1);
    char *text = table_of(&results);
    ck_assert_msg(strstr(text, "run 1 was recorded by taskloss 0.0.9\n") != NULL, "%s", text);
    free(text);
    cells_free(&results);
    store_close(store);
}
END_TEST

/* --- the file --- */

START_TEST(it_is_brought_up_once_and_written_to)
{
    static unsigned char before[BYTES], after[BYTES];
    store_close(must_open());
    ck_assert_int_eq(sql_number("PRAGMA user_version"), SCHEMA_VERSION);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM sqlite_master WHERE name LIKE 'new%'"), 0);
    size_t length = file_read(file, before);
    struct store *store = must_open();
    same_as_then(store, 1);
    store_close(store);
    ck_assert_uint_eq(file_read(file, after), length);
    ck_assert_mem_eq(before, after, length);
    ck_assert_int_eq(store_open(&store, folder, true, &error), 0);
    struct tl_run run = synthetic_run();
    ck_assert_int_eq(store_run_begin(store, &run, &error), 0);
    ck_assert_int_eq(run.id, 3);
    store_close(store);
}
END_TEST

START_TEST(all_or_nothing)
{
    static unsigned char before[BYTES], after[BYTES];
    sql("CREATE TABLE new_unmeasured(in_the_way)"); /* the last table that is made anew */
    size_t length = file_read(file, before);
    struct store *store = NULL;
    ck_assert_int_eq(store_open(&store, folder, false, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_ptr_null(strchr(error.text, '\n'));
    ck_assert_uint_eq(file_read(file, after), length);
    ck_assert_mem_eq(before, after, length);
    sql("DROP TABLE new_unmeasured");
    store = must_open();
    same_as_then(store, 1);
    store_close(store);
}
END_TEST

START_TEST(programs_that_come_at_once)
{
    pid_t children[4];
    for (size_t i = 0; i < 4; i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] == 0) {
            struct store *store;
            if (store_open(&store, folder, i % 2 == 0, &error) != 0) {
                fprintf(stderr, "%s\n", error.text);
                _exit(1);
            }
            store_close(store);
            _exit(0);
        }
    }
    for (size_t i = 0; i < 4; i++) {
        int status;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
    struct store *store = must_open();
    same_as_then(store, 1);
    same_as_then(store, 2);
    store_close(store);
}
END_TEST

/* In a process that root's rights do not help: its status, 77 where there is no such user. */
static int as_nobody(void (*body)(void))
{
    int status;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(77);
        body();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void read_both(void)
{
    if (access(folder, W_OK) == 0 || access(file, W_OK) == 0)
        _exit(77);
    struct store *store = must_open();
    same_as_then(store, 1);
    same_as_then(store, 2);
    store_close(store);
}

START_TEST(a_read_only_copy_in_a_read_only_folder)
{
    static unsigned char before[BYTES], after[BYTES];
    size_t length = file_read(file, before);
    chmod(file, 0444);
    chmod(folder, 0555);
    int status = as_nobody(read_both);
    chmod(folder, 0755);
    if (status == 77)
        puts("skipped: no user here whom a folder's rights would stop");
    else
        ck_assert_int_eq(status, 0);
    ck_assert_uint_eq(file_read(file, after), length);
    ck_assert_mem_eq(before, after, length);
    ck_assert_int_eq(sql_number("PRAGMA user_version"), 1);
}
END_TEST

/* --- what a file lacks --- */

/* A fate or count that came later: what was recorded before has 0 of it, and all else as it was. */
START_TEST(a_new_count_opens_older_results)
{
    if (_i ==
        TL_COUNT_SPAWNED) /* never new: without it a file is damaged, which check_store tests */
        return;
    char *text =
        text_make("ALTER TABLE trials DROP COLUMN trial_%s;"
                  "ALTER TABLE trials DROP COLUMN control_%s;"
                  "PRAGMA user_version = %d",
                  tl_count_rules[_i].column, tl_count_rules[_i].column, SCHEMA_VERSION - 1);
    store_close(must_open());
    sql(text);
    free(text);
    struct store *store = must_open();
    struct tl_results results = must_read(store, 1);
    json_t *document = old_document(1), *old;
    size_t i;
    char key[TL_COUNT_KEY_MAX];
    json_array_foreach(json_object_get(document, "cells"), i, old)
    {
        const struct tl_result *cell = find(&results, old);
        for (int k = 0; k < TL_COUNT_COUNT && cell->measured > 0; k++)
            ck_assert_int_eq(cell->counts[k],
                             k == _i ? 0 : number_of(old, tl_count_key((enum tl_count)k, key)));
    }
    json_decref(document);
    cells_free(&results);
    store_close(store);
}
END_TEST

/* The same for a file of the first schema itself. */
START_TEST(an_old_file_without_a_count)
{
    sql("ALTER TABLE trials DROP COLUMN trial_kept; ALTER TABLE trials DROP COLUMN control_kept");
    struct store *store = must_open();
    struct tl_results results = must_read(store, 1);
    uint64_t kept = 0, leaked = 0;
    for (size_t i = 0; i < results.count; i++) {
        kept += results.cells[i].counts[TL_COUNT_KEPT];
        leaked += results.cells[i].counts[TL_COUNT_LEAKED];
    }
    ck_assert_uint_eq(kept, 0);
    ck_assert_uint_eq(leaked, 24);
    cells_free(&results);
    store_close(store);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, every_number_is_what_it_was);
    tcase_add_loop_test(tests, the_fixture_has_something_to_lose, 0, 8);
    tcase_add_test(tests, a_run_is_what_it_was);
    tcase_add_test(tests, names_became_fields);
    tcase_add_loop_test(tests, pressures_became_a_word_and_a_number, 0, 4);
    tcase_add_test(tests, a_trial_can_be_repeated);
    tcase_add_test(tests, which_taskloss_recorded_it_is_shown);
    tcase_add_test(tests, it_is_brought_up_once_and_written_to);
    tcase_add_test(tests, all_or_nothing);
    tcase_add_test(tests, programs_that_come_at_once);
    tcase_add_test(tests, a_read_only_copy_in_a_read_only_folder);
    tcase_add_loop_test(tests, a_new_count_opens_older_results, 0, TL_COUNT_COUNT);
    tcase_add_test(tests, an_old_file_without_a_count);
}

int main(void)
{
    Suite *suite = suite_create("schema");
    TCase *tests = tcase_create("schema");
    tcase_add_checked_fixture(tests, make, clean);
    add_tests(tests);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
