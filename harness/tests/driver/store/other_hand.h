/* Another program's hand in a results file. */
#ifndef TASKLOSS_OTHER_HAND_H
#define TASKLOSS_OTHER_HAND_H

#include <check.h>
#include <sqlite3.h>

/* Runs statements that have to succeed. */
static inline void other_hand(const char *file, const char *statements)
{
    sqlite3 *db;
    char *why = NULL;
    ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, statements, NULL, NULL, &why) == SQLITE_OK, "%s", why);
    sqlite3_close(db);
}

#endif
