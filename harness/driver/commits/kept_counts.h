/* What was counted on a commit, kept in the cache folder: a search that was broken off goes on. */
#ifndef TASKLOSS_KEPT_COUNTS_H
#define TASKLOSS_KEPT_COUNTS_H

#include <stdint.h>

#include "counted_commit.h"
#include "run_options.h"

/* Another number where anything differs that could change what is counted: this program and its
 * worker, the builder, the cases' files, what is asked of them. 0 with `error`. */
uint64_t kept_counts_key(const struct run_options *options, const char *builder,
                         struct tl_error *error);

/* Fills version, seconds and cells in of a commit that is known; false: it is not, and they are to
 * be cleared. `work`: the repository's; `key` 0: nothing is known. */
bool kept_counts_read(const char *work, uint64_t key, struct counted_commit *commit);

/* Of one that could be built and run. What cannot be written is measured anew another time. */
void kept_counts_write(const char *work, uint64_t key, const struct counted_commit *commit);

#endif
