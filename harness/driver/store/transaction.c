/* All of it, or nothing. */
#include "transaction.h"

int transaction_begin(struct store *store, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_BEGIN);
    return sql_run(&row, error);
}

int transaction_end(struct store *store, int result, struct tl_error *error)
{
    if (result == 0) {
        struct row row = sql_row(store, SQL_COMMIT);
        result = sql_run(&row, error);
    }
    if (result != 0 && !sqlite3_get_autocommit(store->db)) {
        struct row row = sql_row(store, SQL_ROLLBACK);
        struct tl_error ignored;
        sql_run(&row, &ignored);
    }
    return result;
}
