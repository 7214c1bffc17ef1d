/* taskloss replay: one recorded trial again, in the foreground, and is it the same? */
#include <stdio.h>
#include <string.h>

#include "again.h"
#include "commands.h"
#include "options.h"
#include "request.h"
#include "runner.h"
#include "store.h"
#include "supervise.h"
#include "utf8.h"

struct request {
    const char *results;
    uint64_t trial;
    struct tl_error *error;
};

static const struct argp_option option_table[] = {
    {"results", 'R', "DIR", 0, "where the trials are kept; 'results' by default", 0}, {0}};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    if (key == 'R')
        request->results = text;
    else if (key == ARGP_KEY_ARG && request->trial == 0)
        return options_number("TRIAL", text, 1, INT64_MAX, &request->trial, request->error) < 0
                   ? EINVAL
                   : 0;
    else if (key == ARGP_KEY_ARG)
        return tl_fail(request->error, TL_EXIT_USAGE, "one trial at a time; '%s' is a second one",
                       text),
               EINVAL;
    else if (key == ARGP_KEY_END && request->trial == 0)
        return tl_fail(request->error, TL_EXIT_USAGE,
                       "which trial? give its number in the results"),
               EINVAL;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

const struct argp argp_replay = {
    .options = option_table,
    .parser = parse,
    .args_doc = "TRIAL",
    .doc = "Repeats one recorded trial in the foreground, where its output is seen and a "
           "debugger can be used, and compares it with what was recorded."};

/* The trial as it runs again. */
struct replay {
    const struct tl_recorded *recorded;
    struct again again;
    bool answered;
    enum likeness { DIFFERENT, ALIKE, SAME } likeness;
    char why[TL_NOTE_MAX * 2];
};

/* --- showing and comparing --- */

static void print_tally(const char *what, const struct tl_tally *tally)
{
    printf("%s: %u jobs", what, tally->counts[TL_COUNT_SPAWNED]);
    for (int i = 0; i < TL_COUNT_COUNT; i++)
        if (tally->counts[i] > 0 && i != TL_COUNT_SPAWNED)
            printf(", %u %s", tally->counts[i], tl_counts[i].name);
    printf("; %u steps\n", tally->steps);
}

static void print_task(uint32_t number, const struct tl_task_row *task)
{
    printf("  job %u: %s (control: %s), born at step %u, ended at step %u%s%s%s\n", number,
           tl_fates[task->fate].name, tl_fates[task->control_fate].name, task->born_step,
           task->ended_step, task->flags & TL_TASK_LEAKED ? ", leaked" : "",
           task->flags & TL_TASK_SILENT ? ", silent" : "",
           task->flags & TL_TASK_RESURRECTED ? ", resurrected" : "");
}

static void print_facts(const struct tl_fact *facts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        fputs("fact ", stdout);
        utf8_put_all(stdout, facts[i].name);
        printf(": %lld (control: %lld)\n", (long long)facts[i].trial, (long long)facts[i].control);
    }
}

static void print_answer(const struct tl_answer *answer, const struct tl_task_row *tasks,
                         const struct tl_fact *facts)
{
    utf8_print(stdout, "ended: %s %d%s%s", tl_endings[answer->ending].name, answer->ending_code,
               answer->note[0] != '\0' ? ": " : "", answer->note);
    print_tally("trial", &answer->trial);
    print_tally("control", &answer->control);
    for (uint32_t i = 0; i < answer->task_count; i++)
        print_task(i, &tasks[i]);
    print_facts(facts, answer->fact_count);
}

/* How it ended and what became of its jobs. Not the words of the note, which may name a process. */
static bool is_alike(const struct tl_answer *a, const struct tl_answer *b)
{
    return a->ending == b->ending && a->ending_code == b->ending_code &&
           a->control_failed == b->control_failed && a->unpaired == b->unpaired &&
           a->task_count == b->task_count && memcmp(&a->drawn, &b->drawn, sizeof a->drawn) == 0 &&
           memcmp(a->trial.counts, b->trial.counts, sizeof a->trial.counts) == 0 &&
           memcmp(a->control.counts, b->control.counts, sizeof a->control.counts) == 0;
}

static bool are_alike_tasks(const struct tl_task_row *a, const struct tl_task_row *b,
                            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (a[i].fate != b[i].fate || a[i].control_fate != b[i].control_fate ||
            a[i].flags != b[i].flags)
            return false;
    return true;
}

/* Those recorded are by name, the others as they were noted. */
static bool are_same_facts(const struct tl_recorded *recorded, const struct tl_answer *answer,
                           const struct tl_fact *facts)
{
    uint32_t count = recorded->answer.fact_count;
    if (answer->fact_count != count)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct tl_fact *was = &recorded->facts[i];
        uint32_t at = 0;
        while (at < count && strcmp(facts[at].name, was->name) != 0)
            at++;
        if (at == count || facts[at].trial != was->trial || facts[at].control != was->control)
            return false;
    }
    return true;
}

/* To the last loop step: all but the time it took. */
static bool is_same(const struct tl_recorded *recorded, const struct tl_answer *answer,
                    const struct tl_task_row *tasks)
{
    const struct tl_answer *was = &recorded->answer;
    return memcmp(&was->trial, &answer->trial, sizeof was->trial) == 0 &&
           memcmp(&was->control, &answer->control, sizeof was->control) == 0 &&
           (answer->task_count == 0 ||
            memcmp(recorded->tasks, tasks, answer->task_count * sizeof *tasks) == 0);
}

static enum likeness compare(const struct tl_recorded *recorded, const struct tl_answer *answer,
                             const struct tl_task_row *tasks, const struct tl_fact *facts)
{
    if (!is_alike(&recorded->answer, answer) ||
        !are_alike_tasks(recorded->tasks, tasks, answer->task_count) ||
        !are_same_facts(recorded, answer, facts))
        return DIFFERENT;
    return is_same(recorded, answer, tasks) ? SAME : ALIKE;
}

/* --- running it --- */

static void fill_request(void *context, size_t cell, struct tl_request *out)
{
    const struct replay *replay = context;
    request_fill(&replay->again.plan.cells[cell], &replay->recorded->options,
                 replay->recorded->seed, 1, out);
    out->foreground = 1;
    out->count_allocations = replay->recorded->answer.trial.allocations != 0;
}

static int on_trial(void *context, size_t cell, const struct tl_answer *answer,
                    const struct tl_task_row *tasks, const struct tl_fact *facts,
                    const char *output, struct tl_error *error)
{
    (void)cell, (void)output, (void)error;
    struct replay *replay = context;
    replay->answered = true;
    replay->likeness = compare(replay->recorded, answer, tasks, facts);
    print_answer(answer, tasks, facts);
    return 0;
}

static int on_done(void *context, size_t cell, struct tl_error *error)
{
    (void)context, (void)cell, (void)error;
    return 0;
}

static int on_unmeasured(void *context, size_t cell, uint64_t seed, const char *why,
                         struct tl_error *error)
{
    (void)cell, (void)seed, (void)error;
    struct replay *replay = context;
    snprintf(replay->why, sizeof replay->why, "%s", why);
    return 0;
}

static int run_again(struct replay *replay, struct tl_error *error)
{
    struct supervise_options how = {.slots = 1, .foreground = true};
    struct supervise_calls calls = {.context = replay,
                                    .request = fill_request,
                                    .trial = on_trial,
                                    .done = on_done,
                                    .unmeasured = on_unmeasured};
    const struct tl_recorded *recorded = replay->recorded;
    char pressure[64];
    utf8_print(stdout, "trial %lld: %s, case %s, guard %s, pressure %s, seed %llu",
               (long long)recorded->trial, recorded->implementation.name, recorded->case_id,
               tl_guards[recorded->guard].name,
               words_pressure_name(pressure, sizeof pressure, recorded->pressure.pressure,
                                   recorded->pressure.argument),
               (unsigned long long)recorded->seed);
    fflush(stdout);
    if (supervise(&replay->again.plan, &how, &calls, error) < 0)
        return -1;
    if (!replay->answered)
        return tl_fail(error, TL_EXIT_UNMEASURED, "the trial could not be repeated: %s",
                       replay->why);
    if (replay->likeness != DIFFERENT) {
        puts(replay->likeness == SAME
                 ? "the same as recorded"
                 : "the same fates and facts as recorded, at other loop steps: what the machine's "
                   "processes and threads take is not in a seed");
        return TL_EXIT_AS_EXPECTED;
    }
    printf("different from what was recorded:\n");
    print_answer(&recorded->answer, recorded->tasks, recorded->facts);
    return TL_EXIT_UNEXPECTED;
}

static int replay_recorded(const struct tl_recorded *recorded, struct tl_error *error)
{
    struct replay replay = {.recorded = recorded};
    int result = again_find(&replay.again, recorded, error);
    if (result == 0)
        result = run_again(&replay, error);
    again_free(&replay.again);
    return result;
}

int cmd_replay(int argc, char **argv, struct tl_error *error)
{
    struct request request = {.results = "results", .error = error};
    struct store *store;
    struct tl_recorded recorded;
    int result = options_parse(&argp_replay, argc, argv, &request, error);
    if (result != 0)
        return result < 0 ? -1 : TL_EXIT_AS_EXPECTED;
    if (store_open(&store, request.results, false, error) < 0)
        return -1;
    result = store_recorded(store, (int64_t)request.trial, &recorded, error);
    store_close(store);
    if (result < 0)
        return -1;
    result = replay_recorded(&recorded, error);
    store_recorded_free(&recorded);
    return result;
}
