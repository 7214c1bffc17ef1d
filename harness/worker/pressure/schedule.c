/* No Python here: when, not how. */
#include "schedule.h"

#include <stddef.h>

static struct ledger *ledger;
static int is_control, at_steps;
static uint64_t step_wanted; /* 0: each */

void schedule_begin(struct ledger *new_ledger, enum tl_pressure pressure, uint64_t argument,
                    int control)
{
    ledger = new_ledger;
    is_control = control || pressure == TL_PRESSURE_OFF;
    at_steps = pressure == TL_PRESSURE_STEP && !is_control;
    step_wanted = argument;
}

int schedule_step(void)
{
    if (ledger == NULL)
        return 0;
    ledger->steps++;
    return at_steps && (step_wanted == 0 || step_wanted == ledger->steps);
}

int schedule_collection(void)
{
    if (ledger == NULL || is_control)
        return 0;
    ledger->collections++;
    return 1;
}

void schedule_as_shipped(void)
{
    at_steps = 0;
}

int schedule_is_control(void)
{
    return is_control;
}

int schedule_is_on(void)
{
    return ledger != NULL;
}

void schedule_end(void)
{
    ledger = NULL;
}
