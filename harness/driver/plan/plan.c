/* The plan: a cross product, less what does not apply. */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libraries.h"
#include "memory.h"
#include "versions.h"

/* --- what applies --- */

static const struct {
    enum tl_kind kind;
    const char *versions, *why;
} kind_needs[] = {{TL_KIND_EAGER, ">=3.12", "there are no eager tasks before 3.12"}};

static int fits(const struct tl_target *target, const char *text, bool *out, struct tl_error *error)
{
    struct versions *versions;
    if (versions_parse(&versions, text, error) < 0)
        return -1;
    *out = versions_match(versions, &target->about);
    versions_free(versions);
    return 0;
}

/* Why nothing of this case runs on this implementation; `*why` NULL if it does. */
static int why_no_case(const struct tl_target *target, const struct tl_case *c, const char **why,
                       struct tl_error *error)
{
    bool fit = true;
    *why = NULL;
    for (size_t i = 0; i < sizeof kind_needs / sizeof kind_needs[0]; i++) {
        if (!(target->about.kinds & (1u << kind_needs[i].kind)))
            continue;
        if (fits(target, kind_needs[i].versions, &fit, error) < 0)
            return -1;
        if (!fit)
            *why = kind_needs[i].why;
    }
    if (*why == NULL && c->library != NULL && !libraries_installed(target->python, c->library))
        *why = c->no_library;
    if (*why != NULL || c->needs == NULL)
        return 0;
    if (fits(target, c->needs, &fit, error) < 0)
        return -1;
    if (!fit)
        *why = "the case needs another version";
    return 0;
}

static int why_no_guard(const struct tl_target *target, const struct tl_case *c,
                        enum tl_guard guard, const char **why, struct tl_error *error)
{
    bool fit;
    *why = c->guards & (1u << guard) ? NULL : "the guard does not fit the case";
    if (*why != NULL)
        return 0;
    if (fits(target, tl_guard_rules[guard].needs, &fit, error) < 0)
        return -1;
    *why = fit ? NULL : "there is no such guard on this version";
    return 0;
}

static int jobs_fail(const struct tl_target *target, const struct tl_case *c, bool *out,
                     struct tl_error *error)
{
    *out = false;
    for (size_t i = 0; i < c->expectation_count; i++)
        if (strcmp(c->expectations[i].what, tl_fates[TL_FATE_FAILED].name) == 0)
            return fits(target, c->expectations[i].versions, out, error);
    return 0;
}

/* --- the cross product --- */

struct maker {
    struct plan *plan;
    uint32_t guards;
    const struct pressure *pressures;
    size_t pressure_count;
    struct tl_error *error;
};

static void add_cells(struct maker *maker, struct tl_cell cell, const char *why)
{
    struct plan *plan = maker->plan;
    for (size_t i = 0; i < maker->pressure_count; i++) {
        cell.pressure = maker->pressures[i];
        if (why == NULL)
            plan->cells[plan->count++] = cell;
        else
            plan->left_out[plan->left_out_count++] = (struct plan_left_out){cell, why};
    }
}

static int add_case(struct maker *maker, const struct tl_target *target, const struct tl_case *c)
{
    const char *no_case, *why;
    bool fail;
    if (why_no_case(target, c, &no_case, maker->error) < 0 ||
        jobs_fail(target, c, &fail, maker->error) < 0)
        return -1;
    for (int guard = 0; guard < TL_GUARD_COUNT; guard++) {
        if (!(maker->guards & (1u << guard)))
            continue;
        why = no_case;
        if (why == NULL && why_no_guard(target, c, (enum tl_guard)guard, &why, maker->error) < 0)
            return -1;
        struct tl_cell cell = {
            .target = target, .the_case = c, .guard = (enum tl_guard)guard, .jobs_fail = fail};
        add_cells(maker, cell, why);
    }
    return 0;
}

static int add_chunk(struct maker *maker, const struct tl_targets *targets, size_t implementation,
                     const struct tl_case *c)
{
    struct plan *plan = maker->plan;
    size_t first = plan->count;
    if (add_case(maker, &targets->items[implementation], c) < 0)
        return -1;
    if (plan->count > first)
        plan->chunks[plan->chunk_count++] =
            (struct plan_chunk){first, plan->count - first, implementation};
    return 0;
}

static void make_room(struct plan *plan, size_t chunks, size_t cells)
{
    plan->cells = memory_zeroed(cells, sizeof *plan->cells);
    plan->chunks = memory_zeroed(chunks, sizeof *plan->chunks);
    plan->left_out = memory_zeroed(cells, sizeof *plan->left_out);
}

int plan_make(struct plan *out, const struct tl_targets *targets, const struct tl_cases *cases,
              uint32_t guards, const struct pressure *pressures, size_t pressure_count,
              struct tl_error *error)
{
    struct maker maker = {out, guards, pressures, pressure_count, error};
    size_t chunks = targets->count * cases->count;
    *out = (struct plan){0};
    int result = 0;
    make_room(out, chunks, chunks * TL_GUARD_COUNT * pressure_count);
    for (size_t i = 0; result == 0 && i < targets->count; i++)
        for (size_t c = 0; result == 0 && c < cases->count; c++)
            result = add_chunk(&maker, targets, i, &cases->items[c]);
    if (result < 0)
        plan_free(out);
    return result;
}

void plan_keep(struct plan *plan, bool (*is_wanted)(void *context, const struct tl_cell *cell),
               void *context)
{
    size_t cells = 0, chunks = 0;
    for (size_t i = 0; i < plan->chunk_count; i++) {
        struct plan_chunk chunk = plan->chunks[i], cut = {cells, 0, chunk.implementation};
        for (size_t c = chunk.first; c < chunk.first + chunk.count; c++)
            if (is_wanted(context, &plan->cells[c]))
                plan->cells[cells++] = plan->cells[c];
        cut.count = cells - cut.first;
        if (cut.count > 0)
            plan->chunks[chunks++] = cut;
    }
    plan->count = cells;
    plan->chunk_count = chunks;
}

void plan_spread(struct plan *out, const struct plan *from, struct pressure *const *pressures,
                 const size_t *counts, size_t **origins)
{
    size_t all = 0;
    for (size_t i = 0; i < from->count; i++)
        all += counts[i];
    *out = (struct plan){0};
    make_room(out, from->chunk_count, all);
    *origins = memory_zeroed(all, sizeof **origins);
    for (size_t c = 0; c < from->chunk_count; c++) {
        const struct plan_chunk *chunk = &from->chunks[c];
        size_t first = out->count;
        for (size_t i = chunk->first; i < chunk->first + chunk->count; i++)
            for (size_t k = 0; k < counts[i]; k++) {
                (*origins)[out->count] = i;
                out->cells[out->count] = from->cells[i];
                out->cells[out->count++].pressure = pressures[i][k];
            }
        if (out->count > first)
            out->chunks[out->chunk_count++] =
                (struct plan_chunk){first, out->count - first, chunk->implementation};
    }
}

void plan_free(struct plan *plan)
{
    free(plan->cells);
    free(plan->chunks);
    free(plan->left_out);
    *plan = (struct plan){0};
}
