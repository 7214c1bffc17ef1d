/* Watches in a results folder: kept as they end, and read again. */
#ifndef TASKLOSS_WATCH_RECORD_H
#define TASKLOSS_WATCH_RECORD_H

#include "store.h"

/* A watch that is kept; all zero: it is not. */
struct watch_keep {
    struct store *store;
    struct tl_run run;
};

/* `command` is taken over. -1: it cannot be kept; the keep is then all zero. */
int watch_keep_begin(struct watch_keep *keep, const char *results, char *command,
                     const struct tl_watch *watch, struct tl_error *error);

/* `watched` NULL: nothing could be read, the run stays open. The keep is all zero afterwards. */
int watch_keep_end(struct watch_keep *keep, int status, const struct watched *watched,
                   struct tl_error *error);

/* A watch as it was kept. One that was killed has what was found up to then, if its file of events
 * is still there. */
struct watch_record {
    struct tl_run run;
    struct tl_watch watch;
    struct watched watched;
};

/* Reads it where run `run` (0: the latest of any sort) is a watch, and tells in `is_watch` whether
 * it is. Free in any case. */
int watch_record_read(struct watch_record *out, struct store *store, int64_t run, bool *is_watch,
                      struct tl_error *error);
void watch_record_free(struct watch_record *record);

/* TL_EXIT_UNMEASURED, said in a line on standard error, if it has no end, or if nothing was
 * watched; else TL_EXIT_AS_EXPECTED. */
enum tl_exit watch_record_whole(const struct watch_record *record);

#endif
