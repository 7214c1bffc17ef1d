/* One trial: a child of the zygote that runs the case's program once and never returns. */
#ifndef TASKLOSS_TRIAL_H
#define TASKLOSS_TRIAL_H

#include "ledger.h"

struct trial {
    const struct tl_request *request;
    uint64_t seed;
    int control; /* nonzero: the collector stays off */
    struct ledger *ledger;
};

/* Runs it and ends the process; status 0 unless the program chose another. */
_Noreturn void trial_run(const struct trial *trial);

/* What the reference workload draws from this seed; zero for pressures without a workload. */
struct tl_workload trial_draw(const struct tl_request *request, uint64_t seed);

/* Does the program make garbage under this request's pressure? */
int trial_has_workload(const struct tl_request *request);

#endif
