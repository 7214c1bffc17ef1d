/* The counts of a cell by their names, and how likely two sets of trials have one loss rate. */
#ifndef TASKLOSS_NAMED_COUNTS_H
#define TASKLOSS_NAMED_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cells.h"

/* A count by its name: a baseline has these of a cell. */
struct tl_named_count {
    char *key;
    int64_t number;
};

/* A count of a cell by its key: a fate, "leaked", "silent", "spawned", or a fact; 0 for a fact that
 * nobody reported. */
int64_t counts_number(const struct tl_result *cell, const char *key);

/* The counts of a cell that a baseline holds, by key. Free with counts_free. */
void counts_list(const struct tl_result *cell, struct tl_named_count **out, size_t *count);
void counts_free(struct tl_named_count *counts, size_t count);

/* The p-value of two sets of trials having the same loss rate; NAN if one of them has no data. */
double counts_p(const struct tl_sample *a, size_t a_count, const struct tl_sample *b,
                size_t b_count, uint64_t seed);

/* The same where a run looked at its trials to decide when to stop: see sequential_p. */
double counts_anytime_p(const struct tl_sample *a, size_t a_count, const struct tl_sample *b,
                        size_t b_count);

/* The same of shares, one a trial, and a baseline's trials. */
double counts_apart(const double *shares, size_t share_count, const struct tl_sample *before,
                    size_t before_count);

/* The counts that are numbers of jobs: false if `key` is none of them. */
bool counts_of_jobs(const struct tl_result *cell, const char *key, int64_t *out);

/* NULL: the list has no such key. */
const struct tl_named_count *counts_find(const struct tl_named_count *counts, size_t count,
                                         const char *key);

#endif
