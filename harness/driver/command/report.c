/* taskloss report: a recorded run again, in any format. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "claims.h"
#include "claims_markdown.h"
#include "commands.h"
#include "dossier_markdown.h"
#include "explain.h"
#include "explain_why.h"
#include "findings.h"
#include "formats.h"
#include "lives.h"
#include "memory.h"
#include "near.h"
#include "options.h"
#include "page.h"
#include "paths.h"
#include "plot.h"
#include "recorded.h"
#include "replace.h"
#include "report.h"
#include "run_options.h"
#include "store.h"
#include "text.h"
#include "watch_show.h"

struct arguments {
    size_t format;    /* FORMAT_COUNT: one of a watch only */
    const char *name; /* the format's */
    const char *output, *claims, *beside;
    bool why;
    struct recorded recorded;
    struct tl_error *error;
};

/* What a format is made from. */
struct source {
    const struct arguments *arguments;
    struct store *store;
    const struct tl_results *results;
    FILE *out;
};

/* --- formats --------------------------------------------------------------------------------- */

static int put_table(const struct source *source, struct tl_error *error)
{
    struct output_style style = output_style(source->out);
    return output_table(source->results, &style, source->out, error);
}

static int put_csv(const struct source *source, struct tl_error *error)
{
    return output_csv(source->results, source->out, error);
}

/* The run's own options, as far as verdicts and the commands that repeat a cell need them. */
static void options_of(struct run_options *options, const struct source *source,
                       struct tl_error *error)
{
    const struct tl_run *run = &source->results->run;
    char word[] = "taskloss run", *words[] = {word, NULL};
    run_options_begin(options, 1, words, error);
    options->results = source->arguments->recorded.results;
    options->seed = run->seed;
    options->trials = run->trials;
    options->jobs = run->jobs;
    options->deadline_ms = run->deadline_ms;
    options->memory_mb = run->memory_mb;
    options->audit = run->audit != 0;
    options->oracle = (enum tl_oracle)run->oracle;
    options->isolation = (enum tl_isolation)run->isolation;
    options->workload = run->workload;
}

typedef int writer(const struct tl_report *report, FILE *out, struct tl_error *error);

static int write_page(const struct tl_report *report, const struct source *source,
                      struct tl_error *error)
{
    struct html_picture picture;
    html_picture_draw(&picture, source->results);
    int result = output_html(report, &picture, source->out, error);
    html_picture_free(&picture);
    return result;
}

/* `write` NULL: the page, which has a picture of the results beside the report. */
static int put_report(const struct source *source, writer *write, struct tl_error *error)
{
    struct tl_report report;
    struct run_options options;
    const struct check_against nothing = {0};
    options_of(&options, source, error);
    int result = check_report(&report, source->results, &nothing, options.seed, error);
    if (result == 0)
        result = explain_report(&report, &options, error);
    if (result == 0 && source->arguments->why)
        result = explain_why(&report, EXPLAIN_ALL_LOSSES, &options, error);
    if (result == 0)
        result =
            write != NULL ? write(&report, source->out, error) : write_page(&report, source, error);
    check_free(&report);
    run_options_free(&options);
    return result;
}

static int put_json(const struct source *source, struct tl_error *error)
{
    return put_report(source, output_report_json, error);
}

static int put_html(const struct source *source, struct tl_error *error)
{
    return put_report(source, NULL, error);
}

static int put_judged(const struct source *source, const struct claims *claims,
                      struct tl_error *error)
{
    struct claim_judged *judged;
    if (claims_judge(claims, source->results, &judged) != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    int result = output_claims(judged, claims->count, source->results, source->out, error);
    claims_judged_free(judged, claims->count);
    return result;
}

static int put_claims(const struct source *source, struct tl_error *error)
{
    struct tl_cases cases = {0};
    struct claims claims = {0};
    char *folder = paths_cases(error);
    if (folder == NULL)
        return -1;
    char *file = source->arguments->claims != NULL ? text_make("%s", source->arguments->claims)
                                                   : text_make("%s/claims.tsv", folder);
    int result = cases_load(&cases, folder, error);
    if (result == 0)
        result = claims_read(&claims, file, &cases, error);
    if (result == 0)
        result = put_judged(source, &claims, error);
    claims_free(&claims);
    cases_free(&cases);
    free(file);
    free(folder);
    return result;
}

static int read_beside(struct beside *beside, const struct source *source, struct tl_error *error)
{
    const struct tl_results *results = source->results;
    const char **names = memory_zeroed(results->implementation_count, sizeof *names);
    for (size_t i = 0; i < results->implementation_count; i++)
        names[i] = results->implementations[i].name;
    int result = source->arguments->beside == NULL
                     ? 0
                     : beside_read(beside, source->arguments->beside, names,
                                   results->implementation_count, error);
    free(names);
    return result;
}

static int put_dossier(const struct source *source, struct tl_error *error)
{
    struct tl_cases cases = {0};
    struct beside beside = {.count = 0};
    struct dossier dossier = {NULL, 0};
    char *folder = paths_cases(error);
    if (folder == NULL)
        return -1;
    int result = cases_load(&cases, folder, error);
    if (result == 0)
        result = read_beside(&beside, source, error);
    if (result == 0)
        result = dossier_make(&dossier, source->results, error);
    if (result == 0)
        result = output_dossier(&dossier, source->results, &cases, &beside, source->out, error);
    dossier_free(&dossier);
    beside_free(&beside);
    cases_free(&cases);
    free(folder);
    return result;
}

static int put_survival(const struct source *source, struct tl_error *error)
{
    struct survival survival;
    struct survival_options usual = {0};
    if (survival_make(&survival, source->store, source->results, &usual, error) != 0)
        return -1;
    int result = plot_survival_terminal(&survival, source->out, error);
    survival_free(&survival);
    return result;
}

/* Beside OUTPUT_CHECK_FORMATS. X(name, meaning): put_NAME writes it. */
#define FORMATS(X)                                                                                 \
    X(table, "for people")                                                                         \
    X(json, "one document: the run, its cells and their verdicts")                                 \
    X(csv, "a line a cell")                                                                        \
    X(html, "one page for a browser: the matrix, the numbers and text behind each cell")           \
    X(claims, "what is claimed about asyncio, held against the run (Markdown)")                    \
    X(dossier,                                                                                     \
      "what another event loop or task kind changes on the same Python, with verdicts (Markdown)") \
    X(survival, "medians of how long unheld jobs exist")

static const struct {
    const char *name;
    int (*put)(const struct source *source, struct tl_error *error);
    writer *write; /* or this, of a check's report */
} formats[] = {
#define X(name, meaning) {#name, put_##name, NULL},
    FORMATS(X)
#undef X
#define X(symbol, option, format, function, meaning) {format, NULL, function},
        OUTPUT_CHECK_FORMATS(X)
#undef X
};

#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

static const char *const watch_formats[] = {
#define X(name, meaning) #name,
    WATCH_FORMATS(X)
#undef X
};

#define WATCH_COUNT (sizeof watch_formats / sizeof watch_formats[0])

/* --- the command ------------------------------------------------------------------------------ */

static error_t parse_format(char *word, struct arguments *arguments)
{
    const char *names[FORMAT_COUNT + WATCH_COUNT];
    char hint[128];
    arguments->name = word;
    for (size_t i = 0; i < WATCH_COUNT; i++)
        names[FORMAT_COUNT + i] = watch_formats[i];
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        names[i] = formats[i].name;
        if (strcmp(word, names[i]) == 0) {
            arguments->format = i;
            return 0;
        }
    }
    for (size_t i = 0; i < WATCH_COUNT; i++)
        if (strcmp(word, watch_formats[i]) == 0) {
            arguments->format = FORMAT_COUNT;
            return 0;
        }
    tl_fail(arguments->error, TL_EXIT_USAGE, "unknown format '%s'%s", word,
            near_hint(hint, sizeof hint, word, names, FORMAT_COUNT + WATCH_COUNT));
    return EINVAL;
}

enum { KEY_CLAIMS = 256, KEY_BESIDE };

static error_t parse(int key, char *word, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    switch (key) {
    case 'f':
        return parse_format(word, arguments);
    case 'o':
        arguments->output = word;
        return 0;
    case KEY_CLAIMS:
        arguments->claims = word;
        return 0;
    case KEY_BESIDE:
        arguments->beside = word;
        return 0;
    case 'w':
        arguments->why = true;
        return 0;
    case ARGP_KEY_END:
        if (!arguments->why || strcmp(arguments->name, "html") == 0)
            return 0;
        tl_fail(arguments->error, TL_EXIT_USAGE, "--why is for the page: --format html");
        return EINVAL;
    case ARGP_KEY_ARG:
        tl_fail(arguments->error, TL_EXIT_USAGE,
                "report takes no '%s': see 'taskloss report --help'", word);
        return EINVAL;
    default:
        return recorded_parse(&arguments->recorded, key, word, arguments->error);
    }
}

static const struct argp_option option_table[] = {
    {"format", 'f', "FORMAT", 0, "one of the formats below (table)", 0},
    {"output", 'o', "FILE", 0, "where to; - is standard output (the default)", 0},
    RECORDED_OPTIONS,
    {"why", 'w', 0, 0,
     "on the page (html), also why jobs are lost or exposed: runs each such case once more, where "
     "its Pythons are",
     0},
    {"beside", KEY_BESIDE, "FILE", 0,
     "a second table of a dossier: a table with tabs between, whose first column 'implementation' "
     "has names as the run has them",
     0},
    {"claims", KEY_CLAIMS, "FILE", 0, "the claims to judge (claims.tsv beside the cases)", 0},
    {0},
};

/* After a vertical tab: what argp prints under the options. */
static const char doc[] =
    "Write down a recorded run. The exit status says whether that worked; the verdict of a run is "
    "the exit status of `taskloss check`.\vFormats:"
#define X(name, meaning) "\n  " #name ": " meaning
    FORMATS(X)
#undef X
#define X(symbol, option, format, function, meaning) "\n  " format ": " meaning
        OUTPUT_CHECK_FORMATS(X)
#undef X
            "\nOf a watch:"
#define X(name, meaning) "\n  " #name ": " meaning
    WATCH_FORMATS(X)
#undef X
    ;

const struct argp argp_report = {.options = option_table, .parser = parse, .doc = doc};

static int put(const struct source *source, struct tl_error *error)
{
    size_t format = source->arguments->format;
    return formats[format].put != NULL ? formats[format].put(source, error)
                                       : put_report(source, formats[format].write, error);
}

/* What cannot be written to standard output is reported by main, as for every command. */
static int end_file(const struct arguments *arguments, struct replace *file, int result,
                    struct tl_error *error)
{
    bool to_output = file->out == stdout;
    struct tl_error why = *error;
    if (to_output && ferror(stdout))
        result = 0;
    if (replace_end(file, result == 0, result == 0 ? error : &why) != 0)
        result = -1;
    else if (result < 0 && !to_output)
        tl_fail(error, why.exit, "%s: %s", arguments->output, why.text);
    return result;
}

static int write_down(const struct arguments *arguments, struct store *store,
                      const struct tl_results *results, struct tl_error *error)
{
    struct replace file;
    if (replace_begin(&file, arguments->output, error) != 0)
        return -1;
    struct source source = {
        .arguments = arguments, .store = store, .results = results, .out = file.out};
    return end_file(arguments, &file, put(&source, error), error);
}

static int put_watch(const struct arguments *arguments, const struct watch_record *record,
                     struct tl_error *error)
{
    struct replace file;
    if (replace_begin(&file, arguments->output, error) != 0)
        return -1;
    return end_file(arguments, &file, watch_show(record, arguments->name, file.out, error), error);
}

/* Writes the run where it is a watch: the exit status, or -1. */
static int report_watch(const struct arguments *arguments, bool *is_watch, struct tl_error *error)
{
    struct store *store;
    struct watch_record record;
    const struct recorded *asked = &arguments->recorded;
    *is_watch = false;
    if (asked->python_count > 0) /* that is a choice among cells */
        return 0;
    if (store_open(&store, asked->results, false, error) != 0)
        return -1;
    int result = watch_record_read(&record, store, asked->run, is_watch, error);
    store_close(store);
    if (result == 0 && *is_watch)
        result = put_watch(arguments, &record, error);
    if (result == 0 && *is_watch)
        result = (int)watch_record_whole(&record);
    watch_record_free(&record);
    return result;
}

int cmd_report(int argc, char **argv, struct tl_error *error)
{
    struct arguments arguments = {
        .output = "-", .name = "table", .recorded = RECORDED_DEFAULT, .error = error};
    int parsed = options_parse(&argp_report, argc, argv, &arguments, error);
    if (parsed != 0)
        return parsed > 0 ? TL_EXIT_AS_EXPECTED : -1;

    struct store *store;
    struct tl_results results;
    bool is_watch;
    int shown = report_watch(&arguments, &is_watch, error);
    if (shown < 0 || is_watch)
        return shown;
    if (arguments.format == FORMAT_COUNT)
        return tl_fail(error, TL_EXIT_USAGE, "'%s' is of a watch, and this run is none",
                       arguments.name);
    if (recorded_open(&arguments.recorded, &store, &results, error) != 0)
        return -1;
    int result = write_down(&arguments, store, &results, error);
    if (result == 0)
        result = (int)recorded_whole(&results);
    recorded_close(store, &results);
    return result;
}
