/* While it runs, a watch is an open run that names its file of events: what a kill leaves. */
#include "watch_record.h"

#include <stdio.h>
#include <stdlib.h>

#include "files.h"
#include "run_options.h"
#include "text.h"
#include "unfinished.h"

static void let_go(struct watch_keep *keep)
{
    store_close(keep->store);
    store_run_free(&keep->run);
    *keep = (struct watch_keep){0};
}

int watch_keep_begin(struct watch_keep *keep, const char *results, char *command,
                     const struct tl_watch *watch, struct tl_error *error)
{
    *keep = (struct watch_keep){.run = {.command = command,
                                        .machine = run_machine(),
                                        .tool = text_make("%s", TASKLOSS_VERSION)}};
    if (store_open(&keep->store, results, true, error) == 0 &&
        store_watch_begin(keep->store, &keep->run, watch, error) == 0)
        return 0;
    let_go(keep);
    return -1;
}

int watch_keep_end(struct watch_keep *keep, int status, const struct watched *watched,
                   struct tl_error *error)
{
    int result = 0;
    if (keep->store != NULL && watched != NULL)
        result = store_watch_end(keep->store, keep->run.id, status, watched, error);
    let_go(keep);
    return result;
}

static int read_events(struct watch_record *out, struct tl_error *error)
{
    watched_free(&out->watched);
    return watched_read(&out->watched, out->watch.events, out->watch.mode != WATCHING_RESCUE,
                        error);
}

int watch_record_read(struct watch_record *out, struct store *store, int64_t run, bool *is_watch,
                      struct tl_error *error)
{
    *out = (struct watch_record){0};
    *is_watch = false;
    if (run == 0 && store_latest(store, &run, error) != 0)
        return -1;
    if (store_run(store, run, &out->run, error) != 0)
        return -1;
    *is_watch = out->run.watch;
    if (!*is_watch)
        return 0;
    if (store_watch(store, run, &out->watch, &out->watched, error) != 0)
        return -1;
    bool has_events = out->run.ended == NULL && files_is_file(out->watch.events);
    return has_events ? read_events(out, error) : 0;
}

void watch_record_free(struct watch_record *record)
{
    store_run_free(&record->run);
    store_watch_free(&record->watch);
    watched_free(&record->watched);
}

enum tl_exit watch_record_whole(const struct watch_record *record)
{
    char *unfinished = unfinished_text(&record->run), *nothing = watched_nothing(&record->watched);
    if (unfinished != NULL)
        fprintf(stderr, "taskloss: %s\n", unfinished);
    else if (nothing != NULL)
        fprintf(stderr, "taskloss: run %lld: nothing could be watched: %s\n",
                (long long)record->run.id, nothing);
    enum tl_exit exit =
        unfinished != NULL || nothing != NULL ? TL_EXIT_UNMEASURED : TL_EXIT_AS_EXPECTED;
    free(unfinished);
    free(nothing);
    return exit;
}
