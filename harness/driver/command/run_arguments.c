/* The options of a run: one table and its parser. */
#include "run_arguments.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyword.h"
#include "list.h"
#include "loops.h"
#include "options.h"

enum key {
    KEY_PYTHON = 'p',
    KEY_GUARD = 'g',
    KEY_PRESSURE = 256,
    KEY_TRIALS,
    KEY_UNTIL,
    KEY_EXCLUDE,
    KEY_KEYWORD = 'k',
    KEY_LOOP = 300,
    KEY_LAST_FAILED,
    KEY_FAIL_FAST,
    KEY_DURATIONS,
    KEY_QUIET = 'q',
    KEY_SHARD = 320,
    KEY_LIST,
    KEY_RESUME,
    KEY_JOBS,
    KEY_SEED,
    KEY_WORKERS = 'j',
    KEY_RESULTS = 'R',
    KEY_JSON = 'J',
    KEY_AUDIT = 512,
    KEY_ORACLE,
    KEY_ISOLATION,
    KEY_DEADLINE,
    KEY_MEMORY,
    KEY_GARBAGE,
    KEY_BALLAST,
    KEY_WAIT,
    KEY_VERBOSE = 'v'
};

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "What is run:", 1},
    {"python", KEY_PYTHON, "SPEC", 0,
     "3.12, 3.12.1, 3.14d, cpython@3.12, pypy3.11, '>=3.9,<3.12', a path to a python, a libpython, "
     "a "
     "prefix or a venv, each with +KIND (debug, pytask, eager) or +LOOP (uvloop, ..., or loops: "
     "each "
     "that taskloss get loops has installed); can be repeated, as in --python all --python "
     "all+loops; all by default",
     1},
    {"loop", KEY_LOOP, "MODULE:CALLABLE", 0,
     "the event loop that is measured, of a module in this folder or of the Python's own packages; "
     "short for +MODULE:CALLABLE behind each --python",
     1},
    {"guard", KEY_GUARD, "G", 0, "bare, set, ... or all, with ',' between", 1},
    {"pressure", KEY_PRESSURE, "P", 0,
     "off, natural, threshold=N, step or step=K, force or force=K, alloc=K, cancel or cancel=K, "
     "cancel-some; step by default",
     1},
    {"trials", KEY_TRIALS, "N", 0,
     "trials of each cell; 1 by default for off and step, where each is the same, else 20", 1},
    {"until", KEY_UNTIL, "PRECISION", 0,
     "as many trials of each cell as it takes to know its rate to within PRECISION, as 5% or 0.05, "
     "where that is left to chance; --trials is the most of them then, 2000 by default",
     1},
    {"jobs", KEY_JOBS, "N", 0, "jobs that a trial starts, up to 1000000; 4 by default", 1},
    {"seed", KEY_SEED, "S", 0, "seed of the first trial; 1 by default", 1},
    {"exclude", KEY_EXCLUDE, "CASE", 0,
     "leave this case out: an id, a name, a pattern or a file; can be repeated", 1},
    {"keyword", KEY_KEYWORD, "EXPRESSION", 0,
     "only cells whose names fit it, as 'stream and not guard:set': words of the case's name, or "
     "its id, guard, pressure or Python; with and, or, not and brackets",
     1},
    {"last-failed", KEY_LAST_FAILED, 0, 0,
     "only what was not as expected in the latest run of the results folder; all, if all was", 1},
    {"shard", KEY_SHARD, "K/N", 0,
     "only the K-th of N shares of the cells, told by what each cell is; taskloss merge puts the "
     "results together",
     1},
    {"list", KEY_LIST, 0, 0, "the cells that would be run, one a line; nothing is run", 1},
    {0, 0, 0, 0, "How:", 2},
    {"workers", KEY_WORKERS, "N", 0, "workers at a time; one for each core by default", 2},
    {"results", KEY_RESULTS, "DIR", 0, "where the trials are kept; 'results' by default", 2},
    {"resume", KEY_RESUME, 0, 0,
     "go on with the latest run of the results folder, which was broken off: what it has is not "
     "measured again",
     2},
    {"fail-fast", KEY_FAIL_FAST, 0, 0,
     "end with the first cell that is not as expected; --resume goes on", 2},
    {"json", KEY_JSON, 0, 0, "one JSON document instead of the table", 2},
    {"audit", KEY_AUDIT, 0, 0,
     "check each fate by a second detector, and each trial by snapshot by the same one by fork", 2},
    {"oracle", KEY_ORACLE, "WHERE", 0,
     "where it is looked at which jobs a collection would destroy: control (the default), off, "
     "both (the trial too; with --audit, the default), or lying, a planted fault",
     2},
    {"isolation", KEY_ISOLATION, "HOW", 0,
     "how trials are kept apart: snapshot, many in one process whose memory is put back after "
     "each, and by fork where that cannot be done, which is said; auto, the default, the same, and "
     "said where this machine is the reason; fork, a process each",
     2},
    {"verbose", KEY_VERBOSE, 0, 0, "a line for each cell, and for what does not apply", 2},
    {"quiet", KEY_QUIET, 0, 0, "no progress and no remarks on standard error", 2},
    {"durations", KEY_DURATIONS, "N", 0, "also tell the N cells that took longest", 2},
    {"deadline", KEY_DEADLINE, "SECONDS", 0,
     "for a trial, less the time for which it waits for a processor; 10 by default, and a "
     "millisecond more for each job beyond 1000",
     2},
    {"memory", KEY_MEMORY, "MIB", 0, "that a trial may allocate; 512 by default", 2},
    {0, 0, 0, 0, "The program around the jobs, each a number or LOW..HIGH to draw from:", 3},
    {"garbage", KEY_GARBAGE, "N", 0, "objects in cycles dropped per loop step; 20..200 by default",
     3},
    {"ballast", KEY_BALLAST, "N", 0, "container objects held; 0..20000 by default", 3},
    {"wait", KEY_WAIT, "N", 0, "loop steps until the wake-up; 10..60 by default", 3},
    {0}};

static int number32(const char *name, const char *text, uint64_t low, uint64_t high, uint32_t *out,
                    struct tl_error *error)
{
    uint64_t value;
    if (options_number(name, text, low, high, &value, error) < 0)
        return -1;
    *out = (uint32_t)value;
    return 0;
}

/* "N" or "LOW..HIGH". */
static int range(const char *name, const char *text, uint64_t low, struct tl_range *out,
                 struct tl_error *error)
{
    char first[32];
    const char *dots = strstr(text, "..");
    snprintf(first, sizeof first, "%.*s", dots != NULL ? (int)(dots - text) : 31, text);
    if (number32(name, first, low, 100000000, &out->low, error) < 0)
        return -1;
    out->high = out->low;
    if (dots != NULL && number32(name, dots + 2, low, 100000000, &out->high, error) < 0)
        return -1;
    if (out->low > out->high)
        return tl_fail(error, TL_EXIT_USAGE, "%s: '%s' has its ends the wrong way round", name,
                       text);
    return 0;
}

static int seconds(const char *name, const char *text, uint32_t *out, struct tl_error *error)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value))
        return tl_fail(error, TL_EXIT_USAGE, "%s: '%s' is no number of seconds", name, text);
    if (value < 0.05 || value > 86400)
        return tl_fail(error, TL_EXIT_USAGE, "%s: %s is not between 0.05 and 86400", name, text);
    *out = (uint32_t)lround(value * 1000);
    return 0;
}

/* "5%" or "0.05". */
static int precision(const char *text, uint32_t *out, struct tl_error *error)
{
    char *end;
    double value = strtod(text, &end);
    bool percent = end != text && *end == '%';
    if (end == text || end[percent] != '\0' || !isfinite(value))
        return tl_fail(error, TL_EXIT_USAGE, "--until: '%s' is no precision, as 5%% or 0.05", text);
    value = percent ? value / 100 : value;
    if (value < 0.001 || value > 0.5)
        return tl_fail(error, TL_EXIT_USAGE, "--until: %s is not between 0.1%% and 50%%", text);
    *out = (uint32_t)lround(value * 1e6);
    return 0;
}

static int shard(struct run_options *o, const char *text)
{
    uint64_t number, count;
    char first[16];
    const char *slash = strchr(text, '/');
    if (slash == NULL || slash - text >= (int)sizeof first)
        return tl_fail(o->error, TL_EXIT_USAGE, "--shard: '%s' is not K/N, as 1/8", text);
    snprintf(first, sizeof first, "%.*s", (int)(slash - text), text);
    if (options_number("--shard", slash + 1, 1, 1000000, &count, o->error) < 0 ||
        options_number("--shard", first, 1, count, &number, o->error) < 0)
        return -1;
    o->shard = (uint32_t)number;
    o->shard_count = (uint32_t)count;
    return 0;
}

static int add_word(struct run_words *words, const char *word)
{
    const char **item = list_grow(&words->items, words->count++, sizeof *item);
    *item = word;
    return 0;
}

static int add_guards(struct run_options *o, const char *text)
{
    uint32_t more;
    if (words_guards(text, &more, o->error) < 0)
        return -1;
    o->guards |= more;
    return 0;
}

static bool has_pressure(const struct run_options *o, const struct pressure *one)
{
    for (size_t i = 0; i < o->pressure_count; i++)
        if (o->pressures[i].pressure == one->pressure && o->pressures[i].argument == one->argument)
            return true;
    return false;
}

static int add_pressure(struct run_options *o, const char *text)
{
    struct pressure one;
    if (words_pressure(text, &one, o->error) < 0)
        return -1;
    if (has_pressure(o, &one))
        return 0;
    struct pressure *more = list_grow(&o->pressures, o->pressure_count++, sizeof *more);
    *more = one;
    return 0;
}

/* A list with ',' between. */
static int add_pressures(struct run_options *o, const char *text)
{
    char name[64];
    if (text[strspn(text, ", ")] == '\0')
        return tl_fail(o->error, TL_EXIT_USAGE, "no pressure in '%s'", text);
    for (const char *at = text; *(at += strspn(at, ", ")) != '\0'; at += strcspn(at, ", ")) {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ", "), at);
        if (add_pressure(o, name) < 0)
            return -1;
    }
    return 0;
}

static int set_numbers(struct run_options *o, int key, const char *text)
{
    uint64_t workers;
    switch (key) {
    case KEY_TRIALS:
        return number32("--trials", text, 1, 1000000, &o->trials, o->error);
    case KEY_UNTIL:
        return precision(text, &o->precision_ppm, o->error);
    case KEY_DURATIONS:
        return number32("--durations", text, 1, 1000000, &o->durations, o->error);
    case KEY_JOBS:
        return number32("--jobs", text, 1, TL_WANTED_MAX, &o->jobs, o->error);
    case KEY_SEED:
        return options_number("--seed", text, 0, INT64_MAX / 2, &o->seed, o->error);
    case KEY_DEADLINE:
        o->deadline_named = true;
        return seconds("--deadline", text, &o->deadline_ms, o->error);
    case KEY_MEMORY:
        return number32("--memory", text, 16, 1048576, &o->memory_mb, o->error);
    case KEY_GARBAGE:
        return range("--garbage", text, 0, &o->workload.garbage, o->error);
    case KEY_BALLAST:
        return range("--ballast", text, 0, &o->workload.ballast, o->error);
    case KEY_WAIT:
        return range("--wait", text, 1, &o->workload.wait, o->error);
    case KEY_WORKERS:
        if (options_number("-j", text, 1, 256, &workers, o->error) < 0)
            return -1;
        o->workers = (unsigned)workers;
        return 0;
    default:
        return 1;
    }
}

/* What it is, is seen before anything is run. */
static int keyword(struct run_options *o, const char *text)
{
    struct keyword *parsed;
    o->keyword = text;
    if (keyword_parse(&parsed, text, o->error) < 0)
        return -1;
    keyword_free(parsed);
    return 0;
}

static int set_words(struct run_options *o, int key, const char *text)
{
    switch (key) {
    case ARGP_KEY_ARG:
        return add_word(&o->cases, text);
    case KEY_EXCLUDE:
        return add_word(&o->excluded, text);
    case KEY_SHARD:
        return shard(o, text);
    case KEY_PYTHON:
        return add_word(&o->pythons, text);
    case KEY_LOOP:
        o->loop = text;
        return loop_is_own(text) ? 0
                                 : tl_fail(o->error, TL_EXIT_USAGE,
                                           "--loop: '%s' is not MODULE:CALLABLE, as "
                                           "mypackage.loops:new_event_loop",
                                           text);
    case KEY_KEYWORD:
        return keyword(o, text);
    case KEY_GUARD:
        return add_guards(o, text);
    case KEY_PRESSURE:
        return add_pressures(o, text);
    case KEY_RESULTS:
        o->results = text;
        return text[0] != '\0' ? 0 : tl_fail(o->error, TL_EXIT_USAGE, "--results: no folder");
    case KEY_ORACLE:
        return words_oracle(text, &o->oracle, o->error);
    case KEY_ISOLATION:
        return words_isolation(text, &o->isolation, o->error);
    default:
        return 1;
    }
}

static int set_switches(struct run_options *o, int key)
{
    switch (key) {
    case KEY_JSON:
        return (o->json = true, 0);
    case KEY_LIST:
        return (o->list = true, 0);
    case KEY_RESUME:
        return (o->resume = true, 0);
    case KEY_AUDIT:
        return (o->audit = 1, 0);
    case KEY_VERBOSE:
        return (o->verbose = true, 0);
    case KEY_QUIET:
        return (o->quiet = true, 0);
    case KEY_LAST_FAILED:
        return (o->last_failed = true, 0);
    case KEY_FAIL_FAST:
        return (o->fail_fast = true, 0);
    default:
        return 1;
    }
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    int result = set_words(state->input, key, text);
    if (result > 0)
        result = set_switches(state->input, key);
    if (result > 0)
        result = set_numbers(state->input, key, text);
    return result == 0 ? 0 : result < 0 ? EINVAL : ARGP_ERR_UNKNOWN;
}

const struct argp run_options_argp = {.options = option_table, .parser = parse};

int run_options_complete(struct run_options *options, uint32_t guards)
{
    if (options->guards == 0)
        options->guards = guards;
    if (!options->deadline_named)
        options->deadline_ms = run_options_deadline_ms(options->jobs);
    if (options->pressure_count > 0)
        return 0;
    return add_pressure(options, tl_pressures[TL_PRESSURE_STEP].name);
}

int run_options_cancel(struct run_options *options)
{
    options->cancels_named = true;
    return add_pressure(options, tl_pressures[TL_PRESSURE_CANCEL_SOME].name);
}
