/* Each difference gets the command that shows it again, and no more of it than differs from the
 * defaults. */
#include "explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "counts.h"
#include "list.h"
#include "memory.h"
#include "paths.h"
#include "pythons.h"
#include "shell.h"
#include "text.h"

/* A Python that was named by its path: only that word is sure to name it again. */
struct named {
    const char *word;
    char *libpython;
    char *name; /* without a path beside it: "3.12.1+debug" */
};

struct explainer {
    struct tl_report *report;
    const struct run_options *options;
    struct named *named;
    size_t named_count;
    char *folder;        /* of the cases that are known by name */
    struct store *store; /* opened for the first difference; NULL before */
    struct tl_error *error;
};

static char *bare_name(const char *name)
{
    return text_make("%.*s", (int)strcspn(name, " "), name);
}

static void add_named(struct explainer *e, const char *word,
                      const struct tl_implementation *implementation)
{
    struct named *named = list_grow(&e->named, e->named_count++, sizeof *named);
    *named = (struct named){word, text_make("%s", implementation->python->libpython),
                            bare_name(implementation->name)};
}

static int resolve_word(struct explainer *e, const char *word)
{
    struct tl_pythons pythons = {0};
    struct tl_implementations found;
    int result = implementations_select(&found, &pythons, &word, 1, e->error);
    for (size_t i = 0; result == 0 && i < found.count; i++)
        if (found.items[i].python->libpython != NULL)
            add_named(e, word, &found.items[i]);
    if (result == 0)
        implementations_free(&found);
    pythons_free(&pythons);
    return result;
}

static int resolve_words(struct explainer *e)
{
    const struct run_words *words = &e->options->pythons;
    for (size_t i = 0; i < words->count; i++)
        if (strchr(words->items[i], '/') != NULL && resolve_word(e, words->items[i]) < 0)
            return -1;
    return 0;
}

static bool is_named(const struct named *named, const struct tl_result *cell)
{
    char *name = bare_name(cell->implementation);
    bool same = strcmp(named->name, name) == 0 && cell->libpython != NULL &&
                strcmp(named->libpython, cell->libpython) == 0;
    free(name);
    return same;
}

/* What to give to --python for this cell's implementation. */
static char *spec_of(const struct explainer *e, const struct tl_result *cell)
{
    for (size_t i = 0; i < e->named_count; i++)
        if (is_named(&e->named[i], cell))
            return text_make("%s", e->named[i].word);
    const char *name = cell->implementation, *path = strstr(name, " (");
    if (path == NULL)
        return text_make("%s", name);
    const char *kinds = memchr(name, '+', (size_t)(path - name));
    return text_make("%.*s%.*s", (int)strlen(path + 2) - 1, path + 2,
                     kinds == NULL ? 0 : (int)(path - kinds), kinds == NULL ? "" : kinds);
}

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
    if (!counts_is_exact(cell->pressure)) {
        put_range(out, "garbage", now->workload.garbage, usual.workload.garbage);
        put_range(out, "ballast", now->workload.ballast, usual.workload.ballast);
        put_range(out, "wait", now->workload.wait, usual.workload.wait);
    }
    run_options_free(&usual);
}

static char *repeat_command(const struct explainer *e, const struct tl_checked *checked)
{
    const struct tl_result *cell = checked->cell;
    char *text = NULL, *spec = spec_of(e, cell);
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    fputs("taskloss run ", out);
    shell_put_word(out, case_word(e, cell));
    put_option(out, "python", spec);
    put_option(out, "guard", cell->guard);
    put_option(out, "pressure", cell->pressure);
    put_number(out, "seed", checked->seed);
    put_number(out, "trials", 1);
    put_number(out, "jobs", e->options->jobs);
    put_rest(out, e, cell);
    fclose(out);
    free(spec);
    return text;
}

/* The first trial that could not be measured, or that lost a job; else the first. */
static const struct tl_trial_row *telling(const struct tl_checked *checked,
                                          const struct tl_trial_row *trials, size_t count)
{
    bool unmeasured = checked->verdict == TL_VERDICT_COULD_NOT_MEASURE;
    for (size_t i = 0; i < count; i++)
        if (unmeasured ? !trials[i].measured : trials[i].trial.fates[TL_FATE_LOST] > 0)
            return &trials[i];
    return count > 0 ? &trials[0] : NULL;
}

static int take_output(struct explainer *e, struct tl_checked *checked, int64_t trial)
{
    struct tl_recorded recorded;
    if (store_recorded(e->store, trial, &recorded, e->error) < 0)
        return -1;
    if (recorded.output != NULL && recorded.output[0] != '\0')
        checked->output = text_make("%s", recorded.output);
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
        result = take_output(e, checked, trial->id);
    } else
        checked->seed = checked->cell->unmeasured_seed;
    free(trials);
    return result;
}

static int explain(struct explainer *e, struct tl_checked *checked)
{
    checked->seed = checked->cell->trials > 0 ? checked->cell->first_seed : e->options->seed;
    if (checked->verdict != TL_VERDICT_AS_EXPECTED && find_trial(e, checked) < 0)
        return -1;
    checked->repeat = repeat_command(e, checked);
    return 0;
}

static int explain_cells(struct explainer *e)
{
    e->folder = paths_cases(e->error);
    if (e->folder == NULL || resolve_words(e) < 0)
        return -1;
    for (size_t i = 0; i < e->report->count; i++)
        if (explain(e, &e->report->cells[i]) < 0)
            return -1;
    return 0;
}

static void free_named(struct named *named)
{
    free(named->libpython);
    free(named->name);
}

int explain_report(struct tl_report *report, const struct run_options *options,
                   struct tl_error *error)
{
    struct explainer e = {.report = report, .options = options, .error = error};
    int result = explain_cells(&e);
    if (e.store != NULL)
        store_close(e.store);
    for (size_t i = 0; i < e.named_count; i++)
        free_named(&e.named[i]);
    free(e.named);
    free(e.folder);
    return result;
}
