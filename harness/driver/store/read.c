/* Reads results back: a run with its cells summed up, single trials, their jobs. */
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "sql.h"

void store_run_free(struct tl_run *run)
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
    run->ended = sql_take_text_or_null(row);
    run->command = sql_take_text(row);
    run->machine = sql_take_text(row);
    run->tool = sql_take_text(row);
#define X(column, member) SQL_TAKE(row, run->member);
    RUN_NUMBERS(X)
#undef X
    SQL_TAKE(row, run->watch);
    if (run->oracle >= TL_ORACLE_COUNT) {
        run->oracle = 0;
        sql_damaged(row, "oracle");
    }
    if (run->isolation >= TL_ISOLATION_COUNT) {
        run->isolation = 0;
        sql_damaged(row, "isolation");
    }
}

int store_runs(struct store *store, struct tl_run **out, size_t *count, struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, SQL_RUN_GET);
    sql_put(&row, 0);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        take_run(&row, list_grow(out, *count, sizeof **out));
        ++*count;
    }
    if (more == 0)
        return 0;
    store_runs_free(*out, *count);
    *out = NULL;
    *count = 0;
    return -1;
}

void store_runs_free(struct tl_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        store_run_free(&runs[i]);
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
        return sql_done(&row, error);
    }
    if (id == 0)
        return tl_fail(error, TL_EXIT_USAGE, "%s holds no run yet: run something first",
                       store->file);
    if (find_run(store, 0, out, error) != 0)
        return -1;
    return tl_fail(error, TL_EXIT_USAGE, "%s holds no run %" PRId64 "; the latest is run %" PRId64,
                   store->file, id, *out);
}

int store_latest(struct store *store, int64_t *out, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_RUN_LATEST);
    int found = sql_next(&row, error);
    if (found == 0)
        return tl_fail(error, TL_EXIT_USAGE, "%s holds no run yet: run something first",
                       store->file);
    if (found < 0)
        return -1;
    *out = sql_take(&row);
    return sql_done(&row, error);
}

static int read_run(struct store *store, int64_t id, struct tl_run *run, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_RUN_GET);
    sql_put(&row, id);
    int found = sql_next(&row, error);
    if (found <= 0)
        return found < 0 ? -1 : tl_fail(error, TL_EXIT_USAGE, "%s holds no such run", store->file);
    take_run(&row, run);
    return sql_done(&row, error);
}

int store_run(struct store *store, int64_t run, struct tl_run *out, struct tl_error *error)
{
    int64_t id = 0;
    return find_run(store, run, &id, error) != 0 ? -1 : read_run(store, id, out, error);
}

/* "lost: >=3.8" lines back into expectations; what cannot be read is left out. */
static void parse_expectations(char *text, struct tl_cell_row *cell)
{
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        char *colon = strstr(line, ": ");
        if (colon == NULL)
            continue;
        *colon = '\0';
        struct tl_expectation *item =
            list_grow(&cell->expectations, cell->expectation_count++, sizeof *item);
        item->what = memory_text(line);
        item->versions = memory_text(colon + 2);
    }
}

/* A word of one of our lists, as its number. */
static uint32_t take_term(struct row *row, const struct tl_term *table, size_t count)
{
    const char *name = (const char *)sqlite3_column_text(row->statement, row->at++);
    int index = name == NULL ? -1 : tl_term_find(table, count, name);
    if (index < 0)
        sql_damaged(row, sqlite3_column_name(row->statement, row->at - 1));
    return index < 0 ? 0 : (uint32_t)index;
}

/* As IMPLEMENTATION_TEXTS and _NUMBERS have it; an empty loop is none. */
static void take_implementation(struct row *row, struct tl_implementation *out)
{
#define X(column, member) out->member = sql_take_text(row);
    IMPLEMENTATION_TEXTS(X)
#undef X
#define X(column, member) SQL_TAKE(row, out->member);
    IMPLEMENTATION_NUMBERS(X)
#undef X
    if (out->loop[0] == '\0') {
        free(out->loop);
        out->loop = NULL;
    }
    implementation_name(out);
}

int store_implementations(struct store *store, int64_t run, struct tl_implementation_row **out,
                          size_t *count, struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, SQL_IMPLEMENTATIONS_GET);
    sql_put(&row, run);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_implementation_row *one = list_grow(out, *count, sizeof *one);
        ++*count;
        one->id = sql_take(&row);
        take_implementation(&row, &one->about);
    }
    if (more == 0)
        return 0;
    store_implementations_free(*out, *count);
    *out = NULL;
    *count = 0;
    return -1;
}

void store_implementations_free(struct tl_implementation_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        implementation_clear(&rows[i].about);
    free(rows);
}

static void take_subject(struct row *row, enum tl_guard *guard, struct pressure *pressure)
{
    *guard = (enum tl_guard)take_term(row, tl_guards, TL_GUARD_COUNT);
    pressure->pressure = (enum tl_pressure)take_term(row, tl_pressures, TL_PRESSURE_COUNT);
    pressure->argument = (uint64_t)sql_take(row);
}

static void take_cell(struct row *row, struct tl_cell_row *cell)
{
    cell->id = sql_take(row);
    cell->implementation = sql_take(row);
    cell->case_id = sql_take_text(row);
    cell->case_name = sql_take_text(row);
    cell->case_title = sql_take_text(row);
    cell->case_file = sql_take_text(row);
    cell->case_source = sql_take_text(row);
    cell->case_awaits = sql_take_text(row);
    char *expectations = sql_take_text(row);
    if (expectations != NULL)
        parse_expectations(expectations, cell);
    free(expectations);
    take_subject(row, &cell->guard, &cell->pressure);
    SQL_TAKE(row, cell->planned);
}

int store_cells(struct store *store, int64_t run, struct tl_cell_row **out, size_t *count,
                struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, SQL_CELLS_GET);
    sql_put(&row, run);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_cell_row *cell = list_grow(out, *count, sizeof *cell);
        ++*count;
        take_cell(&row, cell);
    }
    if (more == 0)
        return 0;
    store_cells_free(*out, *count);
    *out = NULL;
    *count = 0;
    return -1;
}

void store_cell_free(struct tl_cell_row *row)
{
    char *strings[] = {row->case_id,   row->case_name,   row->case_title,
                       row->case_file, row->case_source, row->case_awaits};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        free(strings[i]);
    for (size_t i = 0; i < row->expectation_count; i++) {
        free(row->expectations[i].what);
        free(row->expectations[i].versions);
    }
    free(row->expectations);
}

void store_cells_free(struct tl_cell_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        store_cell_free(&rows[i]);
    free(rows);
}

static void take_tally(struct row *row, struct tl_tally *tally)
{
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        tally->counts[i] = (uint32_t)sql_take_between(row, 0, TL_TASKS_MAX);
#define X(column, member) SQL_TAKE(row, tally->member);
    TALLY_NUMBERS(X)
#undef X
    if (tally->counts[TL_COUNT_LOST] > tally->counts[TL_COUNT_SPAWNED])
        sql_damaged(row, "count of lost jobs"); /* of which a share is made */
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
        *output = memory_zeroed(1, answer->output_length + 1u);
        if (answer->output_length > 0)
            memcpy(*output, bytes, answer->output_length);
    }
#define X(column, member) SQL_TAKE(row, answer->member);
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

int store_why_unmeasured(struct store *store, int64_t cell, char **why, uint64_t *seed,
                         struct tl_error *error)
{
    struct row row = sql_row(store, SQL_UNMEASURED_GET);
    *why = NULL;
    sql_put(&row, cell);
    int found = sql_next(&row, error);
    if (found <= 0)
        return found;
    SQL_TAKE(&row, *seed);
    *why = sql_take_text(&row);
    return sql_done(&row, error);
}

static struct tl_fact take_fact(struct row *row)
{
    struct tl_fact fact = {.name = sql_take_text(row)};
    fact.trial = sql_take_between(row, INT64_MIN, INT64_MAX);
    fact.control = sql_take_between(row, INT64_MIN, INT64_MAX);
    return fact;
}

/* Reads all rows of `statement` for this id into a list of facts; those of one name, which come one
 * behind the other, are summed. */
static int read_facts(struct store *store, enum statement statement, int64_t id,
                      struct tl_fact **out, size_t *count, struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, statement);
    sql_put(&row, id);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_fact fact = take_fact(&row);
        if (*count > 0 && strcmp((*out)[*count - 1].name, fact.name) == 0) {
            fact_add(&(*out)[*count - 1], &fact);
            free(fact.name);
        } else {
            *(struct tl_fact *)list_grow(out, *count, sizeof **out) = fact;
            ++*count;
        }
    }
    return more;
}

int store_facts(struct store *store, int64_t cell, struct tl_fact **out, size_t *count,
                struct tl_error *error)
{
    return read_facts(store, SQL_CELL_FACTS_GET, cell, out, count, error);
}

int store_each_trial(struct store *store, int64_t cell,
                     void (*each)(void *context, const struct tl_trial_row *trial,
                                  const struct tl_answer *answer),
                     void *context, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_TRIALS_GET);
    sql_put(&row, cell);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_trial_row trial;
        struct tl_answer answer;
        take_trial(&row, &trial, &answer, NULL);
        each(context, &trial, &answer);
    }
    return more;
}

/* A list while it is filled. */
struct trial_list {
    struct tl_trial_row **items;
    size_t *count;
};

static void add_trial(void *context, const struct tl_trial_row *trial,
                      const struct tl_answer *answer)
{
    struct trial_list *list = context;
    (void)answer;
    struct tl_trial_row *item = list_grow(list->items, *list->count, sizeof *item);
    *item = *trial;
    ++*list->count;
}

int store_trials(struct store *store, int64_t cell, struct tl_trial_row **out, size_t *count,
                 struct tl_error *error)
{
    struct trial_list list = {out, count};
    *out = NULL;
    *count = 0;
    int result = store_each_trial(store, cell, add_trial, &list, error);
    if (result < 0) {
        free(*out);
        *out = NULL;
        *count = 0;
    }
    return result;
}

static void take_task(struct row *row, struct tl_job_row *job)
{
    SQL_TAKE(row, job->seed);
    job->task.fate = take_term(row, tl_fates, TL_FATE_COUNT);
    job->task.control_fate = take_term(row, tl_fates, TL_FATE_COUNT);
#define X(column, member) SQL_TAKE(row, job->task.member);
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
        take_task(&row, list_grow(out, *count, sizeof **out));
        ++*count;
    }
    if (more < 0) {
        free(*out);
        *out = NULL;
        *count = 0;
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
    return sql_done(&row, error);
}

int store_trial_tasks(struct store *store, int64_t trial, struct tl_task_row **out, uint32_t *count,
                      struct tl_error *error)
{
    *out = NULL;
    *count = 0;
    struct row row = sql_row(store, SQL_TASKS_GET);
    sql_put(&row, trial);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct tl_job_row job = {.seed = 0};
        struct tl_task_row *task = list_grow(out, *count, sizeof *task);
        take_task(&row, &job);
        *task = job.task;
        ++*count;
    }
    return more;
}

static int read_trial_facts(struct store *store, struct tl_recorded *out, struct tl_error *error)
{
    size_t count;
    int result = read_facts(store, SQL_FACTS_GET, out->trial, &out->facts, &count, error);
    out->answer.fact_count = (uint32_t)count;
    return result;
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
    out->case_file = sql_take_text(&row);
    out->case_id = sql_take_text(&row);
    take_subject(&row, &out->guard, &out->pressure);
    take_implementation(&row, &out->implementation);
    if (sql_done(&row, error) != 0 || read_run(store, out->run, &out->options, error) != 0 ||
        read_trial(store, out, error) != 0 ||
        store_trial_tasks(store, trial, &out->tasks, &out->answer.task_count, error) != 0)
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
    implementation_clear(&recorded->implementation);
    free(recorded->case_file);
    free(recorded->case_id);
    free(recorded->output);
    store_run_free(&recorded->options);
    free(recorded->tasks);
    facts_free(recorded->facts, recorded->answer.fact_count);
    memset(recorded, 0, sizeof *recorded);
}
