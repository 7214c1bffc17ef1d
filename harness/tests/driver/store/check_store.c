/* The store: what goes in comes out, nothing that was stored is lost, and bad files are left alone.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "cells.h"
#include "measured.h"
#include "schema.h"
#include "synthetic.h"
#include "text.h"

static char *folder;
static struct tl_error error;

static void make(void)
{
    folder = folder_make();
    memset(&error, 0, sizeof error);
}

static void clean(void)
{
    folder_remove(folder);
}

static char *path_of(const char *name)
{
    char *path = NULL;
    ck_assert_int_ge(asprintf(&path, "%s/%s", folder, name), 0);
    return path;
}

static struct store *must_open(bool create)
{
    struct store *store = NULL;
    ck_assert_msg(store_open(&store, folder, create, &error) == 0, "%s", error.text);
    return store;
}

/* A run with one cell; its ids. */
static int64_t must_begin(struct store *store, int64_t *run_id)
{
    struct tl_run run = synthetic_run();
    struct synthetic s;
    char version[] = "3.12.1", id[] = "a01", name[] = "tcp_read", title[] = "A \"read\"; DROP--";
    synthetic_cell(&s, version, id, name, title, TL_GUARD_BARE, TL_PRESSURE_STEP);
    int64_t cell = 0;
    ck_assert_msg(store_run_begin(store, &run, &error) == 0, "%s", error.text);
    ck_assert_msg(store_cell(store, run.id, &s.cell, 1, &cell, &error) == 0, "%s", error.text);
    *run_id = run.id;
    return cell;
}

static void must_store(struct store *store, int64_t cell, const struct tl_answer *answer)
{
    ck_assert_msg(store_trial(store, cell, answer, NULL, NULL, NULL, &error) == 0, "%s",
                  error.text);
}

/* Opening must fail with `exit`, one line with `word` in it, and leave the file as it was. */
static void refused(bool create, enum tl_exit exit, const char *word)
{
    struct store *store = NULL;
    ck_assert_int_eq(store_open(&store, folder, create, &error), -1);
    ck_assert_ptr_null(store);
    ck_assert_int_eq(error.exit, exit);
    ck_assert_ptr_null(strchr(error.text, '\n'));
    ck_assert_msg(strstr(error.text, word) != NULL, "no \"%s\" in: %s", word, error.text);
}

static size_t file_read(const char *path, unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(bytes, 1, size, file);
    fclose(file);
    return length;
}

static void file_write(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

static void refused_untouched(const char *path, enum tl_exit exit, const char *word)
{
    static unsigned char before[1 << 20], after[1 << 20];
    size_t length = file_read(path, before, sizeof before);
    for (int create = 0; create < 2; create++) {
        refused(create, exit, word);
        ck_assert_uint_eq(file_read(path, after, sizeof after), length);
        ck_assert_mem_eq(before, after, length);
    }
    char *log = path_of("taskloss.sqlite-wal");
    ck_assert_int_ne(access(log, F_OK), 0);
    free(log);
}

/* What was stored of one trial, field by field. */
static void is_recorded(struct store *store, int64_t id, int64_t run, const struct tl_answer *in,
                        const struct tl_task_row tasks[static 2],
                        const struct tl_fact facts[static 2])
{
    struct tl_recorded out;
    ck_assert_msg(store_recorded(store, id, &out, &error) == 0, "%s", error.text);
    ck_assert_int_eq(out.run, run);
    ck_assert_int_eq(out.guard, TL_GUARD_BARE);
    ck_assert_int_eq(out.pressure.pressure, TL_PRESSURE_STEP);
    ck_assert_uint_eq(out.pressure.argument, 0);
    ck_assert_str_eq(out.implementation.libpython, "/usr/lib/libpython.so");
    ck_assert_uint_eq(out.options.workload.ballast.high, 2000);
    ck_assert_str_eq(out.answer.note, in->note);
    ck_assert_mem_eq(&out.answer.trial, &in->trial, sizeof in->trial);
    ck_assert_mem_eq(&out.answer.control, &in->control, sizeof in->control);
    ck_assert_mem_eq(&out.answer.drawn, &in->drawn, sizeof in->drawn);
    ck_assert_uint_eq(out.answer.wall_us, in->wall_us);
    ck_assert_uint_eq(out.answer.task_count, 2);
    ck_assert_mem_eq(out.tasks, tasks, 2 * sizeof tasks[0]);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_str_eq(out.facts[i].name, facts[i].name);
        ck_assert_int_eq(out.facts[i].trial, facts[i].trial);
        ck_assert_int_eq(out.facts[i].control, facts[i].control);
    }
    ck_assert_uint_eq(out.answer.output_length, 5);
    ck_assert_mem_eq(out.output, "a\0b\nc", 5);
    store_recorded_free(&out);
    ck_assert_int_eq(store_recorded(store, 999, &out, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
}

START_TEST(everything_comes_back)
{
    struct store *store = must_open(true);
    int64_t run, cell = must_begin(store, &run);
    struct tl_answer in = synthetic_answer(UINT64_MAX - 5, 3, 2);
    in.drawn.wait.low = in.drawn.wait.high = 17;
    in.trial.counts[TL_COUNT_RESCUED] = 1;
    in.wall_us = 1234567890123u;
    in.trial.counts[TL_COUNT_LEAKED] = 4;
    in.trial.reports = 9;
    in.control.steps = 77;
    in.task_count = 2;
    in.fact_count = 2;
    in.output_length = 5;
    strcpy(in.note, "a note, with 'quotes' and \xc3\xbc");
    struct tl_task_row tasks[2] = {
        {.fate = TL_FATE_LOST, .born_step = 1, .ended_step = 9, .ended_allocation = 1ull << 40},
        {.fate = TL_FATE_NEVER_STARTED, .control_fate = TL_FATE_FAILED, .flags = TL_TASK_LEAKED},
    };
    char alpha[] = "alpha", beta[] = "beta";
    struct tl_fact facts[2] = {{alpha, -3, 4, false}, {beta, INT64_MAX, 0, false}};
    ck_assert_msg(store_trial(store, cell, &in, tasks, facts, "a\0b\nc", &error) == 0, "%s",
                  error.text);

    struct tl_trial_row *trials;
    size_t count;
    ck_assert_int_eq(store_trials(store, cell, &trials, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(trials[0].seed, UINT64_MAX - 5);
    ck_assert(trials[0].measured);

    is_recorded(store, trials[0].id, run, &in, tasks, facts);
    struct tl_job_row *jobs;
    ck_assert_int_eq(store_tasks(store, cell, &jobs, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_mem_eq(&jobs[1].task, &tasks[1], sizeof tasks[1]);
    ck_assert_uint_eq(jobs[0].seed, UINT64_MAX - 5);
    free(jobs);
    free(trials);
    store_close(store);
}
END_TEST

START_TEST(a_cell_is_the_sum_of_its_measured_trials)
{
    struct store *store = must_open(true);
    int64_t run, cell = must_begin(store, &run);
    for (uint64_t seed = 10; seed < 14; seed++) {
        struct tl_answer answer = synthetic_answer(seed, 10, 10);
        char name[] = "grown";
        struct tl_fact fact = {name, 5, 1, false};
        answer.fact_count = 1;
        answer.unpaired = seed == 13;
        ck_assert_int_eq(store_trial(store, cell, &answer, NULL, &fact, NULL, &error), 0);
    }
    struct tl_answer dead = synthetic_answer(14, 0, 0);
    dead.ending = TL_ENDING_SIGNAL;
    dead.ending_code = 9;
    must_store(store, cell, &dead);
    struct tl_answer odd = synthetic_answer(15, 10, 0);
    odd.trial.counts[TL_FATE_FINISHED] = 9;
    must_store(store, cell, &odd);
    ck_assert_int_eq(store_run_end(store, run, &error), 0);

    struct tl_results results;
    ck_assert_msg(cells_read(store, 0, &results, &error) == 0, "%s", error.text);
    ck_assert_int_eq(results.run.id, run);
    ck_assert_ptr_nonnull(results.run.ended);
    ck_assert_uint_eq(results.count, 1);
    const struct tl_result *c = &results.cells[0];
    ck_assert_uint_eq(c->trials, 6);
    ck_assert_uint_eq(c->measured, 3);
    ck_assert_uint_eq(c->sample_count, 3);
    ck_assert_uint_eq(c->counts[TL_COUNT_SPAWNED], 30);
    ck_assert_uint_eq(c->counts[TL_FATE_LOST], 30);
    ck_assert_uint_eq(c->endings[TL_ENDING_OK], 5);
    ck_assert_uint_eq(c->endings[TL_ENDING_SIGNAL], 1);
    ck_assert_uint_eq(c->first_seed, 10);
    ck_assert_uint_eq(c->unmeasured_seed, 13);
    ck_assert_str_eq(c->unmeasured, "trial and control differ in their jobs");
    ck_assert(c->has_rate);
    ck_assert_double_eq(c->rate, 1);
    ck_assert_double_lt(c->low, 0.5); /* three trials, not thirty jobs */
    ck_assert_uint_eq(c->fact_count, 1);
    ck_assert_int_eq(c->facts[0].trial, 15);
    ck_assert_str_eq(c->expectations[0].versions, ">=3.8");
    ck_assert_str_eq(c->case_title, "A \"read\"; DROP--");
    cells_free(&results);

    ck_assert_int_eq(store_unmeasured(store, cell, 3, "no such module", &error), 0);
    ck_assert_int_eq(cells_read(store, run, &results, &error), 0);
    ck_assert_str_eq(results.cells[0].unmeasured, "no such module");
    ck_assert_uint_eq(results.cells[0].unmeasured_seed, 3);
    cells_free(&results);
    store_close(store);
}
END_TEST

START_TEST(no_trials_are_no_data)
{
    struct store *store = must_open(true);
    int64_t run, cell = must_begin(store, &run);
    ck_assert_int_gt(cell, 0);
    struct tl_results results;
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    ck_assert(!results.cells[0].has_rate);
    ck_assert_double_eq(results.cells[0].rate, 0);
    ck_assert_ptr_null(results.run.ended);
    cells_free(&results);
    ck_assert_int_eq(cells_read(store, run + 1, &results, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "no run 2"));
    store_close(store);
}
END_TEST

START_TEST(cells_come_in_the_plans_order)
{
    struct store *store = must_open(true);
    struct tl_run run = synthetic_run();
    ck_assert_int_eq(store_run_begin(store, &run, &error), 0);
    char *versions[] = {"3.9.18", "3.10.13"}, *ids[] = {"b2", "a1"};
    enum tl_guard guards[] = {TL_GUARD_SET, TL_GUARD_BARE};
    for (int i = 0; i < 8; i++) {
        struct synthetic s;
        synthetic_cell(&s, versions[i / 4], ids[i / 2 % 2], ids[i / 2 % 2], "t", guards[i % 2],
                       TL_PRESSURE_STEP);
        s.cell.pressure.argument = 3;
        int64_t first, again;
        ck_assert_int_eq(store_cell(store, run.id, &s.cell, 1, &first, &error), 0);
        ck_assert_int_eq(store_cell(store, run.id, &s.cell, 1, &again, &error), 0);
        ck_assert_int_eq(first, again);
    }
    struct tl_results results;
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    ck_assert_uint_eq(results.count, 8);
    char pressure[CELL_PRESSURE_MAX];
    for (int i = 0; i < 8; i++) {
        ck_assert_str_eq(results.cells[i].implementation->name, versions[i / 4]);
        ck_assert_str_eq(results.cells[i].case_id, ids[1 - i / 2 % 2]);
        ck_assert_int_eq(results.cells[i].guard, i % 2 ? TL_GUARD_SET : TL_GUARD_BARE);
        ck_assert_str_eq(cell_pressure(&results.cells[i], pressure), "step=3");
    }
    cells_free(&results);
    store_close(store);
}
END_TEST

START_TEST(a_seed_is_stored_once)
{
    struct store *store = must_open(true);
    int64_t run, cell = must_begin(store, &run);
    struct tl_answer answer = synthetic_answer(1, 10, 5);
    must_store(store, cell, &answer);
    ck_assert_int_eq(store_trial(store, cell, &answer, NULL, NULL, NULL, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "seed 1"));
    answer.seed = 2;
    must_store(store, cell, &answer);
    ck_assert_int_eq(store_trial(store, cell + 7, &answer, NULL, NULL, NULL, &error), -1);
    store_close(store);
}
END_TEST

static void copy_file(const char *from, const char *to)
{
    char bytes[4096];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    ck_assert(in != NULL && out != NULL);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, in)) > 0;)
        ck_assert_uint_eq(fwrite(bytes, 1, got, out), got);
    fclose(in);
    fclose(out);
}

/* A file whose header says that it is whole, and beside it the journal that undoes all of it: as a
 * writer leaves it that was killed while it committed the first tables. */
static void leave_half_made(const char *file)
{
    sqlite3 *db;
    char *journal = text_make("%s-journal", file), *kept = text_make("%s-kept", file);
    char *sql = text_make("PRAGMA cache_size = 1; BEGIN EXCLUSIVE; CREATE TABLE runs(id);"
                          "PRAGMA application_id = %d; PRAGMA user_version = %d",
                          SCHEMA_APPLICATION, SCHEMA_VERSION);
    ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < 50; i++) { /* more than its memory holds: the journal is written */
        char *table = text_make("CREATE TABLE t%d(a DEFAULT '%0200d')", i, i);
        ck_assert_int_eq(sqlite3_exec(db, table, NULL, NULL, NULL), SQLITE_OK);
        free(table);
    }
    copy_file(journal, kept);
    ck_assert_int_eq(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    ck_assert_int_eq(rename(kept, journal), 0);
    free(sql);
    free(kept);
    free(journal);
}

START_TEST(a_writer_killed_as_it_makes_the_file_leaves_none)
{
    char *file = path_of("taskloss.sqlite");
    struct store *store = NULL;
    leave_half_made(file);
    ck_assert_int_eq(store_open(&store, folder, false, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "no results here yet"));
    unlink(file);
    leave_half_made(file);
    store = must_open(true);
    int64_t run, cell = must_begin(store, &run);
    struct tl_answer answer = synthetic_answer(1, 10, 5);
    must_store(store, cell, &answer);
    store_close(store);
    free(file);
}
END_TEST

START_TEST(a_killed_writer_loses_no_trial)
{
    int told[2];
    ck_assert_int_eq(pipe(told), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct store *store = must_open(true);
        int64_t run, cell = must_begin(store, &run);
        for (uint64_t seed = 0;; seed++) {
            struct tl_answer answer = synthetic_answer(seed, 10, 1);
            struct tl_task_row tasks[10] = {{.fate = TL_FATE_LOST}};
            answer.task_count = 10;
            if (store_trial(store, cell, &answer, tasks, NULL, NULL, &error) != 0 ||
                write(told[1], "x", 1) != 1)
                _exit(1);
        }
    }
    char bytes[50];
    size_t heard = 0;
    close(told[1]);
    while (heard < sizeof bytes) {
        ssize_t more = read(told[0], bytes, sizeof bytes - heard);
        ck_assert_int_gt(more, 0);
        heard += (size_t)more;
    }
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    for (ssize_t more; (more = read(told[0], bytes, sizeof bytes)) > 0;)
        heard += (size_t)more;
    close(told[0]);

    for (int create = 0; create < 2; create++) {
        struct store *store = must_open(create);
        struct tl_results results;
        ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
        ck_assert_uint_ge(results.cells[0].trials, heard);
        ck_assert_uint_le(results.cells[0].trials, heard + 1);
        ck_assert_uint_eq(results.cells[0].counts[TL_FATE_LOST], results.cells[0].trials);
        ck_assert_ptr_null(results.run.ended);
        cells_free(&results);
        store_close(store);
    }
}
END_TEST

START_TEST(two_drivers_write_to_one_folder)
{
    pid_t children[3];
    for (int i = 0; i < 3; i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] != 0)
            continue;
        struct store *store = must_open(true);
        int64_t run, cell = must_begin(store, &run);
        for (uint64_t seed = 0; seed < 100; seed++) {
            struct tl_answer answer = synthetic_answer(seed, 10, 2);
            must_store(store, cell, &answer);
        }
        ck_assert_int_eq(store_run_end(store, run, &error), 0);
        store_close(store);
        _exit(0);
    }
    for (int i = 0; i < 3; i++) {
        int status;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
    struct store *store = must_open(false);
    struct tl_run *runs;
    size_t count;
    ck_assert_int_eq(store_runs(store, &runs, &count, &error), 0);
    ck_assert_uint_eq(count, 3);
    for (size_t i = 0; i < count; i++) {
        struct tl_results results;
        ck_assert_int_eq(cells_read(store, runs[i].id, &results, &error), 0);
        ck_assert_uint_eq(results.cells[0].trials, 100);
        cells_free(&results);
    }
    store_runs_free(runs, count);
    store_close(store);
}
END_TEST

START_TEST(no_file_is_made_for_a_reader)
{
    refused(false, TL_EXIT_USAGE, "no results here");
    char *file = path_of("taskloss.sqlite");
    ck_assert_int_ne(access(file, F_OK), 0);
    file_write(file, "", 0);
    refused(false, TL_EXIT_USAGE, "no results here yet");
    free(file);
}
END_TEST

START_TEST(folders_are_made)
{
    char *deep = path_of("one/two//three/"), *keep = folder;
    folder = deep;
    store_close(must_open(true));
    store_close(must_open(false));
    folder = keep;
    free(deep);
}
END_TEST

START_TEST(text_is_no_database)
{
    char *file = path_of("taskloss.sqlite"), text[300];
    memset(text, 'x', sizeof text);
    file_write(file, "hello", 5);
    refused_untouched(file, TL_EXIT_USAGE, "is not a database");
    file_write(file, text, sizeof text);
    refused_untouched(file, TL_EXIT_USAGE, "is not a database");
    free(file);
}
END_TEST

/* Overwrites `length` bytes of the results file, which is made first, at `offset`. */
static char *spoiled(size_t offset, const void *bytes, size_t length)
{
    struct store *store = must_open(true);
    int64_t run, cell = must_begin(store, &run);
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct tl_answer answer = synthetic_answer(seed, 10, 2);
        must_store(store, cell, &answer);
    }
    store_close(store);
    char *file = path_of("taskloss.sqlite");
    int fd = open(file, O_WRONLY);
    ck_assert_int_eq(pwrite(fd, bytes, length, (off_t)offset), (ssize_t)length);
    close(fd);
    return file;
}

START_TEST(another_programs_database_is_left_alone)
{
    char *file = spoiled(68, "\0\0\0\0", 4);
    refused_untouched(file, TL_EXIT_USAGE, "another program");
    free(file);
}
END_TEST

START_TEST(a_newer_schema_is_left_alone)
{
    char *file = spoiled(60, "\x7f\0\0\0", 4);
    refused_untouched(file, TL_EXIT_USAGE, "newer taskloss");
    free(file);
}
END_TEST

START_TEST(a_damaged_schema_is_told)
{
    char junk[3900];
    memset(junk, 0x5a, sizeof junk);
    char *file = spoiled(100, junk, sizeof junk);
    refused_untouched(file, TL_EXIT_UNMEASURED, "is damaged");
    free(file);
}
END_TEST

START_TEST(a_cut_off_file_is_told)
{
    char *file = spoiled(0, "", 0);
    ck_assert_int_eq(truncate(file, 8192), 0);
    refused_untouched(file, TL_EXIT_UNMEASURED, "is damaged");
    free(file);
}
END_TEST

START_TEST(damage_inside_is_told_when_read)
{
    static char junk[60000];
    memset(junk, 0x5a, sizeof junk);
    char *file = spoiled(8192 * 2, junk, sizeof junk);
    struct store *store = NULL;
    struct tl_results results;
    int result = store_open(&store, folder, false, &error);
    if (result == 0)
        result = cells_read(store, 0, &results, &error);
    ck_assert_int_eq(result, -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_ptr_nonnull(strstr(error.text, "is damaged"));
    store_close(store);
    free(file);
}
END_TEST

START_TEST(a_folder_in_place_of_the_file)
{
    char *file = path_of("taskloss.sqlite");
    ck_assert_int_eq(mkdir(file, 0777), 0);
    refused(true, TL_EXIT_USAGE, "is a folder");
    refused(false, TL_EXIT_USAGE, "is a folder");
    free(file);
}
END_TEST

START_TEST(a_file_in_place_of_the_folder)
{
    char *file = path_of("plain"), *keep = folder;
    file_write(file, "x", 1);
    folder = file;
    refused(true, TL_EXIT_USAGE, "Not a directory");
    folder = keep;
    free(file);
}
END_TEST

/* Runs `body` in a child that is not root, since nothing is read-only for root. */
static void as_nobody(void (*body)(void))
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(77);
        body();
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}

static void cannot_write(void)
{
    refused(true, TL_EXIT_UNMEASURED, "cannot be written");
}

static void cannot_write_but_read(void)
{
    refused(true, TL_EXIT_UNMEASURED, "cannot be written");
    struct store *store = must_open(false);
    struct tl_results results;
    if (cells_read(store, 0, &results, &error) != 0 || results.cells[0].trials != 200)
        _exit(1);
    cells_free(&results);
    store_close(store);
}

static void cannot_make(void)
{
    char *inner = path_of("inner");
    struct store *store;
    if (store_open(&store, inner, true, &error) != -1 || error.exit != TL_EXIT_UNMEASURED ||
        strstr(error.text, "cannot be made") == NULL)
        _exit(1);
    free(inner);
}

START_TEST(a_read_only_folder)
{
    chmod(folder, 0555);
    as_nobody(cannot_write);
    as_nobody(cannot_make);
    chmod(folder, 0755);
    char *file = spoiled(0, "", 0);
    chmod(file, 0444);
    chmod(folder, 0555);
    as_nobody(cannot_write_but_read);
    chmod(folder, 0755);
    free(file);
}
END_TEST

/* Fills a small file system; false where none can be mounted. */
static bool fill_disk(void)
{
    if (mount("none", folder, "tmpfs", 0, "size=512k") != 0)
        return false;
    struct store *store = must_open(true);
    int64_t run, cell = must_begin(store, &run);
    uint64_t seed = 0;
    static char output[4096];
    int result = 0;
    for (; seed < 1000 && result == 0; seed++) {
        struct tl_answer answer = synthetic_answer(seed, 10, 2);
        answer.output_length = sizeof output;
        result = store_trial(store, cell, &answer, NULL, NULL, output, &error);
    }
    ck_assert_int_eq(result, -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_msg(strstr(error.text, "no space left") != NULL, "%s", error.text);
    ck_assert_uint_gt(seed, 5);
    struct tl_results results;
    ck_assert_msg(cells_read(store, 0, &results, &error) == 0, "%s", error.text);
    ck_assert_uint_eq(results.cells[0].trials, seed - 1);
    cells_free(&results);
    store_close(store);
    store = must_open(false);
    ck_assert_int_eq(cells_read(store, 0, &results, &error), 0);
    ck_assert_uint_eq(results.cells[0].trials, seed - 1);
    cells_free(&results);
    store_close(store);
    return true;
}

START_TEST(a_full_disk_keeps_what_was_stored)
{
    if (!fill_disk())
        fprintf(stderr, "check_store: SKIPPED: full disk (no tmpfs can be mounted here)\n");
    umount(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *tests = tcase_create("store");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, everything_comes_back);
    tcase_add_test(tests, a_cell_is_the_sum_of_its_measured_trials);
    tcase_add_test(tests, no_trials_are_no_data);
    tcase_add_test(tests, cells_come_in_the_plans_order);
    tcase_add_test(tests, a_seed_is_stored_once);
    tcase_add_test(tests, a_writer_killed_as_it_makes_the_file_leaves_none);
    tcase_add_test(tests, a_killed_writer_loses_no_trial);
    tcase_add_test(tests, two_drivers_write_to_one_folder);
    tcase_add_test(tests, no_file_is_made_for_a_reader);
    tcase_add_test(tests, folders_are_made);
    tcase_add_test(tests, text_is_no_database);
    tcase_add_test(tests, another_programs_database_is_left_alone);
    tcase_add_test(tests, a_newer_schema_is_left_alone);
    tcase_add_test(tests, a_damaged_schema_is_told);
    tcase_add_test(tests, a_cut_off_file_is_told);
    tcase_add_test(tests, damage_inside_is_told_when_read);
    tcase_add_test(tests, a_folder_in_place_of_the_file);
    tcase_add_test(tests, a_file_in_place_of_the_folder);
    tcase_add_test(tests, a_read_only_folder);
    tcase_add_test(tests, a_full_disk_keeps_what_was_stored);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
