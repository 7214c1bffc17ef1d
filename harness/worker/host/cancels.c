/* Sums of excesses: what there is more of than in the control. */
#include "cancels.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static bool is_job(const struct ledger_entry *entry)
{
    return (entry->flags & LEDGER_JOB) && entry->state != LEDGER_STILLBORN;
}

/* The number of its entry; entry_count: there is no such job. */
static uint32_t entry_of_job(const struct ledger *ledger, uint32_t job)
{
    uint32_t i = 0;
    while (i < ledger->entry_count && !(is_job(&ledger->entries[i]) && job-- == 0))
        i++;
    return i;
}

/* The oracle has counted them; where it did not look, a job that is kept seems to wait to the end.
 */
uint32_t cancels_steps(const struct ledger *control, uint32_t job)
{
    uint32_t number = entry_of_job(control, job);
    if (number == control->entry_count)
        return 0;
    const struct ledger_entry *entry = &control->entries[number];
    if (entry->exposure.waited != 0)
        return entry->exposure.waited;
    uint32_t ended = entry->ended_step != 0 ? entry->ended_step : control->steps;
    return ended > entry->born_step ? ended - entry->born_step : 0;
}

int cancels_is_turn(const struct ledger *control, uint32_t job, uint32_t step)
{
    uint32_t number = entry_of_job(control, job);
    uint64_t any = 0;
    if (number >= ledger_details(control))
        return 1;
    const uint64_t *turns = control->details[number].turns;
    for (size_t i = 0; i < TL_EXPOSED_WORDS; i++)
        any |= turns[i];
    if (any == 0)
        return 1;
    return step < 64 * TL_EXPOSED_WORDS && (turns[step / 64] >> step % 64 & 1) != 0;
}

uint32_t cancels_jobs(const struct ledger *control)
{
    uint32_t jobs = 0;
    for (uint32_t i = 0; i < control->entry_count; i++)
        jobs += is_job(&control->entries[i]);
    return jobs;
}

int cancels_any(const struct ledger *trial)
{
    for (uint32_t i = 0; i < trial->entry_count; i++)
        if (trial->entries[i].flags & LEDGER_ASKED)
            return 1;
    return 0;
}

/* ---- what is said of one ---- */

static void say(struct cancels_said *said, int64_t number, const char *name)
{
    size_t used = strlen(said->text);
    if (number != 0)
        snprintf(said->text + used, sizeof said->text - used, "%s%" PRId64 " %s",
                 used > 0 ? ", " : "", number, name);
}

/* ---- facts ---- */

static void add_fact(struct ledger *facts, const char *name, int64_t value)
{
    uint32_t fact = ledger_find_fact(facts, name);
    if (fact == TL_FACTS_MAX)
        fact = ledger_add_fact(facts, name);
    if (fact < TL_FACTS_MAX)
        facts->facts[fact].value += value;
}

static void add_aftermath(struct ledger *facts, struct cancels_said *said, const char *name,
                          int64_t value)
{
    add_fact(facts, name, value);
    say(said, value, name);
}

static int64_t value_of(const struct ledger *ledger, const char *name)
{
    uint32_t fact = ledger_find_fact(ledger, name);
    return fact < TL_FACTS_MAX ? ledger->facts[fact].value : 0;
}

static int64_t excess(int64_t here, int64_t there)
{
    return here > there ? here - there : 0;
}

/* What the program notes itself is added up; what is left behind only as far as it is more. */
static void add_facts(struct ledger *facts, struct cancels_said *said, const struct ledger *trial,
                      const struct ledger *control)
{
    for (uint32_t i = 0; i < trial->fact_count; i++) {
        const char *name = trial->texts + trial->facts[i].name;
        int64_t value = trial->facts[i].value;
        if (tl_term_find(tl_aftermaths, TL_AFTERMATH_COUNT, name) < 0)
            add_fact(facts, name, value);
        else
            add_aftermath(facts, said, name, excess(value, value_of(control, name)));
    }
}

static void add_ending(struct ledger *facts, struct cancels_said *said, const struct tl_answer *one)
{
    bool hung = one->ending == TL_ENDING_DEADLINE, ended = one->ending == TL_ENDING_OK;
    add_aftermath(facts, said, tl_aftermaths[TL_AFTERMATH_HUNG].name, hung);
    add_aftermath(facts, said, tl_aftermaths[TL_AFTERMATH_FAILED].name, !ended && !hung);
}

/* ---- counts ---- */

/* Of these a job that had it in the control as well is no news. */
static bool is_excess(enum tl_count count)
{
    return count == TL_COUNT_LEAKED || count == TL_COUNT_KEPT || count == TL_COUNT_SILENT;
}

static void add_counts(struct cancels_said *said, const struct tl_answer *one,
                       struct tl_answer *all)
{
    for (size_t i = 0; i < TL_COUNT_COUNT; i++) {
        uint32_t here = one->trial.counts[i], there = one->control.counts[i];
        uint32_t more = is_excess((enum tl_count)i) ? (uint32_t)excess(here, there) : here;
        all->trial.counts[i] += more;
        all->control.counts[i] += there;
        say(said, tl_count_is_trouble((enum tl_count)i) ? more : 0, tl_counts[i].name);
    }
}

struct cancels_said cancels_add(struct ledger *facts, const struct ledger *trial,
                                const struct ledger *control, const struct tl_answer *one,
                                struct tl_answer *all)
{
    struct cancels_said said = {""};
    add_fact(facts, TL_CANCELLATIONS, 1);
    if (one->ending == TL_ENDING_OK) {
        add_counts(&said, one, all);
        add_facts(facts, &said, trial, control);
    }
    add_ending(facts, &said, one);
    return said;
}
