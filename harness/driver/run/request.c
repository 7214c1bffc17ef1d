/* A cell of the plan as a request to a worker. */
#include "request.h"

#include <stdio.h>

void request_fill(const struct tl_cell *cell, const struct tl_run *run, uint64_t first_seed,
                  uint32_t trials, struct tl_request *out)
{
    out->guard = cell->guard;
    out->kinds = cell->target->about.kinds;
    out->pressure = cell->pressure.pressure;
    out->pressure_argument = cell->pressure.argument;
    out->first_seed = first_seed;
    out->trials = trials;
    out->jobs = run->jobs;
    out->deadline_ms = run->deadline_ms;
    out->memory_mb = run->memory_mb;
    out->audit = run->audit;
    if (cell->target->about.build & TL_BUILD_FREE_THREADED && out->audit == 0)
        out->audit = 1; /* nobody has yet seen these behave: every fate is seen twice */
    out->oracle = run->audit ? TL_ORACLE_BOTH : TL_ORACLE_CONTROL;
    out->jobs_fail = cell->jobs_fail;
    out->workload = run->workload;
    snprintf(out->case_path, sizeof out->case_path, "%s", cell->the_case->file);
    const struct tl_loop *loop = cell->target->loop;
    if (loop != NULL) {
        snprintf(out->loop, sizeof out->loop, "%s", loop->factory);
        snprintf(out->loop_site, sizeof out->loop_site, "%s", loop->site);
    }
}
