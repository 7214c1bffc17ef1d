/* The parts of the ledger that are not about tasks. */
#include "notes.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* NULL if there are too many. */
static struct ledger_fact *fact_named(struct ledger *ledger, const char *name)
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

void notes_fact(struct ledger *ledger, const char *name, int64_t value)
{
    struct ledger_fact *fact = ledger != NULL ? fact_named(ledger, name) : NULL;
    if (fact != NULL)
        fact->value = value;
}

void notes_printed(struct ledger *ledger, const char *name, const char *text)
{
    struct ledger_fact *fact = ledger != NULL ? fact_named(ledger, name) : NULL;
    if (fact != NULL)
        snprintf(fact->printed, sizeof fact->printed, "%s", text);
}

void notes_collections(struct ledger *ledger, long long count)
{
    if (ledger != NULL && count > ledger->collections)
        ledger->collections = (uint32_t)count;
}

void notes_unknown(struct ledger *ledger, const char *type)
{
    if (ledger != NULL && ledger->unknown_tasks++ == 0)
        snprintf(ledger->unknown, sizeof ledger->unknown, "%s", type);
}

/* Threads of this process besides the one that asks. */
static uint32_t other_threads(void)
{
    struct stat status;
    return stat("/proc/self/task", &status) == 0 && status.st_nlink > 3
               ? (uint32_t)status.st_nlink - 3
               : 0;
}

void notes_end(struct ledger *ledger, const char *problem)
{
    if (ledger == NULL)
        return;
    ledger->left_threads = other_threads();
    snprintf(ledger->note, sizeof ledger->note, "%s", problem);
}
