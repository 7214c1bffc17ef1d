/* Sums a cell's trials up. What could not be measured is in no sum. */
#include "cells.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "measured.h"
#include "memory.h"
#include "paths.h"
#include "sequential.h"
#include "stats.h"
#include "text.h"
#include "versions.h"
#include "words.h"

static void add_measured(struct tl_result *cell, const struct tl_answer *answer)
{
    const struct tl_tally *trial = &answer->trial;
    struct tl_sample *sample = list_grow(&cell->samples, cell->sample_count++, sizeof *sample);
    sample->lost = trial->counts[TL_FATE_LOST];
    sample->spawned = trial->counts[TL_COUNT_SPAWNED];
    cell->measured++;
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        cell->counts[i] += trial->counts[i];
    cell->collections += trial->collections;
    cell->allocations += trial->allocations;
    cell->uncollected += trial->collections == 0;
    cell->waited_steps += answer->waited_steps;
    cell->exposed_steps += answer->exposed_steps;
    if (cell->measured == 1 || answer->sight < cell->sight)
        cell->sight = answer->sight;
}

/* What its head says of an ending, or of a count; NULL: nothing. */
const char *cell_head(const struct tl_result *cell, const char *key)
{
    for (size_t i = 0; i < cell->expectation_count; i++)
        if (strcmp(cell->expectations[i].what, key) == 0)
            return cell->expectations[i].versions;
    return NULL;
}

/* A head was checked when it was read: what cannot be parsed any more expects nothing. */
bool cell_is_in(const struct tl_result *cell, const char *set)
{
    struct versions *versions;
    struct tl_error ignored;
    if (versions_parse(&versions, set, &ignored) < 0)
        return false;
    bool in = versions_match(versions, cell->implementation);
    versions_free(versions);
    return in;
}

static bool ends_as_expected(const struct tl_result *cell, const struct tl_answer *answer)
{
    if (answer->ending >= TL_ENDING_COUNT || tl_ending_rules[answer->ending].key[0] == '\0')
        return false;
    const char *versions = cell_head(cell, tl_ending_rules[answer->ending].key);
    return versions != NULL && cell_is_in(cell, versions);
}

/* Is it an exception that a program owes to itself, or to its interpreter: "KeyError: 'a' (line 3
 * of the case)"? What the machine may have refused, and what a loop does not have, is none. */
static bool is_of_program(const char *text)
{
    static const char *const others[] = {
        "[Errno ",     "MemoryError",         "ImportError",
        "can't start", "ModuleNotFoundError", "NotImplementedError"};
    size_t name = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strstr(text, others[i]) != NULL)
            return false;
    return name > 0 && (text[name] == '\0' || text[name] == ':' ||
                        strncmp(text + name, " (line ", strlen(" (line ")) == 0);
}

bool cell_is_proven(const struct tl_result *cell)
{
    if (cell->implementation->loop != NULL)
        return false;
    struct tl_error ignored;
    char *folder = paths_cases(&ignored), *suite = folder != NULL ? realpath(folder, NULL) : NULL;
    char *file = cell->case_file != NULL ? realpath(cell->case_file, NULL) : NULL;
    size_t length = suite != NULL ? strlen(suite) : 0;
    bool is =
        length > 0 && file != NULL && strncmp(file, suite, length) == 0 && file[length] == '/';
    free(file);
    free(suite);
    free(folder);
    return is;
}

/* Of its control. */
static void add_failure(struct tl_result *cell, const struct tl_answer *answer)
{
    static const char alone[] = " without any collection: "; /* settling.c */
    const char *jobs = strstr(answer->note, alone);
    if (!cell_is_proven(cell))
        return;
    if (answer->control_failed && answer->ending == TL_ENDING_DEADLINE)
        cell->by_itself[TL_ENDING_DEADLINE] += answer->stuck && !answer->real_time;
    else if (answer->control_failed && answer->ending == TL_ENDING_EXIT)
        cell->by_itself[TL_ENDING_EXIT] += answer->ending_code == 1 && is_of_program(answer->note);
    else if (answer->unpaired && jobs != NULL && is_of_program(jobs + strlen(alone)))
        cell->failed_by_themselves += answer->control.counts[TL_FATE_FAILED];
}

static void add_trial(void *context, const struct tl_trial_row *trial,
                      const struct tl_answer *answer)
{
    struct tl_result *cell = context;
    if (cell->trials++ == 0) {
        cell->first_seed = answer->seed;
        cell->first_trial = trial->id;
    }
    if (answer->ending < TL_ENDING_COUNT)
        cell->endings[answer->ending]++;
    cell->audit_differences += answer->audit_differences;
    cell->wall_us += answer->wall_us;
    cell->real_time |= answer->real_time != 0;
    cell->remarks |= answer->remarks;
    if (trial->measured) {
        add_measured(cell, answer);
        if (cell->jobs_trial == 0) {
            cell->jobs_trial = trial->id;
            cell->control_steps = answer->control.steps;
            cell->pressed = trial->trial.pressed;
        }
        if (answer->ending != TL_ENDING_OK && cell->followed == NULL)
            cell->followed = memory_sure(measured_ending(answer));
    } else if (ends_as_expected(cell, answer)) {
        cell->as_expected++;
    } else {
        add_failure(cell, answer);
        if (cell->unmeasured != NULL)
            return;
        cell->unmeasured = memory_sure(measured_why_not(answer));
        cell->unmeasured_seed = answer->seed;
    }
}

/* What the driver itself said about the cell goes before what its trials show. */
static int read_unmeasured(struct store *store, struct tl_result *cell, struct tl_error *error)
{
    char *why;
    uint64_t seed;
    if (store_why_unmeasured(store, cell->cell, &why, &seed, error) != 0)
        return -1;
    if (why == NULL)
        return 0;
    free(cell->unmeasured);
    cell->unmeasured = why;
    cell->unmeasured_seed = seed;
    cell->given_up = true;
    return 0;
}

/* Of a run that looked at its intervals to decide when to stop. */
static void anytime_interval(struct tl_result *cell)
{
    double *shares = memory_zeroed(cell->sample_count, sizeof *shares);
    size_t count = 0;
    for (size_t i = 0; i < cell->sample_count; i++)
        if (cell->samples[i].spawned > 0)
            shares[count++] = (double)cell->samples[i].lost / (double)cell->samples[i].spawned;
    sequential_interval(shares, count, 0.95, &cell->low, &cell->high);
    cell->low = fmin(cell->low, cell->rate);
    cell->high = fmax(cell->high, cell->rate);
    free(shares);
}

static void rate_cell(const struct tl_run *run, struct tl_result *cell)
{
    uint64_t *counts = memory_zeroed(2 * cell->sample_count, sizeof *counts);
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
    cell->anytime = run->precision_ppm > 0 && !cell_is_exact(cell);
    if (cell->has_rate && cell->anytime)
        anytime_interval(cell);
}

int cells_by_case_only(const struct tl_result *a, const struct tl_result *b)
{
    int order = strverscmp(a->case_id, b->case_id);
    order = order != 0 ? order : strcmp(a->case_name, b->case_name);
    return order != 0 ? order : strcmp(a->case_file, b->case_file);
}

int cells_by_case(const struct tl_result *a, const struct tl_result *b)
{
    int order = cells_by_case_only(a, b);
    if (order == 0)
        order = (int)a->guard - (int)b->guard;
    if (order == 0)
        order = (int)a->pressure.pressure - (int)b->pressure.pressure;
    if (order == 0 && a->pressure.argument != b->pressure.argument)
        order = a->pressure.argument < b->pressure.argument ? -1 : 1;
    return order;
}

/* Implementations lie in one array, in their order. */
static int in_order(const void *a, const void *b)
{
    const struct tl_result *x = a, *y = b;
    if (x->implementation != y->implementation)
        return x->implementation < y->implementation ? -1 : 1;
    int order = cells_by_case(x, y);
    return order != 0 ? order : (x->cell > y->cell) - (x->cell < y->cell);
}

bool cell_is_measured(const struct tl_result *cell)
{
    return cell->unmeasured == NULL && cell->trials > 0 &&
           cell->measured + cell->as_expected == cell->trials;
}

bool cell_is_exact(const struct tl_result *cell)
{
    return tl_pressure_rules[cell->pressure.pressure].exact;
}

const char *cell_pressure(const struct tl_result *cell, char text[static CELL_PRESSURE_MAX])
{
    return words_pressure_name(text, CELL_PRESSURE_MAX, cell->pressure.pressure,
                               cell->pressure.argument);
}

static int read_implementations(struct store *store, struct tl_results *out,
                                struct tl_implementation_row **rows, struct tl_error *error)
{
    if (store_implementations(store, out->run.id, rows, &out->implementation_count, error) != 0)
        return -1;
    out->implementations = memory_zeroed(out->implementation_count, sizeof *out->implementations);
    for (size_t i = 0; i < out->implementation_count; i++)
        out->implementations[i] = (*rows)[i].about;
    return 0;
}

/* Takes the row's strings over. */
static void take_row(struct tl_result *cell, const struct tl_cell_row *row)
{
    *cell = (struct tl_result){.cell = row->id,
                               .case_id = row->case_id,
                               .case_name = row->case_name,
                               .case_title = row->case_title,
                               .case_file = row->case_file,
                               .case_source = row->case_source,
                               .case_awaits = row->case_awaits,
                               .guard = row->guard,
                               .pressure = row->pressure,
                               .planned = row->planned,
                               .expectations = row->expectations,
                               .expectation_count = row->expectation_count};
}

static int take_rows(struct tl_results *out, const struct tl_cell_row *rows,
                     const struct tl_implementation_row *implementations, struct tl_error *error)
{
    size_t strays = 0;
    out->cells = memory_zeroed(out->count, sizeof *out->cells);
    for (size_t i = 0; i < out->count; i++) {
        take_row(&out->cells[i], &rows[i]);
        for (size_t k = 0; k < out->implementation_count; k++)
            if (implementations[k].id == rows[i].implementation)
                out->cells[i].implementation = &out->implementations[k];
        strays += out->cells[i].implementation == NULL;
    }
    if (strays > 0)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "the results are damaged: %zu cells are of no implementation", strays);
    list_sort(out->cells, out->count, sizeof *out->cells, in_order);
    return 0;
}

static int read_cells(struct store *store, struct tl_results *out, struct tl_error *error)
{
    struct tl_implementation_row *implementations;
    struct tl_cell_row *rows;
    if (read_implementations(store, out, &implementations, error) != 0)
        return -1;
    int result = store_cells(store, out->run.id, &rows, &out->count, error);
    if (result == 0) {
        result = take_rows(out, rows, implementations, error);
        free(rows);
    } else
        out->count = 0;
    free(implementations);
    return result;
}

/* A fact that is called like a count could not be told from it. */
static void refuse_names(struct tl_result *cell)
{
    for (size_t i = 0; cell->unmeasured == NULL && i < cell->fact_count; i++)
        if (tl_count_find(cell->facts[i].name) >= 0 || tl_ending_of_key(cell->facts[i].name) >= 0)
            cell->unmeasured =
                text_make("the case notes '%s', which is a count of its own: give the fact "
                          "another name",
                          cell->facts[i].name);
}

static void refuse_sums(struct tl_result *cell)
{
    for (size_t i = 0; cell->unmeasured == NULL && i < cell->fact_count; i++)
        if (cell->facts[i].beyond)
            cell->unmeasured = text_make(
                "the numbers that the case notes as '%s' sum up to more than 64 bits hold",
                cell->facts[i].name);
}

static int read_numbers(struct store *store, const struct tl_run *run, struct tl_result *cell,
                        struct tl_error *error)
{
    if (store_each_trial(store, cell->cell, add_trial, cell, error) != 0 ||
        read_unmeasured(store, cell, error) != 0 ||
        store_facts(store, cell->cell, &cell->facts, &cell->fact_count, error) != 0 ||
        store_trial_tasks(store, cell->jobs_trial, &cell->jobs, &cell->job_count, error) != 0)
        return -1;
    refuse_names(cell);
    refuse_sums(cell);
    rate_cell(run, cell);
    return 0;
}

/* Of a run that has no end: the trials that were planned, less those that ended and those that were
 * given up with their cell. */
static void count_missing(struct tl_results *results)
{
    uint64_t done = 0;
    for (size_t i = 0; i < results->count; i++) {
        const struct tl_result *cell = &results->cells[i];
        done += cell->given_up ? cell->planned : cell->trials;
    }
    if (results->run.ended == NULL && results->run.planned > done)
        results->run.missing = results->run.planned - done;
}

static int read_run(struct store *store, int64_t run, struct tl_results *out,
                    struct tl_error *error)
{
    memset(out, 0, sizeof *out);
    int result = store_run(store, run, &out->run, error);
    if (result == 0 && out->run.watch)
        result = tl_fail(error, TL_EXIT_USAGE,
                         "run %" PRId64 " watched a program, and has no cells: 'taskloss report "
                         "--run %" PRId64 "' shows it",
                         out->run.id, out->run.id);
    return result == 0 ? read_cells(store, out, error) : result;
}

int cells_read_one(struct store *store, int64_t run, int64_t cell, struct tl_results *out,
                   struct tl_error *error)
{
    int result = read_run(store, run, out, error);
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++)
        if (out->cells[i].cell == cell)
            out->cells[kept++] = out->cells[i];
        else
            cells_free_one(&out->cells[i]);
    out->count = kept;
    if (result == 0 && kept > 0)
        result = read_numbers(store, &out->run, &out->cells[0], error);
    if (result < 0)
        cells_free(out);
    return result;
}

int cells_read(struct store *store, int64_t run, struct tl_results *out, struct tl_error *error)
{
    int result = read_run(store, run, out, error);
    for (size_t i = 0; result == 0 && i < out->count; i++)
        result = read_numbers(store, &out->run, &out->cells[i], error);
    if (result == 0)
        count_missing(out);
    else
        cells_free(out);
    return result;
}

void cells_free_one(struct tl_result *cell)
{
    struct tl_cell_row row = {.case_id = cell->case_id,
                              .case_name = cell->case_name,
                              .case_title = cell->case_title,
                              .case_file = cell->case_file,
                              .case_source = cell->case_source,
                              .case_awaits = cell->case_awaits,
                              .expectations = cell->expectations,
                              .expectation_count = cell->expectation_count};
    store_cell_free(&row);
    free(cell->unmeasured);
    free(cell->followed);
    facts_free(cell->facts, cell->fact_count);
    free(cell->samples);
    free(cell->jobs);
}

void cells_free(struct tl_results *results)
{
    store_run_free(&results->run);
    for (size_t i = 0; i < results->count; i++)
        cells_free_one(&results->cells[i]);
    free(results->cells);
    for (size_t i = 0; i < results->implementation_count; i++)
        implementation_clear(&results->implementations[i]);
    free(results->implementations);
    memset(results, 0, sizeof *results);
}
