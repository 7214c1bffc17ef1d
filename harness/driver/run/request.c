/* A cell of the plan as a request to a worker. */
#include "request.h"

#include <stdio.h>
#include <string.h>

/* A head that expects something of jobs needs one. One that names facts or endings may do without,
 * where nothing was made that could have been a job. */
static enum tl_job_need need_of(const struct tl_case *c)
{
    bool others = false;
    if (c->jobs != NULL)
        return strcmp(c->jobs, "none") == 0 ? TL_JOB_NONE : TL_JOB_NEEDED;
    for (size_t i = 0; i < c->expectation_count; i++) {
        const struct tl_expectation *one = &c->expectations[i];
        if (case_key_cancels(one->what))
            continue;
        if (tl_count_find(one->what) < 0)
            others = true;
        else if (strcmp(one->versions, "none") != 0)
            return TL_JOB_NEEDED;
    }
    return others ? TL_JOB_OR_FACTS : TL_JOB_NEEDED;
}

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
    out->oracle = run->audit && run->oracle == TL_ORACLE_CONTROL ? TL_ORACLE_BOTH : run->oracle;
    if (run->isolation != TL_ISOLATION_FORK && !cell->the_case->forks)
        out->isolation = TL_ISOLATION_SNAPSHOT;
    out->count_allocations = out->audit && out->isolation != TL_ISOLATION_FORK;
    out->jobs_fail = cell->jobs_fail;
    out->job_need = need_of(cell->the_case);
    if (cell->the_case->jobs != NULL && out->job_need != TL_JOB_NONE)
        snprintf(out->job_names, sizeof out->job_names, "%s", cell->the_case->jobs);
    out->workload = run->workload;
    snprintf(out->case_path, sizeof out->case_path, "%s", cell->the_case->file);
    const struct tl_loop *loop = cell->target->loop;
    if (loop != NULL) {
        snprintf(out->loop, sizeof out->loop, "%s", loop->factory);
        snprintf(out->loop_site, sizeof out->loop_site, "%s", loop->site);
    }
}
