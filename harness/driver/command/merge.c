/* taskloss merge: the shares of one run, measured apart, as one run. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "list.h"
#include "memory.h"
#include "options.h"
#include "recorded.h"
#include "store.h"
#include "utf8.h"

struct arguments {
    const char *out;
    const char **in;
    size_t count;
    struct tl_error *error;
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    if (key == ARGP_KEY_ARG && arguments->out == NULL)
        arguments->out = text;
    else if (key == ARGP_KEY_ARG)
        *(const char **)list_grow(&arguments->in, arguments->count++, sizeof *arguments->in) = text;
    else if (key == ARGP_KEY_END && arguments->count == 0)
        return tl_fail(arguments->error, TL_EXIT_USAGE,
                       "merge takes the folder that is to hold all, then those of the shares"),
               EINVAL;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

const struct argp argp_merge = {
    .parser = parse,
    .args_doc = "OUT IN...",
    .doc =
        "Puts the latest runs of the folders IN, shares of one run (run --shard, check --shard), "
        "together as one new run in the folder OUT.\v"
        "They must have been asked for alike. What two of them have measured must agree; if it "
        "does not, nothing is merged, and the exit status is 3. It is 3 too where a share has "
        "not come to its end: then all of it has not, and says so."};

static bool is_same_folder(const char *a, const char *b)
{
    char real_a[PATH_MAX], real_b[PATH_MAX];
    return realpath(a, real_a) != NULL && realpath(b, real_b) != NULL &&
           strcmp(real_a, real_b) == 0;
}

static int open_all(const struct arguments *arguments, struct store **from)
{
    for (size_t i = 0; i < arguments->count; i++) {
        if (is_same_folder(arguments->out, arguments->in[i]))
            return tl_fail(arguments->error, TL_EXIT_USAGE,
                           "'%s' is to hold all, and is one of the shares", arguments->out);
        if (store_open(&from[i], arguments->in[i], false, arguments->error) < 0)
            return -1;
    }
    return 0;
}

static int tell(struct store *store, const struct arguments *arguments, int64_t run)
{
    struct tl_results results;
    if (cells_read(store, run, &results, arguments->error) < 0)
        return -1;
    uint64_t trials = 0;
    for (size_t i = 0; i < results.count; i++)
        trials += results.cells[i].trials;
    utf8_print(stdout, "run %" PRId64 " of '%s': %zu cells, %" PRIu64 " trials of %zu folders", run,
               arguments->out, results.count, trials, arguments->count);
    int result = (int)recorded_whole(&results);
    cells_free(&results);
    return result;
}

static int merge(const struct arguments *arguments, struct store **from)
{
    struct store *out;
    int64_t run;
    if (open_all(arguments, from) < 0 ||
        store_open(&out, arguments->out, true, arguments->error) < 0)
        return -1;
    int result = store_merge(out, from, arguments->count, &run, arguments->error);
    if (result == 0)
        result = tell(out, arguments, run);
    store_close(out);
    return result;
}

int cmd_merge(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.error = error};
    int result = options_parse(&argp_merge, argc, argv, &arguments, error);
    if (result == 0) {
        struct store **from = memory_zeroed(arguments.count, sizeof *from);
        result = merge(&arguments, from);
        for (size_t i = 0; i < arguments.count; i++)
            store_close(from[i]);
        free(from);
    } else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    free(arguments.in);
    return result;
}
