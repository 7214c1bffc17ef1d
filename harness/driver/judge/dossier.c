/* A dossier: pairs of implementations, their cells compared, and sums over what matters. */
#include "dossier.h"

#include <stdlib.h>

#include "counts.h"
#include "list.h"

const struct tl_term dossier_matters[DOSSIER_MATTER_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    DOSSIER_MATTERS(X)
#undef X
};

const char *const dossier_verdicts[DOSSIER_VERDICT_COUNT] = {
#define X(symbol, name) name,
    DOSSIER_VERDICTS(X)
#undef X
};

/* The count that it is; DRAGGED is the losses but the lost. */
static bool is_of(enum tl_count count, enum dossier_matter matter)
{
    bool loss = count < (enum tl_count)TL_FATE_COUNT && tl_fate_rules[count].loss;
    switch (matter) {
    case DOSSIER_LOST:
        return count == TL_COUNT_LOST;
    case DOSSIER_DRAGGED:
        return loss && count != TL_COUNT_LOST;
    case DOSSIER_ORPHANED:
        return count == TL_COUNT_ORPHANED;
    case DOSSIER_PENDING:
        return count == TL_COUNT_STRANDED;
    case DOSSIER_LEAKED:
        return count == TL_COUNT_LEAKED;
    case DOSSIER_SILENT:
        return count == TL_COUNT_SILENT;
    default:
        return false;
    }
}

uint64_t dossier_number(const struct tl_result *cell, enum dossier_matter matter)
{
    uint64_t number = 0;
    for (size_t count = 0; count < TL_COUNT_COUNT; count++)
        number += is_of((enum tl_count)count, matter) ? cell->counts[count] : 0;
    return number;
}

bool dossier_tells(const char *key)
{
    int count = tl_count_find(key);
    for (size_t matter = 0; count >= 0 && matter < DOSSIER_MATTER_COUNT; matter++)
        if (is_of((enum tl_count)count, (enum dossier_matter)matter))
            return true;
    return false;
}

/* Cells of other numbers of trials compare by what there is of it in a trial. */
static void sum_up(struct dossier_sum *sum, const struct tl_result *const both[2],
                   enum dossier_matter matter)
{
    uint64_t in[2];
    for (size_t side = 0; side < 2; side++) {
        in[side] = dossier_number(both[side], matter);
        sum->cells[side] += in[side] > 0;
        sum->jobs[side] += in[side];
    }
    uint64_t before = in[0] * both[1]->measured, after = in[1] * both[0]->measured;
    sum->fell += after < before;
    sum->rose += after > before;
}

static enum dossier_verdict verdict_of(const struct dossier_row *row)
{
    const struct dossier_sum *lost = &row->sums[DOSSIER_LOST],
                             *dragged = &row->sums[DOSSIER_DRAGGED];
    if (row->comparison.compared == 0)
        return DOSSIER_UNMEASURED;
    if (row->comparison.differences == 0)
        return DOSSIER_NOTHING;
    if (lost->rose + dragged->rose > 0)
        return DOSSIER_MORE;
    if (lost->fell + dragged->fell == 0)
        return DOSSIER_SAME;
    return lost->jobs[1] == 0 ? DOSSIER_NONE_LEFT : DOSSIER_FEWER;
}

static int fill(struct dossier_row *row, const struct tl_results *results, struct tl_error *error)
{
    const struct tl_pair pair = {{results, row->before}, {results, row->after}};
    int result = compare_cells(&row->comparison, &pair, 1, error);
    for (size_t i = 0; result == 0 && i < row->comparison.compared; i++)
        for (size_t matter = 0; matter < DOSSIER_MATTER_COUNT; matter++)
            sum_up(&row->sums[matter], row->comparison.both[i], (enum dossier_matter)matter);
    row->verdict = verdict_of(row);
    return result;
}

static const struct tl_implementation *as_it_is(const struct tl_results *results,
                                                const struct tl_implementation *changed)
{
    for (size_t i = 0; i < results->implementation_count; i++) {
        const struct tl_implementation *one = &results->implementations[i];
        uint32_t kinds = changed->loop != NULL ? changed->kinds : 0;
        if (one != changed && one->loop == NULL && one->kinds == kinds &&
            implementation_same_python(one, changed))
            return one;
    }
    return NULL;
}

int dossier_make(struct dossier *out, const struct tl_results *results, struct tl_error *error)
{
    *out = (struct dossier){NULL, 0};
    for (size_t i = 0; i < results->implementation_count; i++) {
        const struct tl_implementation *after = &results->implementations[i],
                                       *before = as_it_is(results, after);
        if (before == NULL || (after->loop == NULL && after->kinds == 0))
            continue;
        struct dossier_row *row = list_grow(&out->rows, out->count++, sizeof *row);
        row->before = before;
        row->after = after;
        if (fill(row, results, error) != 0)
            return -1;
    }
    if (out->count == 0)
        return tl_fail(error, TL_EXIT_USAGE,
                       "in this run no Python stands as it is and with another event loop or kind, "
                       "as by --python 3.14 --python 3.14+eager");
    return 0;
}

void dossier_free(struct dossier *dossier)
{
    for (size_t i = 0; i < dossier->count; i++)
        compare_free(&dossier->rows[i].comparison);
    free(dossier->rows);
    *dossier = (struct dossier){NULL, 0};
}
