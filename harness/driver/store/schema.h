/* The tables of a results file, and files of earlier schemas brought up to them. */
#ifndef TASKLOSS_SCHEMA_H
#define TASKLOSS_SCHEMA_H

#include "sql.h"

#define SCHEMA_APPLICATION 0x544b4c53 /* "TKLS": PRAGMA application_id */

/* PRAGMA user_version. The format, and how many counts there are: a new count is a new schema by
 * itself. 1 was the first one. */
#define SCHEMA_VERSION (10000 + TL_COUNT_COUNT)

/* Is there nothing at all in the file? */
bool schema_is_missing(struct store *store);

/* Makes the tables of an empty file, or brings those of an earlier schema up to this one: what they
 * lack is added with its default, so that no results become unreadable. All or nothing; two
 * programs may come here at once. */
int schema_make(struct store *store, struct tl_error *error);

#endif
