/* What a worker says after its death is still heard for a moment: the reason may be in it. */
#include "worker.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "leavings.h"
#include "line.h"
#include "utf8.h"

#define DRAIN_MS 300u  /* for the last output of a worker that is dead */
#define TERM_MS  1000u /* from SIGTERM to SIGKILL */
#define END_MS   3000u /* for a worker to end by itself once it has no work */
#define LOOK_MS  100u  /* for what is there to be read when a deadline is over: see on_timeout */
#define BEGIN_MS 100u  /* an answer within it costs no look at what the worker had waited before */

static void on_timeout(uv_timer_t *timer);

/* ---- its end ---- */

/* Also reaches what the worker left in its group: libuv has reaped a dead worker, but while the
 * group has members its number is not given to others. */
static void kill_group(const struct worker *worker, int signal_number)
{
    if (worker->process.pid > 0)
        kill(-worker->process.pid, signal_number);
}

void worker_describe_end(const struct worker *worker, char *out, size_t size)
{
    const char *colon = worker->last_line[0] != '\0' ? ": " : "";
    if (worker->why[0] != '\0')
        line_make(out, size, "%s%s%s", worker->why, colon, worker->last_line);
    else if (worker->exit_signal != 0)
        line_make(out, size, "the worker was killed by signal %d (%s)%s%s", worker->exit_signal,
                  strsignal(worker->exit_signal), colon, worker->last_line);
    else
        line_make(out, size, "the worker ended with exit status %lld%s%s",
                  (long long)worker->exit_status, colon, worker->last_line);
}

bool worker_is_there(const struct worker *worker)
{
    return worker->open_handles > 0;
}

bool worker_is_condemned(const struct worker *worker)
{
    return worker->why[0] != '\0';
}

bool worker_ended_well(const struct worker *worker)
{
    return worker->why[0] == '\0' && worker->exit_signal == 0 && worker->exit_status == 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct worker *worker = handle->data;
    if (--worker->open_handles > 0)
        return;
    leavings_forget_group(worker->process.pid);
    worker->calls->gone(worker->context);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

static void close_all(struct worker *worker)
{
    worker->closing = true;
    close_handle(&worker->in);
    close_handle(&worker->out);
    if (!worker->foreground)
        close_handle(&worker->err);
    close_handle(&worker->timer);
    close_handle(&worker->process);
}

static void close_if_ended(struct worker *worker)
{
    if (worker->exited && worker->out_ended && worker->err_ended && !worker->closing)
        close_all(worker);
}

void worker_condemn(struct worker *worker, const char *why)
{
    if (!worker_is_condemned(worker))
        line_copy(worker->why, sizeof worker->why, why);
    if (!worker->exited)
        kill_group(worker, SIGKILL);
}

/* ---- its deadline ---- */

/* While we were stopped, as by a terminal, time went by and answers came: a libuv loop asks its
 * timers first, so they are given the chance to be read. */
static bool may_be_late(struct worker *worker)
{
    if (worker->looked)
        return false;
    worker->looked = true;
    return uv_timer_start(&worker->timer, on_timeout, LOOK_MS, 0) == 0;
}

static bool is_awaited(const struct worker *worker)
{
    return !worker->ending && worker->calls->is_awaited(worker->context);
}

/* Its trial, or what that has started, got no processor for a while: then so long more. */
static bool is_owed(struct worker *worker)
{
    if (worker->exited || worker->out_ended || !is_awaited(worker))
        return false;
    int64_t more = patience_owed_us(&worker->patience, worker->process.pid);
    worker->looked = false;
    return more > 0 && uv_timer_start(&worker->timer, on_timeout, (uint64_t)more / 1000, 0) == 0;
}

static void on_timeout(uv_timer_t *timer)
{
    struct worker *worker = timer->data;
    char why[128] = "";
    if (may_be_late(worker) || is_owed(worker))
        return;
    if (worker->exited) {
        close_all(worker);
        return;
    }
    if (worker->out_ended)
        snprintf(why, sizeof why, "the worker closed its output and was killed");
    else if (is_awaited(worker))
        snprintf(why, sizeof why, "the worker gave no answer in %.1f s and was killed",
                 (double)worker->timeout_ms / 1000.0);
    worker_condemn(worker, why);
}

static void set_timer(struct worker *worker, uint64_t ms)
{
    worker->timeout_ms = ms;
    worker->patience = (struct patience){0};
    worker->looked = false;
    if (!worker->closing)
        uv_timer_start(&worker->timer, on_timeout, ms, 0);
}

static void on_begin(uv_timer_t *timer)
{
    struct worker *worker = timer->data;
    patience_begin(&worker->patience, worker->process.pid);
    uv_timer_start(timer, on_timeout, worker->timeout_ms - BEGIN_MS, 0);
}

void worker_expect(struct worker *worker, uint64_t ms)
{
    set_timer(worker, ms);
    worker->patience.deadline_ms = (uint32_t)ms;
    if (!worker->closing && !worker->exited && ms > BEGIN_MS)
        uv_timer_start(&worker->timer, on_begin, BEGIN_MS, 0);
}

void worker_excuse(struct worker *worker, uint64_t us)
{
    worker->patience.apart_us = patience_apart_us(us);
}

void worker_finish(struct worker *worker)
{
    worker->ending = true;
    close_handle(&worker->in);
    set_timer(worker, END_MS);
}

void worker_stop(struct worker *worker)
{
    if (!worker_is_there(worker) || worker->closing)
        return;
    close_handle(&worker->in);
    if (!worker->exited) {
        kill_group(worker, SIGTERM);
        set_timer(worker, TERM_MS);
    }
}

static void on_exit_of_worker(uv_process_t *process, int64_t status, int signal_number)
{
    struct worker *worker = process->data;
    worker->exited = true;
    worker->exit_status = status;
    worker->exit_signal = signal_number;
    kill_group(worker, SIGKILL);
    set_timer(worker, DRAIN_MS);
    close_if_ended(worker);
}

/* ---- what it is told, and says ---- */

void worker_send(struct worker *worker, void *bytes, size_t size)
{
    if (worker->closing)
        return;
    uv_buf_t buffer = uv_buf_init(bytes, (unsigned)size);
    if (uv_write(&worker->write, (uv_stream_t *)&worker->in, &buffer, 1, NULL) != 0)
        worker_condemn(worker, "the worker takes no request");
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)suggested;
    struct worker *worker = handle->data;
    size_t size;
    char *room = worker->calls->room(worker->context, &size);
    *out = uv_buf_init(room, (unsigned)size);
}

static void on_answer(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    (void)buffer;
    struct worker *worker = stream->data;
    if (got > 0)
        worker->calls->heard(worker->context, (size_t)got);
    if (got >= 0)
        return;
    uv_read_stop(stream);
    worker->out_ended = true;
    if (!worker->exited && !worker->ending)
        set_timer(worker, DRAIN_MS);
    close_if_ended(worker);
}

/* ---- its standard error: the last line is the reason it dies for ---- */

static void end_line(struct worker *worker)
{
    worker->line[worker->line_length] = '\0';
    utf8_mend(worker->line);
    if (worker->line_length > 0)
        line_copy(worker->last_line, sizeof worker->last_line, worker->line);
    worker->line_length = 0;
}

static void on_stderr_room(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    (void)suggested;
    struct worker *worker = handle->data;
    *out = uv_buf_init(worker->stderr_bytes, sizeof worker->stderr_bytes);
}

static void on_stderr(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct worker *worker = stream->data;
    for (ssize_t i = 0; i < got; i++) {
        if (buffer->base[i] == '\n')
            end_line(worker);
        else if (worker->line_length < sizeof worker->line - 1)
            worker->line[worker->line_length++] = buffer->base[i];
    }
    if (got >= 0)
        return;
    end_line(worker);
    uv_read_stop(stream);
    worker->err_ended = true;
    close_if_ended(worker);
}

/* ---- its start ---- */

static void open_handles(struct worker *worker, uv_loop_t *loop)
{
    worker->exited = worker->out_ended = worker->closing = worker->ending = false;
    worker->err_ended = worker->foreground;
    worker->why[0] = worker->last_line[0] = '\0';
    worker->line_length = 0;
    uv_pipe_init(loop, &worker->in, 0);
    uv_pipe_init(loop, &worker->out, 0);
    if (!worker->foreground)
        uv_pipe_init(loop, &worker->err, 0);
    uv_timer_init(loop, &worker->timer);
    memset(&worker->process, 0, sizeof worker->process);
    worker->process.data = worker->in.data = worker->out.data = worker->err.data =
        worker->timer.data = worker;
    worker->open_handles = worker->foreground ? 4 : 5;
}

static int spawn(struct worker *worker, uv_loop_t *loop, char **argv, char **environment)
{
    uv_stdio_container_t streams[3] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&worker->in},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&worker->out},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&worker->err}};
    if (worker->foreground)
        streams[2] = (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO};
    uv_process_options_t options = {.exit_cb = on_exit_of_worker,
                                    .file = argv[0],
                                    .args = argv,
                                    .env = environment,
                                    .flags = UV_PROCESS_DETACHED,
                                    .stdio_count = 3,
                                    .stdio = streams};
    return uv_spawn(loop, &worker->process, &options);
}

/* 0, or a libuv error; the group of a worker that runs goes with us. */
static int spawn_watched(struct worker *worker, uv_loop_t *loop, char **argv, char **environment)
{
    sigset_t before;
    leavings_hold(&before);
    int code = spawn(worker, loop, argv, environment);
    if (code == 0)
        leavings_group(worker->process.pid);
    leavings_release(&before);
    return code;
}

void worker_start(struct worker *worker, uv_loop_t *loop, char **argv, char **environment)
{
    open_handles(worker, loop);
    int code = spawn_watched(worker, loop, argv, environment);
    if (code == 0) {
        uv_read_start((uv_stream_t *)&worker->out, on_room, on_answer);
        if (!worker->foreground)
            uv_read_start((uv_stream_t *)&worker->err, on_stderr_room, on_stderr);
        return;
    }
    worker->process.pid = 0;
    line_make(worker->why, sizeof worker->why, "cannot start the worker '%s': %s", argv[0],
              uv_strerror(code));
    close_all(worker);
}
