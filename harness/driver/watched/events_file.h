/* The file of events that the preloaded library writes, as sites. */
#ifndef TASKLOSS_EVENTS_FILE_H
#define TASKLOSS_EVENTS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "text.h"
#include "watching.h"

/* Names of sorts of events. */
extern const char *const events_sorts[WATCHING_SORT_COUNT];

struct watched_frame {
    char *file, *function;
    uint64_t line;
};

struct watched_frames {
    struct watched_frame *items; /* innermost first */
    size_t count;
};

/* A site in one process: the latest of what it wrote. */
struct events_site {
    uint64_t process, number; /* process: an index, also where a pid came twice */
    enum watching_sort sort;
    struct watching_counts counts;
    struct watched_frames made, waiting;
    char *for_what, *cycle, *note, *test;
    bool is_told; /* else only its counts are known */
};

struct events {
    struct events_process {
        uint64_t pid;
        struct watching_totals totals;
        bool is_watched;
        char *python, *program, *why; /* why it is not watched */
    } * processes;
    size_t process_count;
    struct events_site *sites;
    size_t site_count;
    struct text_list missed; /* what of the watched processes was not watched */
};

/* Takes the next line in; one that is no event is left alone. */
void events_take(struct events *events, const char *line, size_t length);

/* The same of a whole file. */
int events_read(struct events *events, const char *file, struct tl_error *error);
void events_free(struct events *events);

#endif
