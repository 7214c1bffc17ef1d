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
#include "line.h"
#include "memory.h"
#include "orphans.h"
#include "patience.h"
#include "pythons.h"
#include "queue.h"
#include "utf8.h"

#define MOST_DEATHS      3
#define DEFAULT_GRACE_MS 5000u
#define RUNS_OF_MANY     12u   /* as long as so many take that use up their time */
#define DRAIN_MS         300u  /* for the last output of a worker that is dead */
#define TERM_MS          1000u /* from SIGTERM to SIGKILL */
#define END_MS           3000u /* for a worker to end by itself once it has no work */
#define TICK_MS          250u
#define LOOK_MS          100u /* for what is there to be read when a deadline is over: see on_timeout */

struct slot {
    struct supervisor *boss;
    uv_process_t process;
    uv_pipe_t in, out, err;
    uv_timer_t timer;
    uv_write_t write;
    uint64_t timeout_ms;
    struct patience patience; /* for an answer; none where nothing is owed */
    int open_handles;         /* 0: there is no worker */
    bool exited, out_ended, err_ended, closing, ending;
    bool looked; /* since the timer was set */
    int64_t exit_status;
    int exit_signal;
    char why[TL_NOTE_MAX + 128]; /* why we killed it; or empty */
    char line[TL_NOTE_MAX + 8];  /* the line of its standard error being read */
    size_t line_length;
    char last_line[TL_NOTE_MAX];
    char stderr_bytes[512];

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
static void on_timeout(uv_timer_t *timer);

/* --- what to do next --- */

/* How many slots other than this one have a worker of each implementation. */
static void count_workers(const struct slot *own, unsigned *out)
{
    const struct supervisor *boss = own->boss;
    memset(out, 0, boss->implementations * sizeof *out);
    for (unsigned i = 0; i < boss->options->slots; i++)
        if (&boss->slots[i] != own && boss->slots[i].open_handles > 0)
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

/* Also reaches what the worker left in its group: libuv has reaped a dead worker, but while the
 * group has members its number is not given to others. */
static void kill_group(const struct slot *slot, int signal_number)
{
    if (slot->process.pid > 0)
        kill(-slot->process.pid, signal_number);
}

static void describe_end(const struct slot *slot, char *out, size_t size)
{
    const char *colon = slot->last_line[0] != '\0' ? ": " : "";
    if (slot->why[0] != '\0')
        line_make(out, size, "%s%s%s", slot->why, colon, slot->last_line);
    else if (slot->exit_signal != 0)
        line_make(out, size, "the worker was killed by signal %d (%s)%s%s", slot->exit_signal,
                  strsignal(slot->exit_signal), colon, slot->last_line);
    else
        line_make(out, size, "the worker ended with exit status %lld%s%s",
                  (long long)slot->exit_status, colon, slot->last_line);
}

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
    if (slot->why[0] == '\0' && slot->exit_signal == 0 && slot->exit_status == 0)
        return;
    describe_end(slot, why, sizeof why);
    give_up(slot->boss, slot->chunk.implementation, why);
}

/* What died with this worker is ours now, if the worker could not see to it. */
static void end_orphans(const struct supervisor *boss)
{
    size_t count = 0;
    pid_t *workers = memory_zeroed(boss->options->slots, sizeof *workers);
    for (unsigned i = 0; i < boss->options->slots; i++)
        if (boss->slots[i].open_handles > 0)
            workers[count++] = boss->slots[i].process.pid;
    orphans_end(&boss->orphans, workers, count);
    free(workers);
}

/* All handles of the worker are closed: the slot is free again. */
static void worker_gone(struct slot *slot)
{
    struct supervisor *boss = slot->boss;
    leavings_forget_group(slot->process.pid);
    if (slot->exit_signal != 0 || slot->exit_status != 0)
        end_orphans(boss);
    if (slot->busy && !boss->stopping) {
        char why[TL_NOTE_MAX * 2 + 128];
        slot->busy = false;
        describe_end(slot, why, sizeof why);
        tell_unmeasured(boss, slot->cell, slot->request.first_seed + slot->trials_done, why);
        count_death(slot);
    } else if (slot->witness && !boss->stopping)
        judge_witness(slot);
    slot->busy = false;
    if (!boss->stopping)
        slot_work(slot);
}

static void on_closed(uv_handle_t *handle)
{
    struct slot *slot = handle->data;
    if (--slot->open_handles == 0)
        worker_gone(slot);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

static void close_all(struct slot *slot)
{
    slot->closing = true;
    close_handle(&slot->in);
    close_handle(&slot->out);
    if (!slot->boss->options->foreground)
        close_handle(&slot->err);
    close_handle(&slot->timer);
    close_handle(&slot->process);
}

static void close_if_ended(struct slot *slot)
{
    if (slot->exited && slot->out_ended && slot->err_ended && !slot->closing)
        close_all(slot);
}

static void condemn(struct slot *slot, const char *why)
{
    if (slot->why[0] == '\0')
        line_copy(slot->why, sizeof slot->why, why);
    if (!slot->exited)
        kill_group(slot, SIGKILL);
}

/* While we were stopped, as by a terminal, time went by and answers came: a libuv loop asks its
 * timers first, so they are given the chance to be read. */
static bool may_be_late(struct slot *slot)
{
    if (slot->looked)
        return false;
    slot->looked = true;
    return uv_timer_start(&slot->timer, on_timeout, LOOK_MS, 0) == 0;
}

/* Its trial, or what that has started, got no processor for a while: then so long more. */
static bool is_owed(struct slot *slot)
{
    if (slot->exited || slot->out_ended || slot->ending || slot->boss->stopping)
        return false;
    int64_t more = patience_owed_us(&slot->patience, slot->process.pid);
    slot->looked = false;
    return more > 0 && uv_timer_start(&slot->timer, on_timeout, (uint64_t)more / 1000, 0) == 0;
}

static void on_timeout(uv_timer_t *timer)
{
    struct slot *slot = timer->data;
    char why[128] = "";
    if (may_be_late(slot) || is_owed(slot))
        return;
    if (slot->exited) {
        close_all(slot);
        return;
    }
    if (slot->out_ended)
        snprintf(why, sizeof why, "the worker closed its output and was killed");
    else if (!slot->ending && !slot->boss->stopping)
        snprintf(why, sizeof why, "the worker gave no answer in %.1f s and was killed",
                 (double)slot->timeout_ms / 1000.0);
    condemn(slot, why);
}

static void set_timer(struct slot *slot, uint64_t ms)
{
    slot->timeout_ms = ms;
    slot->patience = (struct patience){0};
    slot->looked = false;
    if (!slot->closing)
        uv_timer_start(&slot->timer, on_timeout, ms, 0);
}

static void on_exit_of_worker(uv_process_t *process, int64_t status, int signal_number)
{
    struct slot *slot = process->data;
    slot->exited = true;
    slot->exit_status = status;
    slot->exit_signal = signal_number;
    kill_group(slot, SIGKILL);
    set_timer(slot, DRAIN_MS);
    close_if_ended(slot);
}

/* --- what a worker says --- */

static void restart_deadline(struct slot *slot)
{
    uint32_t grace = slot->boss->options->grace_ms;
    bool many = tl_pressure_rules[slot->request.pressure].cancels;
    set_timer(slot, (many ? RUNS_OF_MANY : 3) * (uint64_t)slot->request.deadline_ms +
                        (grace != 0 ? grace : DEFAULT_GRACE_MS));
    slot->patience =
        (struct patience){.deadline_ms = (uint32_t)slot->timeout_ms, .since_us = patience_now_us()};
}

static void send_next(struct slot *slot)
{
    struct supervisor *boss = slot->boss;
    slot->cell = slot->chunk.first++;
    slot->chunk.count--;
    slot->busy = true;
    slot->trials_done = 0;
    fill_request(boss, slot->cell, &slot->request);
    if (slot->closing)
        return;
    uv_buf_t bytes = uv_buf_init((char *)&slot->request, sizeof slot->request);
    if (uv_write(&slot->write, (uv_stream_t *)&slot->in, &bytes, 1, NULL) != 0)
        condemn(slot, "the worker takes no request");
    restart_deadline(slot);
}

/* No more work for this worker: its standard input ends, and so does it. */
static void end_worker(struct slot *slot)
{
    slot->ending = true;
    close_handle(&slot->in);
    set_timer(slot, END_MS);
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
        end_worker(slot);
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

/* No answer that anybody is owed: the deadline goes on. */
static void take_under_way(const struct slot *slot, const struct answer *answer)
{
    const struct supervise_calls *calls = slot->boss->calls;
    if (calls->under_way != NULL && may_call(slot->boss))
        calls->under_way(calls->context, slot->cell, answer->head->note);
}

static void take_answers(struct slot *slot)
{
    struct answer answer;
    struct tl_error why;
    int got = 1;
    while (slot->busy && slot->why[0] == '\0' && got > 0) {
        got = answers_next(slot->answers, &slot->request, slot->trials_done, &answer, &why);
        if (got > 0 && answer.head->type == TL_ANSWER_UNDER_WAY)
            take_under_way(slot, &answer);
        else if (got > 0)
            take_answer(slot, &answer);
        else if (got < 0)
            condemn(slot, why.text);
    }
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)suggested;
    struct slot *slot = handle->data;
    size_t size;
    char *room = answers_room(slot->answers, &size);
    *out = uv_buf_init(room, (unsigned)size);
}

static void on_answer(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    (void)buffer;
    struct slot *slot = stream->data;
    if (got > 0) {
        answers_added(slot->answers, (size_t)got);
        take_answers(slot);
        /* What a condemned or idle worker still says is not heard. */
        if (slot->why[0] != '\0' || !slot->busy)
            answers_clear(slot->answers);
        return;
    }
    if (got == 0)
        return;
    uv_read_stop(stream);
    slot->out_ended = true;
    if (!slot->exited && !slot->ending)
        set_timer(slot, DRAIN_MS);
    close_if_ended(slot);
}

/* --- its standard error: the last line is the reason it dies for --- */

static void end_line(struct slot *slot)
{
    slot->line[slot->line_length] = '\0';
    utf8_mend(slot->line);
    if (slot->line_length > 0)
        line_copy(slot->last_line, sizeof slot->last_line, slot->line);
    slot->line_length = 0;
}

static void on_stderr_room(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)suggested;
    struct slot *slot = handle->data;
    *out = uv_buf_init(slot->stderr_bytes, sizeof slot->stderr_bytes);
}

static void on_stderr(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct slot *slot = stream->data;
    for (ssize_t i = 0; i < got; i++) {
        if (buffer->base[i] == '\n')
            end_line(slot);
        else if (slot->line_length < sizeof slot->line - 1)
            slot->line[slot->line_length++] = buffer->base[i];
    }
    if (got >= 0)
        return;
    end_line(slot);
    uv_read_stop(stream);
    slot->err_ended = true;
    close_if_ended(slot);
}

/* --- starting a worker --- */

static void open_handles(struct slot *slot)
{
    uv_loop_t *loop = &slot->boss->loop;
    bool foreground = slot->boss->options->foreground;
    slot->exited = slot->out_ended = slot->closing = slot->ending = slot->progressed = false;
    slot->err_ended = foreground;
    slot->why[0] = slot->last_line[0] = '\0';
    slot->line_length = 0;
    answers_clear(slot->answers);
    uv_pipe_init(loop, &slot->in, 0);
    uv_pipe_init(loop, &slot->out, 0);
    if (!foreground)
        uv_pipe_init(loop, &slot->err, 0);
    uv_timer_init(loop, &slot->timer);
    memset(&slot->process, 0, sizeof slot->process);
    slot->process.data = slot->in.data = slot->out.data = slot->err.data = slot->timer.data = slot;
    slot->open_handles = foreground ? 4 : 5;
}

static int spawn(struct slot *slot, char **argv)
{
    bool foreground = slot->boss->options->foreground;
    uv_stdio_container_t streams[3] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&slot->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&slot->out},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&slot->err}};
    if (foreground)
        streams[2] = (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO};
    uv_process_options_t options = {.exit_cb = on_exit_of_worker,
                                    .file = argv[0],
                                    .args = argv,
                                    .env = slot->boss->leftovers.environment,
                                    .flags = UV_PROCESS_DETACHED,
                                    .stdio_count = 3,
                                    .stdio = streams};
    return uv_spawn(&slot->boss->loop, &slot->process, &options);
}

/* 0, or a libuv error; the group of a worker that runs goes with us. */
static int spawn_watched(struct slot *slot, char **argv)
{
    sigset_t before;
    leavings_hold(&before);
    int code = spawn(slot, argv);
    if (code == 0)
        leavings_group(slot->process.pid);
    leavings_release(&before);
    return code;
}

/* False: this run is at its end. */
static bool start_worker(struct slot *slot, const struct tl_python *python)
{
    char **argv = pythons_worker_argv(python, NULL, slot->boss->error);
    if (argv == NULL) {
        check_call(slot->boss, -1);
        return false;
    }
    open_handles(slot);
    int code = spawn_watched(slot, argv);
    if (code == 0) {
        uv_read_start((uv_stream_t *)&slot->out, on_room, on_answer);
        if (!slot->boss->options->foreground)
            uv_read_start((uv_stream_t *)&slot->err, on_stderr_room, on_stderr);
    } else {
        slot->process.pid = 0;
        line_make(slot->why, sizeof slot->why, "cannot start the worker '%s': %s", argv[0],
                  uv_strerror(code));
        close_all(slot);
    }
    pythons_free_argv(argv);
    return true;
}

static void start_witness(struct slot *slot)
{
    slot->suspects = false;
    slot->witness = true;
    const struct tl_cell *cell = &slot->boss->plan->cells[slot->cell];
    if (start_worker(slot, cell->target->python) && !slot->closing)
        end_worker(slot);
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

static void stop_slot(struct slot *slot)
{
    if (slot->open_handles == 0 || slot->closing)
        return;
    close_handle(&slot->in);
    if (!slot->exited) {
        kill_group(slot, SIGTERM);
        set_timer(slot, TERM_MS);
    }
}

static void stop(struct supervisor *boss)
{
    boss->stopping = true;
    for (unsigned i = 0; i < boss->options->slots; i++)
        stop_slot(&boss->slots[i]);
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    struct supervisor *boss = handle->data;
    if (boss->stopping) {
        for (unsigned i = 0; i < boss->options->slots; i++)
            if (boss->slots[i].open_handles > 0)
                condemn(&boss->slots[i], "");
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
        boss->slots[i].boss = boss;
        boss->slots[i].answers = answers_new();
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
