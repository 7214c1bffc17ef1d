/* Sets the stage for the program: ledger, workload, clock; then runs it. */
#include "trial.h"

#include <pthread.h>
#include <unistd.h>

#include "clock.h"
#include "ledger.h"
#include "start.h"
#include "workload.h"

static struct ledger *current;

/* The rest of the trial would be silence. */
static void on_idle(void)
{
    current->idle_forever = 1;
    _exit(0);
}

_Noreturn void trial_run(const struct trial *trial)
{
    current = trial->ledger;
    pthread_atfork(NULL, NULL, interpreter->leave);
    current->control = (uint32_t)trial->control;
    current->drawn = workload_draw(trial->request, trial->seed);
    current->phase = LEDGER_RUNNING;
    clock_on_idle(on_idle);
    clock_keeper(getppid());
    _exit(interpreter->run(trial, &current->drawn));
}
