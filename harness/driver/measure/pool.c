/* Sums up the cells that a query takes together. */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "stats.h"

bool pool_same_case(const struct tl_result *a, const struct tl_result *b)
{
    return strcmp(a->case_id, b->case_id) == 0 && strcmp(a->case_name, b->case_name) == 0;
}

static bool same_implementation(const struct tl_result *a, const struct tl_result *b)
{
    return a->implementation == b->implementation;
}

static bool same_pressure(const struct tl_result *a, const struct tl_result *b)
{
    return a->pressure.pressure == b->pressure.pressure &&
           a->pressure.argument == b->pressure.argument;
}

bool pool_no_jobs(const struct pool_point *point)
{
    return point->measured > 0 && point->measured == point->trials && point->incomplete == 0 &&
           point->counts[TL_COUNT_SPAWNED] == 0;
}

bool pool_has_interval(const struct pool_point *point)
{
    return point->has_rate && point->measured > point->cells;
}

bool pool_matches(const struct tl_result *cell, const struct pool_query *query)
{
    if (query->implementation != NULL && !same_implementation(cell, query->implementation))
        return false;
    if (query->the_case != NULL && !pool_same_case(cell, query->the_case))
        return false;
    if (query->pressure != NULL && !same_pressure(cell, query->pressure))
        return false;
    if (query->guard == NULL)
        return true;
    if (strcmp(query->guard, POOL_GUARDED) == 0)
        return tl_guard_keeps(cell->guard);
    return strcmp(tl_guards[cell->guard].name, query->guard) == 0;
}

/* Cells by case, then implementation, then as they came. */
struct pool_index {
    const struct tl_results *results;
    size_t *implementation_of, *case_of; /* of each cell: its place on the axis */
    size_t *cells;                       /* their numbers, in this order */
    size_t *starts;                      /* of each case and implementation, in `cells` */
};

/* The place of the cell's value on an axis, where it is added unless it is there. Neighbours are
 * alike or in turn: the search begins at `hint`, the place of the one before. */
static size_t add_value(const struct tl_result **axis, size_t *count, const struct tl_result *cell,
                        bool (*same)(const struct tl_result *, const struct tl_result *),
                        size_t hint)
{
    for (size_t i = 0; i < *count; i++) {
        size_t at = (hint + i) % *count;
        if (same(axis[at], cell))
            return at;
    }
    axis[*count] = cell;
    return (*count)++;
}

static int compare_cases(const void *a, const void *b)
{
    const struct tl_result *const *x = a, *const *y = b;
    return cells_by_case_only(*x, *y);
}

static void make_room(struct pool_axes *axes, const struct tl_results *results)
{
    size_t room = results->count;
    *axes =
        (struct pool_axes){.implementations = memory_zeroed(room, sizeof *axes->implementations),
                           .cases = memory_zeroed(room, sizeof *axes->cases),
                           .pressures = memory_zeroed(room, sizeof *axes->pressures),
                           .index = memory_zeroed(1, sizeof *axes->index)};
    struct pool_index *index = axes->index;
    index->results = results;
    index->implementation_of = memory_zeroed(room, sizeof *index->implementation_of);
    index->case_of = memory_zeroed(room, sizeof *index->case_of);
    index->cells = memory_zeroed(room, sizeof *index->cells);
}

static void find_values(struct pool_axes *axes)
{
    struct pool_index *index = axes->index;
    size_t implementation = 0, the_case = 0, pressure = 0;
    for (size_t i = 0; i < index->results->count; i++) {
        const struct tl_result *cell = &index->results->cells[i];
        implementation = add_value(axes->implementations, &axes->implementation_count, cell,
                                   same_implementation, implementation);
        the_case = add_value(axes->cases, &axes->case_count, cell, pool_same_case, the_case);
        pressure = add_value(axes->pressures, &axes->pressure_count, cell, same_pressure, pressure);
        index->implementation_of[i] = implementation;
        index->case_of[i] = the_case;
    }
}

static size_t number_of(const struct pool_index *index, const struct tl_result *cell)
{
    return (size_t)(cell - index->results->cells);
}

static void sort_cases(struct pool_axes *axes)
{
    struct pool_index *index = axes->index;
    size_t *place = memory_zeroed(axes->case_count, sizeof *place);
    list_sort(axes->cases, axes->case_count, sizeof *axes->cases, compare_cases);
    for (size_t k = 0; k < axes->case_count; k++)
        place[index->case_of[number_of(index, axes->cases[k])]] = k;
    for (size_t i = 0; i < index->results->count; i++)
        index->case_of[i] = place[index->case_of[i]];
    free(place);
}

static size_t bucket_of(const struct pool_axes *axes, size_t cell)
{
    return axes->index->case_of[cell] * axes->implementation_count +
           axes->index->implementation_of[cell];
}

/* Counting sort: a bucket a case and implementation. */
static void sort_cells(struct pool_axes *axes)
{
    struct pool_index *index = axes->index;
    size_t buckets = axes->case_count * axes->implementation_count;
    index->starts = memory_zeroed(buckets + 2, sizeof *index->starts);
    size_t *next = index->starts + 1;
    for (size_t i = 0; i < index->results->count; i++)
        next[bucket_of(axes, i) + 1]++;
    for (size_t k = 1; k <= buckets; k++)
        next[k] += next[k - 1];
    for (size_t i = 0; i < index->results->count; i++)
        index->cells[next[bucket_of(axes, i)]++] = i;
}

void pool_axes(const struct tl_results *results, struct pool_axes *out)
{
    make_room(out, results);
    find_values(out);
    sort_cases(out);
    sort_cells(out);
}

static void free_index(struct pool_index *index)
{
    if (index == NULL)
        return;
    free(index->implementation_of);
    free(index->case_of);
    free(index->cells);
    free(index->starts);
    free(index);
}

void pool_axes_free(struct pool_axes *axes)
{
    free(axes->implementations);
    free(axes->cases);
    free(axes->pressures);
    free_index(axes->index);
    memset(axes, 0, sizeof *axes);
}

/* --- the cells of a query --- */

/* Buckets from..to of a case. */
struct walk {
    const struct pool_axes *axes;
    const struct pool_query *query;
    size_t the_case, last_case; /* last: one behind */
    size_t first, last;         /* implementations; the same */
    size_t at, end;             /* in the index' cells */
};

static void enter_case(struct walk *walk)
{
    const struct pool_axes *axes = walk->axes;
    bool asked = walk->the_case < walk->last_case;
    size_t row = walk->the_case * axes->implementation_count;
    walk->at = asked ? axes->index->starts[row + walk->first] : 0;
    walk->end = asked ? axes->index->starts[row + walk->last] : 0;
}

static struct walk walk_begin(const struct pool_axes *axes, const struct pool_query *query)
{
    struct walk walk = {.axes = axes,
                        .query = query,
                        .last_case = axes->case_count,
                        .last = axes->implementation_count};
    const struct pool_index *index = axes->index;
    if (query->the_case != NULL) {
        walk.the_case = index->case_of[number_of(index, query->the_case)];
        walk.last_case = walk.the_case + 1;
    }
    if (query->implementation != NULL) {
        walk.first = index->implementation_of[number_of(index, query->implementation)];
        walk.last = walk.first + 1;
    }
    enter_case(&walk);
    return walk;
}

/* NULL: that was all. */
static const struct tl_result *walk_next(struct walk *walk)
{
    const struct pool_index *index = walk->axes->index;
    const struct pool_query rest = {.pressure = walk->query->pressure, .guard = walk->query->guard};
    while (walk->the_case < walk->last_case) {
        while (walk->at < walk->end) {
            const struct tl_result *cell = &index->results->cells[index->cells[walk->at++]];
            if (pool_matches(cell, &rest))
                return cell;
        }
        walk->the_case++;
        enter_case(walk);
    }
    return NULL;
}

const struct tl_result *pool_first(const struct pool_axes *axes, const struct pool_query *query)
{
    struct walk walk = walk_begin(axes, query);
    return walk_next(&walk);
}

bool pool_any(const struct pool_axes *axes, const struct pool_query *query)
{
    return pool_first(axes, query) != NULL;
}

static uint64_t aftermaths_of(const struct tl_result *cell)
{
    int64_t sum = 0;
    if (!tl_pressure_rules[cell->pressure.pressure].cancels)
        return 0;
    for (size_t i = 0; i < cell->fact_count; i++)
        if (tl_term_find(tl_aftermaths, TL_AFTERMATH_COUNT, cell->facts[i].name) >= 0)
            sum += cell->facts[i].trial;
    return (uint64_t)sum;
}

static void add_cell(struct pool_point *point, const struct tl_result *cell)
{
    point->cells++;
    point->incomplete += cell->unmeasured != NULL;
    point->trials += cell->trials;
    point->measured += cell->measured;
    point->as_expected += cell->as_expected;
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        point->counts[i] += cell->counts[i];
    point->aftermaths += aftermaths_of(cell);
    point->waited_steps += cell->waited_steps;
    point->exposed_steps += cell->exposed_steps;
    if (cell->measured > 0 && (point->measured == cell->measured || cell->sight < point->sight))
        point->sight = cell->sight;
}

struct pool_point pool_cell(const struct tl_result *cell)
{
    struct pool_point point = {
        .has_rate = cell->has_rate, .rate = cell->rate, .low = cell->low, .high = cell->high};
    add_cell(&point, cell);
    return point;
}

void pool(const struct pool_axes *axes, const struct pool_query *query, struct pool_point *out)
{
    memset(out, 0, sizeof *out);
    size_t room = 0, count = 0;
    const struct tl_result *cell;
    struct walk walk = walk_begin(axes, query);
    while ((cell = walk_next(&walk)) != NULL) {
        add_cell(out, cell);
        room += cell->sample_count;
    }
    if (room == 0)
        return;
    uint64_t *lost = memory_zeroed(room, sizeof *lost),
             *spawned = memory_zeroed(room, sizeof *spawned);
    size_t *stratum = memory_zeroed(room, sizeof *stratum);
    walk = walk_begin(axes, query);
    while ((cell = walk_next(&walk)) != NULL)
        for (size_t k = 0; k < cell->sample_count; k++, count++) {
            lost[count] = cell->samples[k].lost;
            spawned[count] = cell->samples[k].spawned;
            stratum[count] = number_of(axes->index, cell);
        }
    struct stats_rate rate = stats_rate(lost, spawned, stratum, count);
    free(lost);
    free(spawned);
    free(stratum);
    out->has_rate = rate.has_data;
    out->rate = rate.rate;
    out->low = rate.low;
    out->high = rate.high;
}
