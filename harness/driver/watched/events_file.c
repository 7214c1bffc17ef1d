/* Sums are cumulative: the latest event of a process or a site replaces the earlier ones. */
#include "events_file.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "list.h"
#include "memory.h"

const char *const events_sorts[WATCHING_SORT_COUNT] = {
#define X(symbol, name) name,
    WATCHING_SORTS(X)
#undef X
};

static uint64_t number(const json_t *event, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(event, key));
    return value > 0 ? (uint64_t)value : 0;
}

static char *text(const json_t *event, const char *key)
{
    const char *value = json_string_value(json_object_get(event, key));
    return memory_text(value != NULL ? value : "");
}

static void take_frames(struct watched_frames *frames, const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        struct watched_frame *frame = list_grow(&frames->items, frames->count, sizeof *frame);
        frame->file = text(item, "file");
        frame->function = text(item, "function");
        frame->line = number(item, "line");
        frames->count++;
    }
}

/* ---- processes ---- */

/* The latest of that pid, or a new one. */
static size_t process_of(struct events *events, uint64_t pid, bool is_new)
{
    for (size_t i = events->process_count; i-- > 0 && !is_new;)
        if (events->processes[i].pid == pid)
            return i;
    struct events_process *process =
        list_grow(&events->processes, events->process_count, sizeof *process);
    *process = (struct events_process){.pid = pid,
                                       .is_watched = true,
                                       .python = memory_text(""),
                                       .program = memory_text(""),
                                       .why = memory_text("")};
    return events->process_count++;
}

static void take_process(struct events *events, const json_t *event, bool is_watched)
{
    size_t which = process_of(events, number(event, "pid"), true);
    struct events_process *process = &events->processes[which];
    free(process->python);
    free(process->program);
    free(process->why);
    process->is_watched = is_watched;
    process->python = text(event, "python");
    process->program = text(event, "program");
    process->why = text(event, "why");
}

static void take_totals(struct events *events, const json_t *event)
{
    size_t which = process_of(events, number(event, "pid"), false);
    struct events_process *process = &events->processes[which];
#define X(name, meaning) process->totals.name = number(event, #name);
    WATCHING_TOTALS(X)
#undef X
}

/* ---- sites ---- */

static struct events_site *site_of(struct events *events, const json_t *event)
{
    uint64_t process = process_of(events, number(event, "pid"), false);
    uint64_t which = number(event, "site");
    for (size_t i = events->site_count; i-- > 0;)
        if (events->sites[i].process == process && events->sites[i].number == which)
            return &events->sites[i];
    struct events_site *site = list_grow(&events->sites, events->site_count++, sizeof *site);
    site->process = process;
    site->number = which;
    return site;
}

static enum watching_sort sort_of(const char *name)
{
    for (int i = 0; i < WATCHING_SORT_COUNT; i++)
        if (strcmp(name, events_sorts[i]) == 0)
            return (enum watching_sort)i;
    return WATCHING_SORT_JOB;
}

static void take_site(struct events *events, const json_t *event)
{
    struct events_site *site = site_of(events, event);
    if (site->is_told)
        return;
    char *sort = text(event, "sort");
    site->is_told = true;
    site->sort = sort_of(sort);
    site->for_what = text(event, "for");
    site->cycle = text(event, "cycle");
    site->note = text(event, "note");
    site->test = text(event, "test");
    take_frames(&site->made, json_object_get(event, "made"));
    take_frames(&site->waiting, json_object_get(event, "waiting"));
    free(sort);
}

static void take_note(struct events *events, const json_t *event)
{
    struct events_site *site = site_of(events, event);
    if (!site->is_told)
        return;
    free(site->note);
    site->note = text(event, "note");
}

static void take_counts(struct events *events, const json_t *event)
{
    struct events_site *site = site_of(events, event);
#define X(name, meaning) site->counts.name = number(event, #name);
    WATCHING_COUNTS(X)
#undef X
}

/* ---- lines ---- */

void events_take(struct events *events, const char *line, size_t length)
{
    json_t *event = json_loadb(line, length, 0, NULL);
    const char *name = json_string_value(json_object_get(event, "event"));
    if (name != NULL && strcmp(name, "process") == 0)
        take_process(events, event, true);
    else if (name != NULL && strcmp(name, "refused") == 0)
        take_process(events, event, false);
    else if (name != NULL && strcmp(name, "missed") == 0)
        text_add(&events->missed, text(event, "why"));
    else if (name != NULL && strcmp(name, "totals") == 0)
        take_totals(events, event);
    else if (name != NULL && strcmp(name, "site") == 0)
        take_site(events, event);
    else if (name != NULL && strcmp(name, "note") == 0)
        take_note(events, event);
    else if (name != NULL && strcmp(name, "count") == 0)
        take_counts(events, event);
    json_decref(event);
}

int events_read(struct events *events, const char *file, struct tl_error *error)
{
    FILE *in = files_open(file);
    if (in == NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot read the events in '%s': %s", file,
                       strerror(errno));
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, in)) > 0;)
        events_take(events, line, (size_t)length);
    free(line);
    fclose(in);
    return 0;
}

static void free_frames(struct watched_frames *frames)
{
    for (size_t i = 0; i < frames->count; i++) {
        free(frames->items[i].file);
        free(frames->items[i].function);
    }
    free(frames->items);
}

void events_free(struct events *events)
{
    for (size_t i = 0; i < events->process_count; i++) {
        free(events->processes[i].python);
        free(events->processes[i].program);
        free(events->processes[i].why);
    }
    for (size_t i = 0; i < events->site_count; i++) {
        struct events_site *site = &events->sites[i];
        free_frames(&site->made);
        free_frames(&site->waiting);
        free(site->for_what);
        free(site->cycle);
        free(site->note);
        free(site->test);
    }
    text_clear(&events->missed);
    free(events->processes);
    free(events->sites);
    *events = (struct events){0};
}
