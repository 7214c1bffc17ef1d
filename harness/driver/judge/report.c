/* A check: verdicts for each cell, and the totals. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "text.h"

struct check {
    const struct tl_results *results;
    const struct check_against *against;
    struct tl_report *report;
    uint64_t seed;
    struct tl_error *error;
};

static struct tl_check_total *total_of(struct check *check,
                                       const struct tl_implementation *implementation)
{
    struct tl_report *report = check->report;
    for (size_t i = 0; i < report->total_count; i++)
        if (report->totals[i].implementation == implementation)
            return &report->totals[i];
    struct tl_check_total *total = &report->totals[report->total_count++];
    total->implementation = implementation;
    const struct baseline *baseline = check->against->baseline;
    total->in_baseline = baseline != NULL && baseline_has_implementation(baseline, implementation);
    return total;
}

static void add_totals(struct check *check, const struct tl_checked *checked)
{
    struct tl_check_total *total = total_of(check, checked->cell->implementation);
    for (size_t i = 0; i < checked->findings.count; i++) {
        const struct tl_finding *finding = &checked->findings.items[i];
        bool accepted = finding->standing == TL_STANDING_ACCEPTED;
        total->behaviours++;
        total->accepted += accepted;
        total->differences += verdict_counts(finding, TL_VERDICT_CHANGED);
        total->unmeasured += verdict_counts(finding, TL_VERDICT_COULD_NOT_MEASURE);
        total->verified += !accepted && finding->verdict == TL_VERDICT_AS_EXPECTED;
        if (verdict_differs(finding->verdict) || finding->standing != TL_STANDING_NEW)
            check->report->standings[finding->standing]++;
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
                                      tl_guards[report->cells[c].cell->guard].name,
                                      report->cells[c].findings.items[i].key));
    if (list.count > 0)
        list_sort(list.items, list.count, sizeof *list.items, by_text);
    for (size_t i = 0; i < list.count; i++)
        different += i == 0 || strcmp(list.items[i], list.items[i - 1]) != 0;
    text_clear(&list);
    return different;
}

static void sum_up(struct check *check)
{
    struct tl_report *report = check->report;
    report->totals = memory_zeroed(report->count, sizeof *report->totals);
    for (size_t i = 0; i < report->count; i++)
        add_totals(check, &report->cells[i]);
    for (size_t i = 0; i < report->total_count; i++) {
        report->verified += report->totals[i].verified;
        report->differences += report->totals[i].differences;
        report->unmeasured += report->totals[i].unmeasured;
        report->accepted += report->totals[i].accepted;
    }
    report->behaviours = count_behaviours(report);
}

static int judge_cells(struct check *check)
{
    struct tl_report *report = check->report;
    for (size_t i = 0; i < check->results->count; i++) {
        struct tl_checked *checked = &report->cells[report->count++];
        const struct tl_baseline_cell *before = NULL;
        const struct baseline *baseline = check->against->baseline;
        checked->cell = &check->results->cells[i];
        if (baseline != NULL)
            before = baseline_find(baseline, checked->cell);
        if (baseline != NULL && before == NULL && cell_is_measured(checked->cell))
            report->missing[report->missing_count++] = checked->cell;
        if (verdict_cell(checked->cell, before, check->seed, &checked->findings, check->error) < 0)
            return -1;
    }
    return 0;
}

static int settle(struct check *check)
{
    struct tl_report *report = check->report;
    struct tl_findings **all = memory_zeroed(report->count, sizeof(struct tl_findings *));
    for (size_t i = 0; i < report->count; i++)
        all[i] = &report->cells[i].findings;
    int result = verdict_settle(all, report->count, check->error);
    free(all);
    return result;
}

static bool fits(const struct accepted *one, const struct tl_result *cell,
                 const struct tl_finding *finding)
{
    const char *verdict = tl_verdicts[finding->verdict].name;
    bool difference = verdict_differs(finding->verdict);
    return strcmp(one->the_case, cell->case_id) == 0 &&
           (one->guard == NULL || strcmp(one->guard, tl_guards[cell->guard].name) == 0) &&
           (one->key == NULL || strcmp(one->key, finding->key) == 0) &&
           (one->verdict == NULL ? difference : strcmp(one->verdict, verdict) == 0) &&
           versions_match(one->on, cell->implementation);
}

static void accept(struct check *check, const struct tl_result *cell, struct tl_finding *finding)
{
    struct accepted_list *list = check->against->accepted;
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct accepted *one = &list->items[i];
        if (accepted_is_over(one, check->against->today) || !fits(one, cell, finding))
            continue;
        one->used = true;
        finding->standing = TL_STANDING_ACCEPTED;
        finding->reason = one->reason;
        return;
    }
}

static void accept_all(struct check *check)
{
    struct tl_report *report = check->report;
    for (size_t c = 0; c < report->count; c++)
        for (size_t i = 0; i < report->cells[c].findings.count; i++)
            if (report->cells[c].findings.items[i].verdict != TL_VERDICT_AS_EXPECTED)
                accept(check, report->cells[c].cell, &report->cells[c].findings.items[i]);
}

int check_report(struct tl_report *out, const struct tl_results *results,
                 const struct check_against *against, uint64_t seed, struct tl_error *error)
{
    struct check check = {
        .results = results, .against = against, .report = out, .seed = seed, .error = error};
    const struct baseline *baseline = against->baseline;
    *out = (struct tl_report){.run = &results->run,
                              .cells = memory_zeroed(results->count, sizeof *out->cells),
                              .missing = memory_zeroed(results->count, sizeof *out->missing),
                              .allow_new = against->allow_new,
                              .accepted_list = against->accepted,
                              .baseline = baseline != NULL ? baseline->file : NULL};
    int result = judge_cells(&check);
    if (result == 0)
        result = settle(&check);
    if (result == 0)
        accept_all(&check);
    for (size_t i = 0; result == 0 && i < out->count; i++)
        out->cells[i].verdict = verdict_of(&out->cells[i].findings);
    sum_up(&check);
    return result;
}

void check_free(struct tl_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        verdict_free(&report->cells[i].findings);
        free(report->cells[i].repeat);
        free(report->cells[i].why);
        free(report->cells[i].replay);
        free(report->cells[i].output);
    }
    free(report->cells);
    free(report->totals);
    free(report->missing);
    *report = (struct tl_report){0};
}

enum tl_exit check_exit(const struct tl_report *report)
{
    if (report->differences > 0)
        return TL_EXIT_UNEXPECTED;
    if (report->run->ended == NULL || (report->missing_count > 0 && !report->allow_new))
        return TL_EXIT_UNMEASURED;
    if (report->unmeasured > 0 || report->verified + report->accepted == 0)
        return TL_EXIT_UNMEASURED;
    return TL_EXIT_AS_EXPECTED;
}
