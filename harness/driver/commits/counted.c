/* A commit is a Python named by its build folder; results are kept only as counts. */
#include "counted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cells.h"
#include "files.h"
#include "kept_counts.h"
#include "list.h"
#include "memory.h"
#include "runner.h"
#include "text.h"
#include "utf8.h"

/* ---- one commit ---- */

static void take_cell(struct counted_commit *commit, const struct tl_result *result)
{
    char pressure[CELL_PRESSURE_MAX];
    struct counted_cell *cell = list_grow(&commit->cells, commit->count++, sizeof *cell);
    *cell = (struct counted_cell){.case_id = memory_text(result->case_id),
                                  .case_name = memory_text(result->case_name),
                                  .pressure = memory_text(cell_pressure(result, pressure)),
                                  .guard = result->guard};
    counts_list(result, &cell->counts, &cell->count);
    if (!cell_is_measured(result))
        cell->why = memory_text(result->unmeasured != NULL ? result->unmeasured : "not measured");
}

static int run_in(struct counted_commit *commit, struct run_options *options,
                  struct tl_error *error)
{
    struct tl_results results = {.count = 0};
    if (runner_run(options, &results, error) < 0)
        return -1;
    if (results.implementation_count > 0)
        commit->version = memory_text(results.implementations[0].version);
    for (size_t i = 0; i < results.count; i++)
        take_cell(commit, &results.cells[i]);
    cells_free(&results);
    return 0;
}

static int run_cases(struct counted_commit *commit, const struct run_options *options,
                     const char *build, struct tl_error *error)
{
    char folder[] = "/tmp/taskloss-bisect-XXXXXX";
    struct run_options here = *options;
    here.pythons = (struct run_words){&build, 1};
    here.results = folder;
    if (mkdtemp(folder) == NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED, "no room for results in /tmp");
    int result = run_in(commit, &here, error);
    files_remove_folder(folder);
    return result;
}

static void tell_counts(const struct counted_cell *cell)
{
    fprintf(stderr, "; %s", cell->case_id);
    if (cell->why != NULL) {
        fputs(" not measured", stderr);
        return;
    }
    for (size_t i = 0; i < cell->count; i++)
        if (cell->counts[i].number > 0 && strcmp(cell->counts[i].key, "spawned") != 0) {
            fprintf(stderr, " %lld ", (long long)cell->counts[i].number);
            utf8_put(stderr, cell->counts[i].key, 40, 0);
        }
}

enum { TOLD_CELLS = 4 };

static void tell(const struct counted_commit *commit)
{
    fprintf(stderr, "%.10s %s", commit->about.hash, commit->about.day);
    if (commit->why != NULL)
        fprintf(stderr, ": %s", commit->why);
    else {
        if (commit->remembered)
            fprintf(stderr, ": %s, remembered", commit->version);
        else
            fprintf(stderr, ": %s, %u s", commit->version, commit->seconds);
        for (size_t i = 0; i < commit->count && i < TOLD_CELLS; i++)
            tell_counts(&commit->cells[i]);
        if (commit->count > TOLD_CELLS)
            fprintf(stderr, "; and %zu more", commit->count - TOLD_CELLS);
    }
    fputc('\n', stderr);
}

/* -1: no commit could be measured, now or later. */
static int measure(const struct counted *counted, struct counted_commit *commit,
                   struct tl_error *error)
{
    char *build = NULL;
    time_t began = time(NULL);
    int built = repository_build(counted->repository, commit->about.hash, &build, error);
    if (built < 0)
        return -1;
    if (built == 0 || run_cases(commit, counted->options, build, error) < 0) {
        if (error->exit == TL_EXIT_USAGE) {
            free(build);
            return -1;
        }
        commit->why = memory_text(error->text);
    }
    free(build);
    commit->seconds = (unsigned)(time(NULL) - began);
    return 0;
}

/* -1: as above. */
static int learn(const struct counted *counted, struct counted_commit *commit,
                 struct tl_error *error)
{
    if (kept_counts_read(counted->repository->work, counted->key, commit))
        return 0;
    counted_commit_clear(commit);
    int result = measure(counted, commit, error);
    if (result == 0 && commit->why == NULL)
        kept_counts_write(counted->repository->work, counted->key, commit);
    return result;
}

/* ---- all of them ---- */

const struct counted_commit *counted_at(struct counted *counted, const char *hash,
                                        struct tl_error *error)
{
    for (size_t i = 0; i < counted->count; i++)
        if (strcmp(counted->commits[i]->about.hash, hash) == 0)
            return counted->commits[i];
    struct counted_commit *commit = memory_zeroed(1, sizeof *commit);
    if (repository_tell(counted->repository, hash, &commit->about, error) < 0 ||
        learn(counted, commit, error) < 0) {
        counted_commit_free(commit);
        return NULL;
    }
    tell(commit);
    struct counted_commit **item = list_grow(&counted->commits, counted->count++, sizeof *item);
    return *item = commit;
}

const struct counted_cell *counted_cell(const struct counted_commit *commit,
                                        const struct counted_cell *like)
{
    for (size_t i = 0; i < commit->count; i++) {
        const struct counted_cell *cell = &commit->cells[i];
        if (cell->guard == like->guard && strcmp(cell->case_id, like->case_id) == 0 &&
            strcmp(cell->pressure, like->pressure) == 0)
            return cell;
    }
    return NULL;
}

int64_t counted_number(const struct counted_cell *cell, const char *key)
{
    const struct tl_named_count *found = counts_find(cell->counts, cell->count, key);
    return found != NULL ? found->number : 0;
}

void counted_free(struct counted *counted)
{
    for (size_t i = 0; i < counted->count; i++)
        counted_commit_free(counted->commits[i]);
    free(counted->commits);
    counted->commits = NULL;
    counted->count = 0;
}
