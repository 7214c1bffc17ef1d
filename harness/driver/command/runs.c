/* taskloss runs: which runs a results folder holds. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "commands.h"
#include "formats.h"
#include "forms.h"
#include "json_text.h"
#include "options.h"
#include "store.h"
#include "utf8.h"

struct arguments {
    const char *results;
    bool json;
    struct tl_error *error;
};

static const struct argp_option options[] = {
    {"results", 'R', "DIR", 0, "where the results are (results)", 0},
    {"json", 'J', NULL, 0, "one JSON document instead of the table", 0},
    {0},
};

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    if (key == 'R')
        arguments->results = word;
    else if (key == 'J')
        arguments->json = true;
    else if (key == ARGP_KEY_ARG)
        return tl_fail(arguments->error, TL_EXIT_USAGE,
                       "runs takes no '%s': see 'taskloss runs --help'", word),
               EINVAL;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

/* An open run is at work, or was killed: which, the file cannot tell. */
static const char *end_of(const struct tl_run *run)
{
    return run->ended != NULL ? run->ended : "open";
}

/* Results of an older taskloss do not say how many. */
static void put_planned(const struct tl_run *run)
{
    if (run->watch || run->planned == 0)
        printf("  %9s  ", run->watch ? "watch" : "?");
    else
        printf("  %9" PRIu64 "  ", run->planned);
}

/* On a terminal two lines a run at most, whatever its command is. */
static size_t room_for_command(void)
{
    enum { BEFORE_IT = 71 };
    return isatty(STDOUT_FILENO) ? 2 * (size_t)output_style(stdout).width - BEFORE_IT : SIZE_MAX;
}

static void print_table(const struct tl_run *runs, size_t count)
{
    size_t room = room_for_command();
    if (count == 0)
        puts("no runs yet");
    else
        printf("%4s  %-20s  %-20s  %9s  %-8s  %s\n", "RUN", "STARTED", "ENDED", "TRIALS", "BY",
               "COMMAND");
    for (size_t i = 0; i < count; i++) {
        printf("%4" PRId64 "  ", runs[i].id);
        utf8_put(stdout, runs[i].started, 20, 1);
        fputs("  ", stdout);
        utf8_put(stdout, end_of(&runs[i]), 20, 1);
        put_planned(&runs[i]);
        utf8_put(stdout, runs[i].tool, 8, 1);
        fputs("  ", stdout);
        utf8_put(stdout, runs[i].command, room, 0);
        putchar('\n');
    }
}

static json_t *as_json(const struct tl_run *run)
{
    return json_pack("{s:I,s:o,s:o,s:o,s:b,s:o,s:o,s:o}", "run", (json_int_t)run->id, "started",
                     json_text(run->started), "ended", json_text(run->ended), "trials",
                     run->planned > 0 ? json_integer((json_int_t)run->planned) : json_null(),
                     "watch", (int)run->watch, "machine", json_text(run->machine), "version",
                     json_text(run->tool), "command", json_text(run->command));
}

static void print_json(const struct tl_run *runs, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, as_json(&runs[i]));
    json_t *document = json_pack("{s:s, s:o}", "schema", FORM_RUNS, "runs", all);
    json_dumpf(document, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    putchar('\n');
    json_decref(document);
}

const struct argp argp_runs = {
    options,
    parse,
    NULL,
    "Lists the runs of a results folder, the oldest first. RUN is what --run takes; TRIALS, "
    "how "
    "many were planned, or \"watch\"; a run that is \"open\" is at work, or was killed.",
    NULL,
    NULL,
    NULL};

int cmd_runs(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {.results = "results", .error = error};
    struct store *store;
    struct tl_run *runs;
    size_t count;
    int parsed = options_parse(&argp_runs, argc, argv, &arguments, error);
    if (parsed != 0)
        return parsed < 0 ? -1 : TL_EXIT_AS_EXPECTED;
    if (store_open(&store, arguments.results, false, error) != 0)
        return -1;
    int result = store_runs(store, &runs, &count, error);
    store_close(store);
    if (result != 0)
        return -1;
    (arguments.json ? print_json : print_table)(runs, count);
    store_runs_free(runs, count);
    return TL_EXIT_AS_EXPECTED;
}
