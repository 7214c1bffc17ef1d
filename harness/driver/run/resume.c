/* What a run has is its own only if it was asked for in the same way, of the same cases. */
#include "resume.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "measured.h"
#include "memory.h"

struct recorded {
    struct rounds *rounds;
    size_t cell;
};

static void on_recorded(void *context, const struct tl_trial_row *trial,
                        const struct tl_answer *answer)
{
    struct recorded *recorded = context;
    rounds_recorded(recorded->rounds, recorded->cell);
    rounds_trial(recorded->rounds, recorded->cell, trial->measured,
                 answer->trial.counts[TL_FATE_LOST], answer->trial.counts[TL_COUNT_SPAWNED]);
}

static int tell_recorded(struct store *store, int64_t id, size_t cell, struct rounds *rounds,
                         struct tl_error *error)
{
    struct recorded recorded = {rounds, cell};
    char *why = NULL;
    uint64_t seed;
    if (store_each_trial(store, id, on_recorded, &recorded, error) < 0 ||
        store_why_unmeasured(store, id, &why, &seed, error) < 0)
        return -1;
    if (why != NULL)
        rounds_give_up(rounds, cell);
    free(why);
    return 0;
}

static int find_cells(struct store *store, const struct plan *plan, int64_t run, int64_t *cells,
                      struct rounds *rounds, struct tl_error *error)
{
    struct tl_cell_row *rows;
    size_t count, found = 0;
    if (store_cells(store, run, &rows, &count, error) < 0)
        return -1;
    store_cells_free(rows, count);
    for (size_t i = 0; i < plan->count; i++) {
        if (store_find_cell(store, run, &plan->cells[i], &cells[i], error) < 0)
            return -1;
        found += cells[i] != 0;
    }
    if (found < count)
        return tl_fail(error, TL_EXIT_USAGE,
                       "run %" PRId64 " cannot be gone on with: %zu of its %zu cells are not those "
                       "that were asked for now (other cases, Pythons, guards or pressures, or "
                       "files that have changed)",
                       run, count - found, count);
    for (size_t i = 0; i < plan->count; i++)
        if (cells[i] != 0 && tell_recorded(store, cells[i], i, rounds, error) < 0)
            return -1;
    return 0;
}

static int latest(struct store *store, struct tl_run *out, bool *there, struct tl_error *error)
{
    struct tl_run *runs;
    size_t count;
    *there = false;
    if (store_runs(store, &runs, &count, error) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        *there |= !runs[i].watch;
    store_runs_free(runs, count);
    return *there ? store_run(store, 0, out, error) : 0;
}

int resume_find(struct store *store, const struct plan *plan, struct tl_run *run, int64_t *cells,
                struct rounds *rounds, bool *ended, struct tl_error *error)
{
    struct tl_run last = {.id = 0};
    bool there;
    if (latest(store, &last, &there, error) < 0)
        return -1;
    if (!there)
        return 0;
    const char *differs = store_run_differs(&last, run);
    int result = 0;
    if (differs != NULL)
        result = tl_fail(error, TL_EXIT_USAGE,
                         "the latest run, %" PRId64 ", cannot be gone on with: its %s is another",
                         last.id, differs);
    else
        result = find_cells(store, plan, last.id, cells, rounds, error);
    run->id = last.id;
    *ended = last.ended != NULL;
    store_run_free(&last);
    return result;
}
