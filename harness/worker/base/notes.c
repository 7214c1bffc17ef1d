/* The parts of the ledger that are not about tasks. */
#include "notes.h"

#include <stdarg.h>
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

/* A fact that is cut or dropped would look like a difference of the program. */
__attribute__((format(printf, 1, 2))) static struct ledger_fact *refuse(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(ledger->unkept, sizeof ledger->unkept, format, arguments);
    va_end(arguments);
    return NULL;
}

/* NULL, and said, if it cannot be kept. */
static struct ledger_fact *fact_named(const char *name)
{
    if (name[0] == '\0' || strlen(name) >= TL_FACT_NAME_MAX)
        return refuse("the name of a fact has 1 to %d bytes, not %zu: '%.100s'",
                      TL_FACT_NAME_MAX - 1, strlen(name), name);
    for (uint32_t i = 0; i < ledger->fact_count; i++)
        if (strcmp(ledger->facts[i].name, name) == 0)
            return &ledger->facts[i];
    if (ledger->fact_count >= TL_FACTS_MAX)
        return refuse("it reports more than %d facts", TL_FACTS_MAX);
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
    if (fact != NULL && (text[0] == '\0' || strlen(text) >= sizeof fact->printed))
        fact = refuse("a text to be counted has 1 to %zu bytes, not %zu", sizeof fact->printed - 1,
                      strlen(text));
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

long long notes_in_control(void)
{
    return ledger != NULL && ledger->control;
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
    snprintf(ledger->note, sizeof ledger->note, "%s", problem);
}

void notes_complete(void)
{
    if (ledger != NULL)
        ledger->phase = LEDGER_COMPLETE;
}
