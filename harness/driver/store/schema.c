/* A table is migrated by making it anew and copying the columns that both have.
 *
 * What a schema lacks is given its default by the new table's definition, so a new column, count or
 * fate needs nothing here. Only what changed its meaning has a step of its own below.
 */
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "implementation.h"
#include "memory.h"
#include "text.h"

/* X(table, columns, options) */
#define TABLES(X)                                                                                  \
    X(runs,                                                                                        \
      "id INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL, ended TEXT, "                  \
      "command TEXT NOT NULL, machine TEXT NOT NULL, tool TEXT NOT NULL" RUN_NUMBERS(COLUMN_TYPE), \
      "")                                                                                          \
    X(implementations,                                                                             \
      "id INTEGER PRIMARY KEY" IMPLEMENTATION_TEXTS(COLUMN_TEXT)                                   \
          IMPLEMENTATION_NUMBERS(COLUMN_TYPE) ", UNIQUE(python, version, path, libpython, loop, "  \
                                              "asked, pypy, build, kinds, by_path)",               \
      "")                                                                                          \
    X(cases,                                                                                       \
      "id INTEGER PRIMARY KEY, case_id TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, "   \
      "file TEXT NOT NULL, source TEXT NOT NULL, expectations TEXT NOT NULL, "                     \
      "awaits TEXT NOT NULL DEFAULT '', "                                                          \
      "UNIQUE(case_id, name, title, file, source, expectations, awaits)",                          \
      "")                                                                                          \
    X(cells,                                                                                       \
      "id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), "                         \
      "implementation INTEGER NOT NULL REFERENCES implementations(id), "                           \
      "the_case INTEGER NOT NULL REFERENCES cases(id), guard TEXT NOT NULL, "                      \
      "pressure TEXT NOT NULL, argument" NUMBER_TYPE ", planned" NUMBER_TYPE                       \
      ", UNIQUE(run, implementation, the_case, guard, pressure, argument)",                        \
      "")                                                                                          \
    X(trials,                                                                                      \
      "id INTEGER PRIMARY KEY, cell INTEGER NOT NULL REFERENCES cells(id), "                       \
      "measured INTEGER NOT NULL, ending TEXT NOT NULL, note TEXT NOT NULL, "                      \
      "output BLOB NOT NULL" ANSWER_NUMBERS(COLUMN_TYPE) TALLY_TYPES ", UNIQUE(cell, seed)",       \
      "")                                                                                          \
    X(tasks,                                                                                       \
      "trial INTEGER NOT NULL REFERENCES trials(id), position INTEGER NOT NULL, "                  \
      "fate TEXT NOT NULL, control_fate TEXT NOT NULL" TASK_NUMBERS(                               \
          COLUMN_TYPE) ", PRIMARY KEY(trial, position)",                                           \
      "WITHOUT ROWID")                                                                             \
    X(facts,                                                                                       \
      "trial INTEGER NOT NULL REFERENCES trials(id), name TEXT NOT NULL, "                         \
      "value INTEGER NOT NULL, control INTEGER NOT NULL, PRIMARY KEY(trial, name)",                \
      "WITHOUT ROWID")                                                                             \
    X(watches,                                                                                     \
      "run INTEGER PRIMARY KEY REFERENCES runs(id), folder TEXT NOT NULL, events TEXT NOT "        \
      "NULL" WATCH_NUMBERS(COLUMN_TYPE) ", processes" NUMBER_TYPE WATCHING_TOTALS(COLUMN_TYPE),    \
      "")                                                                                          \
    X(watch_findings,                                                                              \
      "id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES watches(run), "                     \
      "kind TEXT NOT NULL, accepted TEXT" FINDING_NUMBERS(COLUMN_TYPE) FINDING_TEXTS(COLUMN_TEXT)  \
          WATCHING_COUNTS(COLUMN_TYPE),                                                            \
      "")                                                                                          \
    X(watch_frames,                                                                                \
      "finding INTEGER NOT NULL REFERENCES watch_findings(id), waiting INTEGER NOT NULL, "         \
      "position INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, "                     \
      "function TEXT NOT NULL, PRIMARY KEY(finding, waiting, position)",                           \
      "WITHOUT ROWID")                                                                             \
    X(watch_words,                                                                                 \
      "run INTEGER NOT NULL REFERENCES watches(run), finding INTEGER NOT NULL, "                   \
      "what TEXT NOT NULL, position INTEGER NOT NULL, word TEXT NOT NULL, "                        \
      "PRIMARY KEY(run, finding, what, position)",                                                 \
      "WITHOUT ROWID")                                                                             \
    X(unmeasured,                                                                                  \
      "id INTEGER PRIMARY KEY, cell INTEGER NOT NULL REFERENCES cells(id), "                       \
      "seed INTEGER NOT NULL, why TEXT NOT NULL",                                                  \
      "")

static const struct {
    const char *name, *columns, *options;
} tables[] = {
#define X(table, columns, options) {#table, columns, options},
    TABLES(X)
#undef X
};

#define TABLE_COUNT (sizeof tables / sizeof tables[0])

/* Columns that are called otherwise now. A name of schema 1 stands for the Python until name_fields
 * has taken it apart: without it, two event loops of one Python would be the same row. */
static const struct {
    const char *table, *then, *now;
} renamed[] = {{"trials", "rescued", "trial_rescued"}, {"implementations", "name", "python"}};

static int run_text(struct store *store, char *sql, struct tl_error *error)
{
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    free(sql);
    return code == SQLITE_OK ? 0 : sql_fail(store, error);
}

static int64_t version_of(struct store *store)
{
    sqlite3_stmt *statement = NULL;
    int64_t version = -1;
    if (sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static struct text_list columns_of(struct store *store, const char *table)
{
    struct text_list columns = {0};
    sqlite3_stmt *statement = NULL;
    char *sql = text_make("SELECT name FROM pragma_table_info('%s')", table);
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK)
        while (sqlite3_step(statement) == SQLITE_ROW)
            text_add(&columns, text_make("%s", (const char *)sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    free(sql);
    return columns;
}

static int make_table(struct store *store, size_t table, const char *prefix, struct tl_error *error)
{
    return run_text(store,
                    text_make("CREATE TABLE %s%s(%s)%s", prefix, tables[table].name,
                              tables[table].columns, tables[table].options),
                    error);
}

/* What the old table has of a new column: its own name, an earlier one, or NULL. */
static const char *column_then(const char *table, const char *now, const struct text_list *then)
{
    if (text_has(then, now))
        return now;
    for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++)
        if (strcmp(renamed[i].table, table) == 0 && strcmp(renamed[i].now, now) == 0 &&
            text_has(then, renamed[i].then))
            return renamed[i].then;
    return NULL;
}

static char *copy_text(const char *table, const struct text_list *now, const struct text_list *then)
{
    char *into = text_make("%s", ""), *from = text_make("%s", "");
    for (size_t i = 0; i < now->count; i++) {
        const char *old = column_then(table, now->items[i], then), *comma = *into ? "," : "";
        if (old == NULL)
            continue;
        char *more = text_make("%s%s%s", into, comma, now->items[i]);
        char *beside = text_make("%s%s%s", from, comma, old);
        free(into);
        free(from);
        into = more;
        from = beside;
    }
    char *sql = text_make("INSERT INTO new_%s(%s) SELECT %s FROM %s", table, into, from, table);
    free(into);
    free(from);
    return sql;
}

static int migrate_table(struct store *store, size_t table, struct tl_error *error)
{
    const char *name = tables[table].name;
    if (make_table(store, table, "new_", error) != 0)
        return -1;
    char *new_name = text_make("new_%s", name);
    struct text_list then = columns_of(store, name), now = columns_of(store, new_name);
    bool is_there = then.count > 0; /* a table that an earlier schema knew */
    int result = is_there ? run_text(store, copy_text(name, &now, &then), error) : 0;
    text_clear(&then);
    text_clear(&now);
    free(new_name);
    if (result == 0 && is_there)
        result = run_text(store, text_make("DROP TABLE %s", name), error);
    if (result == 0)
        result = run_text(store, text_make("ALTER TABLE new_%s RENAME TO %s", name, name), error);
    return result;
}

/* --- schema 1 knew an implementation and a pressure only as texts --- */

/* Cuts the display name of schema 1, "3.12.1+uvloop+debug (PATH)": the last time one is read. */
static void read_old_name(struct tl_implementation *out, const char *name)
{
    char *copy = text_make("%.*s", (int)strcspn(name, " "), name), *rest = copy;
    out->by_path = strchr(name, ' ') != NULL;
    out->python = text_make("%s", strsep(&rest, "+"));
    out->pypy = strncmp(out->python, "pypy", 4) == 0;
    for (char *suffix; (suffix = strsep(&rest, "+")) != NULL;)
        if (tl_term_find(tl_kinds, TL_KIND_COUNT, suffix) < 0 && out->loop == NULL)
            out->loop = text_make("%s", suffix);
    free(copy);
}

static int write_fields(struct store *store, int64_t id, const char *name, struct tl_error *error)
{
    struct tl_implementation fields = {0};
    sqlite3_stmt *statement = NULL;
    read_old_name(&fields, name);
    int code = sqlite3_prepare_v2(store->db,
                                  "UPDATE implementations SET python = ?, pypy = ?, loop = ?, "
                                  "by_path = ? WHERE id = ?",
                                  -1, &statement, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_text(statement, 1, fields.python, -1, SQLITE_TRANSIENT);
        sqlite3_bind_int(statement, 2, fields.pypy);
        sqlite3_bind_text(statement, 3, fields.loop != NULL ? fields.loop : "", -1,
                          SQLITE_TRANSIENT);
        sqlite3_bind_int(statement, 4, fields.by_path);
        sqlite3_bind_int64(statement, 5, id);
        code = sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    implementation_clear(&fields);
    return code == SQLITE_DONE ? 0 : sql_fail(store, error);
}

/* The names were put aside before their table was made anew. */
static int name_fields(struct store *store, struct tl_error *error)
{
    sqlite3_stmt *statement = NULL;
    int result = 0, code = sqlite3_prepare_v2(store->db, "SELECT id, name FROM temp.old_names", -1,
                                              &statement, NULL);
    if (code != SQLITE_OK)
        return sql_fail(store, error);
    while (result == 0 && sqlite3_step(statement) == SQLITE_ROW)
        result = write_fields(store, sqlite3_column_int64(statement, 0),
                              (const char *)sqlite3_column_text(statement, 1), error);
    sqlite3_finalize(statement);
    return result;
}

static const char put_aside[] =
    "CREATE TEMP TABLE old_names AS SELECT id, ifnull(name, '') AS name FROM implementations";

static const char split_pressures[] =
    "UPDATE cells SET argument = CAST(substr(pressure, instr(pressure, '=') + 1) AS INTEGER), "
    "pressure = substr(pressure, 1, instr(pressure, '=') - 1) WHERE instr(pressure, '=') > 0;"
    "DROP TABLE temp.old_names";

static int migrate(struct store *store, int64_t version, struct tl_error *error)
{
    int result = version == 1 ? run_text(store, memory_text(put_aside), error) : 0;
    for (size_t i = 0; result == 0 && i < TABLE_COUNT; i++)
        result = migrate_table(store, i, error);
    if (result == 0 && version == 1)
        result = name_fields(store, error);
    if (result == 0 && version == 1)
        result = run_text(store, memory_text(split_pressures), error);
    return result;
}

/* --- both --- */

static int make(struct store *store, struct tl_error *error)
{
    int result = 0;
    for (size_t i = 0; result == 0 && i < TABLE_COUNT; i++)
        result = make_table(store, i, "", error);
    return result;
}

static int finish(struct store *store, struct tl_error *error)
{
    return run_text(store,
                    text_make("CREATE INDEX IF NOT EXISTS unmeasured_by_cell ON unmeasured(cell);"
                              "PRAGMA application_id = %d; PRAGMA user_version = %d",
                              SCHEMA_APPLICATION, SCHEMA_VERSION),
                    error);
}

bool schema_is_missing(struct store *store)
{
    return version_of(store) == 0;
}

/* The main file's own header always tells whose it is: this is done before WAL mode is set. */
int schema_make(struct store *store, struct tl_error *error)
{
    if (version_of(store) == SCHEMA_VERSION)
        return 0;
    if (run_text(store, memory_text("PRAGMA foreign_keys = OFF; BEGIN EXCLUSIVE"), error) != 0)
        return -1;
    int64_t version = version_of(store); /* another program may have been here by now */
    int result = 0;
    if (version == 0)
        result = make(store, error);
    else if (version != SCHEMA_VERSION)
        result = migrate(store, version, error);
    if (result == 0 && version != SCHEMA_VERSION)
        result = finish(store, error);
    if (result != 0) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
        return -1;
    }
    return run_text(store, memory_text("COMMIT"), error);
}
