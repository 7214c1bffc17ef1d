/* Sets the stage for the program: ledger, workload, clock; then runs it. */
#include "trial.h"

#include <pthread.h>
#include <unistd.h>

#include "ahead.h"
#include "clock.h"
#include "ledger.h"
#include "start.h"
#include "starts.h"
#include "workload.h"

static struct ledger *current;

/* The rest of the trial would be silence. */
static void on_idle(void)
{
    current->idle_forever = 1;
    _exit(0);
}

/* What is missing is written down. */
static void on_short(void)
{
    _exit(0);
}

static void on_start(void)
{
    __atomic_fetch_or(&current->remarks, 1u << TL_REMARK_OTHER_PROGRAMS, __ATOMIC_RELAXED);
}

static void on_outside(void)
{
    __atomic_fetch_or(&current->remarks, 1u << TL_REMARK_OUTSIDE, __ATOMIC_RELAXED);
}

int trial_run(const struct trial *trial)
{
    current = trial->ledger;
    pthread_atfork(NULL, NULL, interpreter->leave);
    current->control = (uint32_t)trial->control;
    current->drawn = workload_draw(trial->request, trial->seed);
    current->census = tl_pressure_rules[trial->request->pressure].cancels;
    current->victim = trial->victim;
    current->victim_step = trial->victim_step;
    current->phase = LEDGER_RUNNING;
    clock_on_idle(on_idle);
    clock_on_outside(on_outside);
    clock_keeper(getppid());
    starts_on(on_start);
    ahead_begin(current, trial->request->jobs, trial->request->memory_mb, on_short);
    return interpreter->run(trial, &current->drawn);
}
