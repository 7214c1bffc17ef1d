/* A baseline as a JSON file whose lines are its cells. */
#ifndef TASKLOSS_BASELINE_FILE_H
#define TASKLOSS_BASELINE_FILE_H

#include "baseline.h"

/* Reads `file`. What is no baseline, or one of a newer format, is an error (TL_EXIT_USAGE); so is
 * one written with other --pressure, --jobs, --seed, --trials, or with another workload where a
 * pressure uses that: its numbers would not compare. */
int baseline_read(struct baseline *out, const char *file, const struct baseline_settings *settings,
                  struct tl_error *error);

/* The same for a file that is to be written: it need not exist, and one written with other options
 * is read as empty, with `*replaced` saying so. */
int baseline_read_old(struct baseline *out, const char *file,
                      const struct baseline_settings *settings, bool *replaced,
                      struct tl_error *error);

/* Writes `results` over what `old` has of the same cells, keeping its other cells whose case is in
 * `cases`; cells that could not be measured are not written. The file is replaced as a whole, or,
 * on an error, not at all. `*written`: cells now in it. */
int baseline_write(const struct baseline *old, const struct tl_results *results,
                   const struct text_list *cases, const struct baseline_settings *settings,
                   size_t *written, struct tl_error *error);

#endif
