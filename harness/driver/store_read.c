/* Reads results back: a run with its cells summed up, single trials, their jobs. */
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "stats.h"
#include "store_sql.h"

static int no_memory(struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
}

/* Makes room for one more element, zeroed, at the end of the array that `array` points to, and
 * returns it; NULL: no memory. */
static void *grow(void *array, size_t count, size_t size)
{
    char *items;
    memcpy(&items, array, sizeof items);
    bool is_full = (count & (count - 1)) == 0; /* capacity doubles at 0, 1, 2, 4, 8 ... */
    if (is_full) {
        items = realloc(items, (count == 0 ? 1 : 2 * count) * size);
        if (items == NULL)
            return NULL;
        memcpy(array, &items, sizeof items);
    }
    return memset(items + count * size, 0, size);
}

static void run_free(struct tl_run *run)
{
    free(run->started);
    free(run->ended);
    free(run->command);
    free(run->machine);
    free(run->tool);
}

static void take_run(struct row *row, struct tl_run *run)
{
    run->id = sql_take(row);
    run->started = sql_take_text(row);
    run->ended = sql_take_text(row);
    run->command = sql_take_text(row);
    run->machine = sql_take_text(row);
    run->tool = sql_take_text(row);
#define X(column, member) run->member = (__typeof__(run->member))sql_take(row);
    RUN_NUMBERS(X)
#undef X
}

int store_runs(struct store *store, struct tl_run **out, size_t *count, struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, SQL_RUN_GET);
    sql_put(&row, 0);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_run *run = grow(out, *count, sizeof *run);
        if (run == NULL) {
            more = no_memory(error);
            break;
        }
        take_run(&row, run);
        ++*count;
    }
    sql_done(&row);
    if (more == 0)
        return 0;
    store_runs_free(*out, *count);
    *out = NULL;
    return -1;
}

void store_runs_free(struct tl_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        run_free(&runs[i]);
    free(runs);
}

/* The id of run `id`, or of the latest for 0. */
static int find_run(struct store *store, int64_t id, int64_t *out, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_RUN_FIND);
    sql_put(&row, id);
    int found = sql_next(&row, error);
    if (found < 0)
        return -1;
    if (found > 0) {
        *out = sql_take(&row);
        sql_done(&row);
        return 0;
    }
    if (id == 0)
        return tl_fail(error, TL_EXIT_USAGE, "%s holds no run yet: run something first",
                       store->file);
    if (find_run(store, 0, out, error) != 0)
        return -1;
    return tl_fail(error, TL_EXIT_USAGE, "%s holds no run %" PRId64 "; the latest is run %" PRId64,
                   store->file, id, *out);
}

static int read_run(struct store *store, int64_t id, struct tl_run *run, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_RUN_GET);
    sql_put(&row, id);
    int found = sql_next(&row, error);
    if (found <= 0)
        return found < 0 ? -1 : tl_fail(error, TL_EXIT_USAGE, "%s holds no such run", store->file);
    take_run(&row, run);
    sql_done(&row);
    return row.out_of_memory ? no_memory(error) : 0;
}

/* "lost: >=3.8" lines back into expectations; what cannot be read is left out. */
static bool parse_expectations(char *text, struct tl_result *cell)
{
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        char *colon = strstr(line, ": ");
        if (colon == NULL)
            continue;
        struct tl_expectation *item =
            grow(&cell->expectations, cell->expectation_count, sizeof *item);
        if (item == NULL)
            return false;
        cell->expectation_count++;
        item->what = strndup(line, (size_t)(colon - line));
        item->versions = strdup(colon + 2);
        if (item->what == NULL || item->versions == NULL)
            return false;
    }
    return true;
}

static void take_cell(struct row *row, struct tl_result *cell)
{
    cell->cell = sql_take(row);
    cell->implementation = sql_take_text(row);
    cell->version = sql_take_text(row);
    cell->case_id = sql_take_text(row);
    cell->case_name = sql_take_text(row);
    cell->guard = sql_take_text(row);
    cell->pressure = sql_take_text(row);
    cell->case_title = sql_take_text(row);
    cell->case_file = sql_take_text(row);
    cell->libpython = sql_take_text(row);
    char *expectations = sql_take_text(row);
    if (expectations != NULL)
        row->out_of_memory |= !parse_expectations(expectations, cell);
    free(expectations);
    cell->kinds = (uint32_t)sql_take(row);
    cell->build = (uint32_t)sql_take(row);
}

static int read_cells(struct store *store, struct tl_results *results, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_CELLS_GET);
    sql_put(&row, results->run.id);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_result *cell = grow(&results->cells, results->count, sizeof *cell);
        if (cell == NULL) {
            more = no_memory(error);
            break;
        }
        results->count++;
        take_cell(&row, cell);
    }
    sql_done(&row);
    return more;
}

static void take_tally(struct row *row, struct tl_tally *tally)
{
#define X(column, member) tally->member = (__typeof__(tally->member))sql_take(row);
    TALLY_NUMBERS(X)
#undef X
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        tally->fates[i] = (uint32_t)sql_take(row);
}

/* A word of one of our lists, as its number; a word not in it as `count`, which names nothing. */
static uint32_t take_term(struct row *row, const struct tl_term *table, size_t count)
{
    const char *name = (const char *)sqlite3_column_text(row->statement, row->at++);
    int index = name == NULL ? -1 : tl_term_find(table, count, name);
    return index < 0 ? (uint32_t)count : (uint32_t)index;
}

/* A trial's row: `output` is malloc'ed, NUL-terminated; NULL: not wanted. */
static void take_trial(struct row *row, struct tl_trial_row *trial, struct tl_answer *answer,
                       char **output)
{
    memset(answer, 0, sizeof *answer);
    trial->id = sql_take(row);
    sql_take(row);
    trial->measured = sql_take(row) != 0;
    answer->ending = take_term(row, tl_endings, TL_ENDING_COUNT);
    const char *note = (const char *)sqlite3_column_text(row->statement, row->at++);
    snprintf(answer->note, sizeof answer->note, "%s", note == NULL ? "" : note);
    const void *bytes = sqlite3_column_blob(row->statement, row->at);
    answer->output_length = (uint32_t)sqlite3_column_bytes(row->statement, row->at++);
    if (output != NULL) {
        *output = calloc(1, answer->output_length + 1u);
        row->out_of_memory |= *output == NULL;
        if (*output != NULL && answer->output_length > 0)
            memcpy(*output, bytes, answer->output_length);
    }
#define X(column, member) answer->member = (__typeof__(answer->member))sql_take(row);
    ANSWER_NUMBERS(X)
#undef X
    take_tally(row, &answer->trial);
    take_tally(row, &answer->control);
    trial->seed = answer->seed;
    trial->ending = answer->ending;
    trial->ending_code = answer->ending_code;
    trial->trial = answer->trial;
    trial->control = answer->control;
}

char *store_why_unmeasured(const struct tl_answer *answer)
{
    const char *who = answer->control_failed ? "control" : "trial";
    const char *ending =
        answer->ending < TL_ENDING_COUNT ? tl_endings[answer->ending].name : "unknown ending";
    bool coded = answer->ending == TL_ENDING_EXIT || answer->ending == TL_ENDING_SIGNAL;
    char code[16] = "", *line = NULL;
    if (coded)
        snprintf(code, sizeof code, " %" PRId32, answer->ending_code);
    const char *colon = answer->note[0] == '\0' ? "" : ": ";
    int length;
    if (answer->ending != TL_ENDING_OK || answer->control_failed)
        length = asprintf(&line, "%s: %s%s%s%s", who, ending, code, colon, answer->note);
    else if (answer->unpaired)
        length = asprintf(&line, "%s",
                          answer->note[0] != '\0' ? answer->note
                                                  : "trial and control differ in their jobs");
    else if (answer->audit_differences)
        length =
            asprintf(&line, "the two detectors disagree on %" PRIu32 " jobs: a bug of taskloss",
                     answer->audit_differences);
    else
        length = asprintf(&line, "the fates do not add up to the jobs: a bug of taskloss%s%s",
                          colon, answer->note);
    return length < 0 ? NULL : line;
}

static bool add_measured(struct tl_result *cell, const struct tl_answer *answer)
{
    const struct tl_tally *trial = &answer->trial;
    struct tl_sample *sample = grow(&cell->samples, cell->sample_count, sizeof *sample);
    if (sample == NULL)
        return false;
    cell->sample_count++;
    sample->lost = trial->fates[TL_FATE_LOST];
    sample->spawned = trial->spawned;
    cell->measured++;
    cell->spawned += trial->spawned;
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        cell->fates[i] += trial->fates[i];
    cell->leaked += trial->leaked;
    cell->kept += trial->kept;
    cell->silent += trial->silent;
    cell->resurrected += trial->resurrected;
    cell->rescued += answer->rescued;
    return true;
}

static bool add_trial(struct tl_result *cell, const struct tl_trial_row *trial,
                      const struct tl_answer *answer)
{
    if (cell->trials++ == 0) {
        cell->first_seed = answer->seed;
        cell->first_trial = trial->id;
    }
    if (answer->ending < TL_ENDING_COUNT)
        cell->endings[answer->ending]++;
    cell->audit_differences += answer->audit_differences;
    cell->real_time |= answer->real_time != 0;
    if (trial->measured)
        return add_measured(cell, answer);
    if (cell->unmeasured != NULL)
        return true;
    cell->unmeasured = store_why_unmeasured(answer);
    cell->unmeasured_seed = answer->seed;
    return cell->unmeasured != NULL;
}

static int read_trials(struct store *store, struct tl_result *cell, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_TRIALS_GET);
    sql_put(&row, cell->cell);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_trial_row trial;
        struct tl_answer answer;
        take_trial(&row, &trial, &answer, NULL);
        row.out_of_memory |= !add_trial(cell, &trial, &answer);
    }
    return more;
}

/* What the driver itself said about the cell goes before what its trials show. */
static int read_unmeasured(struct store *store, struct tl_result *cell, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_UNMEASURED_GET);
    sql_put(&row, cell->cell);
    int found = sql_next(&row, error);
    if (found <= 0)
        return found;
    free(cell->unmeasured);
    cell->unmeasured_seed = (uint64_t)sql_take(&row);
    cell->unmeasured = sql_take_text(&row);
    sql_done(&row);
    return cell->unmeasured == NULL ? no_memory(error) : 0;
}

static void take_fact_name(struct row *row, char name[static TL_FACT_NAME_MAX])
{
    const char *text = (const char *)sqlite3_column_text(row->statement, row->at++);
    snprintf(name, TL_FACT_NAME_MAX, "%s", text == NULL ? "" : text);
}

static int read_cell_facts(struct store *store, struct tl_result *cell, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_CELL_FACTS_GET);
    sql_put(&row, cell->cell);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_result_fact *fact = grow(&cell->facts, cell->fact_count, sizeof *fact);
        row.out_of_memory |= fact == NULL;
        if (fact == NULL)
            continue;
        cell->fact_count++;
        take_fact_name(&row, fact->name);
        fact->trial = sql_take(&row);
        fact->control = sql_take(&row);
    }
    return more;
}

static int rate_cell(struct tl_result *cell, struct tl_error *error)
{
    uint64_t *counts = calloc(2 * cell->sample_count + 1, sizeof *counts);
    if (counts == NULL)
        return no_memory(error);
    for (size_t i = 0; i < cell->sample_count; i++) {
        counts[i] = cell->samples[i].lost;
        counts[cell->sample_count + i] = cell->samples[i].spawned;
    }
    struct stats_rate rate =
        stats_rate(counts, counts + cell->sample_count, NULL, cell->sample_count);
    free(counts);
    cell->has_rate = rate.has_data;
    cell->rate = rate.rate;
    cell->low = rate.low;
    cell->high = rate.high;
    return 0;
}

static int read_run_and_cells(struct store *store, int64_t run, struct tl_results *out,
                              struct tl_error *error)
{
    int64_t id = 0;
    if (find_run(store, run, &id, error) != 0 || read_run(store, id, &out->run, error) != 0 ||
        read_cells(store, out, error) != 0)
        return -1;
    for (size_t i = 0; i < out->count; i++) {
        struct tl_result *cell = &out->cells[i];
        if (read_trials(store, cell, error) != 0 || read_unmeasured(store, cell, error) != 0 ||
            read_cell_facts(store, cell, error) != 0 || rate_cell(cell, error) != 0)
            return -1;
    }
    return 0;
}

int store_read(struct store *store, int64_t run, struct tl_results *out, struct tl_error *error)
{
    memset(out, 0, sizeof *out);
    if (read_run_and_cells(store, run, out, error) == 0)
        return 0;
    store_results_free(out);
    return -1;
}

static void cell_free(struct tl_result *cell)
{
    char *strings[] = {cell->implementation, cell->version,   cell->case_id,    cell->case_name,
                       cell->guard,          cell->pressure,  cell->case_title, cell->case_file,
                       cell->libpython,      cell->unmeasured};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        free(strings[i]);
    for (size_t i = 0; i < cell->expectation_count; i++) {
        free(cell->expectations[i].what);
        free(cell->expectations[i].versions);
    }
    free(cell->expectations);
    free(cell->facts);
    free(cell->samples);
}

void store_results_free(struct tl_results *results)
{
    run_free(&results->run);
    for (size_t i = 0; i < results->count; i++)
        cell_free(&results->cells[i]);
    free(results->cells);
    memset(results, 0, sizeof *results);
}

static bool is_named(const struct tl_result *cell, const char *const *specs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (names_fit(cell->implementation, specs[i]))
            return true;
    return count == 0;
}

int store_results_narrow(struct tl_results *results, const char *const *specs, size_t count,
                         struct tl_error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < results->count; i++)
        if (is_named(&results->cells[i], specs, count))
            results->cells[kept++] = results->cells[i];
        else
            cell_free(&results->cells[i]);
    results->count = kept;
    if (kept == 0 && count > 0)
        return tl_fail(error, TL_EXIT_USAGE, "the run has no implementation '%s'", specs[0]);
    return 0;
}

int store_trials(struct store *store, int64_t cell, struct tl_trial_row **out, size_t *count,
                 struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, SQL_TRIALS_GET);
    sql_put(&row, cell);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_answer answer;
        struct tl_trial_row *trial = grow(out, *count, sizeof *trial);
        row.out_of_memory |= trial == NULL;
        if (trial == NULL)
            continue;
        ++*count;
        take_trial(&row, trial, &answer, NULL);
    }
    if (more < 0) {
        free(*out);
        *out = NULL;
    }
    return more;
}

static void take_task(struct row *row, struct tl_job_row *job)
{
    job->seed = (uint64_t)sql_take(row);
    job->task.fate = take_term(row, tl_fates, TL_FATE_COUNT);
    job->task.control_fate = take_term(row, tl_fates, TL_FATE_COUNT);
#define X(column, member) job->task.member = (__typeof__(job->task.member))sql_take(row);
    TASK_NUMBERS(X)
#undef X
}

int store_tasks(struct store *store, int64_t cell, struct tl_job_row **out, size_t *count,
                struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, SQL_CELL_TASKS_GET);
    sql_put(&row, cell);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_job_row *job = grow(out, *count, sizeof *job);
        row.out_of_memory |= job == NULL;
        if (job == NULL)
            continue;
        ++*count;
        take_task(&row, job);
    }
    if (more < 0) {
        free(*out);
        *out = NULL;
    }
    return more;
}

static int read_trial(struct store *store, struct tl_recorded *out, struct tl_error *error)
{
    struct tl_trial_row ignored;
    struct row row = sql_row(store, SQL_TRIAL_GET);
    sql_put(&row, out->trial);
    if (sql_next(&row, error) <= 0)
        return -1;
    take_trial(&row, &ignored, &out->answer, &out->output);
    out->seed = out->answer.seed;
    sql_done(&row);
    return row.out_of_memory ? no_memory(error) : 0;
}

static int read_trial_tasks(struct store *store, struct tl_recorded *out, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_TASKS_GET);
    sql_put(&row, out->trial);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_job_row job = {.seed = 0};
        struct tl_task_row *task = grow(&out->tasks, out->answer.task_count, sizeof *task);
        row.out_of_memory |= task == NULL;
        if (task == NULL)
            continue;
        take_task(&row, &job);
        *task = job.task;
        out->answer.task_count++;
    }
    return more;
}

static int read_trial_facts(struct store *store, struct tl_recorded *out, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_FACTS_GET);
    sql_put(&row, out->trial);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_fact *fact = grow(&out->facts, out->answer.fact_count, sizeof *fact);
        row.out_of_memory |= fact == NULL;
        if (fact == NULL)
            continue;
        take_fact_name(&row, fact->name);
        fact->trial = sql_take(&row);
        fact->control = sql_take(&row);
        out->answer.fact_count++;
    }
    return more;
}

static int read_recorded(struct store *store, int64_t trial, struct tl_recorded *out,
                         struct tl_error *error)
{
    struct row row = sql_row(store, SQL_RECORDED_GET);
    sql_put(&row, trial);
    int found = sql_next(&row, error);
    if (found <= 0)
        return found < 0 ? -1
                         : tl_fail(error, TL_EXIT_USAGE, "%s holds no trial %" PRId64, store->file,
                                   trial);
    out->trial = sql_take(&row);
    out->cell = sql_take(&row);
    out->run = sql_take(&row);
    out->implementation = sql_take_text(&row);
    out->libpython = sql_take_text(&row);
    out->case_file = sql_take_text(&row);
    out->case_id = sql_take_text(&row);
    out->guard = sql_take_text(&row);
    out->pressure = sql_take_text(&row);
    out->kinds = (uint32_t)sql_take(&row);
    sql_done(&row);
    if (row.out_of_memory)
        return no_memory(error);
    if (read_run(store, out->run, &out->options, error) != 0 ||
        read_trial(store, out, error) != 0 || read_trial_tasks(store, out, error) != 0)
        return -1;
    return read_trial_facts(store, out, error);
}

int store_recorded(struct store *store, int64_t trial, struct tl_recorded *out,
                   struct tl_error *error)
{
    memset(out, 0, sizeof *out);
    if (read_recorded(store, trial, out, error) == 0)
        return 0;
    store_recorded_free(out);
    return -1;
}

void store_recorded_free(struct tl_recorded *recorded)
{
    char *strings[] = {recorded->implementation, recorded->libpython, recorded->case_file,
                       recorded->case_id,        recorded->guard,     recorded->pressure,
                       recorded->output};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        free(strings[i]);
    run_free(&recorded->options);
    free(recorded->tasks);
    free(recorded->facts);
    memset(recorded, 0, sizeof *recorded);
}
