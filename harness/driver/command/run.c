/* taskloss run: runs cases, keeps every trial, and shows the table. */
#include <stdio.h>

#include "commands.h"
#include "formats.h"
#include "run_arguments.h"
#include "runner.h"

static const char doc[] =
    "Runs cases under garbage collection on each Python found, and shows how often their jobs are "
    "lost. A CASE is an id, a name, a pattern as 'a*', or a file or folder of your own; all by "
    "default.\v"
    "Each trial is kept in the results folder as soon as it ends. The exit status is 3 if anything "
    "could not be measured, 1 if a guard that keeps its tasks lost one, else 0.";

/* What cannot be written to standard output is reported by main, once, as for every command. */
static int print(const struct tl_results *results, bool json, struct tl_error *error)
{
    struct output_style style = output_style(stdout);
    int result =
        json ? output_json(results, stdout, error) : output_table(results, &style, stdout, error);
    return ferror(stdout) ? 0 : result;
}

int cmd_run(int argc, char **argv, struct tl_error *error)
{
    struct run_options options;
    struct tl_results results = {.count = 0};
    int result = run_options_parse(&options, doc, argc, argv, error);
    if (result == 0) {
        result = runner_run(&options, &results, error);
        if (result == 0 && !options.list)
            result = print(&results, options.json, error);
        if (result == 0)
            result = (int)runner_verdict(&results);
        cells_free(&results);
    } else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    run_options_free(&options);
    return result;
}
