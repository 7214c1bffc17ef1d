/* A baseline: what an earlier check saw, as a JSON file whose lines are its cells. */
#ifndef TASKLOSS_OUTPUT_BASELINE_H
#define TASKLOSS_OUTPUT_BASELINE_H

#include "error.h"
#include "run_options.h"
#include "store.h"
#include "text.h"
#include "verdict.h"

struct baseline {
    char *file;
    char *tool; /* taskloss' version that wrote it */
    struct tl_baseline_cell *cells;
    size_t count;
    struct text_list implementations;
};

/* Reads `file`. What is no baseline, or one of a newer format, is an error (TL_EXIT_USAGE); so is
 * one written with other --pressure, --jobs, --seed, --trials, or with another workload where a
 * pressure uses that: its numbers would not compare. */
int baseline_read(struct baseline *out, const char *file, const struct run_options *options,
                  struct tl_error *error);

/* The same for a file that is to be written: it need not exist, and one written with other options
 * is read as empty, with `*replaced` saying so. */
int baseline_read_old(struct baseline *out, const char *file, const struct run_options *options,
                      bool *replaced, struct tl_error *error);

/* Every case of the baseline is one of `cases`, a list of ids; else an error that names those that
 * are not. */
int baseline_check_cases(const struct baseline *baseline, const struct text_list *cases,
                         struct tl_error *error);

/* NULL: the baseline has not this cell. */
const struct tl_baseline_cell *baseline_find(const struct baseline *baseline,
                                             const struct tl_result *cell);
bool baseline_has_implementation(const struct baseline *baseline, const char *name);

/* Writes `results` over what `old` has of the same cells, keeping its other cells whose case is in
 * `cases`; cells that could not be measured are not written. The file is replaced as a whole, or,
 * on an error, not at all. `*written`: cells now in it. */
int baseline_write(const struct baseline *old, const struct tl_results *results,
                   const struct text_list *cases, const struct run_options *options,
                   size_t *written, struct tl_error *error);

void baseline_free(struct baseline *baseline);

#endif
