/* The file of claims: on which versions a count of a case is above zero. */
#ifndef TASKLOSS_CLAIMS_FILE_H
#define TASKLOSS_CLAIMS_FILE_H

#include "cases.h"
#include "error.h"
#include "versions.h"

/* One line of the file. */
struct claim {
    char *text, *where;
    char *the_case; /* a case's id, or "*" for all cases */
    char *guard, *pressure, *what, *versions;
    struct versions *set;
    size_t line;
};

/* All zero is the empty list. */
struct claims {
    struct claim *items;
    size_t count;
};

/* Reads and checks a file: every case, guard, pressure, count and set of versions in it is known.
 * -1 with `error` filled in (TL_EXIT_USAGE): FILE:LINE: what is wrong. Free in any case. */
int claims_read(struct claims *out, const char *file, const struct tl_cases *cases,
                struct tl_error *error);
void claims_free(struct claims *claims);

/* Does it say more than "all" or "none"? */
bool claims_boundary(const struct claim *claim);

#endif
