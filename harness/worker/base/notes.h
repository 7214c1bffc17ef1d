/* What the Python half of a trial reports about it, whichever interpreter that is. */
#ifndef TASKLOSS_NOTES_H
#define TASKLOSS_NOTES_H

#include "ledger.h"

/* All of these do nothing if `ledger` is NULL. */

/* The fact `name` is `value`. */
void notes_fact(struct ledger *ledger, const char *name, int64_t value);

/* The fact `name` is how often the trial prints `text`. */
void notes_printed(struct ledger *ledger, const char *name, const char *text);

/* At least so many collections were seen. */
void notes_collections(struct ledger *ledger, long long count);

/* A task of this type, which is not known, was seen. */
void notes_unknown(struct ledger *ledger, const char *type);

/* The program's end: how many threads it left, and what went wrong or "". */
void notes_end(struct ledger *ledger, const char *problem);

#endif
