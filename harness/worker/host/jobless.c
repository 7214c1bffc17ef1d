/* What was made instead of jobs, the program's own first, then the most frequent. */
#include "jobless.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Text that is added to as long as it fits. */
struct text {
    char *at;
    size_t room;
};

/* 0 if it does not fit: then nothing is added. */
__attribute__((format(printf, 2, 3))) static int add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text->at, text->room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= text->room) {
        *text->at = '\0';
        return 0;
    }
    text->at += length;
    text->room -= (size_t)length;
    return 1;
}

static int is_before(const struct ledger_made *a, const struct ledger_made *b)
{
    return a->kind != b->kind ? a->kind < b->kind : a->count > b->count;
}

/* In that order; how many. */
static uint32_t sort(const struct ledger *ledger, const struct ledger_made *out[])
{
    uint32_t count = ledger->made_count < LEDGER_MADE_MAX ? ledger->made_count : LEDGER_MADE_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = i;
        for (; place > 0 && is_before(&ledger->made[i], out[place - 1]); place--)
            out[place] = out[place - 1];
        out[place] = &ledger->made[i];
    }
    return count;
}

static int could_be_jobs(const struct ledger *ledger)
{
    int could = ledger->made_others != 0;
    for (uint32_t i = 0; i < ledger->made_count && i < LEDGER_MADE_MAX; i++)
        could |= ledger->made[i].kind == LEDGER_MADE_BY_PROGRAM;
    return could;
}

/* A main task is what runs the program; else the line would count it, and no other. */
static void add_head_line(struct text *text, const struct ledger_made *first)
{
    if (first->kind == LEDGER_MADE_AS_MAIN)
        return;
    if (first->cut)
        add(text, "; 'job: *' in the head counts all");
    else
        add(text, "; 'job: %s' in the head counts them", first->name);
}

/* The names take what the last words leave. */
static void add_made(struct text *text, const struct ledger *ledger)
{
    enum { LAST_WORDS = LEDGER_MADE_NAME_MAX + 32 };
    const struct ledger_made *made[LEDGER_MADE_MAX];
    uint32_t count = sort(ledger, made), shown = 0;
    struct text names = {text->at, text->room > LAST_WORDS ? text->room - LAST_WORDS : 1};
    while (shown < count &&
           add(&names, "%s%s%s (%u)", shown == 0 ? "; tasks were made of " : ", ",
               made[shown]->name, made[shown]->cut ? "..." : "", made[shown]->count))
        shown++;
    text->room -= (size_t)(names.at - text->at);
    text->at = names.at;
    if (shown < count || ledger->made_others > 0)
        add(text, ", ...");
    add_head_line(text, made[0]);
}

static void explain(const struct tl_request *request, const struct ledger *trial,
                    const struct tl_answer *answer, char *note, size_t size)
{
    struct text text = {note, size};
    uint32_t before = answer->control.counts[TL_COUNT_SPAWNED];
    add(&text, "no job seen");
    if (before > 0)
        add(&text, ", though there were %u without collections", before);
    else if (request->job_names[0] != '\0')
        add(&text, " of the head's 'job: %.60s%s'", request->job_names,
            strlen(request->job_names) > 60 ? "..." : "");
    if (trial->made_count > 0)
        add_made(&text, trial);
    else
        add(&text, "; no task was made");
}

int jobless(const struct tl_request *request, const struct ledger *trial,
            const struct tl_answer *answer, char *note, size_t size)
{
    if (answer->trial.counts[TL_COUNT_SPAWNED] > 0)
        return 0;
    if (answer->control.counts[TL_COUNT_SPAWNED] == 0 &&
        (request->job_need == TL_JOB_NONE ||
         (request->job_need == TL_JOB_OR_FACTS && !could_be_jobs(trial))))
        return 0;
    explain(request, trial, answer, note, size);
    return 1;
}
