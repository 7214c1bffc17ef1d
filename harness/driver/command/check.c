/* taskloss check: runs cases, and says what is not as their heads, and a baseline, have it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "baseline_file.h"
#include "cases.h"
#include "commands.h"
#include "explain.h"
#include "findings.h"
#include "formats.h"
#include "options.h"
#include "paths.h"
#include "report.h"
#include "run_arguments.h"
#include "runner.h"

/* The files that a check can write. X(symbol, option, function, help) */
#define FORMATS(X)                                                                                 \
    X(JUNIT, "junit", output_junit, "JUnit XML, a test for each case and guard")                   \
    X(MARKDOWN, "markdown", output_markdown, "Markdown, for the summary of a CI job")              \
    X(TAP, "tap", output_tap, "the Test Anything Protocol")                                        \
    X(CSV, "csv", output_check_csv, "CSV, a line for each behaviour")

enum format {
#define X(symbol, option, function, help) FORMAT_##symbol,
    FORMATS(X)
#undef X
        FORMAT_COUNT
};

static const struct {
    const char *option;
    int (*write)(const struct tl_report *report, FILE *out, struct tl_error *error);
} formats[] = {
#define X(symbol, option, function, help) {option, function},
    FORMATS(X)
#undef X
};

enum { KEY_BASELINE = 0x800, KEY_UPDATE, KEY_FORMAT };

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "What it is compared with, and where the verdict is written:", 4},
    {"baseline", KEY_BASELINE, "FILE", 0, "what an earlier check saw", 4},
    {"update-baseline", KEY_UPDATE, 0, 0, "write what is seen now to that file", 4},
#define X(symbol, option, function, help)                                                          \
    {option, KEY_FORMAT + FORMAT_##symbol, "FILE", 0, help, 4},
    FORMATS(X)
#undef X
        {0}};

/* A check while it goes on. */
struct check_command {
    struct run_options run;
    const char *baseline_file;
    bool update, replaced;
    const char *files[FORMAT_COUNT];
    struct text_list known; /* ids of all cases there are */
    struct baseline baseline;
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
    else if (key >= KEY_FORMAT && key < KEY_FORMAT + FORMAT_COUNT)
        check->files[key - KEY_FORMAT] = text;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static const struct argp_child children[] = {{&run_options_argp, 0, NULL, 0}, {0}};

static const struct argp argp = {
    .options = option_table,
    .parser = parse,
    .args_doc = "[CASE|FILE]...",
    .children = children,
    .doc = "Runs cases on each Python found, and says where they show something else than their "
           "heads expect of that version, or than a baseline has. The guards are bare and set by "
           "default, the pressure is step.\v"
           "Each difference comes with the numbers, the seed, and the command that repeats it. "
           "The exit status is 1 for a difference, 3 if there is none but something could not be "
           "measured, else 0."};

static int parse_options(struct check_command *check, int argc, char **argv)
{
    run_options_begin(&check->run, argc, argv, check->error);
    int result = options_parse(&argp, argc, argv, check, check->error);
    if (result != 0)
        return result;
    if (check->update && check->baseline_file == NULL)
        return tl_fail(check->error, TL_EXIT_USAGE,
                       "--update-baseline needs --baseline FILE, the file to write");
    return run_options_complete(&check->run, 1u << TL_GUARD_BARE | 1u << TL_GUARD_SET);
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

static struct baseline_settings settings_of(const struct run_options *options)
{
    return (struct baseline_settings){.pressures = options->pressures,
                                      .pressure_count = options->pressure_count,
                                      .seed = options->seed,
                                      .jobs = options->jobs,
                                      .trials = options->trials,
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
        return baseline_read_old(&check->baseline, check->baseline_file, &settings,
                                 &check->replaced, check->error);
    if (baseline_read(&check->baseline, check->baseline_file, &settings, check->error) < 0)
        return -1;
    return baseline_check_cases(&check->baseline, &check->known, check->error);
}

static FILE *open_file(const char *path, const char *mode, struct tl_error *error)
{
    FILE *out = fopen(path, mode);
    if (out == NULL)
        tl_fail(error, TL_EXIT_USAGE, "%s cannot be written (%s)", path, strerror(errno));
    return out;
}

static int try_files(struct check_command *check)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        FILE *out = NULL;
        if (check->files[i] != NULL &&
            (out = open_file(check->files[i], "a", check->error)) == NULL)
            return -1;
        if (out != NULL)
            fclose(out);
    }
    return 0;
}

/* --- after it --- */

static int write_files(struct check_command *check, const struct tl_report *report)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (check->files[i] == NULL)
            continue;
        FILE *out = open_file(check->files[i], "w", check->error);
        if (out == NULL)
            return -1;
        int result = formats[i].write(report, out, check->error);
        bool failed = ferror(out) != 0;
        failed |= fclose(out) != 0;
        if (result < 0)
            return -1;
        if (failed)
            return tl_fail(check->error, TL_EXIT_UNMEASURED, "%s cannot be written",
                           check->files[i]);
    }
    return 0;
}

static int update(struct check_command *check, const struct tl_results *results)
{
    size_t written;
    struct baseline_settings settings = settings_of(&check->run);
    if (baseline_write(&check->baseline, results, &check->known, &settings, &written,
                       check->error) < 0)
        return -1;
    fprintf(stderr, "%s: %zu cells written%s\n", check->baseline_file, written,
            check->replaced ? "; what it held was of other options and is gone" : "");
    return 0;
}

/* What cannot be written to standard output is reported by main, once, as for every command. */
static int print(const struct tl_report *report, bool json, struct tl_error *error)
{
    int result = json ? output_report_json(report, stdout, error)
                      : output_report_text(report, stdout, error);
    return ferror(stdout) ? 0 : result;
}

static int conclude(struct check_command *check, const struct tl_results *results)
{
    struct tl_report report;
    bool compared = check->baseline_file != NULL && !check->update;
    int result = check_report(&report, results, compared ? &check->baseline : NULL, check->run.seed,
                              check->error);
    if (result == 0)
        result = explain_report(&report, &check->run, check->error);
    if (result == 0)
        result = print(&report, check->run.json, check->error);
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
    if (load_baseline(check) < 0 || try_files(check) < 0)
        return -1;
    int result = runner_run(&check->run, &results, check->error);
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
    baseline_free(&check.baseline);
    text_clear(&check.known);
    run_options_free(&check.run);
    return result;
}
