/* Watches: what was found in a program is written at its end, in one transaction. */
#include <stdlib.h>

#include "list.h"
#include "memory.h"
#include "sql.h"
#include "store.h"
#include "transaction.h"

static const char test_words[] = "test", python_words[] = "python", refused_words[] = "refused";

/* ---- writing ---- */

static int add_watch(struct store *store, int64_t run, const struct tl_watch *watch,
                     struct tl_error *error)
{
    struct row row = sql_row(store, SQL_WATCH_ADD);
    sql_put(&row, run);
    sql_put_text(&row, watch->folder);
    sql_put_text(&row, watch->events);
#define X(column, member) sql_put(&row, (int64_t)watch->member);
    WATCH_NUMBERS(X)
#undef X
    return sql_run(&row, error);
}

int store_watch_begin(struct store *store, struct tl_run *run, const struct tl_watch *watch,
                      struct tl_error *error)
{
    if (transaction_begin(store, error) != 0)
        return -1;
    int result = store_run_begin(store, run, error);
    if (result == 0)
        result = add_watch(store, run->id, watch, error);
    return transaction_end(store, result, error);
}

static int add_words(struct store *store, int64_t run, int64_t finding, const char *what,
                     const struct text_list *words, struct tl_error *error)
{
    int result = 0;
    for (size_t i = 0; result == 0 && i < words->count; i++) {
        struct row row = sql_row(store, SQL_WORD_ADD);
        sql_put(&row, run);
        sql_put(&row, finding);
        sql_put_text(&row, what);
        sql_put(&row, (int64_t)i);
        sql_put_text(&row, words->items[i]);
        result = sql_run(&row, error);
    }
    return result;
}

static int add_frames(struct store *store, int64_t finding, bool waiting,
                      const struct watched_frames *frames, struct tl_error *error)
{
    int result = 0;
    for (size_t i = 0; result == 0 && i < frames->count; i++) {
        struct row row = sql_row(store, SQL_FRAME_ADD);
        sql_put(&row, finding);
        sql_put(&row, waiting);
        sql_put(&row, (int64_t)i);
        sql_put_text(&row, frames->items[i].file);
        sql_put(&row, (int64_t)frames->items[i].line);
        sql_put_text(&row, frames->items[i].function);
        result = sql_run(&row, error);
    }
    return result;
}

static int add_finding(struct store *store, int64_t run, const struct watched_finding *finding,
                       struct tl_error *error)
{
    struct row row = sql_row(store, SQL_FINDING_ADD);
    sql_put(&row, run);
    sql_put_text(&row, watched_kinds[finding->kind].name);
    sql_put_text_or_null(&row, finding->accepted);
#define X(column, member) sql_put(&row, (int64_t)finding->member);
    FINDING_NUMBERS(X)
#undef X
#define X(column, member) sql_put_text(&row, finding->member);
    FINDING_TEXTS(X)
#undef X
#define X(name, meaning) sql_put(&row, (int64_t)finding->counts.name);
    WATCHING_COUNTS(X)
#undef X
    if (sql_run(&row, error) != 0)
        return -1;
    int64_t id = sqlite3_last_insert_rowid(store->db);
    if (add_frames(store, id, false, &finding->made, error) != 0 ||
        add_frames(store, id, true, &finding->waiting, error) != 0)
        return -1;
    return add_words(store, run, id, test_words, &finding->tests, error);
}

static int add_totals(struct store *store, int64_t run, int64_t status,
                      const struct watched *watched, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_WATCH_END);
    sql_put(&row, status);
    sql_put(&row, (int64_t)watched->processes);
#define X(name, meaning) sql_put(&row, (int64_t)watched->totals.name);
    WATCHING_TOTALS(X)
#undef X
    sql_put(&row, run);
    return sql_run(&row, error);
}

int store_watch_end(struct store *store, int64_t run, int64_t status, const struct watched *watched,
                    struct tl_error *error)
{
    if (transaction_begin(store, error) != 0)
        return -1;
    int result = add_totals(store, run, status, watched, error);
    for (size_t i = 0; result == 0 && i < watched->count; i++)
        result = add_finding(store, run, &watched->findings[i], error);
    if (result == 0)
        result = add_words(store, run, 0, python_words, &watched->pythons, error);
    if (result == 0)
        result = add_words(store, run, 0, refused_words, &watched->refused, error);
    if (result == 0)
        result = store_run_end(store, run, error);
    return transaction_end(store, result, error);
}

/* ---- reading ---- */

static int read_words(struct store *store, int64_t run, int64_t finding, const char *what,
                      struct text_list *out, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_WORDS_GET);
    sql_put(&row, run);
    sql_put(&row, finding);
    sql_put_text(&row, what);
    int more;
    while ((more = sql_next(&row, error)) > 0)
        text_add(out, sql_take_text(&row));
    return more;
}

static int read_frames(struct store *store, int64_t finding, bool waiting,
                       struct watched_frames *out, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_FRAMES_GET);
    sql_put(&row, finding);
    sql_put(&row, waiting);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct watched_frame *frame = list_grow(&out->items, out->count++, sizeof *frame);
        frame->file = sql_take_text(&row);
        frame->line = (uint64_t)sql_take(&row);
        frame->function = sql_take_text(&row);
    }
    return more;
}

static void take_finding(struct row *row, struct watched_finding *finding)
{
    char *kind = sql_take_text(row);
    int known = watched_kind_find(kind);
    free(kind);
    if (known < 0)
        sql_damaged(row, "kind");
    finding->kind = known < 0 ? WATCHED_ORPHANED : (enum watched_kind)known;
    finding->accepted = sql_take_text_or_null(row);
#define X(column, member) SQL_TAKE(row, finding->member);
    FINDING_NUMBERS(X)
#undef X
#define X(column, member) finding->member = sql_take_text(row);
    FINDING_TEXTS(X)
#undef X
#define X(name, meaning) SQL_TAKE(row, finding->counts.name);
    WATCHING_COUNTS(X)
#undef X
}

static int read_findings(struct store *store, int64_t run, struct watched *out,
                         struct tl_error *error)
{
    struct row row = sql_row(store, SQL_FINDINGS_GET);
    sql_put(&row, run);
    int more;
    while ((more = sql_next(&row, error)) > 0) {
        struct watched_finding *finding = list_grow(&out->findings, out->count++, sizeof *finding);
        int64_t id = sql_take(&row);
        take_finding(&row, finding);
        if (read_frames(store, id, false, &finding->made, error) < 0 ||
            read_frames(store, id, true, &finding->waiting, error) < 0 ||
            read_words(store, run, id, test_words, &finding->tests, error) < 0)
            return -1;
    }
    return more;
}

static int read_watch(struct store *store, int64_t run, struct tl_watch *watch,
                      struct watched *watched, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_WATCH_GET);
    sql_put(&row, run);
    int found = sql_next(&row, error);
    if (found <= 0)
        return found < 0
                   ? -1
                   : tl_fail(error, TL_EXIT_USAGE, "run %lld watched no program", (long long)run);
    watch->folder = sql_take_text(&row);
    watch->events = sql_take_text(&row);
#define X(column, member) SQL_TAKE(&row, watch->member);
    WATCH_NUMBERS(X)
#undef X
    SQL_TAKE(&row, watched->processes);
#define X(name, meaning) SQL_TAKE(&row, watched->totals.name);
    WATCHING_TOTALS(X)
#undef X
    if (watch->mode >= WATCHING_MODE_COUNT) {
        watch->mode = 0;
        sql_damaged(&row, "mode");
    }
    return sql_done(&row, error);
}

int store_watch(struct store *store, int64_t run, struct tl_watch *watch, struct watched *watched,
                struct tl_error *error)
{
    *watch = (struct tl_watch){0};
    *watched = (struct watched){0};
    if (read_watch(store, run, watch, watched, error) != 0 ||
        read_words(store, run, 0, python_words, &watched->pythons, error) != 0 ||
        read_words(store, run, 0, refused_words, &watched->refused, error) != 0)
        return -1;
    return read_findings(store, run, watched, error);
}

void store_watch_free(struct tl_watch *watch)
{
    free(watch->folder);
    free(watch->events);
    *watch = (struct tl_watch){0};
}
