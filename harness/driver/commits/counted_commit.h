/* What was counted on one commit. */
#ifndef TASKLOSS_COUNTED_COMMIT_H
#define TASKLOSS_COUNTED_COMMIT_H

#include <stdbool.h>

#include "named_counts.h"
#include "repository.h"

/* A cell on a commit. */
struct counted_cell {
    char *case_id, *case_name, *pressure;
    enum tl_guard guard;
    char *why; /* it could not be measured; or NULL */
    struct tl_named_count *counts;
    size_t count;
};

struct counted_commit {
    struct commit about;
    char *version;    /* "3.12.0a0"; NULL: not built */
    char *why;        /* it could not be built or measured at all; or NULL */
    unsigned seconds; /* it took to build and measure */
    bool remembered;  /* and that was before this run */
    struct counted_cell *cells;
    size_t count;
};

/* Its version and cells are dropped. */
void counted_commit_clear(struct counted_commit *commit);

/* With all its texts. */
void counted_commit_free(struct counted_commit *commit);

#endif
