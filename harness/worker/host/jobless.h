/* A trial in which no job was seen: it says nothing of jobs, and what would count them. */
#ifndef TASKLOSS_JOBLESS_H
#define TASKLOSS_JOBLESS_H

#include <stddef.h>

#include "ledger.h"

/* Does the trial's lack of jobs make it no measurement? Then 1, with one line in `note`: what its
 * tasks ran, and what the head might say. `answer`: with both tallies filled in. */
int jobless(const struct tl_request *request, const struct ledger *trial,
            const struct tl_answer *answer, char *note, size_t size);

#endif
