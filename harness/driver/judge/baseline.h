/* A baseline: what an earlier check saw of each cell, as numbers. */
#ifndef TASKLOSS_BASELINE_H
#define TASKLOSS_BASELINE_H

#include <stdbool.h>

#include "error.h"
#include "named_counts.h"
#include "text.h"
#include "words.h"

/* A cell of a baseline. */
struct tl_baseline_cell {
    char *implementation; /* its key (see implementation_key) */
    char *version;        /* the patch level that was seen: found first, where there are several */
    char *case_id, *case_name, *guard, *pressure;
    struct tl_named_count *counts; /* by key */
    size_t count;
    struct tl_sample *samples; /* one a trial; none where the pressure leaves nothing to chance */
    size_t sample_count;
};

struct baseline {
    char *file;
    char *tool; /* taskloss' version that wrote it */
    struct tl_baseline_cell *cells;
    size_t count;
    struct text_list implementations; /* keys */
};

/* What must be the same for two baselines' numbers to compare. */
struct baseline_settings {
    const struct pressure *pressures; /* borrowed */
    size_t pressure_count;
    uint64_t seed;
    uint32_t jobs, trials;
    uint32_t precision_ppm;      /* as in struct run_options */
    struct tl_workload workload; /* matters only where a pressure has one */
};

/* Every case of the baseline is one of `cases`, a list of ids; else an error that names those that
 * are not. */
int baseline_check_cases(const struct baseline *baseline, const struct text_list *cases,
                         struct tl_error *error);

/* That of the same patch level, else the last one of the same key; NULL: the baseline has none. */
const struct tl_baseline_cell *baseline_find(const struct baseline *baseline,
                                             const struct tl_result *cell);
bool baseline_has_implementation(const struct baseline *baseline,
                                 const struct tl_implementation *implementation);

/* Is this cell of a baseline of the same implementation, patch level included, case, guard and
 * pressure? */
bool baseline_is_of(const struct tl_baseline_cell *old, const struct tl_result *cell);

void baseline_free(struct baseline *baseline);

#endif
