/* A baseline as a JSON file whose lines are its cells. */
#ifndef TASKLOSS_BASELINE_FILE_H
#define TASKLOSS_BASELINE_FILE_H

#include "baseline.h"

/* Reads `file`. What is no baseline, or one of a newer format, is an error (TL_EXIT_USAGE); so is
 * one written with other --pressure, --jobs, --seed, --trials, or with another workload where a
 * pressure uses that: its numbers would not compare. */
int baseline_read(struct baseline *out, const char *file, const struct baseline_settings *settings,
                  struct tl_error *error);

/* Writes `results` over what the file has of the same cells, keeping its other cells whose case is
 * in `cases`; cells that could not be measured are not written. What a file held that was written
 * with other settings is gone. The file is replaced as a whole, or, on an error, not at all; two
 * writers at once lose nothing of each other's. */
struct baseline_written {
    size_t cells;  /* now in it */
    bool replaced; /* what it held was of other settings */
};
/* Can it be: is what is there now a baseline, or nothing? Before a long run. */
int baseline_can_write(const char *file, const struct baseline_settings *settings,
                       struct tl_error *error);
int baseline_write(const char *file, const struct tl_results *results,
                   const struct text_list *cases, const struct baseline_settings *settings,
                   struct baseline_written *written, struct tl_error *error);

#endif
