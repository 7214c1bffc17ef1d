/* A watch comes back from the results file as it went in. */
#include <sqlite3.h>

#include "memory.h"
#include "other_hand.h"
#include "schema.h"
#include "suite.h"
#include "synthetic.h"

static char *folder, *file;
static struct tl_error error;
static char program_folder[] = "/home/me/a b", events[] = "/tmp/events";

static void make(void)
{
    folder = folder_make();
    file = NULL;
    ck_assert_int_ge(asprintf(&file, "%s/taskloss.sqlite", folder), 0);
}

static void clean(void)
{
    free(file);
    folder_remove(folder);
}

static void sql(const char *text)
{
    other_hand(file, text);
}

static struct store *must_open(bool create)
{
    struct store *store = NULL;
    ck_assert_msg(store_open(&store, folder, create, &error) == 0, "%s", error.text);
    return store;
}

static int64_t begin(struct store *store)
{
    const struct tl_watch watch = {.folder = program_folder,
                                   .events = events,
                                   .mode = WATCHING_OBSERVE,
                                   .also = 1u << WATCHING_SORT_NEVER_AWAITED};
    struct tl_run run = synthetic_run();
    ck_assert_msg(store_watch_begin(store, &run, &watch, &error) == 0, "%s", error.text);
    return run.id;
}

/* Two findings; every text and number is another one. */
static void end(struct store *store, int64_t run)
{
    static char app[] = "/home/me/a b/app.py", locks[] = "locks.py", job[] = "job", wait[] = "wait",
                future[] = "Future", cycle[] = "Task -> <&>", note[] = "\xff note", empty[] = "",
                reason[] = "known", python[] = "3.12.1", why[] = "musl", test[] = "a\nb";
    static char *pythons[] = {python, NULL}, *refused[] = {why, NULL}, *tests[] = {test, why, NULL};
    struct watched_frame made[] = {{app, job, 12}, {app, wait, 13}}, waiting[] = {{locks, wait, 9}};
    struct watched_finding findings[] = {
        {.kind = WATCHED_LOST,
         .count = 5,
         .counts = {.found = 7, .exposed = 6, .woken = 4, .ended = 3, .cancelled = 2, .lost = 1},
         .made = {made, 2},
         .waiting = {waiting, 1},
         .for_what = future,
         .cycle = cycle,
         .note = note,
         .tests = {tests, 2},
         .processes = 2,
         .own = true},
        {.kind = WATCHED_NEVER_AWAITED,
         .count = 1,
         .made = {waiting, 1},
         .for_what = empty,
         .cycle = empty,
         .note = empty,
         .accepted = reason}};
    const struct watched watched = {.totals = {.loops = 2, .tasks = 30, .probes = 9, .run_us = 77},
                                    .processes = 3,
                                    .pythons = {pythons, 1},
                                    .refused = {refused, 1},
                                    .findings = findings,
                                    .count = 2};
    ck_assert_msg(store_watch_end(store, run, 256, &watched, &error) == 0, "%s", error.text);
}

static void same_totals(const struct tl_watch *watch, const struct watched *watched)
{
    ck_assert_str_eq(watch->folder, program_folder);
    ck_assert_str_eq(watch->events, events);
    ck_assert_uint_eq(watch->mode, WATCHING_OBSERVE);
    ck_assert_uint_eq(watch->also, 1u << WATCHING_SORT_NEVER_AWAITED);
    ck_assert_int_eq(watch->status, 256);
    ck_assert_uint_eq(watched->processes, 3);
    ck_assert_uint_eq(watched->totals.tasks, 30);
    ck_assert_uint_eq(watched->totals.run_us, 77);
    ck_assert_str_eq(watched->pythons.items[0], "3.12.1");
    ck_assert_str_eq(watched->refused.items[0], "musl");
    ck_assert_uint_eq(watched->count, 2);
}

START_TEST(as_it_went_in)
{
    struct store *store = must_open(true);
    struct tl_watch watch;
    struct watched watched;
    int64_t run = begin(store);
    end(store, run);
    ck_assert_msg(store_watch(store, run, &watch, &watched, &error) == 0, "%s", error.text);
    same_totals(&watch, &watched);
    const struct watched_finding *one = &watched.findings[0], *other = &watched.findings[1];
    ck_assert_int_eq(one->kind, WATCHED_LOST);
    ck_assert_uint_eq(one->count, 5);
    ck_assert_uint_eq(one->counts.cancelled, 2);
    ck_assert_uint_eq(one->counts.lost, 1);
    ck_assert_uint_eq(one->made.count, 2);
    ck_assert_uint_eq(one->made.items[1].line, 13);
    ck_assert_str_eq(one->waiting.items[0].file, "locks.py");
    ck_assert_str_eq(one->cycle, "Task -> <&>");
    ck_assert_str_eq(one->tests.items[0], "a\nb");
    ck_assert_uint_eq(one->tests.count, 2);
    ck_assert(one->own && one->accepted == NULL && !other->own);
    ck_assert_str_eq(other->accepted, "known");
    watched_free(&watched);
    store_watch_free(&watch);
    store_close(store);
}
END_TEST

/* A killed watch: an open run with its file of events. */
START_TEST(one_without_an_end)
{
    struct store *store = must_open(true);
    struct tl_watch watch;
    struct watched watched;
    struct tl_run run;
    int64_t id = begin(store);
    ck_assert_int_eq(store_watch(store, id, &watch, &watched, &error), 0);
    ck_assert_uint_eq(watched.count, 0);
    ck_assert_str_eq(watch.events, events);
    ck_assert_int_eq(store_run(store, id, &run, &error), 0);
    ck_assert(run.watch && run.ended == NULL);
    store_run_free(&run);
    watched_free(&watched);
    store_watch_free(&watch);
    store_close(store);
}
END_TEST

/* "The latest run" of commands that need cells is one that has some. */
START_TEST(a_watch_is_no_run_of_cases)
{
    struct store *store = must_open(true);
    struct tl_run cases = synthetic_run(), latest;
    int64_t any;
    ck_assert_int_eq(store_run_begin(store, &cases, &error), 0);
    int64_t watch = begin(store);
    ck_assert_int_eq(store_run(store, 0, &latest, &error), 0);
    ck_assert_int_eq(latest.id, cases.id);
    ck_assert(!latest.watch);
    ck_assert_int_eq(store_latest(store, &any, &error), 0);
    ck_assert_int_eq(any, watch);
    store_run_free(&latest);
    store_close(store);
}
END_TEST

/* A results file of the schema before watches were kept. */
START_TEST(an_older_file_gets_the_tables)
{
    struct store *store = must_open(true);
    struct tl_run cases = synthetic_run();
    ck_assert_int_eq(store_run_begin(store, &cases, &error), 0);
    store_close(store);
    sql("DROP TABLE watch_words; DROP TABLE watch_frames; DROP TABLE watch_findings; "
        "DROP TABLE watches");
    char *version = NULL;
    ck_assert_int_ge(asprintf(&version, "PRAGMA user_version = %d", SCHEMA_VERSION - 1000), 0);
    sql(version);
    free(version);
    store = must_open(true);
    ck_assert_int_eq(store_run(store, cases.id, &cases, &error), 0);
    ck_assert(!cases.watch);
    store_run_free(&cases);
    end(store, begin(store));
    store_close(store);
}
END_TEST

static const char *const damages[] = {
    "UPDATE watch_findings SET kind = 'grief'",
    "UPDATE watch_findings SET count = 'many'",
    "UPDATE watches SET mode = 9",
    "UPDATE watches SET also = -1",
    "UPDATE watch_frames SET line = 'x'",
    "UPDATE watches SET tasks = 1.5",
};

START_TEST(what_is_damaged_is_said_to_be)
{
    struct store *store = must_open(true);
    struct tl_watch watch;
    struct watched watched;
    int64_t run = begin(store);
    end(store, run);
    store_close(store);
    sql(damages[_i]);
    store = must_open(false);
    ck_assert_int_eq(store_watch(store, run, &watch, &watched, &error), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_UNMEASURED);
    ck_assert_ptr_nonnull(strstr(error.text, "damaged"));
    watched_free(&watched);
    store_watch_free(&watch);
    store_close(store);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, make, clean);
    tcase_add_test(tests, as_it_went_in);
    tcase_add_test(tests, one_without_an_end);
    tcase_add_test(tests, a_watch_is_no_run_of_cases);
    tcase_add_test(tests, an_older_file_gets_the_tables);
    tcase_add_loop_test(tests, what_is_damaged_is_said_to_be, 0, sizeof damages / sizeof *damages);
}

int main(void)
{
    return suite_run("watches", add);
}
