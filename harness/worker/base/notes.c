/* The parts of the ledger that are not about tasks. */
#include "notes.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "line.h"
#include "names.h"

static struct ledger *ledger;

/* Where the facts are, by the hash of their name: their number + 1, or 0. Never full. */
enum { PLACES = 2 * TL_FACTS_MAX };
static uint32_t places[PLACES];
static bool placed; /* some are not 0 */

void notes_use(struct ledger *new_ledger)
{
    ledger = new_ledger;
    if (placed)
        memset(places, 0, sizeof places);
    placed = false;
}

void notes_report(void)
{
    if (ledger != NULL)
        ledger->reports++;
}

long long notes_reports(void)
{
    return ledger != NULL ? ledger->reports : 0;
}

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

/* The number of the fact of that name, made where there is none; TL_FACTS_MAX: no room. */
static uint32_t fact_named(const char *name)
{
    uint32_t place = hash_of(name) % PLACES, number;
    for (; (number = places[place]) != 0; place = (place + 1) % PLACES)
        if (strcmp(ledger->texts + ledger->facts[number - 1].name, name) == 0)
            return number - 1;
    number = ledger_add_fact(ledger, name);
    if (number < TL_FACTS_MAX)
        places[place] = number + 1;
    placed = true;
    return number;
}

void notes_note(const char *name, long long value)
{
    uint32_t fact = ledger != NULL ? fact_named(name) : TL_FACTS_MAX;
    if (fact < TL_FACTS_MAX)
        ledger->facts[fact].value = value;
}

void notes_printed(const char *name, const char *text)
{
    uint32_t fact = ledger != NULL ? fact_named(name) : TL_FACTS_MAX;
    if (fact < TL_FACTS_MAX)
        ledger->facts[fact].printed = ledger_text(ledger, text);
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
        line_copy(ledger->unknown, sizeof ledger->unknown, type);
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

void notes_sub_interpreter(void)
{
    if (ledger != NULL)
        ledger->remarks |= 1u << TL_REMARK_SUB_INTERPRETERS;
}

void notes_inexact(void)
{
    if (ledger != NULL)
        ledger->remarks |= 1u << TL_REMARK_INEXACT;
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

void notes_in_vain(void)
{
    if (ledger != NULL)
        ledger->in_vain = 1;
}

void notes_failure(const char *line)
{
    if (ledger != NULL && ledger->failure[0] == '\0')
        line_copy(ledger->failure, sizeof ledger->failure, line);
}

long long notes_in_control(void)
{
    return ledger != NULL && ledger->control;
}

long long notes_in_census(void)
{
    return ledger != NULL && ledger->census;
}

long long notes_steps(void)
{
    return ledger != NULL ? ledger->steps : 0;
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
    line_copy(ledger->note, sizeof ledger->note, problem);
}

void notes_complete(void)
{
    if (ledger != NULL)
        ledger->phase = LEDGER_COMPLETE;
}
