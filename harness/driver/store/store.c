/* Opens a results file and writes to it: a run, its cells, and each trial as it ends.
 *
 * A trial is one transaction, committed before store_trial returns: its row, its tasks, facts and
 * output are all there or none is, whenever the driver dies. Nothing is ever changed but a run's
 * end and why a cell was not measured; numbers (of runs, cells, trials) are given once and never
 * again. Several drivers may write to one file: each waits its turn, and a row is always of one
 * run. What older schemas lack is added with its default when the file is opened (schema.c), and
 * each run keeps the version that recorded it.
 */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "measured.h"
#include "memory.h"
#include "schema.h"
#include "sql.h"
#include "text.h"
#include "transaction.h"

/* How long to wait for another driver's transaction. */
#define BUSY_MS 60000

static const char *const statement_texts[SQL_COUNT] = {
#define X(symbol, sql) sql,
    STATEMENTS(X)
#undef X
};

/* What is in the file, told from its first bytes alone, so that nothing foreign is ever opened: an
 * open database may get files beside it, and be changed by recovery. */
enum contents { CONTENTS_NONE, CONTENTS_OURS, CONTENTS_OLD, CONTENTS_REFUSED };

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum contents refuse_header(const char *file, const unsigned char *header, size_t length,
                                   struct tl_error *error)
{
    enum contents refused = CONTENTS_REFUSED;
    if (length < 100 || memcmp(header, "SQLite format 3", 16) != 0) {
        tl_fail(error, TL_EXIT_USAGE,
                "%s is not a database, so no results file: give another --results", file);
        return refused;
    }
    uint32_t version = big_endian(header + 60), application = big_endian(header + 68);
    if (application != SCHEMA_APPLICATION) {
        tl_fail(error, TL_EXIT_USAGE, "%s is a database of another program: give another --results",
                file);
        return refused;
    }
    if (version > SCHEMA_VERSION) {
        tl_fail(error, TL_EXIT_USAGE,
                "%s was written by a newer taskloss (its schema is %" PRIu32
                ", this one knows %d): use that one, or give another --results",
                file, version, SCHEMA_VERSION);
        return refused;
    }
    return version == SCHEMA_VERSION ? CONTENTS_OURS : CONTENTS_OLD;
}

static enum contents look(const char *file, bool create, struct tl_error *error)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT && create)
        return CONTENTS_NONE;
    if (fd < 0) {
        tl_fail(error, errno == ENOENT || errno == ENOTDIR ? TL_EXIT_USAGE : TL_EXIT_UNMEASURED,
                errno == ENOENT ? "%s: no results here (%s): run something first, or give another "
                                  "--results"
                                : "%s cannot be read (%s): give another --results",
                file, strerror(errno));
        return CONTENTS_REFUSED;
    }
    struct stat status;
    unsigned char header[100];
    ssize_t length = -1;
    bool regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (regular)
        length = read(fd, header, sizeof header);
    close(fd);
    if (length == 0)
        return CONTENTS_NONE;
    if (length > 0)
        return refuse_header(file, header, (size_t)length, error);
    tl_fail(error, TL_EXIT_USAGE,
            "%s is %s, not a results file: move it away, or give another --results", file,
            S_ISDIR(status.st_mode) ? "a folder" : "no plain file");
    return CONTENTS_REFUSED;
}

static int run_script(struct store *store, const char *sql, struct tl_error *error)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : sql_fail(store, error);
}

/* Changing the mode does not wait for other connections by itself. A file system without shared
 * memory keeps the rollback journal, which is as safe. */
static int set_wal(struct store *store, struct tl_error *error)
{
    int code = SQLITE_BUSY;
    for (int i = 0; i < 600 && code == SQLITE_BUSY; i++) {
        if (i > 0)
            sqlite3_sleep(100);
        code = sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    }
    return code == SQLITE_OK ? 0 : sql_fail(store, error);
}

static void close_database(struct store *store)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
    sqlite3_close(store->db);
    store->db = NULL;
}

static int prepare(struct store *store, struct tl_error *error)
{
    for (int i = 0; i < SQL_COUNT; i++)
        if (sqlite3_prepare_v3(store->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &store->statements[i], NULL) != SQLITE_OK)
            return sql_fail(store, error);
    return 0;
}

/* A file of an earlier schema that cannot be written is read from a copy in memory. */
static int bring_up_a_copy(struct store *store, struct tl_error *error)
{
    sqlite3 *copy = NULL;
    sqlite3_backup *backup = NULL;
    if (sqlite3_open(":memory:", &copy) == SQLITE_OK)
        backup = sqlite3_backup_init(copy, "main", store->db, "main");
    int code = backup == NULL ? SQLITE_NOMEM : sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    sqlite3_close(store->db);
    store->db = copy;
    return code == SQLITE_DONE ? schema_make(store, error) : sql_fail(store, error);
}

/* In WAL mode even a reader needs to write beside the file. Where it cannot, and no other program
 * has left anything there, the file is taken as it is. */
static int open_unwritable(struct store *store, bool make_schema, struct tl_error *error)
{
    char *uri = sqlite3_mprintf("file:");
    for (const char *c = store->file; uri != NULL && *c != '\0'; c++) {
        char *longer = sqlite3_mprintf("%z%%%02x", uri, (unsigned char)*c);
        uri = longer;
    }
    char *full = sqlite3_mprintf("%z?immutable=1", uri);
    close_database(store);
    int code = full == NULL ? SQLITE_NOMEM
                            : sqlite3_open_v2(full, &store->db,
                                              SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    sqlite3_free(full);
    if (code != SQLITE_OK || (make_schema && bring_up_a_copy(store, error) != 0))
        return code != SQLITE_OK ? sql_fail(store, error) : -1;
    return prepare(store, error);
}

static bool has_log(const char *file)
{
    char *log = sqlite3_mprintf("%s-wal", file);
    struct stat status;
    bool there = log != NULL && stat(log, &status) == 0 && status.st_size > 0;
    sqlite3_free(log);
    return there;
}

static int no_results_yet(const struct store *store, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_USAGE, "%s: no results here yet: run something first",
                   store->file);
}

static int open_database(struct store *store, bool create, bool make_schema, struct tl_error *error)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(store->file, &store->db, flags, NULL) != SQLITE_OK)
        return sql_fail(store, error);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_MS);
    /* Where a writer was killed as it made the file, the header on disk is of what is undone now.
     */
    if ((make_schema || create) && schema_make(store, error) != 0)
        return -1;
    if (!make_schema && !create && schema_is_missing(store))
        return no_results_yet(store, error);
    if (create && set_wal(store, error) != 0)
        return -1;
    /* NORMAL in WAL mode: a commit survives the death of the process; only a power cut may undo the
     * last ones, and never damages the file. */
    if (run_script(store, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON", error) != 0)
        return -1;
    return prepare(store, error);
}

static void remember_file(struct store *store)
{
    struct stat status;
    if (stat(store->file, &status) == 0) {
        store->device = status.st_dev;
        store->inode = status.st_ino;
    }
}

/* SQLite goes on writing to a file that has lost its name: nobody would ever find what it holds. */
static int still_there(const struct store *store, struct tl_error *error)
{
    struct stat status;
    if (store->inode == 0 || (stat(store->file, &status) == 0 && status.st_ino == store->inode &&
                              status.st_dev == store->device))
        return 0;
    return tl_fail(error, TL_EXIT_UNMEASURED,
                   "%s is gone: it was deleted, moved or replaced while taskloss wrote to it, and "
                   "what was measured is lost",
                   store->file);
}

int store_open(struct store **out, const char *directory, bool create, struct tl_error *error)
{
    *out = NULL;
    if (create && files_make_folder(directory, error) != 0)
        return -1;
    struct store *store = memory_zeroed(1, sizeof *store);
    store->file = text_make("%s/taskloss.sqlite", directory);
    enum contents contents = look(store->file, create, error);
    int result = contents == CONTENTS_REFUSED ? -1 : 0;
    if (contents == CONTENTS_NONE && !create)
        result = no_results_yet(store, error);
    if (result == 0) {
        result = open_database(store, create, contents != CONTENTS_OURS, error);
        if (result != 0 && !create && store->db != NULL && access(store->file, R_OK) == 0 &&
            access(directory, W_OK) != 0 && !has_log(store->file))
            result = open_unwritable(store, contents == CONTENTS_OLD, error);
    }
    if (result != 0) {
        store_close(store);
        return -1;
    }
    if (create)
        remember_file(store);
    *out = store;
    return 0;
}

int store_version(void)
{
    return SCHEMA_VERSION;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    close_database(store);
    free(store->file);
    free(store);
}

static void now(char text[static 32])
{
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

int store_run_begin(struct store *store, struct tl_run *run, struct tl_error *error)
{
    char started[32];
    now(started);
    struct row row = sql_row(store, SQL_RUN_ADD);
    sql_put_text(&row, run->started != NULL ? run->started : started);
    sql_put_text(&row, run->command);
    sql_put_text(&row, run->machine);
    sql_put_text(&row, run->tool);
#define X(column, member) sql_put(&row, (int64_t)run->member);
    RUN_NUMBERS(X)
#undef X
    if (sql_run(&row, error) != 0)
        return -1;
    run->id = sqlite3_last_insert_rowid(store->db);
    return 0;
}

int store_run_end(struct store *store, int64_t run, struct tl_error *error)
{
    char ended[32];
    now(ended);
    struct row row = sql_row(store, SQL_RUN_END);
    sql_put_text(&row, ended);
    sql_put(&row, run);
    return sql_run(&row, error) == 0 ? still_there(store, error) : -1;
}

/* X(name, member): what decides over a trial, besides its cell. */
#define ASKED(X)                                                                                   \
    X("--seed", seed)                                                                              \
    X("--trials", trials)                                                                          \
    X("--until", precision_ppm)                                                                    \
    X("--jobs", jobs)                                                                              \
    X("--deadline", deadline_ms)                                                                   \
    X("--memory", memory_mb)                                                                       \
    X("--audit", audit)                                                                            \
    X("--oracle", oracle)                                                                          \
    X("--garbage", workload.garbage.low)                                                           \
    X("--garbage", workload.garbage.high)                                                          \
    X("--ballast", workload.ballast.low)                                                           \
    X("--ballast", workload.ballast.high)                                                          \
    X("--wait", workload.wait.low)                                                                 \
    X("--wait", workload.wait.high)

const char *store_run_differs(const struct tl_run *a, const struct tl_run *b)
{
#define X(name, member)                                                                            \
    if (a->member != b->member)                                                                    \
        return name;
    ASKED(X)
#undef X
    return strcmp(a->tool, b->tool) != 0 ? "taskloss' version" : NULL;
}

/* The id that `find` gives for the values that `bind` puts; 0: none. */
static int find_once(struct store *store, enum statement find,
                     void (*bind)(struct row *, const void *), const void *values, int64_t *out,
                     struct tl_error *error)
{
    struct row row = sql_row(store, find);
    bind(&row, values);
    *out = 0;
    int found = sql_next(&row, error);
    if (found <= 0)
        return found;
    *out = sql_take(&row);
    return sql_done(&row, error);
}

/* Runs `add`, which does nothing where the row is there already, then takes the id from `find`;
 * both with the values that `bind` puts. */
static int add_once(struct store *store, enum statement add, enum statement find,
                    void (*bind)(struct row *, const void *), const void *values, int64_t *out,
                    struct tl_error *error)
{
    struct row row = sql_row(store, add);
    bind(&row, values);
    if (sql_run(&row, error) != 0)
        return -1;
    return find_once(store, find, bind, values, out, error);
}

static void bind_implementation(struct row *row, const void *values)
{
    const struct tl_implementation *implementation = values;
#define X(column, member) sql_put_text(row, implementation->member);
    IMPLEMENTATION_TEXTS(X)
#undef X
#define X(column, member) sql_put(row, (int64_t)implementation->member);
    IMPLEMENTATION_NUMBERS(X)
#undef X
}

/* Expectations as one text, a line each: "lost: >=3.8". Free with free. */
static char *expectations_text(const struct tl_case *the_case)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = memory_sure(open_memstream(&text, &size));
    for (size_t i = 0; i < the_case->expectation_count; i++)
        fprintf(stream, "%s: %s\n", the_case->expectations[i].what,
                the_case->expectations[i].versions);
    fclose(stream);
    return text;
}

static void bind_case(struct row *row, const void *values)
{
    const struct tl_case *the_case = values;
    char *expectations = expectations_text(the_case);
    sql_put_text(row, the_case->id);
    sql_put_text(row, the_case->name);
    sql_put_text(row, the_case->title);
    sql_put_text(row, the_case->file);
    sql_put_text(row, the_case->source);
    sql_put_text(row, expectations);
    sql_put_text(row, the_case->awaits != NULL ? the_case->awaits : "");
    free(expectations);
}

struct cell_key {
    int64_t run, implementation, the_case;
    const struct tl_cell *cell;
};

static void bind_cell(struct row *row, const void *values)
{
    const struct cell_key *key = values;
    sql_put(row, key->run);
    sql_put(row, key->implementation);
    sql_put(row, key->the_case);
    sql_put_text(row, tl_guards[key->cell->guard].name);
    sql_put_text(row, tl_pressures[key->cell->pressure.pressure].name);
    sql_put(row, (int64_t)key->cell->pressure.argument);
}

int store_cell(struct store *store, int64_t run, const struct tl_cell *cell, uint32_t planned,
               int64_t *out, struct tl_error *error)
{
    struct cell_key key = {.run = run, .cell = cell};
    if (transaction_begin(store, error) != 0)
        return -1;
    int result = add_once(store, SQL_IMPLEMENTATION_ADD, SQL_IMPLEMENTATION_FIND,
                          bind_implementation, &cell->target->about, &key.implementation, error);
    if (result == 0)
        result = add_once(store, SQL_CASE_ADD, SQL_CASE_FIND, bind_case, cell->the_case,
                          &key.the_case, error);
    if (result == 0)
        result = add_once(store, SQL_CELL_ADD, SQL_CELL_FIND, bind_cell, &key, out, error);
    if (result == 0) {
        struct row row = sql_row(store, SQL_CELL_PLAN);
        sql_put(&row, planned);
        sql_put(&row, *out);
        result = sql_run(&row, error);
    }
    return transaction_end(store, result, error);
}

int store_find_cell(struct store *store, int64_t run, const struct tl_cell *cell, int64_t *out,
                    struct tl_error *error)
{
    struct cell_key key = {.run = run, .cell = cell};
    *out = 0;
    if (find_once(store, SQL_IMPLEMENTATION_FIND, bind_implementation, &cell->target->about,
                  &key.implementation, error) < 0 ||
        find_once(store, SQL_CASE_FIND, bind_case, cell->the_case, &key.the_case, error) < 0)
        return -1;
    if (key.implementation == 0 || key.the_case == 0)
        return 0;
    return find_once(store, SQL_CELL_FIND, bind_cell, &key, out, error);
}

static void put_tally(struct row *row, const struct tl_tally *tally)
{
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        sql_put(row, tally->counts[i]);
#define X(column, member) sql_put(row, (int64_t)tally->member);
    TALLY_NUMBERS(X)
#undef X
}

static const char *term_name(const struct tl_term *table, size_t count, uint32_t index)
{
    return index < count ? table[index].name : "?";
}

static int add_trial(struct store *store, int64_t cell, const struct tl_answer *answer,
                     const char *output, struct tl_error *error)
{
    char note[TL_NOTE_MAX + 1] = "";
    memcpy(note, answer->note, strnlen(answer->note, TL_NOTE_MAX));

    struct row row = sql_row(store, SQL_TRIAL_ADD);
    sql_put(&row, cell);
    sql_put(&row, measured_trial(answer));
    sql_put_text(&row, term_name(tl_endings, TL_ENDING_COUNT, answer->ending));
    sql_put_text(&row, note);
    sql_put_bytes(&row, output, output == NULL ? 0 : answer->output_length);
#define X(column, member) sql_put(&row, (int64_t)answer->member);
    ANSWER_NUMBERS(X)
#undef X
    put_tally(&row, &answer->trial);
    put_tally(&row, &answer->control);
    if (sql_run(&row, error) == 0)
        return 0;
    if (sqlite3_extended_errcode(store->db) == SQLITE_CONSTRAINT_UNIQUE)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "%s: seed %" PRIu64 " of this cell is stored already", store->file,
                       answer->seed);
    return -1;
}

static int add_task(struct store *store, int64_t trial, size_t position,
                    const struct tl_task_row *task, struct tl_error *error)
{
    struct row row = sql_row(store, SQL_TASK_ADD);
    sql_put(&row, trial);
    sql_put(&row, (int64_t)position);
    sql_put_text(&row, term_name(tl_fates, TL_FATE_COUNT, task->fate));
    sql_put_text(&row, term_name(tl_fates, TL_FATE_COUNT, task->control_fate));
#define X(column, member) sql_put(&row, (int64_t)task->member);
    TASK_NUMBERS(X)
#undef X
    return sql_run(&row, error);
}

static int add_fact(struct store *store, int64_t trial, const struct tl_fact *fact,
                    struct tl_error *error)
{
    struct row row = sql_row(store, SQL_FACT_ADD);
    sql_put(&row, trial);
    sql_put_text(&row, fact->name);
    sql_put(&row, fact->trial);
    sql_put(&row, fact->control);
    return sql_run(&row, error);
}

int store_trial(struct store *store, int64_t cell, const struct tl_answer *answer,
                const struct tl_task_row *tasks, const struct tl_fact *facts, const char *output,
                struct tl_error *error)
{
    if (transaction_begin(store, error) != 0)
        return -1;
    int result = add_trial(store, cell, answer, output, error);
    int64_t trial = sqlite3_last_insert_rowid(store->db);
    for (size_t i = 0; result == 0 && tasks != NULL && i < answer->task_count; i++)
        result = add_task(store, trial, i, &tasks[i], error);
    for (size_t i = 0; result == 0 && facts != NULL && i < answer->fact_count; i++)
        result = add_fact(store, trial, &facts[i], error);
    return transaction_end(store, result, error) == 0 ? still_there(store, error) : -1;
}

int store_discounted(struct store *store, int64_t cell, uint64_t seed, const char *why,
                     struct tl_error *error)
{
    struct row row = sql_row(store, SQL_TRIALS_UNMEASURE);
    sql_put(&row, cell);
    return sql_run(&row, error) == 0 ? store_unmeasured(store, cell, seed, why, error) : -1;
}

int store_unmeasured(struct store *store, int64_t cell, uint64_t seed, const char *why,
                     struct tl_error *error)
{
    struct row row = sql_row(store, SQL_UNMEASURED_ADD);
    sql_put(&row, cell);
    sql_put(&row, (int64_t)seed);
    sql_put_text(&row, why);
    return sql_run(&row, error) == 0 ? still_there(store, error) : -1;
}
