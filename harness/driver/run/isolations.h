/* How the trials of a run were kept apart, to be told once at its end. */
#ifndef TASKLOSS_ISOLATIONS_H
#define TASKLOSS_ISOLATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "wire.h"

/* Blank: none yet. */
struct isolations {
    size_t trials, snapshots;
    size_t compared, unsure; /* both ways; of these, not the same each time */
    struct isolation_reason {
        size_t trials;
        bool is_machine;
        char text[TL_ISOLATION_NOTE_MAX];
    } * reasons; /* why trials were forked */
    size_t reason_count;
};

/* `forks`: the head of its case asks for fork. */
void isolations_trial(struct isolations *isolations, const struct tl_answer *answer, bool forks);

/* A line for the trials, and one for each reason; with `machine_only` only the one why this machine
 * runs none by snapshot, if it is so. */
void isolations_tell(const struct isolations *isolations, bool machine_only, FILE *out);

void isolations_free(struct isolations *isolations);

#endif
