/* A check: verdicts for each cell, the trial that shows each difference, and the totals. */
#include "check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "pythons.h"
#include "text.h"

/* A Python that was named by its path: only that word is sure to name it again. */
struct named {
    const char *word;
    char *libpython;
    char *name; /* without a path beside it: "3.12.1+debug" */
};

struct check {
    const struct tl_results *results;
    const struct run_options *options;
    const struct baseline *baseline;
    struct tl_report *report;
    struct named *named;
    size_t named_count;
    char *folder;        /* of the cases that are known by name */
    struct store *store; /* opened for the first difference; NULL before */
    struct tl_error *error;
};

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        abort();
    return memory;
}

/* --- the command that repeats a cell --- */

static char *bare_name(const char *name)
{
    return text_make("%.*s", (int)strcspn(name, " "), name);
}

static int resolve_word(struct check *check, const char *word)
{
    struct tl_pythons pythons = {0};
    struct tl_implementations found;
    int result = implementations_select(&found, &pythons, &word, 1, check->error);
    for (size_t i = 0; result == 0 && i < found.count; i++)
        if (found.items[i].python->libpython != NULL)
            check->named[check->named_count++] =
                (struct named){word, text_make("%s", found.items[i].python->libpython),
                               bare_name(found.items[i].name)};
    if (result == 0)
        implementations_free(&found);
    pythons_free(&pythons);
    return result;
}

static int resolve_words(struct check *check)
{
    const struct run_words *words = &check->options->pythons;
    check->named = room(words->count, sizeof *check->named);
    for (size_t i = 0; i < words->count; i++)
        if (strchr(words->items[i], '/') != NULL && resolve_word(check, words->items[i]) < 0)
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
static char *spec_of(const struct check *check, const struct tl_result *cell)
{
    for (size_t i = 0; i < check->named_count; i++)
        if (is_named(&check->named[i], cell))
            return text_make("%s", check->named[i].word);
    const char *name = cell->implementation, *path = strstr(name, " (");
    if (path == NULL)
        return text_make("%s", name);
    const char *kinds = memchr(name, '+', (size_t)(path - name));
    return text_make("%.*s%.*s", (int)strlen(path + 2) - 1, path + 2,
                     kinds == NULL ? 0 : (int)(path - kinds), kinds == NULL ? "" : kinds);
}

/* By name where the case is one of taskloss' own, else by its file. */
static const char *case_word(const struct check *check, const struct tl_result *cell)
{
    size_t length = strlen(check->folder);
    bool own =
        strncmp(cell->case_file, check->folder, length) == 0 && cell->case_file[length] == '/';
    return own ? cell->case_name : cell->case_file;
}

static void put_option(FILE *out, const char *name, const char *value)
{
    fprintf(out, " --%s ", name);
    run_options_put_word(out, value);
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
static void put_rest(FILE *out, const struct check *check, const struct tl_result *cell)
{
    const struct run_options *now = check->options;
    struct run_options usual;
    char word[] = "x", *words[] = {word, NULL};
    run_options_begin(&usual, 1, words, check->error);
    if (now->deadline_ms != usual.deadline_ms)
        fprintf(out, " --deadline %g", now->deadline_ms / 1000.0);
    if (now->memory_mb != usual.memory_mb)
        put_number(out, "memory", now->memory_mb);
    if (now->audit)
        fputs(" --audit", out);
    if (!verdict_is_exact(cell->pressure)) {
        put_range(out, "garbage", now->workload.garbage, usual.workload.garbage);
        put_range(out, "ballast", now->workload.ballast, usual.workload.ballast);
        put_range(out, "wait", now->workload.wait, usual.workload.wait);
    }
    run_options_free(&usual);
}

static char *repeat_command(const struct check *check, const struct tl_checked *checked)
{
    const struct tl_result *cell = checked->cell;
    char *text = NULL, *spec = spec_of(check, cell);
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        abort();
    fputs("taskloss run ", out);
    run_options_put_word(out, case_word(check, cell));
    put_option(out, "python", spec);
    put_option(out, "guard", cell->guard);
    put_option(out, "pressure", cell->pressure);
    put_number(out, "seed", checked->seed);
    put_number(out, "trials", 1);
    put_number(out, "jobs", check->options->jobs);
    put_rest(out, check, cell);
    fclose(out);
    free(spec);
    return text;
}

/* --- the trial that shows it --- */

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

static int take_output(struct check *check, struct tl_checked *checked, int64_t trial)
{
    struct tl_recorded recorded;
    if (store_recorded(check->store, trial, &recorded, check->error) < 0)
        return -1;
    if (recorded.output != NULL && recorded.output[0] != '\0')
        checked->output = text_make("%s", recorded.output);
    store_recorded_free(&recorded);
    return 0;
}

static int find_trial(struct check *check, struct tl_checked *checked)
{
    struct tl_trial_row *trials;
    size_t count;
    if (check->store == NULL &&
        store_open(&check->store, check->options->results, false, check->error) < 0)
        return -1;
    if (store_trials(check->store, checked->cell->cell, &trials, &count, check->error) < 0)
        return -1;
    const struct tl_trial_row *trial = telling(checked, trials, count);
    int result = 0;
    if (trial != NULL) {
        checked->seed = trial->seed;
        result = take_output(check, checked, trial->id);
    } else
        checked->seed = checked->cell->unmeasured_seed;
    free(trials);
    return result;
}

static int explain(struct check *check, struct tl_checked *checked)
{
    checked->verdict = verdict_of(&checked->findings);
    checked->seed = checked->cell->trials > 0 ? checked->cell->first_seed : check->options->seed;
    if (checked->verdict != TL_VERDICT_AS_EXPECTED && find_trial(check, checked) < 0)
        return -1;
    checked->repeat = repeat_command(check, checked);
    return 0;
}

/* --- totals --- */

static struct tl_check_total *total_of(struct check *check, const char *implementation)
{
    struct tl_report *report = check->report;
    for (size_t i = 0; i < report->total_count; i++)
        if (strcmp(report->totals[i].implementation, implementation) == 0)
            return &report->totals[i];
    struct tl_check_total *total = &report->totals[report->total_count++];
    total->implementation = implementation;
    total->in_baseline =
        check->baseline != NULL && baseline_has_implementation(check->baseline, implementation);
    return total;
}

static void add_totals(struct check *check, const struct tl_checked *checked)
{
    struct tl_check_total *total = total_of(check, checked->cell->implementation);
    for (size_t i = 0; i < checked->findings.count; i++) {
        enum tl_verdict verdict = checked->findings.items[i].verdict;
        total->behaviours++;
        total->differences += tl_verdicts[verdict].argument != 0;
        total->unmeasured += verdict == TL_VERDICT_COULD_NOT_MEASURE;
        total->verified += verdict == TL_VERDICT_AS_EXPECTED;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* How many different case x guard x key there are. */
static size_t count_behaviours(const struct tl_report *report)
{
    struct text_list list = {0};
    size_t different = 0;
    for (size_t c = 0; c < report->count; c++)
        for (size_t i = 0; i < report->cells[c].findings.count; i++)
            text_add(&list, text_make("%s %s %s", report->cells[c].cell->case_id,
                                      report->cells[c].cell->guard,
                                      report->cells[c].findings.items[i].key));
    if (list.count > 0)
        qsort(list.items, list.count, sizeof *list.items, by_text);
    for (size_t i = 0; i < list.count; i++)
        different += i == 0 || strcmp(list.items[i], list.items[i - 1]) != 0;
    text_clear(&list);
    return different;
}

static void sum_up(struct check *check)
{
    struct tl_report *report = check->report;
    report->totals = room(report->count, sizeof *report->totals);
    for (size_t i = 0; i < report->count; i++)
        add_totals(check, &report->cells[i]);
    for (size_t i = 0; i < report->total_count; i++) {
        report->verified += report->totals[i].verified;
        report->differences += report->totals[i].differences;
        report->unmeasured += report->totals[i].unmeasured;
    }
    report->behaviours = count_behaviours(report);
}

/* --- the report --- */

static int judge_cells(struct check *check)
{
    struct tl_report *report = check->report;
    for (size_t i = 0; i < check->results->count; i++) {
        struct tl_checked *checked = &report->cells[report->count++];
        const struct tl_baseline_cell *before = NULL;
        checked->cell = &check->results->cells[i];
        if (check->baseline != NULL)
            before = baseline_find(check->baseline, checked->cell);
        if (verdict_cell(checked->cell, before, check->options->seed, &checked->findings,
                         check->error) < 0)
            return -1;
    }
    return 0;
}

static int settle(struct check *check)
{
    struct tl_report *report = check->report;
    struct tl_findings **all = room(report->count, sizeof(struct tl_findings *));
    for (size_t i = 0; i < report->count; i++)
        all[i] = &report->cells[i].findings;
    int result = verdict_settle(all, report->count, check->error);
    free(all);
    return result;
}

static int explain_cells(struct check *check)
{
    check->folder = paths_cases(check->error);
    if (check->folder == NULL || resolve_words(check) < 0)
        return -1;
    for (size_t i = 0; i < check->report->count; i++)
        if (explain(check, &check->report->cells[i]) < 0)
            return -1;
    return 0;
}

static void free_named(struct named *named)
{
    free(named->libpython);
    free(named->name);
}

int check_report(struct tl_report *out, const struct tl_results *results,
                 const struct run_options *options, const struct baseline *baseline,
                 struct tl_error *error)
{
    struct check check = {.results = results,
                          .options = options,
                          .baseline = baseline,
                          .report = out,
                          .error = error};
    *out = (struct tl_report){.run = &results->run,
                              .cells = room(results->count, sizeof *out->cells),
                              .baseline = baseline != NULL ? baseline->file : NULL};
    int result = judge_cells(&check);
    if (result == 0)
        result = settle(&check);
    if (result == 0)
        result = explain_cells(&check);
    sum_up(&check);
    if (check.store != NULL)
        store_close(check.store);
    for (size_t i = 0; i < check.named_count; i++)
        free_named(&check.named[i]);
    free(check.named);
    free(check.folder);
    return result;
}

void check_free(struct tl_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        verdict_free(&report->cells[i].findings);
        free(report->cells[i].repeat);
        free(report->cells[i].output);
    }
    free(report->cells);
    free(report->totals);
    *report = (struct tl_report){0};
}

enum tl_exit check_exit(const struct tl_report *report)
{
    if (report->differences > 0)
        return TL_EXIT_UNEXPECTED;
    if (report->unmeasured > 0 || report->verified == 0)
        return TL_EXIT_UNMEASURED;
    return TL_EXIT_AS_EXPECTED;
}
