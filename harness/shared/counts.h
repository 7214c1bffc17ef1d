/* What a cell counts, each count once: SQL columns, JSON, CSV, the table, verdicts, claims and
 * baselines are made from this list, and case heads are checked against it.
 *
 * A count is a number of jobs. The fates of terms.h are the first of them, in their order, so that
 * an enum tl_fate is an enum tl_count too; they alone add up to the jobs spawned.
 */
#ifndef TASKLOSS_COUNTS_H
#define TASKLOSS_COUNTS_H

#include "terms.h"

/* The further counts. X(symbol, name, counted, noted, on_page, judged, meaning)
 * counted: by which function of ledger.c (count_NAME) a job is found to be one.
 * noted, on_page: 1 where the table, or the page, says it beside the rate. judged: as of a fate. */
#define TL_FURTHER_COUNTS(X)                                                                       \
    X(SPAWNED, "spawned", any, 0, 0, 0, "jobs that were started")                                  \
    X(LEAKED, "leaked", leaked, 1, 1, 1, "ended, yet alive after all was dropped and collected")   \
    X(KEPT, "kept", kept, 0, 0, 0,                                                                 \
      "ended, yet alive after all was dropped, before that collection")                            \
    X(SILENT, "silent", silent, 1, 1, 0, "lost or failed, and nothing said so")                    \
    X(RESCUED, "rescued", rescued, 1, 0, 0, "ended under pressure, but not in the control")        \
    X(RESURRECTED, "resurrected", resurrected, 0, 0, 0, "destroyed, and the Task object lived on") \
    X(UNCANCELLED, "uncancelled", uncancelled, 1, 1, 0,                                            \
      "cancelled by the pressure, and finished as if it had not been")

enum tl_count {
#define X(symbol, name, noted, judged, loss, meaning) TL_COUNT_##symbol,
    TL_FATES(X)
#undef X
#define X(symbol, name, counted, noted, on_page, judged, meaning) TL_COUNT_##symbol,
        TL_FURTHER_COUNTS(X)
#undef X
            TL_COUNT_COUNT
};

/* Indexed by the enum. */
extern const struct tl_term tl_counts[TL_COUNT_COUNT];

struct tl_count_rule {
    bool noted, on_page, judged;
    const char *column; /* in SQL, behind "trial_" or "control_" */
};
extern const struct tl_count_rule tl_count_rules[TL_COUNT_COUNT];

/* Is a job that has it one too many, where jobs are cancelled? */
bool tl_count_is_trouble(enum tl_count count);

/* The count of this name, '-' and '_' being the same; -1: none. */
int tl_count_find(const char *name);

/* Its name as a key of JSON, "never_started", written to `key`, which is returned. */
#define TL_COUNT_KEY_MAX 32
const char *tl_count_key(enum tl_count count, char key[static TL_COUNT_KEY_MAX]);

#endif
