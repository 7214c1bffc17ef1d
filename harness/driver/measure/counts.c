/* The counts of a cell by their names, and how likely two sets of trials have one loss rate. */
#include "counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "stats.h"
#include "text.h"

#define PERMUTATIONS 100000

bool counts_is_exact(const char *pressure)
{
    size_t length = strcspn(pressure, "=");
    for (size_t i = 0; i < TL_PRESSURE_COUNT; i++)
        if (strlen(tl_pressures[i].name) == length &&
            strncmp(tl_pressures[i].name, pressure, length) == 0)
            return tl_pressure_rules[i].exact;
    return false;
}

bool counts_of_jobs(const struct tl_result *cell, const char *key, int64_t *out)
{
    int fate = tl_term_find(tl_fates, TL_FATE_COUNT, key);
    if (fate < 0 && strcmp(key, "never_started") == 0)
        fate = TL_FATE_NEVER_STARTED;
    if (fate >= 0)
        *out = cell->fates[fate];
    else if (strcmp(key, "leaked") == 0)
        *out = cell->leaked;
    else if (strcmp(key, "silent") == 0)
        *out = cell->silent;
    else if (strcmp(key, "spawned") == 0)
        *out = cell->spawned;
    else
        return false;
    return true;
}

int64_t counts_number(const struct tl_result *cell, const char *key)
{
    int64_t number = 0;
    if (counts_of_jobs(cell, key, &number))
        return number;
    for (size_t i = 0; i < cell->fact_count; i++)
        if (strcmp(cell->facts[i].name, key) == 0)
            return cell->facts[i].trial;
    return 0;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct tl_count *)a)->key, ((const struct tl_count *)b)->key);
}

void counts_list(const struct tl_result *cell, struct tl_count **out, size_t *count)
{
    size_t n = 0;
    struct tl_count *counts = memory_zeroed(TL_FATE_COUNT + 3 + cell->fact_count, sizeof *counts);
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        counts[n++] = (struct tl_count){text_make("%s", tl_fates[i].name), cell->fates[i]};
    counts[n++] = (struct tl_count){text_make("leaked"), cell->leaked};
    counts[n++] = (struct tl_count){text_make("silent"), cell->silent};
    counts[n++] = (struct tl_count){text_make("spawned"), cell->spawned};
    for (size_t i = 0; i < cell->fact_count; i++)
        counts[n++] = (struct tl_count){text_make("%s", cell->facts[i].name), cell->facts[i].trial};
    qsort(counts, n, sizeof *counts, by_key);
    *out = counts;
    *count = n;
}

void counts_free(struct tl_count *counts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(counts[i].key);
    free(counts);
}

const struct tl_count *counts_find(const struct tl_count *counts, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(counts[i].key, key) == 0)
            return &counts[i];
    return NULL;
}

static struct stats_group group_of(const struct tl_sample *samples, size_t count, uint64_t *numbers)
{
    for (size_t i = 0; i < count; i++) {
        numbers[i] = samples[i].lost;
        numbers[count + i] = samples[i].spawned;
    }
    return (struct stats_group){numbers, numbers + count, count};
}

double counts_p(const struct tl_sample *a, size_t a_count, const struct tl_sample *b,
                size_t b_count, uint64_t seed)
{
    uint64_t *numbers = memory_zeroed(2 * (a_count + b_count), sizeof *numbers);
    struct stats_group first = group_of(a, a_count, numbers),
                       second = group_of(b, b_count, numbers + 2 * a_count);
    /* Equal rates are the least extreme there are: most cells are, and need no permutations. */
    struct stats_rate one = stats_rate(first.lost, first.spawned, NULL, a_count),
                      other = stats_rate(second.lost, second.spawned, NULL, b_count);
    double p = NAN;
    if (one.has_data && other.has_data && one.rate == other.rate)
        p = 1;
    else {
        struct stats_comparison comparison = stats_compare(first, second, PERMUTATIONS, seed);
        p = comparison.has_data ? comparison.p : NAN;
    }
    free(numbers);
    return p;
}
