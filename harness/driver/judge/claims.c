/* Claims held against the cells of a run. */
#include "claims.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "pool.h"

const struct tl_term claim_verdicts[CLAIM_VERDICT_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    CLAIM_VERDICTS(X)
#undef X
};

static bool holds(const struct claim_python *python)
{
    return (python->seen > 0) == python->claimed;
}

/* How many of the implementations are what. */
struct tally {
    size_t holding, failing, unmeasured;
    size_t seen[2]; /* measured, count zero; above zero */
    size_t said[2]; /* measured, claimed zero; above zero */
};

static struct tally tally_of(const struct claim_python *pythons, size_t count)
{
    struct tally tally = {0};
    for (size_t i = 0; i < count; i++) {
        if (!pythons[i].applies)
            continue;
        if (!pythons[i].measured) {
            tally.unmeasured++;
            continue;
        }
        tally.holding += holds(&pythons[i]);
        tally.failing += !holds(&pythons[i]);
        tally.seen[pythons[i].seen > 0]++;
        tally.said[pythons[i].claimed]++;
    }
    return tally;
}

enum claim_verdict claims_verdict(const struct claim_python *pythons, size_t count, bool boundary)
{
    struct tally tally = tally_of(pythons, count);
    bool both_sides = tally.said[0] > 0 && tally.said[1] > 0;
    bool all_same = tally.seen[0] == 0 || tally.seen[1] == 0;
    if (tally.holding > 0 && tally.failing > 0 && !(boundary && both_sides && all_same))
        return CLAIM_DEPENDS;
    if (tally.unmeasured > 0 || tally.holding + tally.failing == 0)
        return CLAIM_UNMEASURED;
    if (tally.failing > 0)
        return CLAIM_REFUTED;
    return boundary && !both_sides ? CLAIM_UNMEASURED : CLAIM_CONFIRMED;
}

/* The count that a cell has of this name; *is_fact where the case reports it itself. */
static int64_t count_of(const struct tl_result *cell, const char *what, bool *is_fact)
{
    int count = tl_count_find(what);
    *is_fact = false;
    if (count >= 0)
        return cell->counts[count];
    *is_fact = true;
    for (size_t i = 0; i < cell->fact_count; i++)
        if (strcmp(cell->facts[i].name, what) == 0)
            return cell->facts[i].trial;
    return -1;
}

/* A count above zero is seen even if some trial failed; zero only if none did, and there were jobs
 * (or, for a fact, if it was reported). */
static void add_cell(struct claim_python *python, const struct tl_result *cell, const char *what)
{
    bool is_fact, whole = cell->unmeasured == NULL && cell->measured == cell->trials;
    int64_t count = count_of(cell, what, &is_fact);
    bool has_data =
        cell->measured > 0 && (is_fact ? count >= 0 : cell->counts[TL_COUNT_SPAWNED] > 0);
    python->measured &= whole && has_data;
    python->applies = true;
    if (!has_data)
        return;
    python->seen += count;
    python->spawned += is_fact ? 0 : cell->counts[TL_COUNT_SPAWNED];
}

static bool is_of(const struct tl_result *cell, const struct claim *claim)
{
    char pressure[CELL_PRESSURE_MAX];
    bool any = strcmp(claim->the_case, "*") == 0;
    return (any || strcmp(cell->case_id, claim->the_case) == 0) &&
           strcmp(tl_guards[cell->guard].name, claim->guard) == 0 &&
           strcmp(cell_pressure(cell, pressure), claim->pressure) == 0;
}

static void look(struct claim_python *out, const struct claim *claim,
                 const struct tl_result *implementation, const struct tl_results *results)
{
    struct pool_query query = {.implementation = implementation};
    *out = (struct claim_python){.cell = implementation, .measured = true};
    out->claimed = versions_match(claim->set, implementation->implementation);
    for (size_t i = 0; i < results->count; i++)
        if (is_of(&results->cells[i], claim) && pool_matches(&results->cells[i], &query))
            add_cell(out, &results->cells[i], claim->what);
    if (out->seen > 0)
        out->measured = true;
}

static int judge(struct claim_judged *out, const struct claim *claim, const struct pool_axes *axes,
                 const struct tl_results *results)
{
    out->claim = claim;
    out->pythons = memory_zeroed(axes->implementation_count, sizeof *out->pythons);
    for (; out->count < axes->implementation_count; out->count++)
        look(&out->pythons[out->count], claim, axes->implementations[out->count], results);
    out->verdict = claims_verdict(out->pythons, out->count, claims_boundary(claim));
    return 0;
}

int claims_judge(const struct claims *claims, const struct tl_results *results,
                 struct claim_judged **out)
{
    struct pool_axes axes;
    *out = NULL;
    pool_axes(results, &axes);
    struct claim_judged *judged = memory_zeroed(claims->count, sizeof *judged);
    int result = 0;
    for (size_t i = 0; result == 0 && i < claims->count; i++)
        result = judge(&judged[i], &claims->items[i], &axes, results);
    pool_axes_free(&axes);
    if (result != 0) {
        claims_judged_free(judged, claims->count);
        return -1;
    }
    *out = judged;
    return 0;
}

void claims_judged_free(struct claim_judged *judged, size_t count)
{
    for (size_t i = 0; judged != NULL && i < count; i++)
        free(judged[i].pythons);
    free(judged);
}
