/* The commit at which a count began, or ceased, to be above zero. */
#ifndef TASKLOSS_HUNT_H
#define TASKLOSS_HUNT_H

#include "counted.h"

/* One count of one cell that is zero on one end and not on the other; or a cell that one of the
 * ends could not measure. Texts are borrowed from the ends; commits from the struct counted. */
struct hunt {
    const struct counted_cell *cell;      /* at the early end */
    const char *key;                      /* NULL: not measured at an end, as `why` says */
    int64_t early, late;                  /* its number at the ends */
    const struct counted_commit *changed; /* the first as at the late end; NULL: not found */
    const struct counted_commit *before;  /* its parent */
    bool narrowed; /* not found, as commits between could not be judged: it is `changed` or one of
                      those before it down to `before` */
    char *why;     /* not found; or NULL */
    char *before_link, *changed_link; /* the first link that differs, as `taskloss why` has it of
                                         either; both NULL: not told. Owned */
};

struct hunts {
    struct hunt *items;
    size_t count;
};

/* All counts that differ between the ends, or only `key` where it is not NULL; and what is not
 * known of the ends. */
void hunts_list(struct hunts *out, const struct counted_commit *early,
                const struct counted_commit *late, const char *key);

/* -1: nothing more can be measured. */
int hunts_run(struct hunts *hunts, struct counted *counted, const char *early, const char *late,
              const char *const *paths, struct tl_error *error);
void hunts_free(struct hunts *hunts);

#endif
