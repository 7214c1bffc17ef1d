/* Runs a plan: workers in parallel, each answer checked, each hang and death survived and named. */
#ifndef TASKLOSS_SUPERVISE_H
#define TASKLOSS_SUPERVISE_H

#include <stdbool.h>

#include "error.h"
#include "fact.h"
#include "plan.h"
#include "wire.h"

/* What the caller wants to know. `cell` is an index of plan->cells. Each cell gets its trials as
 * they end, then one `done`; or, where it could not be measured (to its end), one `unmeasured`,
 * `seed` being the first one missing. A function that returns -1 with `error` filled in ends the
 * run. */
struct supervise_calls {
    void *context;
    void (*request)(void *context, size_t cell, struct tl_request *out);
    int (*trial)(void *context, size_t cell, const struct tl_answer *answer,
                 const struct tl_task_row *tasks, const struct tl_fact *facts, const char *output,
                 struct tl_error *error);
    int (*done)(void *context, size_t cell, struct tl_error *error);
    int (*unmeasured)(void *context, size_t cell, uint64_t seed, const char *why,
                      struct tl_error *error);
    void (*tick)(void *context); /* a few times a second; may be NULL */
    /* How far a trial is that takes long: one line; may be NULL. */
    void (*under_way)(void *context, size_t cell, const char *how_far);
    /* Of a request for a graph, before its `trial`: a text of JSON, "" if there is none. May be
     * NULL. */
    int (*graph)(void *context, size_t cell, const char *json, struct tl_error *error);
};

struct supervise_options {
    unsigned slots; /* workers at a time, at least 1 */
    uint32_t
        grace_ms; /* beyond the trials' own deadlines, before a silent worker is killed; 0: 5 s */
    bool foreground; /* workers write to our standard error */
};

/* Runs all cells. `request` fills in everything but magic, version and serial. Returns 0 when each
 * cell had its `done` or `unmeasured`; -1 with `error` filled in when a function of `calls` failed,
 * or with TL_EXIT_INTERRUPTED after SIGINT, SIGTERM or SIGHUP. No worker is left in any case.
 * SIGPIPE must be ignored by the caller. */
int supervise(const struct plan *plan, const struct supervise_options *options,
              const struct supervise_calls *calls, struct tl_error *error);

#endif
