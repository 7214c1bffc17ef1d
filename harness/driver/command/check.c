/* taskloss check: runs cases, and says what is not as their heads, and a baseline, have it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "accepted.h"
#include "baseline_file.h"
#include "cases.h"
#include "commands.h"
#include "durations.h"
#include "explain.h"
#include "explain_why.h"
#include "failed.h"
#include "files.h"
#include "findings.h"
#include "formats.h"
#include "options.h"
#include "paths.h"
#include "replace.h"
#include "report.h"
#include "run_arguments.h"
#include "runner.h"
#include "settings.h"
#include "stats.h"
#include "utf8.h"

enum format {
#define X(symbol, option, format, function, help) FORMAT_##symbol,
    OUTPUT_CHECK_FORMATS(X)
#undef X
        FORMAT_COUNT
};

static const struct {
    const char *option;
    int (*write)(const struct tl_report *report, FILE *out, struct tl_error *error);
} formats[] = {
#define X(symbol, option, format, function, help) {option, function},
    OUTPUT_CHECK_FORMATS(X)
#undef X
};

enum { KEY_BASELINE = 0x800, KEY_UPDATE, KEY_ALLOW_NEW, KEY_ACCEPT, KEY_FORMAT };

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "What it is compared with, and where the verdict is written:", 4},
    {"baseline", KEY_BASELINE, "FILE", 0,
     "what an earlier check saw: it is the expectation, in place of the cases' heads", 4},
    {"allow-new", KEY_ALLOW_NEW, 0, 0,
     "cells that the baseline has not are judged by their heads, and no trouble", 4},
    {"accept", KEY_ACCEPT, "FILE", 0, "differences that are accepted, with a reason and a day", 4},
    {"update-baseline", KEY_UPDATE, 0, 0, "write what is seen now to that file", 4},
#define X(symbol, option, format, function, help)                                                  \
    {option, KEY_FORMAT + FORMAT_##symbol, "FILE", 0, help, 4},
    OUTPUT_CHECK_FORMATS(X)
#undef X
        {0}};

/* A check while it goes on. */
struct check_command {
    struct run_options run;
    const char *baseline_file;
    const char *accept_file;
    bool update, allow_new, accepts;
    const char *files[FORMAT_COUNT];
    struct replace open[FORMAT_COUNT]; /* those of them that are begun */
    bool begun[FORMAT_COUNT];
    struct text_list known; /* ids of all cases there are */
    struct baseline baseline;
    struct accepted_list accepted;
    struct failed failed;
    struct tl_error *error;
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct check_command *check = state->input;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = &check->run;
    else if (key == KEY_BASELINE)
        check->baseline_file = text;
    else if (key == KEY_UPDATE)
        check->update = true;
    else if (key == KEY_ALLOW_NEW)
        check->allow_new = true;
    else if (key == KEY_ACCEPT)
        check->accept_file = text;
    else if (key >= KEY_FORMAT && key < KEY_FORMAT + FORMAT_COUNT)
        check->files[key - KEY_FORMAT] = text;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static const struct argp_child children[] = {{&run_options_argp, 0, NULL, 0}, {0}};

const struct argp argp_check = {
    .options = option_table,
    .parser = parse,
    .args_doc = "[CASE|FILE]...",
    .children = children,
    .doc = "Runs cases on each Python found, and says where they show something else than their "
           "heads expect of that version, or than a baseline has. The guards are bare and set by "
           "default, the pressure is step; bare jobs of the cases whose heads say what is expected "
           "then "
           "are cancelled as well (cancel-some).\v"
           "Each difference comes with the numbers, the seed, and the command that repeats it. "
           "The exit status is 1 for a difference, 3 if there is none but something could not be "
           "measured, else 0."};

static int parse_options(struct check_command *check, int argc, char **argv)
{
    run_options_begin(&check->run, argc, argv, check->error);
    int result = options_parse(&argp_check, argc, argv, check, check->error);
    if (result != 0)
        return result;
    if (check->update && check->baseline_file == NULL)
        return tl_fail(check->error, TL_EXIT_USAGE,
                       "--update-baseline needs --baseline FILE, the file to write");
    size_t to_output = check->run.json;
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        to_output += check->files[i] != NULL && strcmp(check->files[i], "-") == 0;
    if (to_output > 1)
        return tl_fail(check->error, TL_EXIT_USAGE,
                       "only one of --json and the files can be written to standard output");
    bool chosen = check->run.pressure_count > 0;
    result = run_options_complete(&check->run, 1u << TL_GUARD_BARE | 1u << TL_GUARD_SET);
    return result == 0 && !chosen ? run_options_cancel(&check->run) : result;
}

/* --- before the run: everything that can be refused is refused --- */

static int add_ids(struct check_command *check, const struct run_words *words)
{
    struct tl_cases cases = {0};
    char *folder = paths_cases(check->error);
    int result = folder == NULL ? -1 : cases_load(&cases, folder, check->error);
    if (result == 0 && words != NULL)
        result = cases_select(&cases, words->items, words->count, check->error);
    for (size_t i = 0; result == 0 && i < cases.count; i++)
        if (!text_has(&check->known, cases.items[i].id))
            text_add(&check->known, text_make("%s", cases.items[i].id));
    cases_free(&cases);
    free(folder);
    return result;
}

/* The pressure that was not asked for is last; a baseline without its cells can still be read. */
static struct baseline_settings settings_of(const struct run_options *options)
{
    return (struct baseline_settings){.pressures = options->pressures,
                                      .pressure_count =
                                          options->pressure_count - options->cancels_named,
                                      .seed = options->seed,
                                      .jobs = options->jobs,
                                      .trials = options->trials,
                                      .precision_ppm = options->precision_ppm,
                                      .workload = options->workload};
}

static int load_baseline(struct check_command *check)
{
    struct baseline_settings settings = settings_of(&check->run);
    if (check->baseline_file == NULL)
        return 0;
    if (add_ids(check, NULL) < 0 || add_ids(check, &check->run.cases) < 0)
        return -1;
    if (check->update)
        return baseline_can_write(check->baseline_file, &settings, check->error);
    if (baseline_read(&check->baseline, check->baseline_file, &settings, check->error) < 0)
        return -1;
    return baseline_check_cases(&check->baseline, &check->known, check->error);
}

static int read_accepted(struct check_command *check, const struct tl_cases *cases)
{
    size_t count;
    const struct options_value *entries = settings_accepted(&count);
    if (check->accept_file != NULL &&
        accepted_read(&check->accepted, check->accept_file, cases, check->error) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (accepted_add(&check->accepted, entries[i].text, entries[i].origin, cases,
                         check->error) < 0)
            return -1;
    check->accepts = check->accept_file != NULL || count > 0;
    return 0;
}

static int load_accepted(struct check_command *check)
{
    struct tl_cases cases = {0};
    size_t count;
    settings_accepted(&count);
    if (check->accept_file == NULL && count == 0)
        return 0;
    char *folder = paths_cases(check->error);
    int result = folder == NULL ? -1 : cases_load(&cases, folder, check->error);
    for (size_t i = 0; result == 0 && i < check->run.cases.count; i++)
        if (files_is_file(check->run.cases.items[i]))
            result = cases_load_file(&cases, check->run.cases.items[i], check->error);
    if (result == 0)
        result = read_accepted(check, &cases);
    cases_free(&cases);
    free(folder);
    return result;
}

/* Where the text goes that people read: `-` takes standard output for a format. */
static FILE *text_stream(const struct check_command *check)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (check->files[i] != NULL && strcmp(check->files[i], "-") == 0)
            return stderr;
    return stdout;
}

/* Opens all files before anything is run, and takes away what earlier checks wrote to them: a check
 * that does not come to its end leaves none that reads as a pass. */
static int begin_files(struct check_command *check)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (check->files[i] == NULL)
            continue;
        if (replace_begin(&check->open[i], check->files[i], check->error) != 0) {
            check->error->exit = TL_EXIT_USAGE; /* refused: nothing was to be measured yet */
            return -1;
        }
        check->begun[i] = true;
    }
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (check->begun[i] && replace_clear(&check->open[i], check->error) != 0)
            return -1;
    return 0;
}

static void drop_files(struct check_command *check)
{
    struct tl_error ignored;
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (check->begun[i])
            replace_end(&check->open[i], 0, &ignored);
}

/* --- while it runs --- */

static const struct tl_baseline_cell *baseline_of(const struct baseline *baseline,
                                                  const struct tl_cell *cell)
{
    const struct tl_result like = {.implementation = &cell->target->about,
                                   .case_id = cell->the_case->id,
                                   .case_name = cell->the_case->name,
                                   .guard = cell->guard,
                                   .pressure = cell->pressure};
    return baseline_find(baseline, &like);
}

/* Told apart from its baseline, whatever comes of the baseline's other cells. */
static bool is_told_apart(void *context, const struct tl_cell *cell, const double *shares,
                          size_t count)
{
    const struct baseline *baseline = context;
    const struct tl_baseline_cell *before = baseline_of(baseline, cell);
    if (before == NULL || before->sample_count == 0)
        return false;
    double p = counts_apart(shares, count, before->samples, before->sample_count);
    return p <= STATS_FALSE_DISCOVERY_RATE / (double)baseline->count;
}

/* --- after it --- */

/* 0, or what went wrong; what cannot be written to standard output is reported by main. */
static int write_file(struct check_command *check, size_t format, const struct tl_report *report,
                      struct tl_error *error)
{
    struct replace *file = &check->open[format];
    int result = formats[format].write(report, file->out, error);
    if (file->out == stdout && ferror(stdout))
        result = 0;
    check->begun[format] = false;
    if (result == 0)
        return replace_end(file, 1, error);
    struct tl_error ignored;
    replace_end(file, 0, &ignored);
    return tl_fail(error, error->exit, "%s: %s", check->files[format], error->text);
}

/* Each file is written for itself; the first that cannot be is told. */
static int write_files(struct check_command *check, const struct tl_report *report)
{
    int result = 0;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        struct tl_error error;
        if (!check->begun[i] || write_file(check, i, report, &error) == 0)
            continue;
        if (result == 0)
            *check->error = error;
        result = -1;
    }
    return result;
}

static int update(struct check_command *check, const struct tl_results *results)
{
    struct baseline_written written;
    struct baseline_settings settings = settings_of(&check->run);
    if (baseline_write(check->baseline_file, results, &check->known, &settings, &written,
                       check->error) < 0)
        return -1;
    utf8_print(stderr, "%s: %zu cells written%s", check->baseline_file, written.cells,
               written.replaced ? "; what it held was of other options and is gone" : "");
    return 0;
}

/* What cannot be written to standard output is reported by main, once, as for every command. */
static int print(const struct check_command *check, const struct tl_report *report)
{
    FILE *out = text_stream(check);
    int result = check->run.json ? output_report_json(report, out, check->error)
                                 : output_report_text(report, out, check->error);
    return ferror(out) ? 0 : result;
}

static const char *day_of(char text[static 16])
{
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, 16, "%Y-%m-%d", &utc);
    return text;
}

static int judge(struct check_command *check, const struct tl_results *results,
                 struct tl_report *report, struct tl_error *error)
{
    bool compared = check->baseline_file != NULL && !check->update;
    char today[16];
    struct check_against against = {.baseline = compared ? &check->baseline : NULL,
                                    .allow_new = check->allow_new,
                                    .accepted = check->accepts ? &check->accepted : NULL,
                                    .today = day_of(today)};
    return check_report(report, results, &against, check->run.seed, error);
}

static int find_failed(void *context, const struct tl_results *results, bool *failed,
                       struct tl_error *error)
{
    struct tl_report report;
    int result = judge(context, results, &report, error);
    for (size_t i = 0; result == 0 && i < report.count; i++)
        failed[report.cells[i].cell - results->cells] =
            report.cells[i].verdict != TL_VERDICT_AS_EXPECTED;
    check_free(&report);
    return result;
}

static bool is_enough(void *context, const struct tl_results *one)
{
    bool failed = false;
    struct tl_error ignored;
    return one->count > 0 && find_failed(context, one, &failed, &ignored) == 0 && failed;
}

/* Which cells are wanted, and how far. */
static int choose(struct check_command *check)
{
    if (check->run.fail_fast) {
        check->run.is_enough = is_enough;
        check->run.enough_context = check;
    }
    if (!check->run.last_failed)
        return 0;
    return failed_choose(&check->failed, &check->run, find_failed, check, check->error);
}

static int conclude(struct check_command *check, const struct tl_results *results)
{
    struct tl_report report;
    int result = judge(check, results, &report, check->error);
    if (result == 0)
        result = explain_report(&report, &check->run, check->error);
    if (result == 0)
        result = explain_why(&report, EXPLAIN_NEW_LOSSES, &check->run, check->error);
    if (result == 0)
        result = print(check, &report);
    if (result == 0)
        durations_put(results, check->run.durations, check->run.json ? stderr : text_stream(check));
    if (result == 0)
        result = write_files(check, &report);
    if (result == 0 && check->update)
        result = update(check, results);
    if (result == 0)
        result = (int)check_exit(&report);
    check_free(&report);
    return result;
}

static int run(struct check_command *check)
{
    struct tl_results results = {.count = 0};
    bool list = check->run.list;
    if ((!list && begin_files(check) < 0) || load_baseline(check) < 0 || load_accepted(check) < 0 ||
        choose(check) < 0)
        return -1;
    if (list)
        return runner_run(&check->run, &results, check->error);
    const struct run_enough enough = {&check->baseline, is_told_apart};
    check->run.enough = check->baseline.count > 0 ? &enough : NULL;
    int result = runner_run(&check->run, &results, check->error);
    check->run.enough = NULL;
    if (result == 0)
        result = conclude(check, &results);
    cells_free(&results);
    return result;
}

int cmd_check(int argc, char **argv, struct tl_error *error)
{
    struct check_command check = {.error = error};
    int result = parse_options(&check, argc, argv);
    if (result == 0)
        result = run(&check);
    else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    drop_files(&check);
    baseline_free(&check.baseline);
    accepted_free(&check.accepted);
    failed_free(&check.failed);
    text_clear(&check.known);
    run_options_free(&check.run);
    return result;
}
