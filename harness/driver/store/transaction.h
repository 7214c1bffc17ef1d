/* Several statements as one: all are in the file, or none. */
#ifndef TASKLOSS_STORE_TRANSACTION_H
#define TASKLOSS_STORE_TRANSACTION_H

#include "sql.h"

int transaction_begin(struct store *store, struct tl_error *error);

/* Commits, or takes back what was done where `result` is not 0; passes `result` on. */
int transaction_end(struct store *store, int result, struct tl_error *error);

#endif
