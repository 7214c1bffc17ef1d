/* taskloss run: runs cases, keeps every trial, and shows the table. */
#include <stdio.h>

#include "commands.h"
#include "durations.h"
#include "failed.h"
#include "formats.h"
#include "options.h"
#include "run_arguments.h"
#include "runner.h"

static const struct argp_child children[] = {{&run_options_argp, 0, NULL, 0}, {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    (void)text;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = state->input;
    return ARGP_ERR_UNKNOWN;
}

static const char doc[] =
    "Runs cases under garbage collection on each Python found, and shows how often their jobs are "
    "lost. All guards by default. A CASE is an id, a name, a pattern as 'a*', or a file or folder "
    "of your own; all by "
    "default.\v"
    "Each trial is kept in the results folder as soon as it ends. The exit status is 3 if anything "
    "could not be measured, 1 if a guard that keeps its tasks lost one, else 0.";

const struct argp argp_run = {
    .children = children, .parser = parse, .args_doc = "[CASE|FILE]...", .doc = doc};

/* What cannot be written to standard output is reported by main, once, as for every command. */
static int print(const struct tl_results *results, bool json, struct tl_error *error)
{
    struct output_style style = output_style(stdout);
    int result =
        json ? output_json(results, stdout, error) : output_table(results, &style, stdout, error);
    return ferror(stdout) ? 0 : result;
}

static int judge(void *context, const struct tl_results *results, bool *is_failed,
                 struct tl_error *error)
{
    (void)context, (void)error;
    for (size_t i = 0; i < results->count; i++)
        is_failed[i] = runner_cell_verdict(&results->cells[i]) != TL_EXIT_AS_EXPECTED;
    return 0;
}

static bool is_enough(void *context, const struct tl_results *one)
{
    (void)context;
    return runner_verdict(one) != TL_EXIT_AS_EXPECTED;
}

static int run(struct run_options *options, struct tl_error *error)
{
    struct tl_results results = {.count = 0};
    struct failed failed = {.count = 0};
    int result = 0;
    if (options->fail_fast)
        options->is_enough = is_enough;
    if (options->last_failed)
        result = failed_choose(&failed, options, judge, NULL, error);
    if (result == 0)
        result = runner_run(options, &results, error);
    if (result == 0 && !options->list)
        result = print(&results, options->json, error);
    if (result == 0)
        durations_put(&results, options->durations, options->json ? stderr : stdout);
    if (result == 0)
        result = (int)runner_verdict(&results);
    cells_free(&results);
    failed_free(&failed);
    return result;
}

int cmd_run(int argc, char **argv, struct tl_error *error)
{
    struct run_options options;
    run_options_begin(&options, argc, argv, error);
    int result = options_parse(&argp_run, argc, argv, &options, error);
    if (result == 0)
        result = run_options_complete(&options, (1u << TL_GUARD_COUNT) - 1);
    if (result == 0)
        result = run(&options, error);
    else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    run_options_free(&options);
    return result;
}
