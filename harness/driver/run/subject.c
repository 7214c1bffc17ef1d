/* From the words of the command line to the cells they ask for. */
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>

#include "cells.h"
#include "keyword.h"
#include "paths.h"
#include "shard.h"
#include "text.h"
#include "utf8.h"

int subject_cases(struct tl_cases *cases, const struct run_options *options, struct tl_error *error)
{
    char *folder = paths_cases(error);
    if (folder == NULL)
        return -1;
    int result = cases_load(cases, folder, error);
    free(folder);
    if (result < 0 || cases_select(cases, options->cases.items, options->cases.count, error) < 0)
        return -1;
    return cases_exclude(cases, options->excluded.items, options->excluded.count, error);
}

/* Of pressures that the user did not ask for. PyPy does not tell what a job waits for, so that
 * cancellations there are many times as many, and each takes longer. */
static bool is_named(void *unused, const struct tl_cell *cell)
{
    (void)unused;
    return !tl_pressure_rules[cell->pressure.pressure].cancels ||
           (cell->guard == TL_GUARD_BARE && case_speaks_of_cancel(cell->the_case) &&
            !cell->target->about.pypy);
}

static bool has_pypy(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->cells[i].target->about.pypy)
            return true;
    return false;
}

static int cut_by_keyword(struct plan *plan, const char *text, struct tl_error *error)
{
    struct keyword *keyword;
    if (keyword_parse(&keyword, text, error) < 0)
        return -1;
    plan_keep(plan, keyword_wanted, keyword);
    keyword_free(keyword);
    if (plan->count == 0)
        return tl_fail(error, TL_EXIT_USAGE,
                       "nothing to run: no cell fits -k '%s'; --list shows "
                       "the cells there are",
                       text);
    return 0;
}

/* What was asked for less than the whole of; a share may be empty. */
static int cut_plan(struct plan *plan, const struct run_options *options, struct tl_error *error)
{
    if (options->keyword != NULL && cut_by_keyword(plan, options->keyword, error) < 0)
        return -1;
    if (options->is_wanted != NULL)
        plan_keep(plan, options->is_wanted, options->wanted_context);
    if (plan->count == 0)
        return tl_fail(
            error, TL_EXIT_USAGE,
            "nothing to run: what failed in the latest run is not what is asked for now");
    if (options->shard_count > 0)
        shard_cut(plan, options->shard, options->shard_count);
    return 0;
}

static int make_plan(struct subject *subject, const struct run_options *options,
                     struct tl_error *error)
{
    if (plan_make(&subject->plan, &subject->targets, &subject->cases, options->guards,
                  options->pressures, options->pressure_count, error) < 0)
        return -1;
    if (options->cancels_named)
        plan_keep(&subject->plan, is_named, NULL);
    if (subject->plan.count > 0)
        return cut_plan(&subject->plan, options, error);
    return tl_fail(error, TL_EXIT_USAGE, "nothing to run: %s",
                   subject->plan.left_out_count > 0 ? subject->plan.left_out[0].why
                                                    : "no implementation or no case");
}

/* The --python words, each with the loop behind it. */
static struct text_list specs_of(const struct run_options *options)
{
    struct text_list specs = {0};
    const char *plus = options->loop != NULL ? "+" : "";
    const char *loop = options->loop != NULL ? options->loop : "";
    for (size_t i = 0; i < options->pythons.count; i++)
        text_add(&specs, text_make("%s%s%s", options->pythons.items[i], plus, loop));
    if (specs.count == 0)
        text_add(&specs, text_make("all%s%s", plus, loop));
    return specs;
}

int subject_load(struct subject *subject, const struct run_options *options, struct tl_error *error)
{
    subject->specs = specs_of(options);
    const char *const *specs = (const char *const *)subject->specs.items;
    if (subject_cases(&subject->cases, options, error) < 0 ||
        pythons_find_for(&subject->pythons, specs, subject->specs.count, error) < 0 ||
        targets_select(&subject->targets, &subject->pythons, specs, subject->specs.count, error) <
            0)
        return -1;
    targets_sort(&subject->targets);
    return make_plan(subject, options, error);
}

void subject_unload(struct subject *subject)
{
    plan_free(&subject->plan);
    targets_free(&subject->targets);
    pythons_free(&subject->pythons);
    text_clear(&subject->specs);
    cases_free(&subject->cases);
}

static size_t count_unusable(const struct tl_pythons *pythons)
{
    size_t count = 0;
    for (size_t i = 0; i < pythons->count; i++)
        count += !pythons->items[i].usable;
    return count;
}

void subject_tell_left_out(const struct subject *subject, const struct run_options *options)
{
    const struct plan *plan = &subject->plan;
    if (plan->count == 0)
        fprintf(stderr, "no cell is in share %u of %u: nothing is measured here\n", options->shard,
                options->shard_count);
    size_t unusable = options->pythons.count == 0 ? count_unusable(&subject->pythons) : 0;
    if (unusable > 0)
        fprintf(stderr, "%zu of %zu Pythons found cannot be measured; see 'taskloss pythons'\n",
                unusable, subject->pythons.count);
    if (options->cancels_named && has_pypy(plan))
        fputs("on PyPy no job is cancelled, unless --pressure cancel-some asks for it\n", stderr);
    for (size_t i = 0; options->verbose && i < plan->left_out_count; i++) {
        const struct tl_cell *cell = &plan->left_out[i].cell;
        utf8_print(stderr, "%s %s %s: not applicable: %s", cell->target->about.name,
                   cell->the_case->id, tl_guards[cell->guard].name, plan->left_out[i].why);
    }
    if (!options->verbose && plan->left_out_count > 0)
        fprintf(stderr, "%zu cells to run; %zu combinations do not apply (--verbose lists them)\n",
                plan->count, plan->left_out_count);
}

void subject_list(const struct subject *subject, const struct run_options *options)
{
    const struct plan *plan = &subject->plan;
    for (size_t i = 0; i < plan->count; i++) {
        const struct tl_cell *cell = &plan->cells[i];
        char pressure[CELL_PRESSURE_MAX];
        utf8_print(stdout, "%s %s %s %s %s %u", cell->target->about.name, cell->the_case->id,
                   cell->the_case->name, tl_guards[cell->guard].name,
                   words_pressure_name(pressure, sizeof pressure, cell->pressure.pressure,
                                       cell->pressure.argument),
                   run_options_trials(options, cell->pressure.pressure));
    }
}
