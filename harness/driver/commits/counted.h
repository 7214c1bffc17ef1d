/* What cases count on commits: each commit is built and measured once, with all cases. */
#ifndef TASKLOSS_COUNTED_H
#define TASKLOSS_COUNTED_H

#include "counted_commit.h"
#include "repository.h"
#include "run_options.h"

/* All zero but for the first two, which are borrowed. */
struct counted {
    const struct repository *repository;
    const struct run_options *options; /* without Pythons and results */
    uint64_t key;                      /* of kept_counts.h; 0: nothing is kept */
    struct counted_commit **commits;   /* in the order in which they were measured */
    size_t count;
};

/* The commit's counts, measured now if they are not yet known; NULL: nothing can be measured.
 * Tells on standard error what it does. */
const struct counted_commit *counted_at(struct counted *counted, const char *hash,
                                        struct tl_error *error);

/* The same cell on another commit; NULL: it is not there. */
const struct counted_cell *counted_cell(const struct counted_commit *commit,
                                        const struct counted_cell *like);

/* 0 where the cell has no such count. */
int64_t counted_number(const struct counted_cell *cell, const char *key);

void counted_free(struct counted *counted);

#endif
