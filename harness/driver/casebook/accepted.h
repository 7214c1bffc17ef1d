/* Accepted differences: what a check may find, for a reason and until a day.
 *
 * A JSON file: {"accepted": [{"case": "a01", "guard": "bare", "key": "lost", "on": ">=3.14",
 * "reason": "gh-91887", "until": "2027-01-31"}, ...]}. "case" (an id or a name), "reason" and
 * "until" must be there; "guard" and "key" are any where they are not, "on" (versions as in the
 * head of a case) is all, and "verdict" any difference: only "could-not-measure", named so, stands
 * for that.
 */
#ifndef TASKLOSS_ACCEPTED_H
#define TASKLOSS_ACCEPTED_H

#include <stdbool.h>

#include "cases.h"
#include "error.h"
#include "versions.h"

struct accepted {
    char *the_case;              /* a case's id */
    char *guard, *key, *verdict; /* NULL: any */
    struct versions *on;
    char *reason, *until; /* "2027-01-31", that day included */
    bool used;            /* set by whoever finds it to fit */
};

/* All zero is the empty list. */
struct accepted_list {
    char *file;
    struct accepted *items;
    size_t count;
};

/* Reads and checks a file; every case in it is one of `cases`. -1 with `error` filled in
 * (TL_EXIT_USAGE). Free in any case. */
int accepted_read(struct accepted_list *out, const char *file, const struct tl_cases *cases,
                  struct tl_error *error);

/* Adds one entry, a JSON object; `place` is where it stands, for messages. */
int accepted_add(struct accepted_list *out, const char *entry, const char *place,
                 const struct tl_cases *cases, struct tl_error *error);
void accepted_free(struct accepted_list *list);

/* Is it over on this day, "2026-11-25"? */
bool accepted_is_over(const struct accepted *one, const char *today);

#endif
