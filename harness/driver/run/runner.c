/* A run: everything is checked before the first worker starts, and each trial is stored as it ends.
 */
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "files.h"
#include "isolations.h"
#include "line.h"
#include "measured.h"
#include "memory.h"
#include "plan.h"
#include "progress.h"
#include "request.h"
#include "resume.h"
#include "rounds.h"
#include "subject.h"
#include "supervise.h"
#include "text.h"
#include "utf8.h"
#include "versions.h"

struct runner {
    const struct run_options *options;
    const struct plan *plan;
    struct store *store;
    struct tl_run run;
    int64_t *cells;  /* by index of the plan: the store's id, 0 before it is known */
    char **troubles; /* by index of the plan: how its first unmeasured trial ended, or NULL */
    struct rounds *rounds;
    struct progress *progress;
    struct isolations isolations;
    bool first;                       /* round */
    size_t done;                      /* cells of the plan that have had it */
    bool ended;                       /* the run was, before: it is resumed */
    bool is_enough;                   /* a cell was, for the command: the rest is left undone */
    const struct runner_heard *heard; /* of a run in stages; else NULL */
};

/* --- what the workers' supervisor asks and tells --- */

static void fill_request(void *context, size_t cell, struct tl_request *out)
{
    const struct runner *runner = context;
    const struct tl_cell *the_cell = &runner->plan->cells[cell];
    request_fill(the_cell, &runner->run, runner->run.seed + rounds_before(runner->rounds, cell),
                 rounds_trials(runner->rounds, cell), out);
    out->count_allocations |= runner->heard != NULL;
}

/* In all rounds so far. */
static uint32_t trials_of(const struct runner *runner, size_t cell)
{
    return rounds_before(runner->rounds, cell) + rounds_trials(runner->rounds, cell);
}

static int cell_id(struct runner *runner, size_t cell, int64_t *out, struct tl_error *error)
{
    if (runner->cells[cell] == 0 &&
        store_cell(runner->store, runner->run.id, &runner->plan->cells[cell],
                   trials_of(runner, cell), &runner->cells[cell], error) < 0)
        return -1;
    *out = runner->cells[cell];
    return 0;
}

/* Does the case's head have this ending on this implementation? */
static bool is_meant(const struct tl_cell *cell, const struct tl_answer *answer)
{
    const struct tl_case *c = cell->the_case;
    struct versions *versions;
    struct tl_error ignored;
    bool meant = false;
    for (size_t i = 0; i < c->expectation_count && !meant; i++)
        if (tl_ending_of_key(c->expectations[i].what) == (int)answer->ending &&
            versions_parse(&versions, c->expectations[i].versions, &ignored) == 0) {
            meant = versions_match(versions, &cell->target->about);
            versions_free(versions);
        }
    return meant;
}

static int on_trial(void *context, size_t cell, const struct tl_answer *answer,
                    const struct tl_task_row *tasks, const struct tl_fact *facts,
                    const char *output, struct tl_error *error)
{
    struct runner *runner = context;
    int64_t id;
    rounds_trial(runner->rounds, cell, measured_trial(answer), answer->trial.counts[TL_FATE_LOST],
                 answer->trial.counts[TL_COUNT_SPAWNED]);
    if (runner->troubles[cell] == NULL && !measured_trial(answer) &&
        !is_meant(&runner->plan->cells[cell], answer))
        runner->troubles[cell] = measured_why_not(answer);
    isolations_trial(&runner->isolations, answer, runner->plan->cells[cell].the_case->forks);
    if (runner->heard != NULL)
        runner->heard->trial(runner->heard->context, cell, answer, tasks, facts);
    if (cell_id(runner, cell, &id, error) < 0)
        return -1;
    return store_trial(runner->store, id, answer, tasks, facts, output, error);
}

/* -1 with `runner->is_enough` set ends the run where the command has seen enough. */
static int look_whether_enough(struct runner *runner, size_t cell, int64_t id,
                               struct tl_error *error)
{
    struct tl_results one;
    if (runner->options->is_enough == NULL)
        return 0;
    if (cells_read_one(runner->store, runner->run.id, id, &one, error) < 0)
        return -1;
    runner->is_enough = runner->options->is_enough(runner->options->enough_context, &one);
    cells_free(&one);
    if (!runner->is_enough)
        return 0;
    const struct tl_cell *last = &runner->plan->cells[cell];
    return tl_fail(error, TL_EXIT_UNEXPECTED, "%s %s on %s", last->the_case->id,
                   tl_guards[last->guard].name, last->target->about.name);
}

static int on_done(void *context, size_t cell, struct tl_error *error)
{
    struct runner *runner = context;
    int64_t id;
    runner->done += runner->first;
    progress_cell(runner->progress, cell, runner->troubles[cell]);
    if (cell_id(runner, cell, &id, error) < 0)
        return -1;
    return look_whether_enough(runner, cell, id, error);
}

static int on_unmeasured(void *context, size_t cell, uint64_t seed, const char *why,
                         struct tl_error *error)
{
    struct runner *runner = context;
    int64_t id;
    runner->done += runner->first;
    rounds_close(runner->rounds, cell);
    progress_cell(runner->progress, cell, why);
    if (runner->heard != NULL)
        runner->heard->unmeasured(runner->heard->context, cell, why);
    if (cell_id(runner, cell, &id, error) < 0 ||
        store_unmeasured(runner->store, id, seed, why, error) < 0)
        return -1;
    return look_whether_enough(runner, cell, id, error);
}

static void on_tick(void *context)
{
    progress_tick(((struct runner *)context)->progress);
}

static void on_under_way(void *context, size_t cell, const char *how_far)
{
    progress_under_way(((struct runner *)context)->progress, cell, how_far);
}

/* --- the run --- */

/* Results list implementations in the order in which the store first hears of them. */
static int announce(struct runner *runner, struct tl_error *error)
{
    const struct tl_target *last = NULL;
    for (size_t i = 0; i < runner->plan->count; i++) {
        int64_t id;
        if (runner->plan->cells[i].target == last)
            continue;
        last = runner->plan->cells[i].target;
        if (cell_id(runner, i, &id, error) < 0)
            return -1;
    }
    return 0;
}

static uint32_t most_trials(const struct run_options *options)
{
    uint32_t most = 0;
    for (size_t i = 0; i < options->pressure_count; i++) {
        uint32_t trials = run_options_trials(options, options->pressures[i].pressure);
        most = trials > most ? trials : most;
    }
    return most;
}

static void drop_plan(struct runner *runner)
{
    rounds_free(runner->rounds);
    for (size_t i = 0; runner->troubles != NULL && i < runner->plan->count; i++)
        free(runner->troubles[i]);
    free(runner->troubles);
    free(runner->cells);
    runner->rounds = NULL;
    runner->troubles = NULL;
    runner->cells = NULL;
}

static void take_plan(struct runner *runner, const struct plan *plan)
{
    drop_plan(runner);
    runner->plan = plan;
    runner->rounds = rounds_new(plan, runner->options);
    runner->cells = memory_zeroed(plan->count, sizeof *runner->cells);
    runner->troubles = memory_zeroed(plan->count, sizeof *runner->troubles);
}

static int begin(struct runner *runner, struct tl_error *error)
{
    const struct run_options *options = runner->options;
    runner->run = (struct tl_run){.command = options->command,
                                  .machine = run_machine(),
                                  .tool = text_make("%s", TASKLOSS_VERSION),
                                  .seed = options->seed,
                                  .trials = most_trials(options),
                                  .jobs = options->jobs,
                                  .deadline_ms = options->deadline_ms,
                                  .memory_mb = options->memory_mb,
                                  .audit = options->audit,
                                  .oracle = options->oracle,
                                  .isolation = options->isolation,
                                  .precision_ppm = options->precision_ppm,
                                  .workload = options->workload};
    take_plan(runner, runner->plan);
    bool is_known = options->precision_ppm == 0 && runner->heard == NULL;
    for (size_t i = 0; i < runner->plan->count && is_known; i++)
        runner->run.planned += trials_of(runner, i);
    if (store_open(&runner->store, options->results, true, error) < 0)
        return -1;
    if (options->resume && resume_find(runner->store, runner->plan, &runner->run, runner->cells,
                                       runner->rounds, &runner->ended, error) < 0)
        return -1;
    if (runner->run.id != 0)
        return 0;
    if (store_run_begin(runner->store, &runner->run, error) < 0)
        return -1;
    return announce(runner, error);
}

static int supervise_round(struct runner *runner, const struct plan *plan, struct tl_error *error)
{
    struct supervise_options how = {.slots = runner->options->workers};
    struct supervise_calls calls = {.context = runner,
                                    .request = fill_request,
                                    .trial = on_trial,
                                    .done = on_done,
                                    .unmeasured = on_unmeasured,
                                    .tick = on_tick,
                                    .under_way = on_under_way};
    if (how.slots > plan->chunk_count)
        how.slots = (unsigned)plan->chunk_count;
    if (files_allow_open(FILES_LEAST / 2 + 6ul * how.slots, error) < 0)
        return -1;
    if (!runner->options->quiet)
        runner->progress = progress_new(plan, runner->options->verbose);
    int result = supervise(plan, &how, &calls, error);
    progress_free(runner->progress);
    runner->progress = NULL;
    return result;
}

/* The store hears how many trials its cells are to have now. */
static void plan_again(struct runner *runner, const struct plan *round)
{
    size_t cells = 0;
    for (size_t i = 0; i < round->chunk_count; i++) {
        cells += round->chunks[i].count;
        memset(&runner->cells[round->chunks[i].first], 0,
               round->chunks[i].count * sizeof *runner->cells);
    }
    if (runner->first)
        runner->done = runner->plan->count - cells;
    else if (!runner->options->quiet)
        fprintf(stderr, "%zu cells get more trials\n", cells);
}

static void tell_imprecise(const struct runner *runner)
{
    size_t count = rounds_imprecise(runner->rounds);
    if (count > 0)
        fprintf(stderr,
                "%zu of %zu cells are known less precisely than asked for: they have had their "
                "%u trials, which --trials raises\n",
                count, runner->plan->count, runner->run.trials);
}

static int work(struct runner *runner, struct tl_error *error)
{
    struct plan round;
    int result = 0;
    for (runner->first = true; result == 0 && rounds_next(runner->rounds, &round);
         runner->first = false) {
        plan_again(runner, &round);
        result = supervise_round(runner, &round, error);
        free(round.chunks);
    }
    if (result == 0 && !runner->options->quiet)
        tell_imprecise(runner);
    if (result == 0 && !runner->options->quiet && runner->run.isolation != TL_ISOLATION_FORK)
        isolations_tell(&runner->isolations, runner->run.isolation == TL_ISOLATION_AUTO, stderr);
    if (result < 0 && runner->is_enough) {
        utf8_print(stderr, "ended with %s: it is not as expected; --resume goes on", error->text);
        return 0;
    }
    if (result < 0 && error->exit == TL_EXIT_INTERRUPTED)
        return tl_fail(error, TL_EXIT_INTERRUPTED,
                       "interrupted; %zu of %zu cells were done; each trial that ended is kept in "
                       "'%s', as run %lld",
                       runner->done, runner->plan->count, runner->options->results,
                       (long long)runner->run.id);
    return result;
}

/* The head was read before the run, the program by each worker: a file that changed in between has
 * given numbers that belong to no one program. */
static int look_for_changes(struct runner *runner, struct tl_error *error)
{
    const struct tl_case *last = NULL;
    bool changed = false;
    for (size_t i = 0; i < runner->plan->count; i++) {
        const struct tl_cell *cell = &runner->plan->cells[i];
        char why[TL_PATH_MAX + TL_NOTE_MAX];
        int64_t id;
        if (cell->the_case != last)
            changed = case_has_changed(cell->the_case);
        last = cell->the_case;
        if (!changed)
            continue;
        line_make(why, sizeof why, "%s changed during the run, or cannot be read now: run it again",
                  cell->the_case->file);
        if (cell_id(runner, i, &id, error) < 0 ||
            store_discounted(runner->store, id, runner->run.seed, why, error) < 0)
            return -1;
    }
    return 0;
}

static void close_run(struct runner *runner)
{
    if (runner->store != NULL)
        store_close(runner->store);
    free(runner->run.machine);
    free(runner->run.tool);
    isolations_free(&runner->isolations);
    drop_plan(runner);
}

static int run_plan(const struct plan *plan, const struct run_options *options,
                    struct tl_results *out, struct tl_error *error)
{
    struct runner runner = {.options = options, .plan = plan};
    int result = begin(&runner, error);
    if (result == 0)
        result = work(&runner, error);
    if (result == 0)
        result = look_for_changes(&runner, error);
    if (result == 0 && !runner.ended && !runner.is_enough)
        result = store_run_end(runner.store, runner.run.id, error);
    if (result == 0)
        result = cells_read(runner.store, runner.run.id, out, error);
    close_run(&runner);
    return result;
}

int runner_run(const struct run_options *options, struct tl_results *out, struct tl_error *error)
{
    struct subject subject = {0};
    memset(out, 0, sizeof *out);
    int result = subject_load(&subject, options, error);
    if (result == 0 && options->list)
        subject_list(&subject, options);
    else if (result == 0) {
        if (!options->quiet)
            subject_tell_left_out(&subject, options);
        result = run_plan(&subject.plan, options, out, error);
    }
    subject_unload(&subject);
    return result;
}

/* --- a run in stages --- */

struct stages {
    struct subject subject;
    struct runner runner;
};

int stages_begin(struct stages **out, const struct run_options *options,
                 const struct runner_heard *heard, struct tl_error *error)
{
    struct stages *stages = *out = memory_zeroed(1, sizeof *stages);
    stages->runner =
        (struct runner){.options = options, .plan = &stages->subject.plan, .heard = heard};
    if (subject_load(&stages->subject, options, error) < 0)
        return -1;
    if (!options->quiet)
        subject_tell_left_out(&stages->subject, options);
    return begin(&stages->runner, error);
}

const struct plan *stages_plan(const struct stages *stages)
{
    return &stages->subject.plan;
}

int stages_run(struct stages *stages, const struct plan *plan, struct tl_error *error)
{
    take_plan(&stages->runner, plan);
    int result = work(&stages->runner, error);
    take_plan(&stages->runner, &stages->subject.plan);
    return result;
}

int stages_end(struct stages *stages, struct tl_error *error)
{
    if (look_for_changes(&stages->runner, error) < 0)
        return -1;
    return store_run_end(stages->runner.store, stages->runner.run.id, error);
}

void stages_free(struct stages *stages)
{
    close_run(&stages->runner);
    subject_unload(&stages->subject);
    free(stages);
}
