/* The counts of a cell by their names, and how likely two sets of trials have one loss rate. */
#include "named_counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "sequential.h"
#include "stats.h"
#include "text.h"

#define PERMUTATIONS 100000

bool counts_of_jobs(const struct tl_result *cell, const char *key, int64_t *out)
{
    int count = tl_count_find(key);
    if (count >= 0)
        *out = cell->counts[count];
    return count >= 0;
}

int64_t counts_number(const struct tl_result *cell, const char *key)
{
    int64_t number = 0;
    if (counts_of_jobs(cell, key, &number))
        return number;
    for (size_t i = 0; i < cell->fact_count; i++)
        if (strcmp(cell->facts[i].name, key) == 0)
            return cell->facts[i].trial;
    int ending = tl_ending_of_key(key);
    return ending >= 0 ? cell->endings[ending] : 0;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct tl_named_count *)a)->key, ((const struct tl_named_count *)b)->key);
}

void counts_list(const struct tl_result *cell, struct tl_named_count **out, size_t *count)
{
    size_t n = 0;
    struct tl_named_count *counts =
        memory_zeroed(TL_COUNT_COUNT + TL_ENDING_COUNT + cell->fact_count, sizeof *counts);
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        if (tl_count_rules[i].on_page || i == TL_COUNT_SPAWNED)
            counts[n++] =
                (struct tl_named_count){text_make("%s", tl_counts[i].name), cell->counts[i]};
    for (size_t i = 0; i < cell->fact_count; i++)
        counts[n++] =
            (struct tl_named_count){text_make("%s", cell->facts[i].name), cell->facts[i].trial};
    for (size_t i = 0; i < TL_ENDING_COUNT; i++)
        if (tl_ending_rules[i].key[0] != '\0' && cell->endings[i] > 0)
            counts[n++] =
                (struct tl_named_count){text_make("%s", tl_ending_rules[i].key), cell->endings[i]};
    list_sort(counts, n, sizeof *counts, by_key);
    *out = counts;
    *count = n;
}

void counts_free(struct tl_named_count *counts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(counts[i].key);
    free(counts);
}

const struct tl_named_count *counts_find(const struct tl_named_count *counts, size_t count,
                                         const char *key)
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

static double *shares_of(const struct tl_sample *samples, size_t count, size_t *out)
{
    double *shares = memory_zeroed(count, sizeof *shares);
    *out = 0;
    for (size_t i = 0; i < count; i++)
        if (samples[i].spawned > 0)
            shares[(*out)++] = (double)samples[i].lost / (double)samples[i].spawned;
    return shares;
}

double counts_apart(const double *shares, size_t share_count, const struct tl_sample *before,
                    size_t before_count)
{
    size_t count;
    double *others = shares_of(before, before_count, &count);
    double p =
        share_count > 0 && count > 0 ? sequential_p(shares, share_count, others, count) : NAN;
    free(others);
    return p;
}

double counts_anytime_p(const struct tl_sample *a, size_t a_count, const struct tl_sample *b,
                        size_t b_count)
{
    size_t count;
    double *shares = shares_of(a, a_count, &count);
    double p = counts_apart(shares, count, b, b_count);
    free(shares);
    return p;
}
