/* Sums up the cells that a query takes together. */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#include "stats.h"

bool pool_same_case(const struct tl_result *a, const struct tl_result *b)
{
    return strcmp(a->case_id, b->case_id) == 0 && strcmp(a->case_name, b->case_name) == 0;
}

static bool same_implementation(const struct tl_result *a, const struct tl_result *b)
{
    return strcmp(a->implementation, b->implementation) == 0 &&
           strcmp(a->libpython, b->libpython) == 0;
}

static bool same_pressure(const struct tl_result *a, const struct tl_result *b)
{
    return strcmp(a->pressure, b->pressure) == 0;
}

static bool is_guarded(const struct tl_result *cell)
{
    int guard = tl_term_find(tl_guards, TL_GUARD_COUNT, cell->guard);
    return guard >= 0 && tl_guards[guard].argument != 0;
}

bool pool_no_jobs(const struct pool_point *point)
{
    return point->measured > 0 && point->measured == point->trials && point->incomplete == 0 &&
           point->spawned == 0;
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
        return is_guarded(cell);
    return strcmp(cell->guard, query->guard) == 0;
}

/* Adds `cell` to an axis unless one of its value is there. */
static void add_value(const struct tl_result **axis, size_t *count, const struct tl_result *cell,
                      bool (*same)(const struct tl_result *, const struct tl_result *))
{
    for (size_t i = 0; i < *count; i++)
        if (same(axis[i], cell))
            return;
    axis[(*count)++] = cell;
}

static int compare_cases(const void *a, const void *b)
{
    const struct tl_result *const *x = a, *const *y = b;
    int order = strcmp((*x)->case_id, (*y)->case_id);
    return order != 0 ? order : strcmp((*x)->case_name, (*y)->case_name);
}

int pool_axes(const struct tl_results *results, struct pool_axes *out)
{
    size_t room = results->count + 1;
    memset(out, 0, sizeof *out);
    out->implementations = calloc(room, sizeof *out->implementations);
    out->cases = calloc(room, sizeof *out->cases);
    out->pressures = calloc(room, sizeof *out->pressures);
    if (out->implementations == NULL || out->cases == NULL || out->pressures == NULL) {
        pool_axes_free(out);
        return -1;
    }
    for (size_t i = 0; i < results->count; i++) {
        const struct tl_result *cell = &results->cells[i];
        add_value(out->implementations, &out->implementation_count, cell, same_implementation);
        add_value(out->cases, &out->case_count, cell, pool_same_case);
        add_value(out->pressures, &out->pressure_count, cell, same_pressure);
    }
    qsort(out->cases, out->case_count, sizeof *out->cases, compare_cases);
    return 0;
}

void pool_axes_free(struct pool_axes *axes)
{
    free(axes->implementations);
    free(axes->cases);
    free(axes->pressures);
    memset(axes, 0, sizeof *axes);
}

static void add_cell(struct pool_point *point, const struct tl_result *cell)
{
    point->cells++;
    point->incomplete += cell->unmeasured != NULL;
    point->trials += cell->trials;
    point->measured += cell->measured;
    point->spawned += cell->spawned;
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        point->fates[i] += cell->fates[i];
    point->leaked += cell->leaked;
    point->silent += cell->silent;
    point->rescued += cell->rescued;
}

int pool(const struct tl_results *results, const struct pool_query *query, struct pool_point *out)
{
    memset(out, 0, sizeof *out);
    size_t room = 0, count = 0;
    for (size_t i = 0; i < results->count; i++)
        if (pool_matches(&results->cells[i], query)) {
            add_cell(out, &results->cells[i]);
            room += results->cells[i].sample_count;
        }
    if (room == 0)
        return 0;
    uint64_t *lost = calloc(room, sizeof *lost), *spawned = calloc(room, sizeof *spawned);
    size_t *stratum = calloc(room, sizeof *stratum);
    bool has_room = lost != NULL && spawned != NULL && stratum != NULL;
    for (size_t i = 0; has_room && i < results->count; i++) {
        const struct tl_result *cell = &results->cells[i];
        if (!pool_matches(cell, query))
            continue;
        for (size_t k = 0; k < cell->sample_count; k++, count++) {
            lost[count] = cell->samples[k].lost;
            spawned[count] = cell->samples[k].spawned;
            stratum[count] = i;
        }
    }
    struct stats_rate rate = {.has_data = false};
    if (has_room)
        rate = stats_rate(lost, spawned, stratum, count);
    free(lost);
    free(spawned);
    free(stratum);
    out->has_rate = rate.has_data;
    out->rate = rate.rate;
    out->low = rate.low;
    out->high = rate.high;
    return has_room ? 0 : -1;
}
