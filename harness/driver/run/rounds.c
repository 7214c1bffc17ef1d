/* Rounds: intervals are looked at between them. */
#include "rounds.h"

#include <math.h>
#include <stdlib.h>

#include "list.h"
#include "memory.h"
#include "sequential.h"

#define FIRST_TRIALS 20
#define MOST_GROWTH  1.5 /* of a cell's trials in one round: what is too many is lost time */

struct known {
    double *values; /* the share of jobs lost, one a measured trial */
    size_t count;
    uint32_t before, trials;
    bool closed, imprecise;
};

struct rounds {
    const struct plan *plan;
    const struct run_options *options;
    struct known *cells;
    bool begun;
};

static bool is_open(const struct rounds *rounds, size_t cell)
{
    enum tl_pressure pressure = rounds->plan->cells[cell].pressure.pressure;
    return rounds->options->precision_ppm > 0 && !tl_pressure_rules[pressure].exact;
}

struct rounds *rounds_new(const struct plan *plan, const struct run_options *options)
{
    struct rounds *rounds = memory_zeroed(1, sizeof *rounds);
    *rounds =
        (struct rounds){plan, options, memory_zeroed(plan->count, sizeof *rounds->cells), false};
    for (size_t i = 0; i < plan->count; i++) {
        struct known *cell = &rounds->cells[i];
        cell->closed = !is_open(rounds, i);
        cell->trials = run_options_trials(options, plan->cells[i].pressure.pressure);
        if (!cell->closed && cell->trials > FIRST_TRIALS)
            cell->trials = FIRST_TRIALS;
    }
    return rounds;
}

void rounds_free(struct rounds *rounds)
{
    if (rounds == NULL)
        return;
    for (size_t i = 0; i < rounds->plan->count; i++)
        free(rounds->cells[i].values);
    free(rounds->cells);
    free(rounds);
}

uint32_t rounds_before(const struct rounds *rounds, size_t cell)
{
    return rounds->cells[cell].before;
}

uint32_t rounds_trials(const struct rounds *rounds, size_t cell)
{
    return rounds->cells[cell].trials;
}

void rounds_close(struct rounds *rounds, size_t cell)
{
    rounds->cells[cell].closed = true;
}

void rounds_recorded(struct rounds *rounds, size_t cell)
{
    struct known *known = &rounds->cells[cell];
    known->before++;
    known->trials -= known->trials > 0;
}

void rounds_give_up(struct rounds *rounds, size_t cell)
{
    rounds->cells[cell].trials = 0;
    rounds->cells[cell].closed = true;
}

void rounds_trial(struct rounds *rounds, size_t cell, bool measured, uint32_t lost,
                  uint32_t spawned)
{
    struct known *known = &rounds->cells[cell];
    if (!measured || spawned == 0)
        known->closed = true;
    if (known->closed)
        return;
    double *value = list_grow(&known->values, known->count++, sizeof *value);
    *value = (double)lost / (double)spawned;
}

/* The trials that this precision takes, as far as can be told from those there are. */
static uint32_t trials_needed(const struct known *known, double half_width, double wanted)
{
    double growth = fmin(half_width / wanted * half_width / wanted, MOST_GROWTH);
    return (uint32_t)ceil(fmax(growth, 1.1) * (double)known->before);
}

static bool is_enough(const struct rounds *rounds, size_t cell)
{
    const struct run_enough *enough = rounds->options->enough;
    const struct known *known = &rounds->cells[cell];
    return enough != NULL &&
           enough->is(enough->context, &rounds->plan->cells[cell], known->values, known->count);
}

static void look_at(struct rounds *rounds, size_t cell)
{
    struct known *known = &rounds->cells[cell];
    uint32_t most =
        run_options_trials(rounds->options, rounds->plan->cells[cell].pressure.pressure);
    double low, high, wanted = rounds->options->precision_ppm / 1e6;
    sequential_interval(known->values, known->count, 0.95, &low, &high);
    known->imprecise = (high - low) / 2 > wanted && !is_enough(rounds, cell);
    if (!known->imprecise || known->before >= most)
        known->closed = true;
    uint32_t needed = trials_needed(known, (high - low) / 2, wanted);
    if (!known->closed)
        known->trials = (needed < most ? needed : most) - known->before;
}

static void look_at_all(struct rounds *rounds)
{
    for (size_t i = 0; i < rounds->plan->count; i++) {
        struct known *known = &rounds->cells[i];
        known->before += known->trials;
        known->trials = 0;
        if (!known->closed)
            look_at(rounds, i);
    }
}

/* Neighbours of one chunk stay in one. */
static void add_to_chunks(const struct plan_chunk *chunk, size_t cell, struct plan *out)
{
    struct plan_chunk *last = out->chunk_count > 0 ? &out->chunks[out->chunk_count - 1] : NULL;
    if (last != NULL && last->first >= chunk->first && last->first + last->count == cell)
        last->count++;
    else
        *(struct plan_chunk *)list_grow(&out->chunks, out->chunk_count++, sizeof *out->chunks) =
            (struct plan_chunk){cell, 1, chunk->implementation};
}

static void make_chunks(const struct rounds *rounds, struct plan *out)
{
    const struct plan *plan = rounds->plan;
    *out = *plan;
    out->chunks = NULL;
    out->chunk_count = 0;
    for (size_t i = 0; i < plan->chunk_count; i++) {
        const struct plan_chunk *chunk = &plan->chunks[i];
        for (size_t cell = chunk->first; cell < chunk->first + chunk->count; cell++)
            if (rounds->cells[cell].trials > 0)
                add_to_chunks(chunk, cell, out);
    }
}

/* What was recorded before the first round may be all of it. */
bool rounds_next(struct rounds *rounds, struct plan *out)
{
    bool first = !rounds->begun;
    rounds->begun = true;
    if (!first)
        look_at_all(rounds);
    make_chunks(rounds, out);
    if (first && out->chunk_count == 0)
        return rounds_next(rounds, out);
    return out->chunk_count > 0;
}

size_t rounds_imprecise(const struct rounds *rounds)
{
    size_t count = 0;
    for (size_t i = 0; i < rounds->plan->count; i++)
        count += rounds->cells[i].imprecise;
    return count;
}
