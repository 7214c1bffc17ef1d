/* Comparison: pairs of cells, exact counts or a test by trial, and the false discovery rate. */
#include "compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "named_counts.h"
#include "stats.h"
#include "text.h"
#include "verdict.h"

static bool is_meant(const struct tl_side *side, const struct tl_result *cell)
{
    return side->implementation == NULL || side->implementation == cell->implementation;
}

/* The cells of some results, sorted, to be found by what they are about. */
struct directory {
    const struct tl_results *results;
    const struct tl_result **cells;
};

static int by_subject(const void *a, const void *b)
{
    const struct tl_result *x = *(const struct tl_result *const *)a,
                           *y = *(const struct tl_result *const *)b;
    int order = strcmp(x->implementation->name, y->implementation->name);
    return order != 0 ? order : cells_by_case(x, y);
}

static void directory_make(struct directory *out, const struct tl_results *results)
{
    if (out->results == results)
        return;
    free(out->cells);
    *out = (struct directory){results, memory_zeroed(results->count, sizeof *out->cells)};
    for (size_t i = 0; i < results->count; i++)
        out->cells[i] = &results->cells[i];
    list_sort(out->cells, results->count, sizeof *out->cells, by_subject);
}

/* The cell of `side` that `cell`, of the other side, is compared with; NULL: none. */
static const struct tl_result *partner(const struct directory *directory,
                                       const struct tl_side *side, const struct tl_result *cell)
{
    struct tl_result wanted = *cell;
    if (side->implementation != NULL)
        wanted.implementation = side->implementation;
    const struct tl_result *key = &wanted;
    const struct tl_result **found = bsearch(&key, directory->cells, directory->results->count,
                                             sizeof *directory->cells, by_subject);
    return found != NULL ? *found : NULL;
}

static void add(struct tl_comparison *out, struct tl_difference difference)
{
    struct tl_difference *item = list_grow(&out->items, out->count++, sizeof *item);
    *item = difference;
}

/* Counts per trial, so that cells with other numbers of trials compare. */
static void compare_count(struct tl_comparison *out, const struct tl_result *a,
                          const struct tl_result *b, const char *key)
{
    int64_t in_a = counts_number(a, key), in_b = counts_number(b, key);
    if (in_a * b->measured != in_b * a->measured)
        add(out, (struct tl_difference){.a = a,
                                        .b = b,
                                        .key = text_make("%s", key),
                                        .in_a = in_a,
                                        .in_b = in_b,
                                        .exact = true,
                                        .p = 0,
                                        .q = 0,
                                        .differs = true});
}

static bool has_fact(const struct tl_result *cell, const char *name)
{
    for (size_t i = 0; i < cell->fact_count; i++)
        if (strcmp(cell->facts[i].name, name) == 0)
            return true;
    return false;
}

static void compare_exactly(struct tl_comparison *out, const struct tl_result *a,
                            const struct tl_result *b)
{
    struct tl_named_count *counts;
    size_t count;
    counts_list(a, &counts, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(counts[i].key, tl_fates[TL_FATE_FINISHED].name) != 0)
            compare_count(out, a, b, counts[i].key);
    counts_free(counts, count);
    for (size_t i = 0; i < b->fact_count; i++)
        if (!has_fact(a, b->facts[i].name))
            compare_count(out, a, b, b->facts[i].name);
}

static void compare_rates(struct tl_comparison *out, const struct tl_result *a,
                          const struct tl_result *b)
{
    double p =
        a->anytime || b->anytime
            ? counts_anytime_p(a->samples, a->sample_count, b->samples, b->sample_count)
            : counts_p(a->samples, a->sample_count, b->samples, b->sample_count, a->first_seed);
    if (isnan(p))
        return;
    add(out, (struct tl_difference){.a = a,
                                    .b = b,
                                    .key = text_make("lost"),
                                    .in_a = a->counts[TL_FATE_LOST],
                                    .in_b = b->counts[TL_FATE_LOST],
                                    .p = p,
                                    .q = p});
}

static void show(struct tl_comparison *out, const struct tl_result *cell)
{
    for (size_t i = out->shown_count; i > 0; i--) /* mostly the last one */
        if (strcmp(out->shown[i - 1]->implementation->name, cell->implementation->name) == 0)
            return;
    out->shown[out->shown_count++] = cell;
}

static void compare_pair(struct tl_comparison *out, const struct tl_result *a,
                         const struct tl_result *b)
{
    show(out, b);
    if (!cell_is_measured(a) || !cell_is_measured(b)) {
        out->failed[out->failed_count++] = cell_is_measured(a) ? b : a;
        return;
    }
    out->both[out->compared][0] = a;
    out->both[out->compared++][1] = b;
    if (cell_is_exact(a))
        compare_exactly(out, a, b);
    else
        compare_rates(out, a, b);
}

static int settle(struct tl_comparison *out, struct tl_error *error)
{
    size_t tested = 0;
    double *q = memory_zeroed(out->count, sizeof *q);
    for (size_t i = 0; i < out->count; i++)
        if (!out->items[i].exact)
            q[tested++] = out->items[i].p;
    int result = stats_fdr(q, tested);
    tested = 0;
    for (size_t i = 0; i < out->count; i++) {
        struct tl_difference *item = &out->items[i];
        if (!item->exact) {
            item->q = q[tested++];
            item->differs = item->q <= STATS_FALSE_DISCOVERY_RATE;
        }
        out->differences += item->differs;
    }
    free(q);
    return result == 0 ? 0 : tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
}

static void make_room(struct tl_comparison *out, size_t cells)
{
    out->failed = memory_zeroed(cells, sizeof *out->failed);
    out->only[0] = memory_zeroed(cells, sizeof *out->only[0]);
    out->only[1] = memory_zeroed(cells, sizeof *out->only[1]);
    out->shown = memory_zeroed(cells, sizeof *out->shown);
    out->both = memory_zeroed(cells, sizeof *out->both);
}

static void compare_sides(struct tl_comparison *out, struct directory directories[2],
                          const struct tl_pair *pair)
{
    const struct tl_side *a = &pair->a, *b = &pair->b;
    directory_make(&directories[0], a->results);
    directory_make(&directories[1], b->results);
    for (size_t i = 0; i < a->results->count; i++) {
        const struct tl_result *cell = &a->results->cells[i];
        if (!is_meant(a, cell))
            continue;
        const struct tl_result *other = partner(&directories[1], b, cell);
        if (other != NULL)
            compare_pair(out, cell, other);
        else
            out->only[0][out->only_count[0]++] = cell;
    }
    for (size_t i = 0; i < b->results->count; i++) {
        const struct tl_result *cell = &b->results->cells[i];
        if (is_meant(b, cell) && partner(&directories[0], a, cell) == NULL)
            out->only[1][out->only_count[1]++] = cell;
    }
    out->audited &= a->results->run.audit != 0 && b->results->run.audit != 0;
}

/* How many cells both sides of all pairs have, at most. */
static size_t most_cells(const struct tl_pair *pairs, size_t count)
{
    size_t cells = 0;
    for (size_t i = 0; i < count; i++) {
        const struct tl_side *sides[] = {&pairs[i].a, &pairs[i].b};
        for (size_t s = 0; s < 2; s++)
            for (size_t c = 0; c < sides[s]->results->count; c++)
                cells += is_meant(sides[s], &sides[s]->results->cells[c]);
    }
    return cells;
}

int compare_cells(struct tl_comparison *out, const struct tl_pair *pairs, size_t count,
                  struct tl_error *error)
{
    struct directory directories[2] = {{NULL, NULL}, {NULL, NULL}};
    *out = (struct tl_comparison){.audited = count > 0};
    make_room(out, most_cells(pairs, count));
    for (size_t i = 0; i < count; i++)
        compare_sides(out, directories, &pairs[i]);
    free(directories[0].cells);
    free(directories[1].cells);
    return settle(out, error);
}

void compare_free(struct tl_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++)
        free(comparison->items[i].key);
    free(comparison->items);
    free(comparison->failed);
    free(comparison->only[0]);
    free(comparison->only[1]);
    free(comparison->shown);
    free(comparison->both);
    *comparison = (struct tl_comparison){0};
}

enum tl_exit compare_exit(const struct tl_comparison *comparison)
{
    if (comparison->differences > 0)
        return TL_EXIT_UNEXPECTED;
    if (comparison->failed_count > 0 || comparison->compared == 0)
        return TL_EXIT_UNMEASURED;
    return TL_EXIT_AS_EXPECTED;
}
