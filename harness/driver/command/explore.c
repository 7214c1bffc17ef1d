/* taskloss explore: a collection at each loop step, then at chosen allocations inside them, until
 * it is known between which points each job would be destroyed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "commands.h"
#include "explored_formats.h"
#include "formats.h"
#include "list.h"
#include "measured.h"
#include "memory.h"
#include "options.h"
#include "paths.h"
#include "run_arguments.h"
#include "runner.h"
#include "shell.h"
#include "windows.h"

enum { KEY_WITHIN = 1024, KEY_CANCEL, WITHIN_USUAL = 4, WITHIN_MOST = 1000 };

/* The first job is made after this loop step, the last one has ended before the one behind that;
 * and after how many object allocations. */
struct waits {
    uint32_t first, last;
    uint64_t born, ended;
    uint32_t most; /* loop steps at which one job is pending */
};

struct explore {
    struct run_options run;
    uint64_t within;
    bool within_named, cancels;
    bool all; /* the word `all` in place of cases */
    struct stages *stages;
    struct runner_heard heard;
    struct explored_list list; /* by cell of stages_plan() */
    struct waits *waits;
    const struct plan *plan; /* the stage's; and of which cell each of its cells is made */
    size_t *origins;
    struct tl_error *error;
};

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "What is tried:", 4},
    {"within", KEY_WITHIN, "N", 0,
     "allocations inside each loop step, evenly, besides those that close in on the ends of a "
     "window; 4 by default",
     4},
    {"cancel", KEY_CANCEL, 0, 0,
     "nothing is collected: each job in turn is cancelled at its K-th loop step, for each K", 4},
    {0}};

static error_t parse_end(struct explore *explore)
{
    struct run_options *run = &explore->run;
    const char *why = NULL;
    if (run->cases.count == 0 && !explore->all)
        why = "which case? give its id, name or file, or 'all'";
    else if (run->cases.count > 0 && explore->all)
        why = "'all' is every case: no other word goes with it";
    else if (run->pressure_count > 0)
        why = "explore chooses the pressures itself: no --pressure";
    else if (explore->within_named && explore->cancels)
        why = "--within is of collections: it does not go with --cancel";
    else if (run->trials > 1)
        why = "each point needs one trial: no --trials";
    else if (run->list || run->resume || run->precision_ppm != 0 || run->shard_count != 0 ||
             run->last_failed || run->fail_fast || run->durations != 0)
        why = "--list, --resume, --shard, --until, --last-failed, --fail-fast and --durations are "
              "not for explore: what it runs is not known before";
    if (why == NULL)
        return 0;
    tl_fail(explore->error, TL_EXIT_USAGE, "%s", why);
    return EINVAL;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct explore *explore = state->input;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = &explore->run;
    else if (key == KEY_CANCEL)
        explore->cancels = true;
    else if (key == KEY_WITHIN) {
        explore->within_named = true;
        return options_number("--within", text, 0, WITHIN_MOST, &explore->within, explore->error) <
                       0
                   ? EINVAL
                   : 0;
    } else if (key == ARGP_KEY_ARG && strcmp(text, "all") == 0)
        explore->all = true;
    else if (key == ARGP_KEY_END)
        return parse_end(explore);
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static const struct argp_child children[] = {{&run_options_argp, 0, NULL, 0}, {0}};

const struct argp argp_explore = {
    .options = option_table,
    .parser = parse,
    .args_doc = "CASE...\nall",
    .children = children,
    .doc = "Finds the windows in which a collection destroys a job: one trial for each loop step, "
           "with a full collection there, then trials with one inside a step, after the K-th "
           "object allocation (--pressure alloc=K), which close in on both ends of each window. "
           "Names the smallest K that loses a job, and the command that shows it. The guard is "
           "bare by default. With --cancel: at which of its loop steps a job, if it is cancelled "
           "there, does not end, keeps others from their end, or leaves something behind.\v"
           "A window that is narrower than the points tried inside a loop step can be missed: "
           "--within N tries more. --pressure and --trials are not for this command. The exit "
           "status is 1 if a guard that keeps its tasks lost one, 3 if something could not be "
           "measured, else 0."};

/* ---- what trials tell ---- */

static void note_trouble(struct explored *explored, const char *why)
{
    if (explored->why[0] == '\0')
        snprintf(explored->why, sizeof explored->why, "%s", why);
}

static struct windows_point *add_point(struct explored *explored, const struct pressure *pressure)
{
    struct windows_point *point = windows_add(&explored->windows);
    point->pressure.by_step = pressure->pressure == TL_PRESSURE_STEP;
    point->pressure.asked = pressure->argument;
    return point;
}

/* PyPy tells neither where its collection came nor which job it destroyed: there was but one, at
 * the step that was asked for. */
static bool has_collected(const struct explored *explored, const struct tl_answer *answer)
{
    return answer->trial.pressed > 0 ||
           (explored->allocations == 0 && answer->trial.collections > 0);
}

static void take_fates(const struct explored *explored, struct windows_point *point,
                       const struct tl_answer *answer, const struct tl_task_row *tasks)
{
    for (uint32_t i = 0; i < explored->windows.jobs && i < answer->task_count; i++)
        if ((tasks[i].flags & TL_TASK_COLLECTED) ||
            (explored->allocations == 0 && tasks[i].fate == TL_FATE_LOST))
            point->fates[i] = (uint8_t)tasks[i].fate;
}

static uint32_t pending_steps(const struct tl_task_row *task, uint32_t last)
{
    if (task->exposure.waited != 0)
        return task->exposure.waited;
    return last > task->born_step ? last - task->born_step : 0;
}

static void widen(struct waits *waits, const struct tl_task_row *task,
                  const struct tl_answer *answer)
{
    bool pends = task->fate == TL_FATE_STRANDED;
    uint32_t last = pends ? answer->trial.steps : task->ended_step;
    uint32_t steps = pending_steps(task, last);
    uint64_t ended = pends ? answer->trial.allocations : task->ended_allocation;
    waits->first = task->born_step < waits->first ? task->born_step : waits->first;
    waits->last = last > waits->last ? last : waits->last;
    waits->most = steps > waits->most ? steps : waits->most;
    waits->born = task->born_allocation < waits->born ? task->born_allocation : waits->born;
    waits->ended = ended > waits->ended ? ended : waits->ended;
}

/* No trial is needed to know that no job is destroyed before the first is made, or after the last
 * has ended. */
static void add_end(struct explored *explored, uint32_t step, uint64_t allocation)
{
    struct windows_point *point = windows_add(&explored->windows);
    point->usable = true;
    point->step = step;
    point->at = allocation;
}

static void take_control(struct explore *explore, size_t cell, const struct tl_answer *answer,
                         const struct tl_task_row *tasks)
{
    struct explored *explored = &explore->list.items[cell];
    struct waits *waits = &explore->waits[cell];
    explored->steps = answer->trial.steps;
    explored->allocations = answer->trial.allocations;
    explored->windows.jobs = answer->task_count;
    *waits = (struct waits){UINT32_MAX, 0, UINT64_MAX, 0, 0};
    for (uint32_t i = 0; i < answer->task_count; i++)
        widen(waits, &tasks[i], answer);
    if (answer->task_count == 0)
        return;
    add_end(explored, waits->first, waits->born);
    if (waits->last < explored->steps)
        add_end(explored, waits->last, waits->ended);
}

static uint64_t fact_number(const struct tl_answer *answer, const struct tl_fact *facts,
                            const char *name)
{
    for (uint32_t i = 0; i < answer->fact_count; i++)
        if (strcmp(facts[i].name, name) == 0)
            return (uint64_t)facts[i].trial;
    return 0;
}

static void take_cancelled(struct explored *explored, const struct pressure *pressure,
                           const struct tl_answer *answer, const struct tl_fact *facts)
{
    struct cancelled_step *step = cancelled_add(&explored->cancelled, (uint32_t)pressure->argument);
    step->cancellations = fact_number(answer, facts, TL_CANCELLATIONS);
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        step->counts[i] = answer->trial.counts[i];
    for (size_t i = 0; i < TL_AFTERMATH_COUNT; i++)
        step->left[i] = fact_number(answer, facts, tl_aftermaths[i].name);
}

static void on_trial(void *context, size_t cell, const struct tl_answer *answer,
                     const struct tl_task_row *tasks, const struct tl_fact *facts)
{
    struct explore *explore = context;
    size_t origin = explore->origins != NULL ? explore->origins[cell] : cell;
    struct explored *explored = &explore->list.items[origin];
    const struct pressure *pressure = &explore->plan->cells[cell].pressure;
    bool measured = measured_trial(answer) || (answer->unmet && has_collected(explored, answer));
    if (!measured) {
        char *why = measured_why_not(answer);
        note_trouble(explored, why != NULL ? why : "could not be measured");
        free(why);
        explored->failed++;
    }
    if (pressure->pressure == TL_PRESSURE_OFF) {
        if (measured)
            take_control(explore, cell, answer, tasks);
        return;
    }
    if (pressure->pressure == TL_PRESSURE_CANCEL) {
        if (measured)
            take_cancelled(explored, pressure, answer, facts);
        return;
    }
    struct windows_point *point = add_point(explored, pressure);
    point->usable = measured && has_collected(explored, answer);
    point->at = answer->pressed_allocation;
    point->step = explored->allocations != 0 ? answer->pressed_step : (uint32_t)pressure->argument;
    if (point->usable)
        take_fates(explored, point, answer, tasks);
}

static void on_unmeasured(void *context, size_t cell, const char *why)
{
    struct explore *explore = context;
    size_t origin = explore->origins != NULL ? explore->origins[cell] : cell;
    struct explored *explored = &explore->list.items[origin];
    const struct pressure *pressure = &explore->plan->cells[cell].pressure;
    if (pressure->pressure != TL_PRESSURE_OFF && pressure->pressure != TL_PRESSURE_CANCEL)
        add_point(explored, pressure);
    note_trouble(explored, why);
    explored->failed++;
}

/* ---- stages ---- */

/* Pressures for each cell of the first plan. */
struct wanted {
    struct pressure **pressures;
    size_t *counts, all;
};

static void want(struct wanted *wanted, size_t cell, enum tl_pressure pressure, uint64_t argument)
{
    struct pressure *item =
        list_grow(&wanted->pressures[cell], wanted->counts[cell]++, sizeof *item);
    *item = (struct pressure){pressure, argument};
    wanted->all++;
}

static void want_steps(const struct explore *explore, size_t cell, struct wanted *wanted)
{
    const struct explored *explored = &explore->list.items[cell];
    const struct waits *waits = &explore->waits[cell];
    for (uint32_t step = waits->first + 1; step <= waits->last && step <= explored->steps; step++)
        want(wanted, cell, TL_PRESSURE_STEP, step);
}

static void want_cancels(const struct explore *explore, size_t cell, struct wanted *wanted)
{
    for (uint32_t step = 1; step <= explore->waits[cell].most; step++)
        want(wanted, cell, TL_PRESSURE_CANCEL, step);
}

static void want_allocations(const struct explore *explore, size_t cell, struct wanted *wanted)
{
    struct explored *explored = &explore->list.items[cell];
    uint64_t *asked;
    windows_sort(&explored->windows);
    if (explored->allocations == 0)
        return;
    size_t count = windows_ask(&explored->windows, (unsigned)explore->within, &asked);
    for (size_t i = 0; i < count; i++)
        want(wanted, cell, TL_PRESSURE_ALLOC, asked[i]);
    free(asked);
}

static int run_wanted(struct explore *explore, const struct wanted *wanted, struct tl_error *error)
{
    struct plan plan;
    plan_spread(&plan, stages_plan(explore->stages), wanted->pressures, wanted->counts,
                &explore->origins);
    explore->plan = &plan;
    int result = stages_run(explore->stages, &plan, error);
    free(explore->origins);
    explore->origins = NULL;
    plan_free(&plan);
    return result;
}

/* How many trials the stage had; -1. */
static int next_stage(struct explore *explore, struct tl_error *error,
                      void (*ask)(const struct explore *, size_t, struct wanted *))
{
    size_t cells = explore->list.count;
    struct wanted wanted = {memory_zeroed(cells, sizeof *wanted.pressures),
                            memory_zeroed(cells, sizeof *wanted.counts), 0};
    for (size_t i = 0; i < cells; i++)
        if (explore->list.items[i].windows.jobs > 0)
            ask(explore, i, &wanted);
    int result = wanted.all > 0 ? run_wanted(explore, &wanted, error) : 0;
    for (size_t i = 0; i < cells; i++)
        free(wanted.pressures[i]);
    free(wanted.pressures);
    free(wanted.counts);
    return result < 0 ? -1 : wanted.all > 0;
}

static int explore_all(struct explore *explore, struct tl_error *error)
{
    explore->plan = stages_plan(explore->stages);
    int more = stages_run(explore->stages, explore->plan, error);
    if (more == 0)
        more = next_stage(explore, error, explore->cancels ? want_cancels : want_steps);
    while (more > 0 && !explore->cancels)
        more = next_stage(explore, error, want_allocations);
    return more < 0 ? -1 : stages_end(explore->stages, error);
}

/* ---- what is told ---- */

/* By name where the case is one of taskloss' own, else by its file. */
static const char *case_word(const struct tl_case *the_case, const char *folder)
{
    size_t length = strlen(folder);
    bool own = strncmp(the_case->file, folder, length) == 0 && the_case->file[length] == '/';
    return own ? the_case->name : the_case->file;
}

static char *command_of(const struct explore *explore, const struct tl_cell *cell,
                        const char *pressure, uint64_t number, const char *folder)
{
    const struct run_options *run = &explore->run;
    char *text = NULL, *spec = implementation_spec(&cell->target->about);
    size_t size;
    FILE *out = memory_sure(open_memstream(&text, &size));
    fputs("taskloss run ", out);
    shell_put_word(out, case_word(cell->the_case, folder));
    fputs(" --python ", out);
    shell_put_word(out, spec);
    fprintf(out, " --guard %s --pressure %s=%llu --trials 1", tl_guards[cell->guard].name, pressure,
            (unsigned long long)number);
    if (run->seed != 1)
        fprintf(out, " --seed %llu", (unsigned long long)run->seed);
    if (run->jobs != 4)
        fprintf(out, " --jobs %u", run->jobs);
    fclose(out);
    free(spec);
    return memory_sure(text);
}

static char *smallest_command(const struct explore *explore, const struct explored *explored,
                              const struct tl_cell *cell, const char *folder)
{
    const struct windows_point *point = windows_smallest(&explored->windows);
    const struct cancelled_step *step = cancelled_smallest(&explored->cancelled);
    if (point != NULL)
        return command_of(explore, cell, point->pressure.by_step ? "step" : "alloc",
                          point->pressure.asked, folder);
    return step != NULL ? command_of(explore, cell, "cancel", step->step, folder) : NULL;
}

static int finish(struct explore *explore, struct tl_error *error)
{
    char *folder = paths_cases(error);
    if (folder == NULL)
        return -1;
    for (size_t i = 0; i < explore->list.count; i++) {
        struct explored *explored = &explore->list.items[i];
        const struct tl_cell *cell = &stages_plan(explore->stages)->cells[i];
        windows_sort(&explored->windows);
        cancelled_sort(&explored->cancelled);
        explored->command = smallest_command(explore, explored, cell, folder);
        if (case_has_changed(cell->the_case)) {
            note_trouble(explored, "the case changed while it was explored: do it again");
            explored->failed++;
        }
    }
    free(folder);
    return 0;
}

static int verdict(const struct explore *explore)
{
    int verdict = TL_EXIT_AS_EXPECTED;
    for (size_t i = 0; i < explore->list.count; i++) {
        const struct explored *explored = &explore->list.items[i];
        if (explored->failed > 0)
            return TL_EXIT_UNMEASURED;
        if (!explore->cancels && tl_guard_keeps(stages_plan(explore->stages)->cells[i].guard) &&
            explored->command != NULL)
            verdict = TL_EXIT_UNEXPECTED;
    }
    return verdict;
}

static int show(struct explore *explore, struct tl_error *error)
{
    if (finish(explore, error) < 0)
        return -1;
    if (explore->run.json && output_explored_json(&explore->list, stdout, error) < 0)
        return -1;
    if (!explore->run.json)
        output_explored_text(&explore->list, stdout);
    return verdict(explore);
}

static void make_list(struct explore *explore)
{
    const struct plan *plan = stages_plan(explore->stages);
    explore->list.cancels = explore->cancels;
    explore->list.within = (unsigned)explore->within;
    explore->list.count = plan->count;
    explore->list.items = memory_zeroed(plan->count, sizeof *explore->list.items);
    explore->waits = memory_zeroed(plan->count, sizeof *explore->waits);
    for (size_t i = 0; i < plan->count; i++) {
        const struct tl_cell *cell = &plan->cells[i];
        explore->list.items[i] = (struct explored){.implementation = cell->target->about.name,
                                                   .case_id = cell->the_case->id,
                                                   .case_name = cell->the_case->name,
                                                   .guard = tl_guards[cell->guard].name};
    }
}

static void free_list(struct explore *explore)
{
    for (size_t i = 0; i < explore->list.count; i++) {
        windows_free(&explore->list.items[i].windows);
        cancelled_free(&explore->list.items[i].cancelled);
        free(explore->list.items[i].command);
    }
    free(explore->list.items);
    free(explore->waits);
}

static int work(struct explore *explore, struct tl_error *error)
{
    struct pressure *off =
        list_grow(&explore->run.pressures, explore->run.pressure_count++, sizeof *off);
    *off = (struct pressure){TL_PRESSURE_OFF, 0};
    explore->run.trials = 1;
    explore->heard = (struct runner_heard){explore, on_trial, on_unmeasured};
    if (stages_begin(&explore->stages, &explore->run, &explore->heard, error) < 0)
        return -1;
    make_list(explore);
    return explore_all(explore, error) < 0 ? -1 : show(explore, error);
}

int cmd_explore(int argc, char **argv, struct tl_error *error)
{
    struct explore explore = {.within = WITHIN_USUAL, .error = error};
    run_options_begin(&explore.run, argc, argv, error);
    int result = options_parse(&argp_explore, argc, argv, &explore, error);
    if (result == 0) {
        if (explore.run.guards == 0)
            explore.run.guards = 1u << TL_GUARD_BARE;
        result = work(&explore, error);
    } else if (result > 0)
        result = TL_EXIT_AS_EXPECTED;
    free_list(&explore);
    if (explore.stages != NULL)
        stages_free(explore.stages);
    run_options_free(&explore.run);
    return result;
}
