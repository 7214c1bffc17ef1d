/* Rows are copied as they are; only the numbers by which they name each other are made anew. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "sql.h"
#include "store.h"
#include "text.h"
#include "transaction.h"

/* What is copied from where to where. */
struct copy {
    struct store *from, *to;
    int64_t run_from, run_to;
    struct tl_error *error;
};

/* The next `count` columns as the next values. */
static void copy_columns(struct row *from, struct row *to, int count)
{
    for (int i = 0; i < count; i++) {
        int code = sqlite3_bind_value(to->statement, ++to->at,
                                      sqlite3_column_value(from->statement, from->at++));
        to->out_of_memory |= code == SQLITE_NOMEM;
    }
}

static int columns_left(const struct row *row)
{
    return sqlite3_column_count(row->statement) - row->at;
}

/* The first column of the one row that there is, or 0. */
static int take_id(struct row *row, int64_t *out, struct tl_error *error)
{
    *out = 0;
    int found = sql_next(row, error);
    if (found <= 0)
        return found;
    *out = sql_take(row);
    return sql_done(row, error);
}

/* The row that `from` is at, added where there is none like it; both statements take its columns
 * from `at` on, and `before` before them. */
static int copy_once(const struct copy *copy, struct row *from, enum statement add,
                     enum statement find, const int64_t *before, int before_count, int columns,
                     int64_t *out)
{
    const enum statement both[] = {add, find};
    int at = from->at;
    for (int i = 0; i < 2; i++) {
        struct row to = sql_row(copy->to, both[i]);
        from->at = at;
        for (int k = 0; k < before_count; k++)
            sql_put(&to, before[k]);
        copy_columns(from, &to, columns);
        int result = i == 0 ? sql_run(&to, copy->error) : take_id(&to, out, copy->error);
        if (result != 0)
            return -1;
    }
    return 0;
}

/* --- trials --- */

static bool is_ours_to_differ(const char *column)
{
    static const char *const columns[] = {"id", "cell", "wall_us", "output"};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (strcmp(column, columns[i]) == 0)
            return true;
    return false;
}

static bool same_value(struct row *a, struct row *b, int column)
{
    int bytes = sqlite3_column_bytes(a->statement, column);
    if (bytes != sqlite3_column_bytes(b->statement, column))
        return false;
    return bytes == 0 || memcmp(sqlite3_column_blob(a->statement, column),
                                sqlite3_column_blob(b->statement, column), (size_t)bytes) == 0;
}

/* A trial that both have is one that both measured alike, or one of them is wrong. */
static int compare_trial(const struct copy *copy, struct row *from, int64_t id, uint64_t seed)
{
    struct row there = sql_row(copy->to, SQL_TRIAL_GET);
    sql_put(&there, id);
    int found = sql_next(&there, copy->error), columns = sqlite3_column_count(from->statement);
    if (found <= 0)
        return -1;
    int result = 0;
    for (int i = 0; result == 0 && i < columns; i++) {
        const char *name = sqlite3_column_name(from->statement, i);
        if (!is_ours_to_differ(name) && !same_value(from, &there, i))
            result = tl_fail(copy->error, TL_EXIT_UNMEASURED,
                             "%s: its trial of seed %llu is also elsewhere, with another %s: one "
                             "cell was measured twice, and not alike",
                             copy->from->file, (unsigned long long)seed, name);
    }
    sqlite3_reset(there.statement);
    return result;
}

static int copy_tasks(const struct copy *copy, int64_t from_trial, int64_t to_trial)
{
    struct row from = sql_row(copy->from, SQL_TASKS_GET);
    sql_put(&from, from_trial);
    int more;
    for (int64_t position = 0; (more = sql_next(&from, copy->error)) > 0; position++) {
        struct row to = sql_row(copy->to, SQL_TASK_ADD);
        sql_put(&to, to_trial);
        sql_put(&to, position);
        from.at = 1; /* behind a seed, which has no part in it */
        copy_columns(&from, &to, columns_left(&from));
        if (sql_run(&to, copy->error) != 0)
            return -1;
    }
    return more;
}

static int copy_facts(const struct copy *copy, int64_t from_trial, int64_t to_trial)
{
    struct row from = sql_row(copy->from, SQL_FACTS_GET);
    sql_put(&from, from_trial);
    int more;
    while ((more = sql_next(&from, copy->error)) > 0) {
        struct row to = sql_row(copy->to, SQL_FACT_ADD);
        sql_put(&to, to_trial);
        copy_columns(&from, &to, columns_left(&from));
        if (sql_run(&to, copy->error) != 0)
            return -1;
    }
    return more;
}

/* `from` is at a trial: its id, its cell, and all else. */
static int copy_trial(const struct copy *copy, struct row *from, int64_t cell)
{
    int64_t id = sql_take(from), there;
    int seed_column = 0;
    while (strcmp(sqlite3_column_name(from->statement, seed_column), "seed") != 0)
        seed_column++;
    int64_t seed = sqlite3_column_int64(from->statement, seed_column);
    struct row find = sql_row(copy->to, SQL_TRIAL_FIND);
    sql_put(&find, cell);
    sql_put(&find, seed);
    if (take_id(&find, &there, copy->error) < 0)
        return -1;
    if (there != 0)
        return compare_trial(copy, from, there, (uint64_t)seed);
    struct row to = sql_row(copy->to, SQL_TRIAL_ADD);
    sql_put(&to, cell);
    from->at = 2;
    copy_columns(from, &to, columns_left(from));
    if (sql_run(&to, copy->error) != 0)
        return -1;
    int64_t added = sqlite3_last_insert_rowid(copy->to->db);
    return copy_tasks(copy, id, added) < 0 ? -1 : copy_facts(copy, id, added);
}

/* --- cells --- */

static int copy_unmeasured(const struct copy *copy, int64_t from_cell, int64_t to_cell)
{
    struct row from = sql_row(copy->from, SQL_UNMEASURED_GET), to;
    sql_put(&from, from_cell);
    int found = sql_next(&from, copy->error);
    if (found <= 0)
        return found;
    to = sql_row(copy->to, SQL_UNMEASURED_ADD);
    sql_put(&to, to_cell);
    copy_columns(&from, &to, columns_left(&from));
    int result = sql_run(&to, copy->error);
    sqlite3_reset(from.statement);
    return result;
}

/* `from` is at a cell: its case's seven columns, its key's three, and what was planned. */
static int add_cell(const struct copy *copy, struct row *from, int64_t implementation, int64_t *out)
{
    int64_t keys[3] = {copy->run_to, implementation, 0};
    if (copy_once(copy, from, SQL_CASE_ADD, SQL_CASE_FIND, NULL, 0, 7, &keys[2]) != 0 ||
        copy_once(copy, from, SQL_CELL_ADD, SQL_CELL_FIND, keys, 3, 3, out) != 0)
        return -1;
    struct row plan = sql_row(copy->to, SQL_CELL_PLAN);
    copy_columns(from, &plan, 1);
    sql_put(&plan, *out);
    return sql_run(&plan, copy->error);
}

static int copy_cell(const struct copy *copy, int64_t id, int64_t implementation)
{
    struct row from = sql_row(copy->from, SQL_CELL_GET);
    int64_t cell = 0;
    sql_put(&from, id);
    if (sql_next(&from, copy->error) <= 0 || add_cell(copy, &from, implementation, &cell) != 0 ||
        sql_done(&from, copy->error) != 0 || copy_unmeasured(copy, id, cell) != 0)
        return -1;
    from = sql_row(copy->from, SQL_TRIALS_GET);
    sql_put(&from, id);
    int more;
    while ((more = sql_next(&from, copy->error)) > 0)
        if (copy_trial(copy, &from, cell) != 0)
            return -1;
    return more;
}

static int copy_cells(const struct copy *copy, int64_t from_implementation,
                      int64_t to_implementation)
{
    struct row from = sql_row(copy->from, SQL_CELLS_OF);
    sql_put(&from, copy->run_from);
    sql_put(&from, from_implementation);
    int more;
    while ((more = sql_next(&from, copy->error)) > 0)
        if (copy_cell(copy, sql_take(&from), to_implementation) != 0)
            return -1;
    return more;
}

/* --- implementations: their order is that of their first cells --- */

/* Of one input: which of its implementations is which of the output's. */
struct order {
    struct tl_implementation_row *rows;
    int64_t *there;
    size_t count, done;
};

static int read_order(const struct copy *copy, struct order *order)
{
    if (store_implementations(copy->from, copy->run_from, &order->rows, &order->count,
                              copy->error) != 0)
        return -1;
    order->there = memory_zeroed(order->count, sizeof *order->there);
    for (size_t i = 0; i < order->count; i++) {
        struct row from = sql_row(copy->from, SQL_IMPLEMENTATION_GET);
        sql_put(&from, order->rows[i].id);
        if (sql_next(&from, copy->error) <= 0)
            return -1;
        from.at = 1;
        if (copy_once(copy, &from, SQL_IMPLEMENTATION_ADD, SQL_IMPLEMENTATION_FIND, NULL, 0,
                      columns_left(&from), &order->there[i]) != 0 ||
            sql_done(&from, copy->error) != 0)
            return -1;
    }
    return 0;
}

static bool comes_later(const struct order *orders, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = orders[i].done + 1; k < orders[i].count; k++)
            if (orders[i].there[k] == id)
                return true;
    return false;
}

/* The next one that comes after no other; where the inputs disagree, the first input's. 0: none. */
static int64_t next_in_order(const struct order *orders, size_t count)
{
    int64_t any = 0;
    for (size_t i = 0; i < count; i++) {
        if (orders[i].done == orders[i].count)
            continue;
        int64_t id = orders[i].there[orders[i].done];
        if (!comes_later(orders, count, id))
            return id;
        any = any != 0 ? any : id;
    }
    return any;
}

/* Copies all cells of this implementation, wherever in an input's order it is. */
static int copy_implementation(const struct copy *copies, struct order *orders, size_t count,
                               int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        struct order *order = &orders[i];
        for (size_t k = order->done; k < order->count; k++) {
            if (order->there[k] != id)
                continue;
            if (copy_cells(&copies[i], order->rows[k].id, id) != 0)
                return -1;
            for (; k > order->done; k--) {
                struct tl_implementation_row row = order->rows[k];
                order->rows[k] = order->rows[k - 1];
                order->rows[k - 1] = row;
                order->there[k] = order->there[k - 1];
            }
            order->there[order->done++] = id;
            break;
        }
    }
    return 0;
}

static int copy_all(const struct copy *copies, size_t count)
{
    struct order *orders = memory_zeroed(count, sizeof *orders);
    int result = 0;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = read_order(&copies[i], &orders[i]);
    for (int64_t id; result == 0 && (id = next_in_order(orders, count)) != 0;)
        result = copy_implementation(copies, orders, count, id);
    for (size_t i = 0; i < count; i++) {
        store_implementations_free(orders[i].rows, orders[i].count);
        free(orders[i].there);
    }
    free(orders);
    return result;
}

/* --- the run --- */

/* A command without its share: a shell's words, of which that of a share needs no quotes. */
static char *command_of_all(const char *command)
{
    char *text = memory_text(command);
    char *at = strstr(text, " --shard");
    if (at == NULL)
        return text;
    char *value = at + strlen(" --shard"), *rest = value + (*value != '\0');
    rest += strcspn(rest, " ");
    memmove(at, rest, strlen(rest) + 1);
    return text;
}

/* What the merged run says of itself, from what its parts do: texts are borrowed but `command`. */
static struct tl_run run_of_all(const struct tl_run *runs, size_t count)
{
    struct tl_run all = runs[0];
    all.command = command_of_all(runs[0].command);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(runs[i].started, all.started) < 0)
            all.started = runs[i].started;
        if (runs[i].ended == NULL || all.ended == NULL)
            all.ended = NULL;
        else if (strcmp(runs[i].ended, all.ended) > 0)
            all.ended = runs[i].ended;
        if (runs[i].planned == 0)
            all.planned = 0;
    }
    return all;
}

static int finish(struct store *to, const struct tl_run *all, struct tl_error *error)
{
    struct row row = sql_row(to, SQL_RUN_PLAN);
    sql_put(&row, all->id);
    if (all->planned != 0 && sql_run(&row, error) != 0)
        return -1;
    if (all->ended == NULL)
        return 0;
    row = sql_row(to, SQL_RUN_END);
    sql_put_text(&row, all->ended);
    sql_put(&row, all->id);
    return sql_run(&row, error);
}

static int merge(struct store *to, struct store *const *from, const struct tl_run *runs,
                 size_t count, struct tl_run *all, struct tl_error *error)
{
    struct copy *copies = memory_zeroed(count, sizeof *copies);
    if (transaction_begin(to, error) != 0) {
        free(copies);
        return -1;
    }
    int result = store_run_begin(to, all, error);
    for (size_t i = 0; i < count; i++)
        copies[i] = (struct copy){from[i], to, runs[i].id, all->id, error};
    if (result == 0)
        result = copy_all(copies, count);
    if (result == 0)
        result = finish(to, all, error);
    free(copies);
    return transaction_end(to, result, error);
}

int store_merge(struct store *to, struct store *const *from, size_t count, int64_t *run,
                struct tl_error *error)
{
    struct tl_run *runs = memory_zeroed(count, sizeof *runs);
    int result = 0;
    for (size_t i = 0; result == 0 && i < count; i++) {
        result = store_run(from[i], 0, &runs[i], error);
        const char *differs = result == 0 ? store_run_differs(&runs[i], &runs[0]) : NULL;
        if (differs != NULL)
            result =
                tl_fail(error, TL_EXIT_USAGE, "%s and %s do not merge: their %s is not the same",
                        from[0]->file, from[i]->file, differs);
    }
    if (result == 0) {
        struct tl_run all = run_of_all(runs, count);
        result = merge(to, from, runs, count, &all, error);
        *run = all.id;
        free(all.command);
    }
    for (size_t i = 0; i < count; i++)
        store_run_free(&runs[i]);
    free(runs);
    return result;
}
