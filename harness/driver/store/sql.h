/* Inside the store: its statements, its lists of columns, and how values go in and out of SQLite.
 */
#ifndef TASKLOSS_STORE_SQL_H
#define TASKLOSS_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "counts.h"
#include "error.h"
#include "watching.h"

/* Numbers of a struct, each with its column. X(column, member) */
#define RUN_NUMBERS(X)                                                                             \
    X(seed, seed)                                                                                  \
    X(trials, trials)                                                                              \
    X(jobs, jobs)                                                                                  \
    X(deadline_ms, deadline_ms)                                                                    \
    X(memory_mb, memory_mb)                                                                        \
    X(audit, audit)                                                                                \
    X(oracle, oracle)                                                                              \
    X(isolation, isolation)                                                                        \
    X(precision_ppm, precision_ppm)                                                                \
    X(planned, planned)                                                                            \
    X(garbage_low, workload.garbage.low)                                                           \
    X(garbage_high, workload.garbage.high)                                                         \
    X(ballast_low, workload.ballast.low)                                                           \
    X(ballast_high, workload.ballast.high)                                                         \
    X(wait_low, workload.wait.low)                                                                 \
    X(wait_high, workload.wait.high)

#define ANSWER_NUMBERS(X)                                                                          \
    X(seed, seed)                                                                                  \
    X(ending_code, ending_code)                                                                    \
    X(control_failed, control_failed)                                                              \
    X(unpaired, unpaired)                                                                          \
    X(audit_differences, audit_differences)                                                        \
    X(left_processes, left_processes)                                                              \
    X(left_threads, left_threads)                                                                  \
    X(real_time, real_time)                                                                        \
    X(stuck, stuck)                                                                                \
    X(wall_us, wall_us)                                                                            \
    X(garbage_low, drawn.garbage.low)                                                              \
    X(garbage_high, drawn.garbage.high)                                                            \
    X(ballast_low, drawn.ballast.low)                                                              \
    X(ballast_high, drawn.ballast.high)                                                            \
    X(wait_low, drawn.wait.low)                                                                    \
    X(wait_high, drawn.wait.high)                                                                  \
    X(isolation, isolation)                                                                        \
    X(both_ways, both_ways)                                                                        \
    X(remarks, remarks)                                                                            \
    ANSWER_EXPOSURE(X)

/* What schema 2 added: an older file gets these columns, with 0 in them. */
#define ANSWER_EXPOSURE(X)                                                                         \
    X(sight, sight)                                                                                \
    X(waited_steps, waited_steps)                                                                  \
    X(exposed_steps, exposed_steps)

#define TASK_EXPOSURE(X)                                                                           \
    X(waited, exposure.waited)                                                                     \
    X(exposed, exposure.exposed)                                                                   \
    X(first_exposed, exposure.first)                                                               \
    X(last_exposed, exposure.last)                                                                 \
    X(exposed_steps_0, exposure.steps[0])                                                          \
    X(exposed_steps_1, exposure.steps[1])                                                          \
    X(exposed_steps_2, exposure.steps[2])                                                          \
    X(exposed_steps_3, exposure.steps[3])

/* Of a tally, beside its counts. */
#define TALLY_NUMBERS(X)                                                                           \
    X(others, others)                                                                              \
    X(steps, steps)                                                                                \
    X(collections, collections)                                                                    \
    X(pressed, pressed)                                                                            \
    X(allocations, allocations)                                                                    \
    X(reports, reports)

#define TASK_NUMBERS(X)                                                                            \
    X(born_step, born_step)                                                                        \
    X(ended_step, ended_step)                                                                      \
    X(born_allocation, born_allocation)                                                            \
    X(ended_allocation, ended_allocation)                                                          \
    X(flags, flags)                                                                                \
    TASK_EXPOSURE(X)

/* Of a watch, beside its totals. */
#define WATCH_NUMBERS(X)                                                                           \
    X(mode, mode)                                                                                  \
    X(also, also)                                                                                  \
    X(status, status)

#define FINDING_NUMBERS(X)                                                                         \
    X(count, count)                                                                                \
    X(processes, processes)                                                                        \
    X(own, own)

#define FINDING_TEXTS(X)                                                                           \
    X(for_what, for_what)                                                                          \
    X(cycle, cycle)                                                                                \
    X(note, note)

/* Column lists made of the above and of the counts, each entry with a comma before it. */
#define COLUMN(column, member)      "," #column
#define COLUMN_MARK(column, member) ",?"
#define COLUMN_TYPE(column, member) "," #column NUMBER_TYPE
#define COLUMN_SET(column, member)  ", " #column " = ?"
#define NUMBER_TYPE                 " INTEGER NOT NULL DEFAULT 0"

#define TRIAL_COLUMN(column, member)                           ",trial_" #column
#define TRIAL_TYPE(column, member)                             ",trial_" #column NUMBER_TYPE
#define TRIAL_FATE(symbol, name, noted, judged, loss, meaning) ",trial_fate_" #symbol
#define TRIAL_FATE_TYPE(symbol, name, noted, judged, loss, meaning)                                \
    ",trial_fate_" #symbol NUMBER_TYPE
#define TRIAL_COUNT(symbol, name, counted, noted, page, judged, meaning) ",trial_" name
#define TRIAL_COUNT_TYPE(symbol, name, counted, noted, page, judged, meaning)                      \
    ",trial_" name NUMBER_TYPE

#define CONTROL_COLUMN(column, member)                           ",control_" #column
#define CONTROL_TYPE(column, member)                             ",control_" #column NUMBER_TYPE
#define CONTROL_FATE(symbol, name, noted, judged, loss, meaning) ",control_fate_" #symbol
#define CONTROL_FATE_TYPE(symbol, name, noted, judged, loss, meaning)                              \
    ",control_fate_" #symbol NUMBER_TYPE
#define CONTROL_COUNT(symbol, name, counted, noted, page, judged, meaning) ",control_" name
#define CONTROL_COUNT_TYPE(symbol, name, counted, noted, page, judged, meaning)                    \
    ",control_" name NUMBER_TYPE

#define FATE_MARK(symbol, name, noted, judged, loss, meaning)           ",?"
#define COUNT_MARK(symbol, name, counted, noted, page, judged, meaning) ",?"

/* Of a trial's tally, then of its control's: counts by their enum, then the other numbers. */
#define TALLY_COLUMNS                                                                              \
    TL_FATES(TRIAL_FATE)                                                                           \
    TL_FURTHER_COUNTS(TRIAL_COUNT)                                                                 \
    TALLY_NUMBERS(TRIAL_COLUMN)                                                                    \
    TL_FATES(CONTROL_FATE) TL_FURTHER_COUNTS(CONTROL_COUNT) TALLY_NUMBERS(CONTROL_COLUMN)
#define TALLY_TYPES                                                                                \
    TL_FATES(TRIAL_FATE_TYPE)                                                                      \
    TL_FURTHER_COUNTS(TRIAL_COUNT_TYPE)                                                            \
    TALLY_NUMBERS(TRIAL_TYPE)                                                                      \
    TL_FATES(CONTROL_FATE_TYPE)                                                                    \
    TL_FURTHER_COUNTS(CONTROL_COUNT_TYPE) TALLY_NUMBERS(CONTROL_TYPE)
#define TALLY_MARKS                                                                                \
    TL_FATES(FATE_MARK)                                                                            \
    TL_FURTHER_COUNTS(COUNT_MARK)                                                                  \
    TALLY_NUMBERS(COLUMN_MARK)                                                                     \
    TL_FATES(FATE_MARK) TL_FURTHER_COUNTS(COUNT_MARK) TALLY_NUMBERS(COLUMN_MARK)

/* Texts and numbers of an implementation. X(column, member) */
#define IMPLEMENTATION_TEXTS(X)                                                                    \
    X(python, python)                                                                              \
    X(version, version)                                                                            \
    X(path, path)                                                                                  \
    X(libpython, libpython)                                                                        \
    X(loop, loop)                                                                                  \
    X(asked, asked)
#define IMPLEMENTATION_NUMBERS(X)                                                                  \
    X(pypy, pypy)                                                                                  \
    X(build, build)                                                                                \
    X(kinds, kinds)                                                                                \
    X(by_path, by_path)
#define COLUMN_TEXT(column, member) "," #column " TEXT NOT NULL DEFAULT ''"
#define COLUMN_IS(column, member)   " AND " #column " = ?"
#define COLUMN_OF(column, member)   ",implementations." #column

/* Every statement. X(symbol, SQL) */
#define STATEMENTS(X)                                                                              \
    X(BEGIN, "BEGIN IMMEDIATE")                                                                    \
    X(COMMIT, "COMMIT")                                                                            \
    X(ROLLBACK, "ROLLBACK")                                                                        \
    X(RUN_ADD, "INSERT INTO runs(started, command, machine, tool" RUN_NUMBERS(                     \
                   COLUMN) ") VALUES(?,?,?,?" RUN_NUMBERS(COLUMN_MARK) ")")                        \
    X(RUN_END, "UPDATE runs SET ended = ? WHERE id = ?")                                           \
    X(RUN_PLAN, "UPDATE runs SET planned = (SELECT sum(planned) FROM cells WHERE run = ?1) "       \
                "WHERE id = ?1")                                                                   \
    X(RUN_FIND, "SELECT id FROM runs WHERE id = ?1 OR ?1 = 0 AND NOT EXISTS "                      \
                "(SELECT 1 FROM watches WHERE run = id) ORDER BY id DESC LIMIT 1")                 \
    X(RUN_LATEST, "SELECT max(id) FROM runs HAVING max(id)")                                       \
    X(RUN_GET, "SELECT id, started, ended, command, machine, tool" RUN_NUMBERS(                    \
                   COLUMN) ", EXISTS(SELECT 1 FROM watches WHERE run = id) FROM runs "             \
                           "WHERE id = ?1 OR ?1 = 0 ORDER BY id")                                  \
    X(IMPLEMENTATION_ADD,                                                                          \
      "INSERT OR IGNORE INTO implementations(id" IMPLEMENTATION_TEXTS(COLUMN)                      \
          IMPLEMENTATION_NUMBERS(COLUMN) ") VALUES(NULL" IMPLEMENTATION_TEXTS(COLUMN_MARK)         \
              IMPLEMENTATION_NUMBERS(COLUMN_MARK) ")")                                             \
    X(IMPLEMENTATION_FIND, "SELECT id FROM implementations WHERE 1" IMPLEMENTATION_TEXTS(          \
                               COLUMN_IS) IMPLEMENTATION_NUMBERS(COLUMN_IS))                       \
    X(IMPLEMENTATIONS_GET,                                                                         \
      "SELECT id" IMPLEMENTATION_TEXTS(COLUMN_OF) IMPLEMENTATION_NUMBERS(                          \
          COLUMN_OF) " FROM implementations JOIN (SELECT implementation, min(id) AS first "        \
                     "FROM cells WHERE run = ? GROUP BY implementation) ON implementation = id "   \
                     "ORDER BY first")                                                             \
    X(IMPLEMENTATION_GET, "SELECT 0" IMPLEMENTATION_TEXTS(COLUMN_OF) IMPLEMENTATION_NUMBERS(       \
                              COLUMN_OF) " FROM implementations WHERE id = ?")                     \
    X(CASE_ADD,                                                                                    \
      "INSERT OR IGNORE INTO cases"                                                                \
      "(case_id, name, title, file, source, expectations, awaits) VALUES(?,?,?,?,?,?,?)")          \
    X(CASE_FIND, "SELECT id FROM cases WHERE case_id = ? AND name = ? AND title = ? AND "          \
                 "file = ? AND source = ? AND expectations = ? AND awaits = ?")                    \
    X(CELL_ADD, "INSERT OR IGNORE INTO cells(run, implementation, the_case, guard, pressure, "     \
                "argument) VALUES(?,?,?,?,?,?)")                                                   \
    X(CELL_FIND, "SELECT id FROM cells WHERE run = ? AND implementation = ? AND the_case = ? "     \
                 "AND guard = ? AND pressure = ? AND argument = ?")                                \
    X(CELLS_OF, "SELECT id FROM cells WHERE run = ? AND implementation = ? ORDER BY id")           \
    X(CELL_GET, "SELECT case_id, name, title, file, source, expectations, awaits, guard, "         \
                "pressure, argument, planned FROM cells JOIN cases ON cases.id = the_case "        \
                "WHERE cells.id = ?")                                                              \
    X(CELL_PLAN, "UPDATE cells SET planned = ? WHERE id = ?")                                      \
    X(CELLS_GET,                                                                                   \
      "SELECT cells.id, implementation, case_id, name, title, file, source, awaits, "              \
      "expectations, "                                                                             \
      "guard, pressure, argument, planned FROM cells JOIN cases ON cases.id = the_case "           \
      "WHERE run = ?")                                                                             \
    X(TRIAL_ADD,                                                                                   \
      "INSERT INTO trials(cell, measured, ending, note, output" ANSWER_NUMBERS(COLUMN)             \
          TALLY_COLUMNS ") VALUES(?,?,?,?,?" ANSWER_NUMBERS(COLUMN_MARK) TALLY_MARKS ")")          \
    X(TRIALS_GET, "SELECT id, cell, measured, ending, note, output" ANSWER_NUMBERS(COLUMN)         \
                      TALLY_COLUMNS " FROM trials WHERE cell = ? ORDER BY seed")                   \
    X(TRIAL_GET, "SELECT id, cell, measured, ending, note, output" ANSWER_NUMBERS(COLUMN)          \
                     TALLY_COLUMNS " FROM trials WHERE id = ?")                                    \
    X(TRIAL_FIND, "SELECT id FROM trials WHERE cell = ? AND seed = ?")                             \
    X(TASK_ADD, "INSERT INTO tasks(trial, position, fate, control_fate" TASK_NUMBERS(              \
                    COLUMN) ") VALUES(?,?,?,?" TASK_NUMBERS(COLUMN_MARK) ")")                      \
    X(TASKS_GET, "SELECT 0, fate, control_fate" TASK_NUMBERS(                                      \
                     COLUMN) " FROM tasks WHERE trial = ? ORDER BY position")                      \
    X(CELL_TASKS_GET, "SELECT seed, fate, control_fate" TASK_NUMBERS(                              \
                          COLUMN) " FROM trials JOIN tasks ON trial = trials.id "                  \
                                  "WHERE cell = ? AND measured ORDER BY seed, position")           \
    X(FACT_ADD, "INSERT INTO facts(trial, name, value, control) VALUES(?,?,?,?)")                  \
    X(FACTS_GET, "SELECT name, value, control FROM facts WHERE trial = ? ORDER BY name")           \
    X(CELL_FACTS_GET, "SELECT name, value, facts.control FROM trials "                             \
                      "JOIN facts ON trial = trials.id WHERE cell = ? AND measured "               \
                      "ORDER BY name")                                                             \
    X(TRIALS_UNMEASURE, "UPDATE trials SET measured = 0 WHERE cell = ?")                           \
    X(UNMEASURED_ADD, "INSERT INTO unmeasured(cell, seed, why) VALUES(?,?,?)")                     \
    X(UNMEASURED_GET, "SELECT seed, why FROM unmeasured WHERE cell = ? ORDER BY seed, id LIMIT 1") \
    X(RECORDED_GET, "SELECT trials.id, cells.id, run, file, case_id, guard, pressure, "            \
                    "argument" IMPLEMENTATION_TEXTS(COLUMN_OF) IMPLEMENTATION_NUMBERS(             \
                        COLUMN_OF) " FROM trials JOIN cells ON cells.id = cell "                   \
                                   "JOIN implementations ON implementations.id = implementation "  \
                                   "JOIN cases ON cases.id = the_case WHERE trials.id = ?")        \
    X(WATCH_ADD, "INSERT INTO watches(run, folder, events" WATCH_NUMBERS(                          \
                     COLUMN) ") VALUES(?,?,?" WATCH_NUMBERS(COLUMN_MARK) ")")                      \
    X(WATCH_END,                                                                                   \
      "UPDATE watches SET status = ?, processes = ?" WATCHING_TOTALS(COLUMN_SET) " WHERE run = ?") \
    X(WATCH_GET, "SELECT folder, events" WATCH_NUMBERS(COLUMN) ", processes" WATCHING_TOTALS(      \
                     COLUMN) " FROM watches WHERE run = ?")                                        \
    X(FINDING_ADD, "INSERT INTO watch_findings(run, kind, accepted" FINDING_NUMBERS(COLUMN)        \
                       FINDING_TEXTS(COLUMN)                                                       \
                           WATCHING_COUNTS(COLUMN) ") VALUES(?,?,?" FINDING_NUMBERS(COLUMN_MARK)   \
                               FINDING_TEXTS(COLUMN_MARK) WATCHING_COUNTS(COLUMN_MARK) ")")        \
    X(FINDINGS_GET, "SELECT id, kind, accepted" FINDING_NUMBERS(COLUMN) FINDING_TEXTS(COLUMN)      \
                        WATCHING_COUNTS(COLUMN) " FROM watch_findings WHERE run = ? ORDER BY id")  \
    X(FRAME_ADD, "INSERT INTO watch_frames(finding, waiting, position, file, line, function) "     \
                 "VALUES(?,?,?,?,?,?)")                                                            \
    X(FRAMES_GET, "SELECT file, line, function FROM watch_frames WHERE finding = ? AND "           \
                  "waiting = ? ORDER BY position")                                                 \
    X(WORD_ADD, "INSERT INTO watch_words(run, finding, what, position, word) VALUES(?,?,?,?,?)")   \
    X(WORDS_GET, "SELECT word FROM watch_words WHERE run = ? AND finding = ? AND what = ? "        \
                 "ORDER BY position")

enum statement {
#define X(symbol, sql) SQL_##symbol,
    STATEMENTS(X)
#undef X
        SQL_COUNT
};

struct store {
    sqlite3 *db;
    char *file;
    dev_t device; /* of a file that is written to; */
    ino_t inode;  /* 0: it is only read */
    sqlite3_stmt *statements[SQL_COUNT];
};

/* A statement while it is being bound or read: the next parameter or column. */
struct row {
    struct store *store;
    sqlite3_stmt *statement;
    int at;
    bool out_of_memory;
    const char *damage; /* what is not as the schema has it, or NULL */
};

/* The statement, reset; NULL in `statement` only if the file has no such tables. */
struct row sql_row(struct store *store, enum statement which);

void sql_put(struct row *row, int64_t value);
void sql_put_text(struct row *row, const char *text); /* NULL: as "" */
void sql_put_text_or_null(struct row *row, const char *text);
void sql_put_bytes(struct row *row, const void *bytes, size_t length);

/* What the schema does not allow (NULL, no number, one that does not fit) comes as 0 or "", and
 * makes the file a damaged one, as sql_damaged does: the next sql_next or sql_done says so. */
int64_t sql_take(struct row *row); /* from 0 */
int64_t sql_take_between(struct row *row, int64_t low, int64_t high);
char *sql_take_text(struct row *row);         /* malloc'ed */
char *sql_take_text_or_null(struct row *row); /* the same; NULL where the column is */
void sql_damaged(struct row *row, const char *what);

/* The next column into a member of whatever type; one of 64 bits may be any number, as seeds are.
 */
#define SQL_TAKE(row, member)                                                                      \
    ((member) = (__typeof__(member))sql_take_between(                                              \
         row,                                                                                      \
         sizeof(member) == 8 || (__typeof__(member))-1 < (__typeof__(member))1 ? INT64_MIN : 0,    \
         sizeof(member) == 8 ? INT64_MAX                                                           \
                             : (int64_t)((UINT64_C(1) << 8 * sizeof(member) % 64) - 1)))

/* Runs a statement that returns nothing. */
int sql_run(struct row *row, struct tl_error *error);

/* 1: a row is there to be read; 0: no more, and the statement is reset; -1: `error`. */
int sql_next(struct row *row, struct tl_error *error);

/* Resets a statement that is not read to its end; -1 with `error`: what was read is damaged. */
int sql_done(struct row *row, struct tl_error *error);

/* What SQLite last complained about, as one line. */
int sql_fail(struct store *store, struct tl_error *error);

#endif
