/* Findings that are accepted: by place, for a reason, until a day.
 *
 * A file of lines "PLACE UNTIL REASON": PLACE is FILE, FILE:LINE or FILE:FUNCTION, FILE as a shell
 * pattern for the end of the path ("jobs.py", "app/jobs.py", "redis/a*.py"); UNTIL a day as
 * 2027-01-31, that day included, or "always"; REASON the rest of the line. Lines that are empty or
 * begin with # say nothing. A place is that where a task was made, or any of its frames. */
#ifndef TASKLOSS_ALLOWED_H
#define TASKLOSS_ALLOWED_H

#include <stdbool.h>

#include "error.h"
#include "watched.h"

struct allowed {
    char *file, *what; /* what: a line or a function; NULL: any */
    char *until;       /* NULL: always */
    char *reason;
    bool is_over, is_used;
};

struct allowed_list {
    struct allowed *items;
    size_t count;
};

/* One place of the command line, always accepted. */
void allowed_add(struct allowed_list *list, const char *place, const char *until,
                 const char *reason);

/* -1 with `error` filled in (TL_EXIT_USAGE). */
int allowed_read(struct allowed_list *list, const char *file, struct tl_error *error);
void allowed_free(struct allowed_list *list);

/* Marks the findings that are accepted on this day ("2026-11-25"), and the entries that were used
 * or are over. */
void allowed_apply(struct allowed_list *list, struct watched *watched, const char *today);

#endif
