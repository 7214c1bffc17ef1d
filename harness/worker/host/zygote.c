/* Imports a case once; then, for each seed, a control and a trial in processes of their own.
 *
 * What a zygote never does, once the case is imported: run Python code (but what the case asked to
 * be run around a fork), start a thread, move its clock, or open a descriptor that a trial could
 * inherit. Each trial begins from the same memory, whatever the ones before it did; the ledgers are
 * reset, and the file of output is emptied, before each.
 *
 * Who owns a descriptor: requests, answers, status and the file of output are the zygote's, and a
 * child closes its copies before the first line of the program runs; of the output it keeps 1 and 2
 * only. The ledgers are mappings without descriptors. A child has a process group of its own and
 * dies with the zygote, which waits for it, and kills and reaps all that it left behind, before it
 * answers. What is in an answer was read after that.
 */
#include "zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alike.h"
#include "cancels.h"
#include "clock.h"
#include "far.h"
#include "ledger.h"
#include "line.h"
#include "measured.h"
#include "printed.h"
#include "process.h"
#include "runner.h"
#include "settling.h"
#include "start.h"
#include "telling.h"
#include "trial.h"
#include "try.h"
#include "under_way.h"

static struct {
    int loaded; /* the case can be run */
    int requests, answers, status;
    int both_ways;                  /* trials run by fork and by snapshot in turn */
    int controlled;                 /* the last control ran to its end */
    int output;                     /* a file in memory: what trials print */
    struct ledger *kept;            /* the following, in one mapping */
    struct ledger *again[2];        /* of an audit: the same trial by fork, and once more */
    struct ledger *shared;          /* of the process that runs */
    struct ledger *trial, *control; /* taken of it: no trial reaches them */
    struct ledger *sums;            /* facts of many cancellations; made when first asked for */
    struct graph_page *graph;       /* of the process that runs; mapped when first asked for */
    struct tl_task_row rows[TL_ROWS_MAX];
    struct tl_fact_numbers facts[TL_FACTS_MAX];
    char why[TL_NOTE_MAX]; /* why it cannot */
} zygote;

/* In the child: only what a trial may touch stays open. */
static void set_up_descriptors(void)
{
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(zygote.output, STDOUT_FILENO);
    dup2(zygote.output, STDERR_FILENO);
    close(null);
    close(zygote.output);
    close(zygote.requests);
    close(zygote.answers);
    close(zygote.status);
    runner_close();
}

enum { LEDGERS = 4 };

/* The runner's memory is put back after each trial: what only the zygote needs is not for it. */
static void set_up_runner(void)
{
    set_up_descriptors();
    munmap(zygote.kept, LEDGERS * sizeof *zygote.kept);
}

/* How a trial was isolated; `why`: not as it was asked for. */
struct isolated {
    enum tl_isolation how;
    const char *why;
};

/* A runner is kept for the next trial only where both ways are wanted. */
static struct process_end run_by_fork(const struct trial *trial)
{
    if (!zygote.both_ways)
        runner_end();
    process_spare(runner_process());
    pid_t self = getpid(), child = interpreter->fork();
    if (child == 0) {
        process_become_kept(self);
        set_up_descriptors();
        process_limit(trial->request->memory_mb);
        clock_stranger(runner_process());
        _exit(trial_run(trial));
    }
    if (child < 0) {
        snprintf(trial->ledger->note, sizeof trial->ledger->note, "fork: %s", strerror(errno));
        return (struct process_end){TL_ENDING_NOT_STARTED, 0, 0};
    }
    return process_wait(child, trial->request->deadline_ms);
}

/* As the request asks for, where that can be had. */
static struct process_end run_isolated(const struct trial *trial, struct isolated *isolated)
{
    struct process_end end;
    *isolated = (struct isolated){TL_ISOLATION_FORK, NULL};
    zygote.both_ways |= trial->request->audit != 0;
    if (trial->request->isolation == TL_ISOLATION_FORK)
        return run_by_fork(trial);
    isolated->why = runner_refusal(trial);
    if (isolated->why == NULL &&
        runner_run(trial, set_up_runner, trial->request->audit != 0, &end) == 0) {
        isolated->how = TL_ISOLATION_SNAPSHOT;
        return end;
    }
    isolated->why = runner_refusal(trial);
    return run_by_fork(trial);
}

/* `out` is what it left, in whatever way it ended. */
static struct process_end run_one(const struct trial *trial, struct ledger *out,
                                  struct isolated *isolated)
{
    ledger_reset(trial->ledger);
    struct process_end end = run_isolated(trial, isolated);
    ledger_take(out, trial->ledger);
    printed_count(zygote.output, out);
    if (trial->request->foreground)
        printed_show(zygote.output);
    return end;
}

/* Where both note the same in the same order, none is looked for. */
static int64_t value_in_control(uint32_t fact)
{
    const struct ledger *trial = zygote.trial, *control = zygote.control;
    const char *name = trial->texts + trial->facts[fact].name;
    if (fact < control->fact_count && strcmp(control->texts + control->facts[fact].name, name) == 0)
        return control->facts[fact].value;
    uint32_t there = ledger_find_fact(control, name);
    return there < TL_FACTS_MAX ? control->facts[there].value : 0;
}

/* Their names are written as they lie in the ledger, texts that were counted between them. */
static int send_names(void)
{
    const struct ledger *trial = zygote.trial;
    for (uint32_t i = 0; i < trial->fact_count; i++) {
        const char *name = trial->texts + trial->facts[i].name;
        if (process_write(zygote.answers, name, strlen(name) + 1) < 0)
            return -1;
    }
    return 0;
}

static int send_facts(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        zygote.facts[i] =
            (struct tl_fact_numbers){zygote.trial->facts[i].value, value_in_control(i)};
    return process_write(zygote.answers, zygote.facts, count * sizeof zygote.facts[0]) < 0 ||
                   (count != 0 && send_names() < 0)
               ? -1
               : 0;
}

static void count_facts(struct tl_answer *answer)
{
    const struct ledger *trial = zygote.trial;
    answer->fact_count = trial->fact_count;
    for (uint32_t i = 0; i < trial->fact_count; i++)
        answer->names_length += (uint32_t)strlen(trial->texts + trial->facts[i].name) + 1;
}

static struct tl_answer new_answer(const struct tl_request *request, enum tl_answer_type type)
{
    return (struct tl_answer){
        .magic = TL_WIRE_MAGIC,
        .version = TL_WIRE_VERSION,
        .type = (uint32_t)type,
        .serial = request->serial,
    };
}

static int send_answer(const struct tl_answer *answer, const char *output)
{
    size_t rows = answer->task_count * sizeof zygote.rows[0];
    if (process_write(zygote.answers, answer, sizeof *answer) < 0 ||
        process_write(zygote.answers, zygote.rows, rows) < 0 ||
        send_facts(answer->fact_count) < 0 ||
        process_write(zygote.answers, output, answer->output_length) < 0 ||
        process_write(zygote.answers, zygote.graph != NULL ? zygote.graph->text : NULL,
                      answer->graph_length) < 0)
        return -1;
    return 0;
}

static void settle(const struct tl_request *request, struct process_end end, int control_failed,
                   struct tl_answer *answer)
{
    const struct settled of = {zygote.trial, zygote.control, zygote.rows};
    settling(request, &of, end, control_failed, answer);
}

/* What a control depends on: where the pressure is exact, it is the same for each of its numbers.
 */
static struct tl_request control_of(const struct tl_request *request)
{
    struct tl_request control = *request;
    control.serial = control.trials = 0;
    control.first_seed = control.pressure_argument = 0;
    return control;
}

/* Is the ledger of the last control that of this trial too? */
static int has_control(const struct tl_request *request, uint64_t seed)
{
    static struct tl_request last;
    static uint64_t last_seed;
    struct tl_request control = control_of(request);
    int same = tl_pressure_rules[request->pressure].exact && seed == last_seed &&
               memcmp(&control, &last, sizeof last) == 0 && !request->foreground &&
               zygote.controlled;
    last = control;
    last_seed = seed;
    return same;
}

/* `*isolated` stays as it is where there is one already. */
static struct process_end run_control(const struct tl_request *request, uint64_t seed,
                                      struct isolated *isolated)
{
    struct trial trial = {request, seed, 1, zygote.shared, NULL, 0, 0, 0};
    if (has_control(request, seed))
        return (struct process_end){TL_ENDING_OK, 0, 0};
    printed_blank(zygote.output);
    return run_one(&trial, zygote.control, isolated);
}

/* ---- both ways ---- */

/* Into the n-th ledger for it; NULL where it did not run that way. */
static const struct ledger *run_again(const struct trial *trial, enum tl_isolation how, int n)
{
    struct tl_request request = *trial->request;
    struct trial again = *trial;
    struct isolated isolated;
    request.isolation = how;
    again.request = &request;
    printed_blank(zygote.output);
    run_one(&again, zygote.again[n], &isolated);
    return isolated.how == how ? zygote.again[n] : NULL;
}

/* What a program waits for outside may come a moment sooner or later: of one that is not the same
 * by fork each time nothing is known. */
static int is_a_fault(const struct trial *trial, const struct ledger *by_fork)
{
    enum { TIMES = 4 };
    for (int i = 0; i < TIMES; i++)
        if (alike_differ(by_fork, run_again(trial, TL_ISOLATION_FORK, 1)) != NULL)
            return 0;
    const struct ledger *once_more = run_again(trial, TL_ISOLATION_SNAPSHOT, 1);
    return once_more != NULL && alike_differ(by_fork, once_more) != NULL;
}

/* Whether a trial that ran by snapshot is the same by fork. */
static void compare_ways(const struct trial *trial, const struct ledger *by_snapshot,
                         struct isolated isolated, struct tl_answer *answer)
{
    if (isolated.how != TL_ISOLATION_SNAPSHOT || !trial->request->audit ||
        answer->both_ways == TL_BOTH_WAYS_DIFFER)
        return;
    const struct ledger *by_fork = run_again(trial, TL_ISOLATION_FORK, 0);
    const char *what = alike_differ(by_snapshot, by_fork);
    if (what == NULL && answer->both_ways == TL_BOTH_WAYS_NOT_TRIED)
        answer->both_ways = TL_BOTH_WAYS_AGREE;
    if (what == NULL)
        return;
    answer->both_ways = TL_BOTH_WAYS_UNSURE;
    if (!is_a_fault(trial, by_fork))
        return;
    answer->both_ways = TL_BOTH_WAYS_DIFFER;
    snprintf(answer->isolation_note, sizeof answer->isolation_note, "%s of its %s", what,
             trial->control ? "control" : "trial");
}

static void tell_isolated(struct isolated isolated, struct tl_answer *answer)
{
    answer->isolation = (uint32_t)isolated.how;
    if (isolated.why != NULL && answer->both_ways != TL_BOTH_WAYS_DIFFER)
        line_copy(answer->isolation_note, sizeof answer->isolation_note, isolated.why);
}

/* A control, then the trial: 0, or -1 when the driver is gone. */
static int run_seed(const struct tl_request *request, uint64_t seed)
{
    struct tl_answer answer = new_answer(request, TL_ANSWER_TRIAL);
    char output[TL_OUTPUT_MAX];
    struct trial trial = {request, seed, 0, zygote.shared, NULL, 0, 0, 0};
    struct trial control = {request, seed, 1, zygote.shared, NULL, 0, 0, 0};
    struct isolated isolated = {TL_ISOLATION_FORK, NULL};
    int64_t began = process_now_us();

    answer.seed = seed;
    ledger_reset(zygote.trial);
    struct process_end end = run_control(request, seed, &isolated);
    compare_ways(&control, zygote.control, isolated, &answer);
    unsigned left = end.left;
    int control_failed = settling_end(end, zygote.control).ending != TL_ENDING_OK;
    zygote.controlled = !control_failed;
    if (!control_failed) {
        printed_blank(zygote.output);
        end = run_one(&trial, zygote.trial, &isolated);
        left += end.left;
        compare_ways(&trial, zygote.trial, isolated, &answer);
    }
    answer.left_processes = left;
    tell_isolated(isolated, &answer);
    answer.wall_us = (uint64_t)(process_now_us() - began);
    settle(request, end, control_failed, &answer);
    if (answer.both_ways == TL_BOTH_WAYS_DIFFER)
        line_copy(answer.note, sizeof answer.note, answer.isolation_note);
    count_facts(&answer);
    printed_take(zygote.output, output, &answer.output_length);
    return send_answer(&answer, output);
}

/* ---- cancellations ---- */

enum { MOST_HUNG = 3 }; /* that took all the time there is: no more are waited for */

/* Of one seed. What was printed is of the first run that differs; jobs have no rows, as each of
 * them has had many ends. */
struct cancelling {
    const struct tl_request *request;
    struct tl_answer answer;
    char said[TL_OUTPUT_MAX / 2], printed[TL_OUTPUT_MAX];
    uint32_t said_length, printed_length;
    uint32_t differ, told; /* runs that differ; of them, those that had room in `said` */
    int hung;
};

/* A line for each run that differs, as long as there is room, and at the end for how many not. */
static void say_difference(struct cancelling *c, uint32_t job, uint32_t step, const char *what)
{
    size_t room = sizeof c->said - c->said_length;
    int length = snprintf(c->said + c->said_length, room,
                          "[job %u cancelled at its loop step %u: %s]\n", job, step, what);
    if (c->told == c->differ++ && length > 0 && (size_t)length < room) {
        c->said_length += (uint32_t)length;
        c->told++;
    }
}

static void keep_first(struct cancelling *c, uint32_t step)
{
    if (c->answer.pressed_step != 0)
        return;
    c->answer.pressed_step = step;
    printed_take(zygote.output, c->printed, &c->printed_length);
}

static int is_no_measurement(const struct tl_answer *one)
{
    return one->unpaired != 0 || one->audit_differences != 0 ||
           one->ending == TL_ENDING_NOT_STARTED || one->ending == TL_ENDING_MEMORY;
}

static void give_up(struct cancelling *c, const struct tl_answer *one, uint32_t job, uint32_t step)
{
    char *why = measured_why_not(one);
    c->answer.unpaired++;
    line_make(c->answer.note, sizeof c->answer.note, "job %u cancelled at its loop step %u: %s",
              job, step, why != NULL ? why : "not measured");
    free(why);
}

/* A run in which this job is cancelled at that step of its own. */
static void cancel_one(struct cancelling *c, uint64_t seed, uint32_t job, uint32_t step)
{
    struct trial trial = {c->request, seed, 0, zygote.shared, NULL, 0, job, step};
    struct tl_answer one = new_answer(c->request, TL_ANSWER_TRIAL);
    printed_blank(zygote.output);
    struct isolated isolated;
    struct process_end end = run_one(&trial, zygote.trial, &isolated);
    tell_isolated(isolated, &c->answer);
    c->answer.left_processes += end.left;
    settle(c->request, end, 0, &one);
    c->answer.real_time |= one.real_time;
    c->answer.remarks |= one.remarks;
    c->hung += one.ending == TL_ENDING_DEADLINE && !zygote.trial->idle_forever;
    if (is_no_measurement(&one))
        give_up(c, &one, job, step);
    else if (cancels_any(zygote.trial)) {
        struct cancels_said said =
            cancels_add(zygote.sums, zygote.trial, zygote.control, &one, &c->answer);
        if (said.text[0] != '\0') {
            say_difference(c, job, step, said.text);
            keep_first(c, step);
        }
    }
}

static int is_some(const struct cancelling *c)
{
    return tl_pressure_rules[c->request->pressure].cancels == TL_CANCELS_SOME;
}

static void cancel_job(struct cancelling *c, uint64_t seed, uint32_t job)
{
    uint32_t only = (uint32_t)c->request->pressure_argument;
    uint32_t steps = cancels_steps(zygote.control, job);
    for (uint32_t step = only != 0 ? only : 1; step <= steps; step++) {
        if (c->answer.unpaired != 0 || c->hung >= MOST_HUNG)
            return;
        if (!is_some(c) || cancels_is_turn(zygote.control, job, step))
            cancel_one(c, seed, job, step);
        if (only != 0)
            return;
    }
}

static void cancel_each(struct cancelling *c, uint64_t seed)
{
    uint32_t jobs = cancels_jobs(zygote.control);
    ledger_reset(zygote.sums);
    for (uint32_t job = 0; job < jobs; job++)
        if (!is_some(c) || job == 0 || job + 1 == jobs)
            cancel_job(c, seed, job);
    c->answer.control.steps = c->answer.trial.steps = zygote.control->steps;
    if (c->answer.unpaired != 0 || ledger_find_fact(zygote.sums, TL_CANCELLATIONS) < TL_FACTS_MAX ||
        !zygote.control->pended)
        return;
    c->answer.unpaired++;
    snprintf(c->answer.note, sizeof c->answer.note,
             c->request->pressure_argument != 0
                 ? "no job is pending at its loop step %u: nothing was cancelled"
                 : "no job is pending at a loop step: nothing was cancelled",
             (uint32_t)c->request->pressure_argument);
}

static void put_output(struct cancelling *c, char output[static TL_OUTPUT_MAX])
{
    size_t length = c->said_length;
    memcpy(output, c->said, length);
    if (c->told < c->differ)
        length += (size_t)snprintf(output + length, TL_OUTPUT_MAX - length, "[and %u more]\n",
                                   c->differ - c->told);
    size_t room = TL_OUTPUT_MAX - length;
    size_t printed = c->printed_length < room ? c->printed_length : room;
    memcpy(output + length, c->printed, printed);
    c->answer.output_length = (uint32_t)(length + printed);
}

/* The facts are those of all runs. */
static int send_cancelling(struct cancelling *c)
{
    struct ledger *last = zygote.trial;
    char output[TL_OUTPUT_MAX];
    put_output(c, output);
    zygote.trial = zygote.sums;
    count_facts(&c->answer);
    int sent = send_answer(&c->answer, output);
    zygote.trial = last;
    return sent;
}

/* A control, then a run for each cancellation: 0, or -1 when the driver is gone. */
static int run_cancellations(const struct tl_request *request, uint64_t seed)
{
    static struct cancelling c;
    int64_t began = process_now_us();
    c = (struct cancelling){.request = request, .answer = new_answer(request, TL_ANSWER_TRIAL)};
    c.answer.seed = seed;
    if (zygote.sums == NULL && (zygote.sums = ledger_map()) == NULL)
        return -1;
    ledger_reset(zygote.trial);
    ledger_reset(zygote.sums);
    struct isolated isolated = {TL_ISOLATION_FORK, NULL};
    struct process_end end = run_control(request, seed, &isolated);
    tell_isolated(isolated, &c.answer);
    zygote.controlled = settling_end(end, zygote.control).ending == TL_ENDING_OK;
    c.answer.left_processes = end.left;
    if (zygote.controlled)
        cancel_each(&c, seed);
    else
        settle(request, end, 1, &c.answer);
    c.answer.wall_us = (uint64_t)(process_now_us() - began);
    return send_cancelling(&c);
}

/* ---- who holds whom ---- */

static int map_graph(void)
{
    if (zygote.graph == NULL)
        zygote.graph = mmap(NULL, sizeof *zygote.graph, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zygote.graph != MAP_FAILED)
        return 0;
    zygote.graph = NULL;
    return -1;
}

static void say_why_none(struct process_end end, char *note, size_t size)
{
    if (zygote.trial->note[0] != '\0')
        snprintf(note, size, "%.200s", zygote.trial->note);
    else if (end.ending == TL_ENDING_SIGNAL)
        snprintf(note, size, "it was killed by signal %d while it was looked at", end.code);
    else if (end.ending == TL_ENDING_DEADLINE)
        snprintf(note, size, "looking at it took too long");
    else
        snprintf(note, size, "the program ended before that loop step");
}

/* The control, then the same again up to the step that is looked at: 0, or -1 when the driver is
 * gone. */
static int show_holders(const struct tl_request *request, uint64_t seed)
{
    struct tl_answer answer = new_answer(request, TL_ANSWER_TRIAL);
    struct trial trial = {request, seed, 1, zygote.shared, NULL, 0, 0, 0};
    if (map_graph() < 0) {
        answer.type = TL_ANSWER_FAILED;
        snprintf(answer.note, sizeof answer.note, "cannot map memory: %s", strerror(errno));
        return send_answer(&answer, NULL);
    }
    answer.seed = seed;
    zygote.controlled = 0;
    printed_blank(zygote.output);
    struct isolated isolated;
    struct process_end end = run_one(&trial, zygote.control, &isolated);
    int control_failed = settling_end(end, zygote.control).ending != TL_ENDING_OK;
    ledger_take(zygote.trial, zygote.control);
    settle(request, end, control_failed, &answer);
    trial.graph = zygote.graph;
    trial.graph->length = 0;
    trial.graph_step =
        request->graph_step != 0 ? request->graph_step : telling_step(zygote.control);
    if (!control_failed)
        end = run_one(&trial, zygote.trial, &isolated);
    uint32_t length = trial.graph->length; /* a wild trial may have written there */
    answer.graph_length = length < TL_GRAPH_MAX ? length : 0;
    if (answer.graph_length == 0 && answer.note[0] == '\0')
        say_why_none(end, answer.note, sizeof answer.note);
    return send_answer(&answer, NULL);
}

static int serve_request(const struct tl_request *request)
{
    struct tl_answer answer = new_answer(request, TL_ANSWER_DONE);
    if (!zygote.loaded) {
        answer.type = TL_ANSWER_FAILED;
        memcpy(answer.note, zygote.why, sizeof answer.note);
        return send_answer(&answer, NULL);
    }
    under_way_begin(zygote.answers, request, zygote.shared);
    int (*run)(const struct tl_request *, uint64_t) = request->graph ? show_holders
                                                      : tl_pressure_rules[request->pressure].cancels
                                                          ? run_cancellations
                                                          : run_seed;
    for (uint32_t i = 0; i < request->trials; i++)
        if (run(request, request->first_seed + i) < 0)
            return -1;
    return send_answer(&answer, NULL);
}

static int map_ledgers(void)
{
    struct ledger *ledgers =
        mmap((void *)FAR_LEDGERS, LEDGERS * sizeof *ledgers, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ledgers == MAP_FAILED)
        return -1;
    zygote.kept = ledgers;
    zygote.trial = &ledgers[0];
    zygote.control = &ledgers[1];
    zygote.again[0] = &ledgers[2];
    zygote.again[1] = &ledgers[3];
    return 0;
}

/* What both ways to use a zygote need: memory, a file for output, the case. */
static void prepare(const char *case_path, const struct tried_loop *loop, int frozen)
{
    zygote.output = memfd_create("output", MFD_CLOEXEC);
    zygote.shared = ledger_map();
    if (zygote.output < 0 || zygote.shared == NULL || map_ledgers() < 0)
        snprintf(zygote.why, sizeof zygote.why, "cannot map memory: %s", strerror(errno));
    else
        zygote.loaded =
            interpreter->load(case_path, loop, frozen, zygote.why, sizeof zygote.why) == 0;
}

static int64_t time_bare_fork(void)
{
    int64_t began = process_now_us();
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    return process_now_us() - began;
}

/* How long a trial takes; -1 with `why` where it did not run to its end, or not so. */
static int64_t time_trial(const struct tl_request *request, char *why, size_t size)
{
    struct trial trial = {request, 1, 0, zygote.shared, NULL, 0, 0, 0};
    struct isolated isolated;
    int64_t began = process_now_us();
    printed_blank(zygote.output);
    struct process_end end = settling_end(run_one(&trial, zygote.trial, &isolated), zygote.trial);
    int64_t took = process_now_us() - began;
    if (end.ending != TL_ENDING_OK)
        snprintf(why, size, "a trial ended with: %s", tl_endings[end.ending].name);
    else if (isolated.how != request->isolation)
        line_copy(why, size, isolated.why);
    else
        return took;
    return -1;
}

int zygote_bench(const char *case_path, unsigned rounds,
                 void (*report)(int64_t trial_us, int64_t snapshot_us, int64_t fork_us), char *why,
                 size_t size)
{
    static const struct tl_request by_fork = {
        .guard = TL_GUARD_BARE,
        .pressure = TL_PRESSURE_STEP,
        .jobs = 4,
        .deadline_ms = 10000,
        .memory_mb = 512,
    };
    struct tl_request by_snapshot = by_fork;
    char unable[TL_NOTE_MAX];
    by_snapshot.isolation = TL_ISOLATION_SNAPSHOT;
    zygote.requests = zygote.answers = zygote.status = -1;
    zygote.both_ways = 1;
    prepare(case_path, try_loop(&by_fork), 1);
    line_copy(why, size, zygote.why);
    for (unsigned i = 0; zygote.loaded && i < rounds; i++) {
        int64_t trial_us = time_trial(&by_fork, why, size);
        if (trial_us < 0)
            return -1;
        int64_t snapshot_us = time_trial(&by_snapshot, unable, sizeof unable);
        report(trial_us, snapshot_us, time_bare_fork());
    }
    runner_end();
    return zygote.loaded ? 0 : -1;
}

_Noreturn void zygote_serve(const char *case_path, const struct tried_loop *loop, int frozen,
                            int requests, int answers, int status)
{
    struct tl_request request;
    zygote.requests = requests;
    zygote.answers = answers;
    zygote.status = status;
    prepare(case_path, loop, frozen);
    char ready = ZYGOTE_READY, done = ZYGOTE_DONE;
    if (process_write(status, &ready, 1) == 0)
        while (process_read(requests, &request, sizeof request) == 0)
            if (serve_request(&request) < 0 || process_write(status, &done, 1) < 0)
                break;
    runner_end();
    process_kill_children();
    _exit(0);
}
