/* A run as a command line names it: folder, number, implementations. */
#include "recorded.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "names.h"
#include "options.h"
#include "unfinished.h"

static error_t parse_run(struct recorded *recorded, const char *word, struct tl_error *error)
{
    uint64_t run;
    if (options_number("--run", word, 1, INT64_MAX, &run, error) != 0)
        return EINVAL;
    recorded->run = (int64_t)run;
    return 0;
}

error_t recorded_parse(struct recorded *recorded, int key, char *word, struct tl_error *error)
{
    if (key == 'R')
        recorded->results = word;
    else if (key == 'r')
        return parse_run(recorded, word, error);
    else if (key == 'p' && recorded->python_count == RECORDED_PYTHONS_MAX)
        return tl_fail(error, TL_EXIT_USAGE, "more than %d --python", RECORDED_PYTHONS_MAX), EINVAL;
    else if (key == 'p')
        recorded->pythons[recorded->python_count++] = word;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static bool is_named(const struct tl_result *cell, const char *const *specs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (names_fit(cell->implementation, specs[i]))
            return true;
    return count == 0;
}

static int recorded_narrow(struct tl_results *results, const char *const *specs, size_t count,
                           struct tl_error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < results->count; i++)
        if (is_named(&results->cells[i], specs, count))
            results->cells[kept++] = results->cells[i];
        else
            cells_free_one(&results->cells[i]);
    results->count = kept;
    if (kept == 0 && count > 0)
        return tl_fail(error, TL_EXIT_USAGE, "the run has no implementation '%s'", specs[0]);
    return 0;
}

int recorded_open(const struct recorded *recorded, struct store **store, struct tl_results *results,
                  struct tl_error *error)
{
    if (store_open(store, recorded->results, false, error) != 0)
        return -1;
    if (cells_read(*store, recorded->run, results, error) == 0) {
        if (recorded_narrow(results, recorded->pythons, recorded->python_count, error) == 0)
            return 0;
        cells_free(results);
    }
    store_close(*store);
    return -1;
}

enum tl_exit recorded_whole(const struct tl_results *results)
{
    char *text = unfinished_text(&results->run);
    if (text == NULL)
        return TL_EXIT_AS_EXPECTED;
    fprintf(stderr, "taskloss: %s\n", text);
    free(text);
    return TL_EXIT_UNMEASURED;
}

void recorded_close(struct store *store, struct tl_results *results)
{
    cells_free(results);
    store_close(store);
}
