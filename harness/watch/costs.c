/* One birth in some is timed. To forget a task is half the work of remembering it. */
#include "costs.h"

#include "budget.h"
#include "clocks.h"
#include "jobs.h"

enum { ONE_IN = 64, FIRST_NS = 150, MEANS = 8, OUTLIER = 8 };

uint64_t costs_steps, costs_timers;

static uint64_t mean = FIRST_NS, births, births_take;

int costs_wants_birth(void)
{
    return jobs_made % ONE_IN == ONE_IN - 1;
}

/* What came between is not ours. */
void costs_birth(uint64_t ns)
{
    uint64_t most = mean * OUTLIER;
    mean = (mean * (MEANS - 1) + (ns < most ? ns : most)) / MEANS + 1;
}

uint64_t costs_hooks(void)
{
    births_take += (jobs_made - births) * mean * 3 / 2;
    births = jobs_made;
    return births_take + costs_steps * clocks_now_takes() * 2 + costs_timers * BUDGET_TIMER_NS;
}

void costs_forget_all(void)
{
    births_take = births = costs_steps = costs_timers = 0;
}
