/* taskloss compare: two runs, or two implementations of the latest run: which cells differ. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "compare.h"
#include "compare_text.h"
#include "memory.h"
#include "names.h"
#include "near.h"
#include "options.h"
#include "recorded.h"
#include "store.h"
#include "text.h"
#include "watch_show.h"

struct request {
    const char *names[2];
    size_t count;
    const char *results;
    bool json;
    struct tl_error *error;
};

static const struct argp_option option_table[] = {
    {"results", 'R', "DIR", 0, "where the trials are kept; 'results' by default", 0},
    {"json", 'J', 0, 0, "one JSON document instead of the table", 0},
    {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    if (key == 'R')
        request->results = text;
    else if (key == 'J')
        request->json = true;
    else if (key == ARGP_KEY_ARG && request->count < 2)
        request->names[request->count++] = text;
    else if (key == ARGP_KEY_ARG || (key == ARGP_KEY_END && request->count < 2))
        return tl_fail(request->error, TL_EXIT_USAGE,
                       "compare takes two: the numbers of two runs, or two implementations"),
               EINVAL;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

const struct argp argp_compare = {
    .options = option_table,
    .parser = parse,
    .args_doc = "A B",
    .doc = "Says which cells differ between two runs, given by their numbers, or between two "
           "implementations of the latest run, or between two watches, by their numbers. 'all "
           "all+loops' holds every event loop against "
           "asyncio's own on the same Python, '3.12 3.12+loops' those of 3.12, 'all all+eager' "
           "eager tasks against others.\v"
           "Where the pressure leaves nothing to chance, counts are compared as they are; else the "
           "loss rates by a permutation test over whole trials, at a false discovery rate of 0.05 "
           "over all cells. The exit status is 1 for a difference, 3 if there is none but "
           "something could not be measured, else 0. The numbers under 'replay' are of the first "
           "trial "
           "on either side: 'taskloss replay N' repeats it in the foreground.\n"
           "Of two watches it says which findings are new and which were not seen any more, by "
           "where their tasks are made and where they wait; those that are accepted are no "
           "differences."};

/* --- which two --- */

static bool is_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool has_run(const struct tl_run *runs, size_t count, uint64_t id)
{
    for (size_t i = 0; i < count; i++)
        if ((uint64_t)runs[i].id == id)
            return true;
    return false;
}

static int find_run(struct store *store, const struct request *request, const char *name,
                    uint64_t *id, struct tl_error *error)
{
    struct tl_run *runs;
    size_t count;
    if (options_number("compare", name, 1, INT64_MAX, id, error) < 0 ||
        store_runs(store, &runs, &count, error) < 0)
        return -1;
    int result = 0;
    if (count == 0)
        result = tl_fail(error, TL_EXIT_USAGE, "there is no run in '%s'", request->results);
    else if (!has_run(runs, count, *id))
        result = tl_fail(error, TL_EXIT_USAGE,
                         "there is no run %s in '%s'; its runs are %" PRId64 " to %" PRId64, name,
                         request->results, runs[0].id, runs[count - 1].id);
    store_runs_free(runs, count);
    return result;
}

static int no_such_name(const struct tl_results *results, const char *wanted,
                        struct tl_error *error)
{
    char hint[200];
    const char **names = memory_zeroed(results->implementation_count, sizeof *names);
    for (size_t i = 0; i < results->implementation_count; i++)
        names[i] = results->implementations[i].name;
    near_hint(hint, sizeof hint, wanted, names, results->implementation_count);
    free(names);
    return tl_fail(error, TL_EXIT_USAGE, "the latest run has no implementation '%s'%s", wanted,
                   hint);
}

static int find_name(const struct tl_results *results, const char *wanted,
                     const struct tl_implementation **out, struct tl_error *error)
{
    size_t found = 0;
    for (size_t i = 0; i < results->implementation_count; i++) {
        const struct tl_implementation *one = &results->implementations[i];
        if (!names_fit(one, wanted))
            continue;
        *out = one;
        found++;
        if (strcmp(one->name, wanted) == 0)
            return 0;
    }
    if (found == 1)
        return 0;
    if (found == 0)
        return no_such_name(results, wanted, error);
    return tl_fail(error, TL_EXIT_USAGE,
                   "'%s' is more than one implementation of the latest run; %s is one", wanted,
                   (*out)->name);
}

/* --- the comparison --- */

static int conclude(const struct request *request, const struct tl_pair *pairs, size_t count,
                    const char *const names[2], struct tl_error *error)
{
    struct tl_comparison comparison;
    int result = compare_cells(&comparison, pairs, count, error);
    if (result == 0)
        result = request->json ? output_compare_json(&comparison, names, stdout, error)
                               : output_compare_text(&comparison, names, stdout, error);
    if (result == 0 || ferror(stdout))
        result = (int)compare_exit(&comparison);
    compare_free(&comparison);
    return result;
}

/* Runs of other sizes do not compare. */
static int check_runs(const struct tl_run *a, const struct tl_run *b, struct tl_error *error)
{
    if (a->jobs == b->jobs)
        return 0;
    return tl_fail(error, TL_EXIT_USAGE,
                   "run %" PRId64 " had %" PRIu32 " jobs in a trial, run %" PRId64 " %" PRIu32
                   ": they do not compare",
                   a->id, a->jobs, b->id, b->jobs);
}

static int compare_cells_of(struct store *store, const struct request *request,
                            const uint64_t ids[2], struct tl_error *error)
{
    struct tl_results results[2] = {{.count = 0}, {.count = 0}};
    int result = 0;
    for (size_t i = 0; result == 0 && i < 2; i++)
        result = cells_read(store, (int64_t)ids[i], &results[i], error);
    if (result == 0)
        result = check_runs(&results[0].run, &results[1].run, error);
    if (result == 0) {
        char *first = text_make("run %s", request->names[0]),
             *second = text_make("run %s", request->names[1]);
        const char *const names[] = {first, second};
        const struct tl_pair pair = {{&results[0], NULL}, {&results[1], NULL}};
        result = conclude(request, &pair, 1, names, error);
        free(first);
        free(second);
    }
    for (size_t i = 0; result == TL_EXIT_AS_EXPECTED && i < 2; i++)
        result = (int)recorded_whole(&results[i]);
    cells_free(&results[0]);
    cells_free(&results[1]);
    return result;
}

static int compare_records(const struct request *request, const struct watch_record records[2],
                           const bool is_watch[2], struct tl_error *error)
{
    if (is_watch[0] != is_watch[1])
        return tl_fail(error, TL_EXIT_USAGE,
                       "run %s watched a program, run %s ran cases: they do not compare",
                       request->names[is_watch[0] ? 0 : 1], request->names[is_watch[0] ? 1 : 0]);
    return watch_compare(&records[0], &records[1], request->json, error);
}

static int compare_runs(struct store *store, const struct request *request, struct tl_error *error)
{
    uint64_t ids[2];
    struct watch_record records[2] = {0};
    bool is_watch[2] = {false, false};
    int result = 0;
    for (size_t i = 0; result == 0 && i < 2; i++)
        result = find_run(store, request, request->names[i], &ids[i], error);
    for (size_t i = 0; result == 0 && i < 2; i++)
        result = watch_record_read(&records[i], store, (int64_t)ids[i], &is_watch[i], error);
    if (result == 0)
        result = is_watch[0] || is_watch[1] ? compare_records(request, records, is_watch, error)
                                            : compare_cells_of(store, request, ids, error);
    watch_record_free(&records[0]);
    watch_record_free(&records[1]);
    return result;
}

/* --- many pairs at once: "all" and "all+loops" --- */

/* The one that `spec` means of the same Python as `like`, and is another; NULL: none. */
static const struct tl_implementation *counterpart(const struct tl_results *results,
                                                   const struct tl_implementation *like,
                                                   const char *spec)
{
    for (size_t i = 0; i < results->implementation_count; i++) {
        const struct tl_implementation *one = &results->implementations[i];
        if (one != like && names_fit(one, spec) && implementation_same_python(one, like))
            return one;
    }
    return NULL;
}

/* Every implementation that `names[1]` means, with that of the same Python that `names[0]` means.
 */
static struct tl_pair *make_pairs(const struct tl_results *results, const char *const names[2],
                                  size_t *count)
{
    struct tl_pair *pairs = memory_zeroed(results->implementation_count, sizeof *pairs);
    *count = 0;
    for (size_t i = 0; i < results->implementation_count; i++) {
        const struct tl_implementation *b = &results->implementations[i];
        const struct tl_implementation *a =
            names_fit(b, names[1]) ? counterpart(results, b, names[0]) : NULL;
        if (a != NULL)
            pairs[(*count)++] = (struct tl_pair){{results, a}, {results, b}};
    }
    return pairs;
}

static int compare_many(const struct request *request, const struct tl_results *results,
                        struct tl_error *error)
{
    size_t count;
    struct tl_pair *pairs = make_pairs(results, request->names, &count);
    int result = count > 0 ? conclude(request, pairs, count, request->names, error)
                           : tl_fail(error, TL_EXIT_USAGE,
                                     "in the latest run no Python has both '%s' and '%s'",
                                     request->names[0], request->names[1]);
    free(pairs);
    return result;
}

static int compare_two(const struct request *request, const struct tl_results *results,
                       struct tl_error *error)
{
    const struct tl_implementation *two[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++)
        if (find_name(results, request->names[i], &two[i], error) != 0)
            return -1;
    const char *const names[2] = {two[0]->name, two[1]->name};
    const struct tl_pair pair = {{results, two[0]}, {results, two[1]}};
    return conclude(request, &pair, 1, names, error);
}

static int compare_implementations(struct store *store, const struct request *request,
                                   struct tl_error *error)
{
    struct tl_results results;
    if (cells_read(store, 0, &results, error) < 0)
        return -1;
    bool many = names_is_many(request->names[0]) || names_is_many(request->names[1]);
    int result = (many ? compare_many : compare_two)(request, &results, error);
    if (result == TL_EXIT_AS_EXPECTED)
        result = (int)recorded_whole(&results);
    cells_free(&results);
    return result;
}

int cmd_compare(int argc, char **argv, struct tl_error *error)
{
    struct request request = {.results = "results", .error = error};
    struct store *store;
    int result = options_parse(&argp_compare, argc, argv, &request, error);
    if (result != 0)
        return result < 0 ? -1 : TL_EXIT_AS_EXPECTED;
    bool first = is_number(request.names[0]), second = is_number(request.names[1]);
    if (first != second)
        return tl_fail(error, TL_EXIT_USAGE,
                       "'%s' and '%s' do not compare: give two runs, or two implementations",
                       request.names[0], request.names[1]);
    if (store_open(&store, request.results, false, error) < 0)
        return -1;
    result = first ? compare_runs(store, &request, error)
                   : compare_implementations(store, &request, error);
    store_close(store);
    return result;
}
