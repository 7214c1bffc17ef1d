/* Each difference gets the command that shows it again, and no more of it than differs from the
 * defaults. */
#include "explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "named_counts.h"
#include "options.h"
#include "paths.h"
#include "shell.h"
#include "text.h"

struct explainer {
    struct tl_report *report;
    const struct run_options *options;
    char *folder;        /* of the cases that are known by name */
    struct store *store; /* opened for the first difference; NULL before */
    struct tl_error *error;
};

/* By name where the case is one of taskloss' own, else by its file. */
static const char *case_word(const struct explainer *e, const struct tl_result *cell)
{
    size_t length = strlen(e->folder);
    bool own = strncmp(cell->case_file, e->folder, length) == 0 && cell->case_file[length] == '/';
    return own ? cell->case_name : cell->case_file;
}

static void put_option(FILE *out, const char *name, const char *value)
{
    fprintf(out, " --%s ", name);
    shell_put_word(out, value);
}

static void put_number(FILE *out, const char *name, uint64_t value)
{
    fprintf(out, " --%s %" PRIu64, name, value);
}

static void put_range(FILE *out, const char *name, struct tl_range range, struct tl_range usual)
{
    if (range.low != usual.low || range.high != usual.high)
        fprintf(out, " --%s %" PRIu32 "..%" PRIu32, name, range.low, range.high);
}

/* Limits and workload, where they are not the usual ones. */
static void put_rest(FILE *out, const struct explainer *e, const struct tl_result *cell)
{
    const struct run_options *now = e->options;
    struct run_options usual;
    char word[] = "x", *words[] = {word, NULL};
    run_options_begin(&usual, 1, words, e->error);
    if (now->deadline_ms != usual.deadline_ms)
        fprintf(out, " --deadline %g", now->deadline_ms / 1000.0);
    if (now->memory_mb != usual.memory_mb)
        put_number(out, "memory", now->memory_mb);
    if (now->audit)
        fputs(" --audit", out);
    if (now->oracle != usual.oracle)
        put_option(out, "oracle", tl_oracles[now->oracle].name);
    if (now->isolation != usual.isolation)
        put_option(out, "isolation", tl_isolations[now->isolation].name);
    if (tl_pressure_rules[cell->pressure.pressure].workload) {
        put_range(out, "garbage", now->workload.garbage, usual.workload.garbage);
        put_range(out, "ballast", now->workload.ballast, usual.workload.ballast);
        put_range(out, "wait", now->workload.wait, usual.workload.wait);
    }
    run_options_free(&usual);
}

/* What holds here must not come in where it was set otherwise. */
static void put_alone(FILE *out)
{
    if (options_were_given())
        fputs(" " OPTIONS_ALONE, out);
}

static size_t position(FILE *out)
{
    long at = ftell(out);
    return at > 0 ? (size_t)at : 0;
}

static char *repeat_command(const struct explainer *e, struct tl_checked *checked)
{
    const struct tl_result *cell = checked->cell;
    char pressure[CELL_PRESSURE_MAX];
    char *text = NULL, *spec = implementation_spec(cell->implementation);
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    fputs("taskloss run ", out);
    shell_put_word(out, case_word(e, cell));
    fputs(" --python ", out);
    checked->repeat_python[0] = position(out);
    shell_put_word(out, spec);
    checked->repeat_python[1] = position(out);
    put_option(out, "guard", tl_guards[cell->guard].name);
    put_option(out, "pressure", cell_pressure(cell, pressure));
    put_number(out, "seed", checked->seed);
    put_number(out, "trials", 1);
    put_number(out, "jobs", e->options->jobs);
    put_rest(out, e, cell);
    put_alone(out);
    fclose(out);
    free(spec);
    return text;
}

static bool lost_any(const struct tl_tally *tally)
{
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        if (tl_fate_rules[i].loss && tally->counts[i] > 0)
            return true;
    return false;
}

/* The first trial that could not be measured, or in which a job was lost, stalled or broken; else
 * the first. */
static const struct tl_trial_row *telling(const struct tl_checked *checked,
                                          const struct tl_trial_row *trials, size_t count)
{
    bool unmeasured = checked->verdict == TL_VERDICT_COULD_NOT_MEASURE;
    for (size_t i = 0; i < count; i++)
        if (unmeasured ? !trials[i].measured : lost_any(&trials[i].trial))
            return &trials[i];
    return count > 0 ? &trials[0] : NULL;
}

/* Where jobs were cancelled, the first line of output says which run differed first. */
static char *why_cancelled(const struct tl_result *cell, const char *output)
{
    size_t length = strcspn(output, "]\n");
    if (!tl_pressure_rules[cell->pressure.pressure].cancels || output[0] != '[' ||
        output[length] != ']')
        return NULL;
    return text_make("%.*s", (int)length - 1, output + 1);
}

static int take_output(struct explainer *e, struct tl_checked *checked, int64_t trial)
{
    struct tl_recorded recorded;
    if (store_recorded(e->store, trial, &recorded, e->error) < 0)
        return -1;
    if (recorded.output != NULL && recorded.output[0] != '\0') {
        checked->output = text_make("%s", recorded.output);
        checked->why = why_cancelled(checked->cell, recorded.output);
    }
    store_recorded_free(&recorded);
    return 0;
}

static int find_trial(struct explainer *e, struct tl_checked *checked)
{
    struct tl_trial_row *trials;
    size_t count;
    if (e->store == NULL && store_open(&e->store, e->options->results, false, e->error) < 0)
        return -1;
    if (store_trials(e->store, checked->cell->cell, &trials, &count, e->error) < 0)
        return -1;
    const struct tl_trial_row *trial = telling(checked, trials, count);
    int result = 0;
    if (trial != NULL) {
        checked->seed = trial->seed;
        checked->trial = trial->id;
        result = take_output(e, checked, trial->id);
    } else
        checked->seed = checked->cell->unmeasured_seed;
    free(trials);
    return result;
}

static char *replay_command(const struct explainer *e, int64_t trial)
{
    struct run_options usual;
    char word[] = "x", *words[] = {word, NULL}, *text = NULL;
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    run_options_begin(&usual, 1, words, e->error);
    fprintf(out, "taskloss replay %" PRId64, trial);
    if (strcmp(usual.results, e->options->results) != 0)
        put_option(out, "results", e->options->results);
    put_alone(out);
    fclose(out);
    run_options_free(&usual);
    return memory_sure(text);
}

static int explain(struct explainer *e, struct tl_checked *checked)
{
    checked->seed = checked->cell->trials > 0 ? checked->cell->first_seed : e->options->seed;
    checked->trial = checked->cell->first_trial;
    if (checked->verdict != TL_VERDICT_AS_EXPECTED && find_trial(e, checked) < 0)
        return -1;
    if (checked->trial != 0)
        checked->replay = replay_command(e, checked->trial);
    checked->repeat = repeat_command(e, checked);
    return 0;
}

static int explain_cells(struct explainer *e)
{
    e->folder = paths_cases(e->error);
    if (e->folder == NULL)
        return -1;
    for (size_t i = 0; i < e->report->count; i++)
        if (explain(e, &e->report->cells[i]) < 0)
            return -1;
    return 0;
}

int explain_report(struct tl_report *report, const struct run_options *options,
                   struct tl_error *error)
{
    struct explainer e = {.report = report, .options = options, .error = error};
    int result = explain_cells(&e);
    if (e.store != NULL)
        store_close(e.store);
    free(e.folder);
    return result;
}
