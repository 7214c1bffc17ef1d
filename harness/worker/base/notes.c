/* The parts of the ledger that are not about tasks. */
#include "notes.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "names.h"

static struct ledger *ledger;

void notes_use(struct ledger *new_ledger)
{
    ledger = new_ledger;
}

void notes_report(void)
{
    if (ledger != NULL)
        ledger->reports++;
}

/* NULL if there are too many. */
static struct ledger_fact *fact_named(const char *name)
{
    for (uint32_t i = 0; i < ledger->fact_count; i++)
        if (strcmp(ledger->facts[i].name, name) == 0)
            return &ledger->facts[i];
    if (ledger->fact_count == TL_FACTS_MAX)
        return NULL;
    struct ledger_fact *fact = &ledger->facts[ledger->fact_count++];
    snprintf(fact->name, sizeof fact->name, "%s", name);
    fact->value = 0;
    fact->printed[0] = '\0';
    return fact;
}

void notes_note(const char *name, long long value)
{
    struct ledger_fact *fact = ledger != NULL ? fact_named(name) : NULL;
    if (fact != NULL)
        fact->value = value;
}

void notes_printed(const char *name, const char *text)
{
    struct ledger_fact *fact = ledger != NULL ? fact_named(name) : NULL;
    if (fact != NULL)
        snprintf(fact->printed, sizeof fact->printed, "%s", text);
}

/* NULL if there are too many. */
static struct ledger_made *made_named(const char *name, uint32_t kind)
{
    for (uint32_t i = 0; i < ledger->made_count; i++)
        if (ledger->made[i].kind == kind && strcmp(ledger->made[i].name, name) == 0)
            return &ledger->made[i];
    if (ledger->made_count == LEDGER_MADE_MAX)
        return NULL;
    struct ledger_made *made = &ledger->made[ledger->made_count++];
    *made = (struct ledger_made){.kind = kind};
    snprintf(made->name, sizeof made->name, "%s", name);
    return made;
}

void notes_made(const char *qualname, long long kind)
{
    char name[LEDGER_MADE_NAME_MAX];
    if (ledger == NULL)
        return;
    int whole = names_show(qualname, name, sizeof name);
    struct ledger_made *made = made_named(name, (uint32_t)kind);
    if (made == NULL) {
        ledger->made_others++;
        return;
    }
    made->count++;
    made->cut |= !whole;
}

void notes_natural(long long count)
{
    if (ledger != NULL && count > ledger->collections)
        ledger->collections = (uint32_t)count;
}

void notes_unknown(const char *type)
{
    if (ledger != NULL && ledger->unknown_tasks++ == 0)
        snprintf(ledger->unknown, sizeof ledger->unknown, "%s", type);
}

void notes_waits(long long begins)
{
    if (ledger == NULL)
        return;
    if (begins)
        ledger->wait_began = ledger->steps;
    else if (ledger->wait_last == 0) {
        ledger->wait_first = ledger->wait_began;
        ledger->wait_last = ledger->steps;
    }
}

void notes_out_of_memory(void)
{
    if (ledger != NULL)
        ledger->out_of_memory = 1;
}

void notes_finalize(void)
{
    if (ledger != NULL)
        ledger->finalize = 1;
}

long long notes_in_control(void)
{
    return ledger != NULL && ledger->control;
}

long long notes_finalizing(void)
{
    return ledger != NULL && ledger->finalize && ledger->note[0] == '\0';
}

/* Threads of this process besides the one that asks. */
static uint32_t other_threads(void)
{
    struct stat status;
    return stat("/proc/self/task", &status) == 0 && status.st_nlink > 3
               ? (uint32_t)status.st_nlink - 3
               : 0;
}

void notes_end(const char *problem)
{
    if (ledger == NULL)
        return;
    ledger->left_threads = other_threads();
    snprintf(ledger->note, sizeof ledger->note, "%s", problem);
}

void notes_complete(void)
{
    if (ledger != NULL)
        ledger->phase = LEDGER_COMPLETE;
}
