/* Sites of all processes become findings: those made and waiting at the same place are one. */
#include "watched.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"

const struct watched_kind_info watched_kinds[WATCHED_KIND_COUNT] = {
#define X(symbol, name, fails, title, fix) {name, fails, title, fix},
    WATCHED_KINDS(X)
#undef X
};

const char *const watched_modes[WATCHING_MODE_COUNT] = {
#define X(symbol, name) name,
    WATCHING_MODES(X)
#undef X
};

enum watching_sort watched_sort_of(enum watched_kind kind)
{
    switch (kind) {
    case WATCHED_NEVER_RETRIEVED:
        return WATCHING_SORT_NEVER_RETRIEVED;
    case WATCHED_PENDING_AT_END:
        return WATCHING_SORT_PENDING_AT_END;
    case WATCHED_NEVER_AWAITED:
        return WATCHING_SORT_NEVER_AWAITED;
    default:
        return WATCHING_SORT_JOB;
    }
}

int watched_kind_find(const char *name)
{
    for (int i = 0; i < WATCHED_KIND_COUNT; i++)
        if (strcmp(watched_kinds[i].name, name) == 0)
            return i;
    return -1;
}

/* ---- comparing ---- */

static int compare_frames(const struct watched_frames *a, const struct watched_frames *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        int by_file = strcmp(a->items[i].file, b->items[i].file);
        if (by_file != 0)
            return by_file;
        if (a->items[i].line != b->items[i].line)
            return a->items[i].line < b->items[i].line ? -1 : 1;
        int by_function = strcmp(a->items[i].function, b->items[i].function);
        if (by_function != 0)
            return by_function;
    }
    return a->count < b->count ? -1 : a->count > b->count;
}

static int compare_sites(const void *left, const void *right)
{
    const struct events_site *a = left, *b = right;
    int result = (int)a->is_told - (int)b->is_told;
    if (result == 0)
        result = (int)a->sort - (int)b->sort;
    if (result == 0)
        result = compare_frames(&a->made, &b->made);
    return result != 0 ? result : compare_frames(&a->waiting, &b->waiting);
}

static int compare_findings(const void *left, const void *right)
{
    const struct watched_finding *a = left, *b = right;
    if (a->kind != b->kind)
        return (int)a->kind - (int)b->kind;
    if (a->own != b->own)
        return a->own ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return compare_frames(&a->made, &b->made);
}

/* ---- paths ---- */

static const char *const library_folders[] = {"/site-packages/", "/dist-packages/"};

/* Behind "/lib/python3.12/", or NULL. */
static const char *in_standard_library(const char *file)
{
    for (const char *at = file; (at = strstr(at, "/lib")) != NULL;) {
        at += strlen("/lib");
        const char *rest = strncmp(at, "64/", 3) == 0 ? at + 2 : at;
        size_t digits = strncmp(rest, "/python3.", 9) == 0 ? strspn(rest + 9, "0123456789") : 0;
        size_t build = digits > 0 ? strspn(rest + 9 + digits, "dt") : 0; /* 3.14d, 3.13t */
        if (digits > 0 && rest[9 + digits + build] == '/')
            return rest + 9 + digits + build + 1;
    }
    return NULL;
}

const char *watched_below(const char *file, const char *folder)
{
    size_t length = strlen(folder);
    if (length > 1 && strncmp(file, folder, length) == 0 && file[length] == '/')
        return file + length + 1;
    return file;
}

const char *watched_path(const char *file, const char *folder)
{
    for (size_t i = 0; i < sizeof library_folders / sizeof *library_folders; i++) {
        const char *mark = strstr(file, library_folders[i]);
        if (mark != NULL)
            return mark + strlen(library_folders[i]);
    }
    const char *library = in_standard_library(file);
    return library != NULL ? library : watched_below(file, folder);
}

bool watched_is_own(const char *file)
{
    for (size_t i = 0; i < sizeof library_folders / sizeof *library_folders; i++)
        if (strstr(file, library_folders[i]) != NULL)
            return false;
    return in_standard_library(file) == NULL && strncmp(file, "<frozen ", 8) != 0 &&
           strcmp(file, "?") != 0;
}

/* ---- grouping ---- */

static struct watched_frames copy_frames(const struct watched_frames *from)
{
    struct watched_frames copy = {memory_zeroed(from->count, sizeof *copy.items), from->count};
    for (size_t i = 0; i < from->count; i++)
        copy.items[i] =
            (struct watched_frame){memory_text(from->items[i].file),
                                   memory_text(from->items[i].function), from->items[i].line};
    return copy;
}

static void add_counts(struct watching_counts *to, const struct watching_counts *from)
{
#define X(name, meaning) to->name += from->name;
    WATCHING_COUNTS(X)
#undef X
}

static void add_site(struct watched_finding *finding, const struct events_site *site)
{
    add_counts(&finding->counts, &site->counts);
    if (site->test[0] != '\0' && !text_has(&finding->tests, site->test))
        text_add(&finding->tests, memory_text(site->test));
    if (finding->cycle[0] == '\0' && site->cycle[0] != '\0') {
        free(finding->cycle);
        finding->cycle = memory_text(site->cycle);
    }
}

static struct watched_finding begin_finding(const struct events_site *site)
{
    return (struct watched_finding){.made = copy_frames(&site->made),
                                    .waiting = copy_frames(&site->waiting),
                                    .for_what = memory_text(site->for_what),
                                    .cycle = memory_text(site->cycle),
                                    .note = memory_text(site->note),
                                    .own = site->made.count > 0 &&
                                           watched_is_own(site->made.items[0].file)};
}

/* What died comes before what was held, and that before what was never woken. */
static void judge(struct watched_finding *finding, enum watching_sort sort)
{
    static const enum watched_kind of_sort[] = {
#define X(symbol, name) WATCHED_##symbol,
#define WATCHED_JOB     WATCHED_ORPHANED
        WATCHING_SORTS(X)
#undef WATCHED_JOB
#undef X
    };
    const struct watching_counts *counts = &finding->counts;
    finding->kind = of_sort[sort];
    finding->count = counts->found;
    if (sort != WATCHING_SORT_JOB)
        return;
    if (counts->lost > 0)
        finding->kind = WATCHED_LOST;
    else if (counts->woken > 0)
        finding->kind = WATCHED_WOULD_BE_LOST;
    finding->count = finding->kind == WATCHED_LOST            ? counts->lost + counts->woken
                     : finding->kind == WATCHED_WOULD_BE_LOST ? counts->woken
                                                              : counts->exposed;
}

/* Nothing was held: a task that nobody held for a while, and that ended, was lost to nobody. */
static bool is_nothing(const struct watched_finding *finding, enum watching_sort sort,
                       bool observed)
{
    return sort == WATCHING_SORT_JOB && observed && finding->counts.lost == 0;
}

static void free_finding(struct watched_finding *finding);

static void group(struct watched *out, struct events *events, bool observed)
{
    list_sort(events->sites, events->site_count, sizeof *events->sites, compare_sites);
    for (size_t i = 0, next; i < events->site_count; i = next) {
        const struct events_site *first = &events->sites[i];
        next = i + 1;
        if (!first->is_told)
            continue;
        struct watched_finding finding = begin_finding(first);
        uint64_t process = UINT64_MAX;
        for (next = i; next < events->site_count && compare_sites(first, &events->sites[next]) == 0;
             next++) {
            add_site(&finding, &events->sites[next]);
            finding.processes += events->sites[next].process != process;
            process = events->sites[next].process;
        }
        judge(&finding, first->sort);
        if (is_nothing(&finding, first->sort, observed)) {
            free_finding(&finding);
            continue;
        }
        *(struct watched_finding *)list_grow(&out->findings, out->count, sizeof finding) = finding;
        out->count++;
    }
    if (out->count > 0)
        list_sort(out->findings, out->count, sizeof *out->findings, compare_findings);
}

static void add_once(struct text_list *list, const char *text)
{
    if (text[0] != '\0' && !text_has(list, text))
        text_add(list, memory_text(text));
}

static void sum_up(struct watched *out, const struct events *events)
{
    for (size_t i = 0; i < events->missed.count; i++)
        add_once(&out->refused, events->missed.items[i]);
    for (size_t i = 0; i < events->process_count; i++) {
        const struct events_process *process = &events->processes[i];
        if (!process->is_watched) {
            add_once(&out->refused, process->why);
            continue;
        }
        out->processes++;
        add_once(&out->pythons, process->python);
#define X(name, meaning) out->totals.name += process->totals.name;
        WATCHING_TOTALS(X)
#undef X
    }
}

/* The totals of a process that was killed are those of a while before: what was found tells more.
 */
static void raise_totals(struct watched *watched)
{
    unsigned long long exposed = 0;
    for (size_t i = 0; i < watched->count; i++)
        exposed += watched->findings[i].counts.exposed;
    if (watched->totals.exposed < exposed)
        watched->totals.exposed = exposed;
    if (watched->totals.tasks < watched->totals.exposed)
        watched->totals.tasks = watched->totals.exposed;
}

int watched_read(struct watched *out, const char *file, bool observed, struct tl_error *error)
{
    struct events events = {0};
    *out = (struct watched){0};
    if (events_read(&events, file, error) != 0)
        return -1;
    sum_up(out, &events);
    group(out, &events, observed);
    raise_totals(out);
    events_free(&events);
    return 0;
}

/* ---- what to make of it ---- */

char *watched_nothing(const struct watched *watched)
{
    if (watched->totals.tasks > 0 || watched->count > 0) /* a killed process may lack its totals */
        return NULL;
    if (watched->refused.count > 0)
        return text_make("%s", watched->refused.items[0]);
    if (watched->processes > 0)
        return text_make("an asyncio loop was made, but no task");
    return text_make(
        "no asyncio loop was seen: none ran, or one that never waits in the C library");
}

bool watched_fails(const struct watched *watched)
{
    for (size_t i = 0; i < watched->count; i++)
        if (watched_kinds[watched->findings[i].kind].fails && watched->findings[i].accepted == NULL)
            return true;
    return false;
}

static void free_frames(struct watched_frames *frames)
{
    for (size_t i = 0; i < frames->count; i++) {
        free(frames->items[i].file);
        free(frames->items[i].function);
    }
    free(frames->items);
}

static void free_finding(struct watched_finding *finding)
{
    free_frames(&finding->made);
    free_frames(&finding->waiting);
    free(finding->for_what);
    free(finding->cycle);
    free(finding->note);
    free(finding->accepted);
    text_clear(&finding->tests);
}

void watched_free(struct watched *watched)
{
    for (size_t i = 0; i < watched->count; i++)
        free_finding(&watched->findings[i]);
    free(watched->findings);
    text_clear(&watched->refused);
    text_clear(&watched->pythons);
    *watched = (struct watched){0};
}
