/* Sums a cell's trials up. What could not be measured is in no sum. */
#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "measured.h"
#include "memory.h"
#include "stats.h"

static void add_measured(struct tl_result *cell, const struct tl_answer *answer)
{
    const struct tl_tally *trial = &answer->trial;
    struct tl_sample *sample = list_grow(&cell->samples, cell->sample_count++, sizeof *sample);
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
    cell->waited_steps += answer->waited_steps;
    cell->exposed_steps += answer->exposed_steps;
    if (cell->measured == 1 || answer->sight < cell->sight)
        cell->sight = answer->sight;
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
    cell->real_time |= answer->real_time != 0;
    if (trial->measured)
        add_measured(cell, answer);
    else if (cell->unmeasured == NULL) {
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
    return 0;
}

static void rate_cell(struct tl_result *cell)
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
}

/* Takes the row's strings over. */
static void take_row(struct tl_result *cell, const struct tl_cell_row *row)
{
    *cell = (struct tl_result){.cell = row->id,
                               .implementation = row->implementation,
                               .version = row->version,
                               .case_id = row->case_id,
                               .case_name = row->case_name,
                               .guard = row->guard,
                               .pressure = row->pressure,
                               .case_title = row->case_title,
                               .case_file = row->case_file,
                               .libpython = row->libpython,
                               .kinds = row->kinds,
                               .build = row->build,
                               .expectations = row->expectations,
                               .expectation_count = row->expectation_count};
}

static int read_cells(struct store *store, struct tl_results *out, struct tl_error *error)
{
    struct tl_cell_row *rows;
    if (store_cells(store, out->run.id, &rows, &out->count, error) != 0)
        return -1;
    out->cells = memory_zeroed(out->count, sizeof *out->cells);
    for (size_t i = 0; i < out->count; i++)
        take_row(&out->cells[i], &rows[i]);
    free(rows);
    return 0;
}

static int read_numbers(struct store *store, struct tl_result *cell, struct tl_error *error)
{
    if (store_each_trial(store, cell->cell, add_trial, cell, error) != 0 ||
        read_unmeasured(store, cell, error) != 0 ||
        store_facts(store, cell->cell, &cell->facts, &cell->fact_count, error) != 0)
        return -1;
    rate_cell(cell);
    return 0;
}

int cells_read(struct store *store, int64_t run, struct tl_results *out, struct tl_error *error)
{
    memset(out, 0, sizeof *out);
    int result = store_run(store, run, &out->run, error);
    if (result == 0)
        result = read_cells(store, out, error);
    for (size_t i = 0; result == 0 && i < out->count; i++)
        result = read_numbers(store, &out->cells[i], error);
    if (result != 0)
        cells_free(out);
    return result;
}

void cells_free_one(struct tl_result *cell)
{
    struct tl_cell_row row = {.implementation = cell->implementation,
                              .version = cell->version,
                              .libpython = cell->libpython,
                              .case_id = cell->case_id,
                              .case_name = cell->case_name,
                              .case_title = cell->case_title,
                              .case_file = cell->case_file,
                              .guard = cell->guard,
                              .pressure = cell->pressure,
                              .expectations = cell->expectations,
                              .expectation_count = cell->expectation_count};
    store_cell_free(&row);
    free(cell->unmeasured);
    free(cell->facts);
    free(cell->samples);
}

void cells_free(struct tl_results *results)
{
    store_run_free(&results->run);
    for (size_t i = 0; i < results->count; i++)
        cells_free_one(&results->cells[i]);
    free(results->cells);
    memset(results, 0, sizeof *results);
}
