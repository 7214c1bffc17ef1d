/* No Python here: when, not how. */
#include "schedule.h"

#include <stddef.h>

#include "wish.h"

static struct ledger *ledger;
static int is_control, at_steps, at_allocation, obeys;
static uint64_t step_wanted; /* 0: each */
static int (*is_pending)(void);

void schedule_begin(struct ledger *new_ledger, enum tl_pressure pressure, uint64_t argument,
                    int control)
{
    ledger = new_ledger;
    is_control = control || pressure == TL_PRESSURE_OFF;
    at_steps = tl_pressure_rules[pressure].steps && !is_control;
    at_allocation = tl_pressure_rules[pressure].allocs && !is_control;
    obeys = tl_pressure_rules[pressure].obeys;
    step_wanted = argument;
}

/* The program has its collector off. Nonzero: so nothing is collected. */
static int is_withheld(int due)
{
    int forced = at_steps && !obeys;
    ledger->remarks |= 1u << (forced ? TL_REMARK_FORCED : TL_REMARK_COLLECTOR_OFF);
    ledger->withheld += due && !forced;
    return !forced;
}

int schedule_step(void)
{
    if (ledger == NULL)
        return 0;
    ledger->steps++;
    int due = at_steps && (step_wanted == 0 || step_wanted == ledger->steps);
    if (!is_control && !wish_collects() && is_withheld(due))
        return 0;
    return due;
}

int schedule_allocated(void)
{
    int due = ledger != NULL && at_allocation;
    at_allocation = 0;
    return due && (wish_collects() || !is_withheld(1));
}

void schedule_frozen(void)
{
    if (ledger != NULL && !is_control)
        ledger->remarks |= 1u << TL_REMARK_FROZEN;
}

int schedule_collection(void)
{
    if (ledger == NULL || is_control)
        return 0;
    ledger->collections++;
    schedule_meets();
    return 1;
}

void schedule_begin_pressed(void)
{
    if (ledger == NULL)
        return;
    if (ledger->pressed++ == 0) {
        ledger->pressed_step = ledger->steps;
        ledger->pressed_allocation = ledger->allocations;
    }
    ledger->collecting = 1;
}

void schedule_end_pressed(void)
{
    if (ledger != NULL)
        ledger->collecting = 0;
}

void schedule_on_collection(int (*pending)(void))
{
    is_pending = pending;
}

void schedule_meets(void)
{
    if (ledger != NULL && !is_control && ledger->met == 0 && is_pending != NULL && is_pending())
        ledger->met = 1;
}

void schedule_as_shipped(void)
{
    at_steps = at_allocation = 0;
    if (ledger != NULL)
        ledger->as_shipped = 1;
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
