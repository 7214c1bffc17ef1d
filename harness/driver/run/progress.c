/* Progress: counts of cells, and an estimate from the time they took so far. */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_FAILURES 5 /* that are shown of one implementation, unless all lines are asked for */

struct count {
    const struct tl_implementation *implementation;
    size_t cells, done, failed;
};

struct progress {
    const struct plan *plan;
    bool verbose, terminal, drawn;
    struct timespec start;
    struct count *counts;
    size_t count;
    size_t done, failed;
};

static struct count *count_of(struct progress *progress,
                              const struct tl_implementation *implementation)
{
    for (size_t i = 0; i < progress->count; i++)
        if (progress->counts[i].implementation == implementation)
            return &progress->counts[i];
    progress->counts[progress->count].implementation = implementation;
    return &progress->counts[progress->count++];
}

struct progress *progress_new(const struct plan *plan, bool verbose)
{
    struct progress *progress = calloc(1, sizeof *progress);
    if (progress == NULL)
        return NULL;
    progress->plan = plan;
    progress->verbose = verbose;
    progress->terminal = isatty(STDERR_FILENO);
    clock_gettime(CLOCK_MONOTONIC, &progress->start);
    progress->counts = calloc(plan->chunk_count + 1, sizeof *progress->counts);
    if (progress->counts == NULL) {
        free(progress);
        return NULL;
    }
    for (size_t i = 0; i < plan->count; i++)
        count_of(progress, plan->cells[i].implementation)->cells++;
    return progress;
}

static void erase(struct progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}

static double elapsed(const struct progress *progress)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - progress->start.tv_sec) +
           (double)(now.tv_nsec - progress->start.tv_nsec) / 1e9;
}

static void print_left(const struct progress *progress)
{
    double so_far = elapsed(progress);
    if (progress->done == 0 || so_far < 1)
        return;
    double left =
        so_far / (double)progress->done * (double)(progress->plan->count - progress->done);
    if (left >= 90)
        fprintf(stderr, ", about %.0f min left", left / 60);
    else
        fprintf(stderr, ", about %.0f s left", left);
}

void progress_tick(struct progress *progress)
{
    if (progress == NULL || !progress->terminal)
        return;
    erase(progress);
    fprintf(stderr, "%zu of %zu cells", progress->done, progress->plan->count);
    if (progress->failed > 0)
        fprintf(stderr, ", %zu could not be measured", progress->failed);
    print_left(progress);
    fflush(stderr);
    progress->drawn = true;
}

static void print_cell(const struct tl_cell *cell, const char *why)
{
    char pressure[64];
    words_pressure_name(pressure, sizeof pressure, cell->pressure, cell->pressure_argument);
    fprintf(stderr, "%s %s %s %s: %s%s\n", cell->implementation->name, cell->the_case->id,
            tl_guards[cell->guard].name, pressure, why != NULL ? "could not be measured: " : "done",
            why != NULL ? why : "");
}

static void print_implementation(const struct count *count)
{
    fprintf(stderr, "%s: %zu cells done", count->implementation->name, count->cells);
    if (count->failed > 0)
        fprintf(stderr, ", %zu could not be measured", count->failed);
    fputc('\n', stderr);
}

void progress_cell(struct progress *progress, size_t cell, const char *why)
{
    if (progress == NULL)
        return;
    const struct tl_cell *the_cell = &progress->plan->cells[cell];
    struct count *count = count_of(progress, the_cell->implementation);
    progress->done++;
    count->done++;
    if (why != NULL) {
        progress->failed++;
        count->failed++;
    }
    if (progress->verbose || (why != NULL && count->failed <= MOST_FAILURES)) {
        erase(progress);
        print_cell(the_cell, why);
    }
    if (count->done == count->cells && !progress->terminal)
        print_implementation(count);
}

void progress_free(struct progress *progress)
{
    if (progress == NULL)
        return;
    erase(progress);
    free(progress->counts);
    free(progress);
}
