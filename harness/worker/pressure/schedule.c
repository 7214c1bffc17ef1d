/* No Python here: when, not how. */
#include "schedule.h"

#include <stddef.h>

#include "wish.h"

static struct ledger *ledger;
static int is_control, at_steps, at_allocation, by_itself, obeys;
static uint64_t step_wanted; /* 0: each */
static int (*meet_pending)(void);

void schedule_begin(struct ledger *new_ledger, enum tl_pressure pressure, uint64_t argument,
                    int control)
{
    ledger = new_ledger;
    is_control = control || pressure == TL_PRESSURE_OFF || tl_pressure_rules[pressure].cancels;
    at_steps = tl_pressure_rules[pressure].steps && !is_control;
    at_allocation = tl_pressure_rules[pressure].allocs && !is_control;
    by_itself = !is_control && !at_steps && !at_allocation;
    obeys = tl_pressure_rules[pressure].obeys;
    step_wanted = argument;
}

/* The program has its collector off. Nonzero: so nothing is collected. */
static int is_off(void)
{
    int forced = at_steps && !obeys;
    ledger->remarks |= 1u << (forced ? TL_REMARK_FORCED : TL_REMARK_COLLECTOR_OFF);
    return !forced;
}

/* The entry of the job that is to be cancelled, once it has been made; else the number of entries.
 */
uint32_t schedule_victim(void)
{
    uint32_t jobs = 0, i = 0;
    for (; i < ledger->entry_count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        if ((entry->flags & LEDGER_JOB) && entry->state != LEDGER_STILLBORN &&
            jobs++ == ledger->victim)
            break;
    }
    return i;
}

static int is_due(uint32_t victim)
{
    return victim < ledger->entry_count && ledger->entries[victim].state == LEDGER_LIVE &&
           ledger->steps - ledger->entries[victim].born_step == ledger->victim_step;
}

void schedule_cancelled(uint32_t entry)
{
    if (ledger != NULL && entry < ledger->entry_count)
        ledger->entries[entry].flags |= LEDGER_ASKED;
}

/* Under a threshold one may come at any time. */
enum schedule_wish schedule_step(void)
{
    if (ledger == NULL)
        return SCHEDULE_NOTHING;
    ledger->steps++;
    if (ledger->victim_step != 0)
        return is_due(schedule_victim()) ? SCHEDULE_CANCELS : SCHEDULE_NOTHING;
    int due = at_steps && (step_wanted == 0 || step_wanted == ledger->steps);
    if (is_control || wish_collects() || !is_off())
        return due ? SCHEDULE_COLLECTS : SCHEDULE_NOTHING;
    return due || by_itself ? SCHEDULE_WITHHOLDS : SCHEDULE_NOTHING;
}

enum schedule_wish schedule_allocated(void)
{
    int due = ledger != NULL && at_allocation;
    at_allocation = 0;
    if (!due)
        return SCHEDULE_NOTHING;
    return wish_collects() || !is_off() ? SCHEDULE_COLLECTS : SCHEDULE_WITHHOLDS;
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

void schedule_took(int64_t us)
{
    if (ledger != NULL)
        ledger->collecting_us += (uint64_t)us;
}

void schedule_on_collection(int (*new_meet_pending)(void))
{
    meet_pending = new_meet_pending;
}

static int a_job_is_pending(void)
{
    return meet_pending != NULL && meet_pending();
}

void schedule_meets(void)
{
    if (ledger != NULL && !is_control && a_job_is_pending())
        ledger->met = 1;
}

int schedule_asks_withheld(void)
{
    return ledger != NULL && ledger->withheld == 0;
}

void schedule_withholds(void)
{
    if (schedule_asks_withheld() && a_job_is_pending())
        ledger->withheld = 1;
}

void schedule_switched_on(void)
{
    if (ledger != NULL && ledger->withheld != 0 && a_job_is_pending())
        ledger->withheld = 0;
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
