/* A pure function of the control's ledger. */
#include "telling.h"

static int is_job(const struct ledger_entry *entry)
{
    return (entry->flags & LEDGER_JOB) && entry->state != LEDGER_STILLBORN;
}

/* 0: none is. */
static uint32_t first_exposed(const struct ledger *control)
{
    uint32_t first = 0;
    for (uint32_t i = 0; i < control->entry_count; i++) {
        uint32_t its = control->entries[i].exposure.first;
        if (is_job(&control->entries[i]) && its != 0 && (first == 0 || its < first))
            first = its;
    }
    return first;
}

static uint32_t middle_of_longest(const struct ledger *control)
{
    uint32_t middle = 1, longest = 0;
    for (uint32_t i = 0; i < control->entry_count; i++) {
        const struct ledger_entry *entry = &control->entries[i];
        uint32_t end = entry->ended_step != 0 ? entry->ended_step : control->steps;
        if (!is_job(entry) || end < entry->born_step || end - entry->born_step < longest)
            continue;
        longest = end - entry->born_step;
        middle = entry->born_step + (longest + 1) / 2;
    }
    return middle != 0 ? middle : 1;
}

uint32_t telling_step(const struct ledger *control)
{
    uint32_t exposed = first_exposed(control);
    if (exposed != 0)
        return exposed;
    if (control->wait_last > control->wait_first)
        return (control->wait_first + control->wait_last + 1) / 2;
    return middle_of_longest(control);
}
