/* Processes that a worker's end leaves to us: what a case started in sessions of its own, and whose
 * keepers were stopped or killed. */
#ifndef TASKLOSS_ORPHANS_H
#define TASKLOSS_ORPHANS_H

#include <sys/types.h>

struct orphans {
    pid_t *ours; /* children that were there before, as after a shell's exec: not to be touched */
    size_t count;
};

/* From now on, orphans below this process come to it. */
void orphans_expect(struct orphans *orphans);

/* Kills all children but those that were there before and the `known` ones, with what they leave
 * in turn, and waits for their ends. */
void orphans_end(const struct orphans *orphans, const pid_t *known, size_t known_count);

/* Orphans go where they went before. */
void orphans_free(struct orphans *orphans);

#endif
