/* Progress: counts of cells, and an estimate from the time they took so far.
 *
 * A terminal may stop background jobs that write to it (stty tostop): not a run, whose deadlines go
 * on. So SIGTTOU is ignored while there is progress to show; the results come after it. */
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "line.h"
#include "memory.h"
#include "utf8.h"
#include "wire.h"

#define MOST_FAILURES 5  /* that are shown of one implementation, unless all lines are asked for */
#define SILENCE       10 /* seconds: so often a long trial is told of where nothing is redrawn */

struct count {
    const struct tl_target *target;
    size_t cells, done, failed;
};

struct progress {
    const struct plan *plan;
    bool verbose, terminal, drawn;
    struct timespec start;
    struct count *counts;
    size_t count;
    size_t cells, done, failed;
    char under_way[TL_NOTE_MAX]; /* of a trial that takes long; or empty */
    double told;                 /* when a line was written of such a one */
    void (*stop_output)(int);    /* how SIGTTOU was handled */
};

static struct count *count_of(struct progress *progress, const struct tl_target *target)
{
    for (size_t i = 0; i < progress->count; i++)
        if (progress->counts[i].target == target)
            return &progress->counts[i];
    progress->counts[progress->count].target = target;
    return &progress->counts[progress->count++];
}

struct progress *progress_new(const struct plan *plan, bool verbose)
{
    struct progress *progress = memory_zeroed(1, sizeof *progress);
    progress->plan = plan;
    progress->verbose = verbose;
    progress->terminal = isatty(STDERR_FILENO);
    progress->stop_output = signal(SIGTTOU, SIG_IGN);
    clock_gettime(CLOCK_MONOTONIC, &progress->start);
    progress->counts = memory_zeroed(plan->chunk_count, sizeof *progress->counts);
    if (progress->counts == NULL) {
        free(progress);
        return NULL;
    }
    for (size_t i = 0; i < plan->chunk_count; i++) {
        const struct plan_chunk *chunk = &plan->chunks[i];
        count_of(progress, plan->cells[chunk->first].target)->cells += chunk->count;
        progress->cells += chunk->count;
    }
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
    double left = so_far / (double)progress->done * (double)(progress->cells - progress->done);
    if (left >= 90)
        fprintf(stderr, ", about %.0f min left", left / 60);
    else
        fprintf(stderr, ", about %.0f s left", left);
}

/* A terminal is another job's while we run in the background: only whole lines are written then. */
static bool in_foreground(void)
{
    return tcgetpgrp(STDERR_FILENO) == getpgrp();
}

void progress_tick(struct progress *progress)
{
    if (progress == NULL || !progress->terminal || !in_foreground())
        return;
    erase(progress);
    fprintf(stderr, "%zu of %zu cells", progress->done, progress->cells);
    if (progress->failed > 0)
        fprintf(stderr, ", %zu could not be measured", progress->failed);
    print_left(progress);
    if (progress->under_way[0] != '\0')
        fputs("; ", stderr), utf8_put_all(stderr, progress->under_way);
    fflush(stderr);
    progress->drawn = true;
}

static void print_cell(const struct tl_cell *cell, const char *what, const char *why)
{
    char pressure[64];
    words_pressure_name(pressure, sizeof pressure, cell->pressure.pressure,
                        cell->pressure.argument);
    utf8_print(stderr, "%s %s %s %s: %s%s", cell->target->about.name, cell->the_case->id,
               tl_guards[cell->guard].name, pressure, what, why);
}

void progress_under_way(struct progress *progress, size_t cell, const char *how_far)
{
    if (progress == NULL)
        return;
    line_copy(progress->under_way, sizeof progress->under_way, how_far);
    if (progress->terminal || elapsed(progress) - progress->told < SILENCE)
        return;
    progress->told = elapsed(progress);
    print_cell(&progress->plan->cells[cell], "", how_far);
}

static void print_implementation(const struct count *count)
{
    utf8_put_all(stderr, count->target->about.name);
    fprintf(stderr, ": %zu cells done", count->cells);
    if (count->failed > 0)
        fprintf(stderr, ", %zu could not be measured", count->failed);
    fputc('\n', stderr);
}

void progress_cell(struct progress *progress, size_t cell, const char *why)
{
    if (progress == NULL)
        return;
    const struct tl_cell *the_cell = &progress->plan->cells[cell];
    struct count *count = count_of(progress, the_cell->target);
    progress->done++;
    progress->under_way[0] = '\0';
    count->done++;
    if (why != NULL) {
        progress->failed++;
        count->failed++;
    }
    if (progress->verbose || (why != NULL && count->failed <= MOST_FAILURES)) {
        erase(progress);
        print_cell(the_cell, why != NULL ? "could not be measured: " : "done",
                   why != NULL ? why : "");
    }
    if (count->done == count->cells && !progress->terminal &&
        progress->cells == progress->plan->count)
        print_implementation(count);
}

void progress_free(struct progress *progress)
{
    if (progress == NULL)
        return;
    erase(progress);
    if (progress->stop_output != SIG_ERR)
        signal(SIGTTOU, progress->stop_output);
    free(progress->counts);
    free(progress);
}
