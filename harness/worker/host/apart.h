/* One run of the case, as trial or control, in a process of its own. */
#ifndef TASKLOSS_APART_H
#define TASKLOSS_APART_H

#include "process.h"
#include "trial.h"
#include "wire.h"

/* How a trial was isolated; `why`: not as it was asked for. */
struct isolated {
    enum tl_isolation how;
    const char *why;
    int by_machine; /* nothing can be run by snapshot here, whatever it is */
};

/* `out` is what it left, in whatever way it ended. */
struct process_end apart_run(const struct trial *trial, struct ledger *out,
                             struct isolated *isolated);

/* The control of that seed into zygote.control, unless it is there already; then `*isolated` stays
 * as it is. */
struct process_end apart_control(const struct tl_request *request, uint64_t seed,
                                 struct isolated *isolated);

#endif
