/* SQLite's calls for the store: values in, rows out, and each of its failures as one line. */
#include "sql.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "memory.h"
#include "text.h"

#define LARGEST_WRITE 65536 /* of SQLite: a page */

/* What has no better line: SQLite's own. */
static int fail_unnamed(struct store *store, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_UNMEASURED, "%s: %s (SQLite error %d)", store->file,
                   store->db == NULL ? "out of memory" : sqlite3_errmsg(store->db),
                   store->db == NULL ? SQLITE_NOMEM : sqlite3_extended_errcode(store->db));
}

/* SQLite may have lost the reason by now; this one can still be seen. */
static bool is_at_limit(const char *file, const char *suffix)
{
    struct rlimit limit;
    struct stat status;
    char *path = text_make("%s%s", file, suffix);
    bool at = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
              stat(path, &status) == 0 && (rlim_t)status.st_size + LARGEST_WRITE > limit.rlim_cur;
    free(path);
    return at;
}

static int fail_io(struct store *store, struct tl_error *error)
{
    int why = sqlite3_system_errno(store->db);
    if (is_at_limit(store->file, "") || is_at_limit(store->file, "-wal"))
        why = EFBIG;
    if (why == 0)
        return fail_unnamed(store, error);
    return tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be read or written (%s)", store->file,
                   strerror(why));
}

int sql_fail(struct store *store, struct tl_error *error)
{
    int code = store->db == NULL ? SQLITE_NOMEM : sqlite3_errcode(store->db);
    const char *file = store->file;

    switch (code & 0xff) {
    case SQLITE_FULL:
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "%s: no space left; the trials stored so far are kept: free some space, or "
                       "use another --results",
                       file);
    case SQLITE_CORRUPT:
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "%s is damaged (%s): move it away, or mend a copy with sqlite3's .recover",
                       file, sqlite3_errmsg(store->db));
    case SQLITE_NOTADB:
        return tl_fail(error, TL_EXIT_USAGE,
                       "%s is not a results file of taskloss: give another --results", file);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "%s cannot be written (%s): make its folder writable, or use another "
                       "--results",
                       file, sqlite3_errmsg(store->db));
    case SQLITE_IOERR:
        return fail_io(store, error);
    case SQLITE_BUSY:
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "%s is kept locked by another program: try again when it has ended", file);
    default:
        return fail_unnamed(store, error);
    }
}

struct row sql_row(struct store *store, enum statement which)
{
    struct row row = {.store = store, .statement = store->statements[which]};
    sqlite3_reset(row.statement);
    sqlite3_clear_bindings(row.statement);
    return row;
}

void sql_put(struct row *row, int64_t value)
{
    sqlite3_bind_int64(row->statement, ++row->at, value);
}

void sql_put_text(struct row *row, const char *text)
{
    int code = sqlite3_bind_text(row->statement, ++row->at, text == NULL ? "" : text, -1,
                                 SQLITE_TRANSIENT);
    row->out_of_memory |= code == SQLITE_NOMEM;
}

void sql_put_text_or_null(struct row *row, const char *text)
{
    if (text != NULL)
        sql_put_text(row, text);
    else
        sqlite3_bind_null(row->statement, ++row->at);
}

void sql_put_bytes(struct row *row, const void *bytes, size_t length)
{
    int code = sqlite3_bind_blob64(row->statement, ++row->at, length == 0 ? "" : bytes, length,
                                   SQLITE_TRANSIENT);
    row->out_of_memory |= code == SQLITE_NOMEM;
}

void sql_damaged(struct row *row, const char *what)
{
    if (row->damage == NULL)
        row->damage = what;
}

int64_t sql_take_between(struct row *row, int64_t low, int64_t high)
{
    int column = row->at++;
    int64_t value = sqlite3_column_int64(row->statement, column);
    if (sqlite3_column_type(row->statement, column) == SQLITE_INTEGER && value >= low &&
        value <= high)
        return value;
    sql_damaged(row, sqlite3_column_name(row->statement, column));
    return 0;
}

int64_t sql_take(struct row *row)
{
    return sql_take_between(row, 0, INT64_MAX);
}

char *sql_take_text_or_null(struct row *row)
{
    int column = row->at++;
    if (sqlite3_column_type(row->statement, column) == SQLITE_NULL)
        return NULL;
    return memory_text(memory_sure((void *)(uintptr_t)sqlite3_column_text(row->statement, column)));
}

char *sql_take_text(struct row *row)
{
    char *text = sql_take_text_or_null(row);
    if (text != NULL)
        return text;
    sql_damaged(row, sqlite3_column_name(row->statement, row->at - 1));
    return memory_text("");
}

static int fail_damaged(const struct row *row, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_UNMEASURED,
                   "%s is damaged (its %s is not what taskloss writes): move it away",
                   row->store->file, row->damage != NULL ? row->damage : "text");
}

int sql_next(struct row *row, struct tl_error *error)
{
    if (row->out_of_memory) {
        sqlite3_reset(row->statement);
        return tl_fail(error, TL_EXIT_UNMEASURED, "%s: out of memory", row->store->file);
    }
    if (row->damage != NULL)
        return sql_done(row, error);
    row->at = 0;
    int code = sqlite3_step(row->statement);
    if (code == SQLITE_ROW)
        return 1;
    int result = code == SQLITE_DONE ? 0 : sql_fail(row->store, error);
    sqlite3_reset(row->statement);
    return result;
}

int sql_run(struct row *row, struct tl_error *error)
{
    return sql_next(row, error);
}

int sql_done(struct row *row, struct tl_error *error)
{
    int result = row->damage != NULL ? fail_damaged(row, error) : 0;
    sqlite3_reset(row->statement);
    return result;
}
