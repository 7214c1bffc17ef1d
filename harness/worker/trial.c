/* Sets the stage for runtime.py's run(): ledger, pressure, clock; then runs it. */
#include "trial.h"

#include <pthread.h>
#include <unistd.h>

#include "clock.h"
#include "interpreter.h"

#define WAIT_STEPS 4 /* how long jobs wait when the pressure needs no workload */

/* SplitMix64 (Steele, Lea, Flood 2014): the n-th number of a seed. */
static uint64_t number_of(uint64_t seed, uint64_t n)
{
    uint64_t z = seed * UINT64_C(0x2545F4914F6CDD1D) + (n + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static struct tl_range draw(struct tl_range range, uint64_t seed, uint64_t n)
{
    uint32_t width = range.high >= range.low ? range.high - range.low + 1 : 1;
    uint32_t value = range.low + (uint32_t)(number_of(seed, n) % (width != 0 ? width : 1));
    return (struct tl_range){value, value};
}

int trial_has_workload(const struct tl_request *request)
{
    return request->pressure == TL_PRESSURE_NATURAL || request->pressure == TL_PRESSURE_THRESHOLD;
}

struct tl_workload trial_draw(const struct tl_request *request, uint64_t seed)
{
    if (!trial_has_workload(request))
        return (struct tl_workload){.wait = {WAIT_STEPS, WAIT_STEPS}};
    return (struct tl_workload){
        .garbage = draw(request->workload.garbage, seed, 0),
        .ballast = draw(request->workload.ballast, seed, 1),
        .wait = draw(request->workload.wait, seed, 2),
    };
}

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
    current->drawn = trial_draw(trial->request, trial->seed);
    current->phase = LEDGER_RUNNING;
    clock_on_idle(on_idle);
    _exit(interpreter->run(trial, &current->drawn));
}
