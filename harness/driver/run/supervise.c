/* Workers in parallel: one libuv loop, some slots, each with one worker in its own process group.
 *
 * A slot takes chunks of one implementation as long as there are any, so that its worker is started
 * once; then it goes where nobody is, then where most is left to do. A worker that dies or lies
 * costs the cell at hand; the rest of its chunk goes to another worker, and to the end of the queue
 * if this one never answered. Where some in a row never answered, a witness is started: a worker
 * that is asked nothing. If it ends well, the deaths were the cases' doing, and the next ones have
 * their turn; if not, no case can be measured there, and the implementation is given up.
 */
#include "supervise.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "answers.h"
#include "leavings.h"
#include "leftovers.h"
#include "memory.h"
#include "orphans.h"
#include "pythons.h"
#include "queue.h"
#include "worker.h"

#define MOST_DEATHS      3
#define DEFAULT_GRACE_MS 5000u
#define RUNS_OF_MANY     12u /* as long as so many take that use up their time */
#define TICK_MS          250u

struct slot {
    struct supervisor *boss;
    struct worker worker;
    struct answers *answers;
    struct tl_request request;
    struct plan_chunk chunk; /* cells of it that are not yet asked for */
    size_t cell;
    bool busy; /* `cell` is being asked for */
    uint32_t trials_done;
    bool progressed; /* this worker has answered something */
    bool suspects;   /* the next worker is to be a witness */
    bool witness;    /* this one is */
};

struct supervisor {
    uv_loop_t loop;
    const struct plan *plan;
    const struct supervise_options *options;
    const struct supervise_calls *calls;
    struct slot *slots;
    struct queue queue;
    size_t implementations;
    unsigned *deaths;  /* by implementation, in a row, without an answer between */
    unsigned *workers; /* the same, while it is counted */
    uv_signal_t signals[3];
    uv_timer_t ticker;
    struct orphans orphans;
    struct leftovers leftovers;
    uint32_t serial;
    bool stopping;
    int result;
    struct tl_error *error;
};

static void slot_work(struct slot *slot);
static void stop(struct supervisor *boss);

/* --- what to do next --- */

/* How many slots other than this one have a worker of each implementation. */
static void count_workers(const struct slot *own, unsigned *out)
{
    const struct supervisor *boss = own->boss;
    memset(out, 0, boss->implementations * sizeof *out);
    for (unsigned i = 0; i < boss->options->slots; i++)
        if (&boss->slots[i] != own && worker_is_there(&boss->slots[i].worker))
            out[boss->slots[i].chunk.implementation]++;
}

/* Puts back what is left of the slot's chunk. */
static void put_back(struct slot *slot, bool front)
{
    queue_put_back(&slot->boss->queue, &slot->chunk, front);
    slot->chunk.count = 0;
}

/* --- telling the caller --- */

static void check_call(struct supervisor *boss, int result)
{
    if (result < 0) {
        boss->result = -1;
        stop(boss);
    }
}

/* After one failed call no other is made: `error` says what the first one did. */
static bool may_call(const struct supervisor *boss)
{
    return boss->result == 0;
}

static void tell_unmeasured(struct supervisor *boss, size_t cell, uint64_t seed, const char *why)
{
    if (may_call(boss))
        check_call(boss,
                   boss->calls->unmeasured(boss->calls->context, cell, seed, why, boss->error));
}

static void fill_request(struct supervisor *boss, size_t cell, struct tl_request *out)
{
    memset(out, 0, sizeof *out);
    boss->calls->request(boss->calls->context, cell, out);
    out->magic = TL_WIRE_MAGIC;
    out->version = TL_WIRE_VERSION;
    out->serial = ++boss->serial;
}

static void give_up(struct supervisor *boss, size_t implementation, const char *why)
{
    char text[TL_NOTE_MAX * 2 + 256];
    snprintf(text, sizeof text, "given up after %d workers in a row did not answer: %s",
             MOST_DEATHS, why);
    struct plan_chunk chunk;
    while (queue_take_same(&boss->queue, implementation, &chunk))
        for (size_t c = chunk.first; c < chunk.first + chunk.count; c++) {
            struct tl_request request;
            fill_request(boss, c, &request);
            tell_unmeasured(boss, c, request.first_seed, text);
        }
}

/* --- the end of a worker --- */

static void count_death(struct slot *slot)
{
    unsigned *deaths = &slot->boss->deaths[slot->chunk.implementation];
    *deaths = slot->progressed ? 0 : *deaths + 1;
    put_back(slot, slot->progressed);
    slot->suspects = *deaths >= MOST_DEATHS;
}

/* A worker that is asked nothing ends with status 0 once its Python has started. */
static void judge_witness(struct slot *slot)
{
    char why[TL_NOTE_MAX * 2 + 128];
    slot->witness = false;
    slot->boss->deaths[slot->chunk.implementation] = 0;
    if (worker_ended_well(&slot->worker))
        return;
    worker_describe_end(&slot->worker, why, sizeof why);
    give_up(slot->boss, slot->chunk.implementation, why);
}

/* What died with this worker is ours now, if the worker could not see to it. */
static void end_orphans(const struct supervisor *boss)
{
    size_t count = 0;
    pid_t *workers = memory_zeroed(boss->options->slots, sizeof *workers);
    for (unsigned i = 0; i < boss->options->slots; i++)
        if (worker_is_there(&boss->slots[i].worker))
            workers[count++] = boss->slots[i].worker.process.pid;
    orphans_end(&boss->orphans, workers, count);
    free(workers);
}

/* The slot is free again. */
static void on_gone(void *context)
{
    struct slot *slot = context;
    struct supervisor *boss = slot->boss;
    if (slot->worker.exit_signal != 0 || slot->worker.exit_status != 0)
        end_orphans(boss);
    if (slot->busy && !boss->stopping) {
        char why[TL_NOTE_MAX * 2 + 128];
        slot->busy = false;
        worker_describe_end(&slot->worker, why, sizeof why);
        tell_unmeasured(boss, slot->cell, slot->request.first_seed + slot->trials_done, why);
        count_death(slot);
    } else if (slot->witness && !boss->stopping)
        judge_witness(slot);
    slot->busy = false;
    if (!boss->stopping)
        slot_work(slot);
}

static bool is_awaited(void *context)
{
    const struct slot *slot = context;
    return !slot->boss->stopping;
}

/* --- what a worker says --- */

static void restart_deadline(struct slot *slot)
{
    uint32_t grace = slot->boss->options->grace_ms;
    bool many = tl_pressure_rules[slot->request.pressure].cancels;
    worker_expect(&slot->worker, (many ? RUNS_OF_MANY : 3) * (uint64_t)slot->request.deadline_ms +
                                     (grace != 0 ? grace : DEFAULT_GRACE_MS));
}

static void send_next(struct slot *slot)
{
    struct supervisor *boss = slot->boss;
    slot->cell = slot->chunk.first++;
    slot->chunk.count--;
    slot->busy = true;
    slot->trials_done = 0;
    fill_request(boss, slot->cell, &slot->request);
    worker_send(&slot->worker, &slot->request, sizeof slot->request);
    restart_deadline(slot);
}

static void cell_ended(struct slot *slot)
{
    slot->busy = false;
    if (slot->boss->stopping)
        return;
    if (slot->chunk.count > 0 ||
        queue_take_same(&slot->boss->queue, slot->chunk.implementation, &slot->chunk))
        send_next(slot);
    else
        worker_finish(&slot->worker);
}

static void take_answer(struct slot *slot, const struct answer *answer)
{
    struct supervisor *boss = slot->boss;
    const struct supervise_calls *calls = boss->calls;
    slot->progressed = true;
    boss->deaths[slot->chunk.implementation] = 0;
    restart_deadline(slot);
    switch (answer->head->type) {
    case TL_ANSWER_TRIAL:
        slot->trials_done++;
        if (may_call(boss) && calls->graph != NULL)
            check_call(boss, calls->graph(calls->context, slot->cell, answer->graph, boss->error));
        if (may_call(boss))
            check_call(boss, calls->trial(calls->context, slot->cell, answer->head, answer->tasks,
                                          answer->facts, answer->output, boss->error));
        return;
    case TL_ANSWER_DONE:
        if (may_call(boss))
            check_call(boss, calls->done(calls->context, slot->cell, boss->error));
        break;
    default:
        tell_unmeasured(boss, slot->cell, slot->request.first_seed + slot->trials_done,
                        answer->head->note[0] != '\0' ? answer->head->note
                                                      : "the worker gave no reason");
    }
    cell_ended(slot);
}

/* No answer that anybody is owed: the deadline goes on, but for what collections take. */
static void take_under_way(struct slot *slot, const struct answer *answer)
{
    const struct supervise_calls *calls = slot->boss->calls;
    worker_excuse(&slot->worker, answer->head->apart_us);
    if (calls->under_way != NULL && may_call(slot->boss))
        calls->under_way(calls->context, slot->cell, answer->head->note);
}

static void take_answers(struct slot *slot)
{
    struct answer answer;
    struct tl_error why;
    int got = 1;
    while (slot->busy && !worker_is_condemned(&slot->worker) && got > 0) {
        got = answers_next(slot->answers, &slot->request, slot->trials_done, &answer, &why);
        if (got > 0 && answer.head->type == TL_ANSWER_UNDER_WAY)
            take_under_way(slot, &answer);
        else if (got > 0)
            take_answer(slot, &answer);
        else if (got < 0)
            worker_condemn(&slot->worker, why.text);
    }
}

static char *room_for_answers(void *context, size_t *size)
{
    const struct slot *slot = context;
    return answers_room(slot->answers, size);
}

static void on_heard(void *context, size_t count)
{
    struct slot *slot = context;
    answers_added(slot->answers, count);
    take_answers(slot);
    /* What a condemned or idle worker still says is not heard. */
    if (worker_is_condemned(&slot->worker) || !slot->busy)
        answers_clear(slot->answers);
}

static const struct worker_calls worker_calls = {room_for_answers, on_heard, is_awaited, on_gone};

/* --- starting a worker --- */

/* False: this run is at its end. */
static bool start_worker(struct slot *slot, const struct tl_python *python)
{
    char **argv = pythons_worker_argv(python, NULL, slot->boss->error);
    if (argv == NULL) {
        check_call(slot->boss, -1);
        return false;
    }
    slot->progressed = false;
    answers_clear(slot->answers);
    worker_start(&slot->worker, &slot->boss->loop, argv, slot->boss->leftovers.environment);
    pythons_free_argv(argv);
    return true;
}

static void start_witness(struct slot *slot)
{
    slot->suspects = false;
    slot->witness = true;
    const struct tl_cell *cell = &slot->boss->plan->cells[slot->cell];
    if (start_worker(slot, cell->target->python) && !slot->worker.closing)
        worker_finish(&slot->worker);
}

static void slot_work(struct slot *slot)
{
    struct supervisor *boss = slot->boss;
    if (slot->suspects) {
        start_witness(slot);
        return;
    }
    count_workers(slot, boss->workers);
    if (queue_take_any(&boss->queue, boss->workers, &slot->chunk) &&
        start_worker(slot, boss->plan->cells[slot->chunk.first].target->python))
        send_next(slot);
}

/* --- the end of all --- */

static void stop(struct supervisor *boss)
{
    boss->stopping = true;
    for (unsigned i = 0; i < boss->options->slots; i++)
        worker_stop(&boss->slots[i].worker);
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    struct supervisor *boss = handle->data;
    if (boss->stopping) {
        for (unsigned i = 0; i < boss->options->slots; i++)
            if (worker_is_there(&boss->slots[i].worker))
                worker_condemn(&boss->slots[i].worker, "");
        return;
    }
    if (boss->result == 0)
        boss->result = tl_fail(boss->error, TL_EXIT_INTERRUPTED, "interrupted");
    stop(boss);
}

static void on_tick(uv_timer_t *timer)
{
    struct supervisor *boss = timer->data;
    boss->calls->tick(boss->calls->context);
}

/* Signals and the ticker do not keep the loop going: it ends with the last worker. */
static void open_watchers(struct supervisor *boss)
{
    static const int numbers[3] = {SIGINT, SIGTERM, SIGHUP};
    for (int i = 0; i < 3; i++) {
        uv_signal_init(&boss->loop, &boss->signals[i]);
        boss->signals[i].data = boss;
        if (leavings_heeds(numbers[i]))
            uv_signal_start(&boss->signals[i], on_signal, numbers[i]);
        uv_unref((uv_handle_t *)&boss->signals[i]);
    }
    uv_timer_init(&boss->loop, &boss->ticker);
    boss->ticker.data = boss;
    if (boss->calls->tick != NULL)
        uv_timer_start(&boss->ticker, on_tick, TICK_MS, TICK_MS);
    uv_unref((uv_handle_t *)&boss->ticker);
}

/* Signals go back to whoever heeded them before. */
static void close_watchers(struct supervisor *boss)
{
    sigset_t before;
    leavings_hold(&before);
    for (int i = 0; i < 3; i++)
        uv_close((uv_handle_t *)&boss->signals[i], NULL);
    uv_close((uv_handle_t *)&boss->ticker, NULL);
    uv_run(&boss->loop, UV_RUN_DEFAULT);
    leavings_watch();
    leavings_release(&before);
}

static size_t implementations_of(const struct plan *plan)
{
    size_t most = 0;
    for (size_t i = 0; i < plan->chunk_count; i++)
        if (plan->chunks[i].implementation >= most)
            most = plan->chunks[i].implementation + 1;
    return most;
}

static void allocate(struct supervisor *boss)
{
    boss->implementations = implementations_of(boss->plan);
    boss->slots = memory_zeroed(boss->options->slots, sizeof *boss->slots);
    boss->deaths = memory_zeroed(boss->implementations, sizeof *boss->deaths);
    boss->workers = memory_zeroed(boss->implementations, sizeof *boss->workers);
    queue_fill(&boss->queue, boss->plan);
    for (unsigned i = 0; i < boss->options->slots; i++) {
        struct slot *slot = &boss->slots[i];
        slot->boss = boss;
        slot->answers = answers_new();
        slot->worker = (struct worker){
            .calls = &worker_calls, .context = slot, .foreground = boss->options->foreground};
    }
}

static void release(struct supervisor *boss)
{
    for (unsigned i = 0; i < boss->options->slots; i++)
        answers_free(boss->slots[i].answers);
    free(boss->slots);
    queue_free(&boss->queue);
    free(boss->deaths);
    free(boss->workers);
}

int supervise(const struct plan *plan, const struct supervise_options *options,
              const struct supervise_calls *calls, struct tl_error *error)
{
    struct supervisor boss = {.plan = plan, .options = options, .calls = calls, .error = error};
    int code = uv_loop_init(&boss.loop);
    if (code != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot start: %s", uv_strerror(code));
    allocate(&boss);
    leftovers_begin(&boss.leftovers);
    orphans_expect(&boss.orphans);
    open_watchers(&boss);
    for (unsigned i = 0; i < options->slots && !boss.stopping; i++)
        slot_work(&boss.slots[i]);
    uv_run(&boss.loop, UV_RUN_DEFAULT);
    orphans_end(&boss.orphans, NULL, 0);
    orphans_free(&boss.orphans);
    close_watchers(&boss);
    uv_loop_close(&boss.loop);
    leftovers_end(&boss.leftovers);
    release(&boss);
    return boss.result;
}
