/* What was seen in a watched program: its processes, summed up, and the findings, grouped by place.
 */
#ifndef TASKLOSS_WATCHED_H
#define TASKLOSS_WATCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "events_file.h"
#include "text.h"

/* X(symbol, name, fails, title, fix): the kinds of findings, the worst first. `fails`: the exit
 * status tells of it. */
#define WATCHED_KINDS(X)                                                                           \
    X(LOST, "lost", true, "destroyed while pending",                                               \
      "keep the task: in a set until it is done, by awaiting it, or in a TaskGroup")               \
    X(WOULD_BE_LOST, "would-be-lost", true, "would have been lost",                                \
      "keep the task: in a set until it is done, by awaiting it, or in a TaskGroup")               \
    X(ORPHANED, "orphaned", false, "held by nobody, and never woken",                              \
      "nobody could wake it: cancel it, or keep what it waits for")                                \
    X(NEVER_RETRIEVED, "never-retrieved", false, "failed, and nobody saw the exception",           \
      "await the task, or give it a done callback that looks at its exception")                    \
    X(PENDING_AT_END, "pending-at-end", false, "still pending at the end",                         \
      "await or cancel it before its loop is closed")                                              \
    X(NEVER_AWAITED, "never-awaited", false, "a coroutine that nobody awaited",                    \
      "await it, or make a task of it")

enum watched_kind {
#define X(symbol, name, fails, title, fix) WATCHED_##symbol,
    WATCHED_KINDS(X)
#undef X
        WATCHED_KIND_COUNT
};

extern const struct watched_kind_info {
    const char *name;
    bool fails;
    const char *title, *fix;
} watched_kinds[WATCHED_KIND_COUNT];

/* Names. */
extern const char *const watched_modes[WATCHING_MODE_COUNT];

/* Of which sort of events it is: jobs, whatever became of them, are one. */
enum watching_sort watched_sort_of(enum watched_kind kind);

/* The kind of that name, or -1. */
int watched_kind_find(const char *name);

/* Texts are owned, none is NULL. */
struct watched_finding {
    enum watched_kind kind;
    uint64_t count; /* tasks (coroutines) of its kind */
    struct watching_counts counts;
    struct watched_frames made, waiting;
    char *for_what, *cycle, *note;
    struct text_list tests;
    uint64_t processes; /* in which it was found */
    bool own;           /* made by the user's code, not by a library's */
    char *accepted;     /* for this reason; NULL: it is not */
};

struct watched {
    struct watching_totals totals;
    uint64_t processes;               /* that were watched */
    struct text_list refused;         /* why others could not be, and what of these; each once */
    struct text_list pythons;         /* versions; no two the same */
    struct watched_finding *findings; /* the worst kind first, then the most frequent */
    size_t count;
};

/* Reads the events of all processes. Lines that are none (one that a kill cut off) are passed over.
 * `observed`: nothing was held, so that only what died was lost. -1: no such file. Free in any
 * case.
 */
int watched_read(struct watched *out, const char *file, bool observed, struct tl_error *error);
void watched_free(struct watched *watched);

/* Is this file of the user's own code: no library's, nor of the interpreter? */
bool watched_is_own(const char *file);

/* The path from the folder on, or the whole; borrowed. */
const char *watched_below(const char *file, const char *folder);

/* The path as findings show it: below `folder` ("": none) relative to it, a library's from the
 * folder of libraries on. Borrowed from `file`. */
const char *watched_path(const char *file, const char *folder);

/* Was anything watched? If not, why, as a new string. */
char *watched_nothing(const struct watched *watched);

/* Is there a finding that fails, and is not accepted? */
bool watched_fails(const struct watched *watched);

#endif
