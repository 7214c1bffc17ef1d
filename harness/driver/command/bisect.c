/* taskloss bisect: which commit of CPython changed what cases count. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bisected_formats.h"
#include "broken_link.h"
#include "commands.h"
#include "kept_counts.h"
#include "options.h"
#include "run_arguments.h"
#include "subject.h"

enum { KEY_GOOD = 1100, KEY_BAD, KEY_REPOSITORY, KEY_COUNT, KEY_ALL };

/* What tells how tasks live: asyncio, its C half, coroutines, and the collector, which has moved.
 */
static const char *const telling_paths[] = {"Lib/asyncio",
                                            "Modules/_asynciomodule.c",
                                            "Objects/genobject.c",
                                            "Modules/gcmodule.c",
                                            "Python/gc.c",
                                            "Python/gc_free_threading.c",
                                            "Objects/weakrefobject.c",
                                            "Lib/concurrent/futures",
                                            "Lib/selectors.py",
                                            "Lib/weakref.py",
                                            "Lib/_weakrefset.py",
                                            "Objects/funcobject.c",
                                            NULL};

struct bisect {
    struct run_options run;
    const char *early, *late, *folder, *count;
    bool all;
    struct tl_error *error;
};

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "Where it is looked for:", 4},
    {"repo", KEY_REPOSITORY, "DIR", 0, "a git repository of CPython; this folder by default", 4},
    {"good", KEY_GOOD, "COMMIT", 0,
     "the early end: a commit, or a version as 3.11, which is where the main branch left it", 4},
    {"bad", KEY_BAD, "COMMIT", 0, "the late end; HEAD by default", 4},
    {"count", KEY_COUNT, "NAME", 0,
     "the count or fact that changed, as lost or leaked; by default each that is zero at one end "
     "and not at the other",
     4},
    {"all-commits", KEY_ALL, 0, 0,
     "halve all commits, not first those that touch asyncio, coroutines and the collector", 4},
    {0}};

static error_t parse_end(struct bisect *bisect)
{
    const struct run_options *run = &bisect->run;
    const char *why = NULL;
    if (run->cases.count == 0)
        why = "which case? give its id, name or file";
    else if (bisect->early == NULL)
        why = "from which commit on? give --good COMMIT, and --bad COMMIT";
    else if (run->pythons.count > 0)
        why = "bisect builds its Pythons itself: no --python";
    else if (run->list || run->resume || run->precision_ppm != 0 || run->shard_count != 0 ||
             run->last_failed || run->fail_fast || run->durations != 0)
        why = "--list, --resume, --shard, --until, --last-failed, --fail-fast and --durations are "
              "not for bisect";
    if (why == NULL)
        return 0;
    tl_fail(bisect->error, TL_EXIT_USAGE, "%s", why);
    return EINVAL;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct bisect *bisect = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &bisect->run;
        return 0;
    case KEY_GOOD:
        bisect->early = text;
        return 0;
    case KEY_BAD:
        bisect->late = text;
        return 0;
    case KEY_REPOSITORY:
        bisect->folder = text;
        return 0;
    case KEY_COUNT:
        bisect->count = text;
        return 0;
    case KEY_ALL:
        bisect->all = true;
        return 0;
    case ARGP_KEY_END:
        return parse_end(bisect);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&run_options_argp, 0, NULL, 0}, {0}};

const struct argp argp_bisect = {
    .options = option_table,
    .parser = parse,
    .args_doc = "CASE... --good COMMIT --bad COMMIT",
    .children = children,
    .doc = "Names the commit of CPython that changed what cases count: builds commits between two "
           "ends, runs the cases on each, and halves what is between. The commit that is named was "
           "measured, and so was the one before it; where it destroys jobs, or ceases to, the link "
           "that holds them on one side only is named. The guard is bare by default.\v"
           "It builds in your cache folder, without optimisation; the repository is only read. A "
           "commit that cannot be built or measured is passed over; one that this taskloss has "
           "measured with the same cases and options is remembered there. --python, --results, "
           "--trials of "
           "other runs are not for this command: nothing is kept. The exit status is 3 if a commit "
           "could not be found, else 0."};

/* ---- the ends ---- */

static const struct counted_commit *measure_end(struct counted *counted, const char *name,
                                                const char *hash, struct tl_error *error)
{
    const struct counted_commit *end = counted_at(counted, hash, error);
    if (end != NULL && end->why != NULL) {
        tl_fail(error, TL_EXIT_UNMEASURED, "%s %.12s: %s", name, hash, end->why);
        return NULL;
    }
    return end;
}

static int verdict(const struct hunts *hunts)
{
    for (size_t i = 0; i < hunts->count; i++)
        if (hunts->items[i].why != NULL)
            return TL_EXIT_UNMEASURED;
    return hunts->count > 0 ? TL_EXIT_AS_EXPECTED : TL_EXIT_UNMEASURED;
}

static int show(const struct bisect *bisect, const struct bisected *bisected,
                struct tl_error *error)
{
    if (bisect->run.json && output_bisected_json(bisected, stdout, error) < 0)
        return -1;
    if (!bisect->run.json)
        output_bisected_text(bisected, stdout);
    return verdict(bisected->hunts);
}

static int hunt(const struct bisect *bisect, struct counted *counted, const char *early,
                const char *late, struct tl_error *error)
{
    struct hunts hunts = {0};
    struct bisected bisected = {.hunts = &hunts, .counted = counted};
    bisected.early = measure_end(counted, "--good", early, error);
    bisected.late = bisected.early != NULL ? measure_end(counted, "--bad", late, error) : NULL;
    if (bisected.late == NULL)
        return -1;
    hunts_list(&hunts, bisected.early, bisected.late, bisect->count);
    int result = hunts_run(&hunts, counted, early, late, bisect->all ? NULL : telling_paths, error);
    if (result == 0)
        result = broken_links_find(&hunts, counted, error);
    if (result == 0)
        result = show(bisect, &bisected, error);
    hunts_free(&hunts);
    return result;
}

/* Before anything is built. */
static int check_cases(const struct run_options *run, struct tl_error *error)
{
    struct tl_cases cases = {0};
    int result = subject_cases(&cases, run, error);
    cases_free(&cases);
    return result;
}

static int work(struct bisect *bisect, struct tl_error *error)
{
    struct repository repository = {0};
    struct counted counted = {.repository = &repository, .options = &bisect->run};
    char *early = NULL, *late = NULL;
    int result = check_cases(&bisect->run, error);
    if (result == 0)
        result = repository_open(&repository, bisect->folder, error);
    if (result == 0)
        result = repository_find(&repository, bisect->early, &early, error);
    if (result == 0)
        result = repository_find(&repository, bisect->late, &late, error);
    if (result == 0 && strcmp(early, late) == 0)
        result = tl_fail(error, TL_EXIT_USAGE, "--good and --bad are the same commit, %.12s", late);
    if (result == 0)
        counted.key = kept_counts_key(&bisect->run, repository.builder, error);
    if (result == 0 && counted.key == 0)
        result = -1;
    if (result == 0)
        result = hunt(bisect, &counted, early, late, error);
    counted_free(&counted);
    repository_free(&repository);
    free(early);
    free(late);
    return result;
}

int cmd_bisect(int argc, char **argv, struct tl_error *error)
{
    struct bisect bisect = {.late = "HEAD", .folder = ".", .error = error};
    run_options_begin(&bisect.run, argc, argv, error);
    int result = options_parse(&argp_bisect, argc, argv, &bisect, error);
    if (result == 0)
        result = run_options_complete(&bisect.run, 1u << TL_GUARD_BARE);
    if (result == 0)
        result = work(&bisect, error);
    else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    run_options_free(&bisect.run);
    return result;
}
