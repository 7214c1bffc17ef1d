/* One libuv loop for all commands; each has a timer, two pipes and a process group of its own. */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "leavings.h"
#include "memory.h"
#include "patience.h"

struct run {
    struct ask *ask;
    struct queue *queue;
    uv_process_t process;
    uv_timer_t timer;
    uv_pipe_t output, errors;
    int busy; /* process and pipes that have not ended */
    int open; /* handles that are not closed */
    struct patience patience;
    char buffer[4096];
};

struct queue {
    uv_loop_t loop;
    struct run *runs;
    size_t next, count;
};

static void start_next(struct queue *queue);

static void on_closed(uv_handle_t *handle)
{
    struct run *run = handle->data;
    if (--run->open == 0)
        start_next(run->queue);
}

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

/* What has ended is closed at once; when all has, so is the timer. */
static void part_ended(struct run *run, uv_handle_t *handle)
{
    if (uv_is_closing(handle))
        return;
    close_handle(handle);
    if (--run->busy == 0)
        close_handle((uv_handle_t *)&run->timer);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
    struct run *run = process->data;
    run->ask->status = status;
    run->ask->signal = signal;
    leavings_forget_group(process->pid);
    part_ended(run, (uv_handle_t *)process);
}

/* A process that was killed is still waited for: only its pipes are given up. */
static void on_deadline(uv_timer_t *timer);

static bool is_owed(struct run *run)
{
    if (uv_is_closing((uv_handle_t *)&run->process))
        return false;
    int64_t more = patience_owed_us(&run->patience, run->process.pid);
    return more > 0 && uv_timer_start(&run->timer, on_deadline, (uint64_t)more / 1000, 0) == 0;
}

static void on_deadline(uv_timer_t *timer)
{
    struct run *run = timer->data;
    if (is_owed(run))
        return;
    run->ask->late = true;
    if (!uv_is_closing((uv_handle_t *)&run->process))
        kill(-run->process.pid, SIGKILL);
    part_ended(run, (uv_handle_t *)&run->output);
    part_ended(run, (uv_handle_t *)&run->errors);
}

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    (void)suggested;
    struct run *run = handle->data;
    *buffer = uv_buf_init(run->buffer, sizeof run->buffer);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    struct run *run = stream->data;
    char *text = stream == (uv_stream_t *)&run->output ? run->ask->output : run->ask->errors;
    if (length < 0) {
        part_ended(run, (uv_handle_t *)stream);
        return;
    }
    size_t used = strlen(text), room = ASK_OUTPUT_MAX - 1 - used;
    size_t take = (size_t)length < room ? (size_t)length : room;
    memcpy(text + used, buffer->base, take);
    text[used + take] = '\0';
}

static void open_handles(struct run *run)
{
    uv_loop_t *loop = &run->queue->loop;
    uv_timer_init(loop, &run->timer);
    uv_pipe_init(loop, &run->output, 0);
    uv_pipe_init(loop, &run->errors, 0);
    run->process.data = run->timer.data = run->output.data = run->errors.data = run;
    run->open = 4;
    run->busy = 3;
}

static int spawn(struct run *run)
{
    uv_stdio_container_t streams[3] = {
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&run->output},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&run->errors},
    };
    uv_process_options_t options = {
        .file = run->ask->argv[0],
        .args = run->ask->argv,
        .env = run->ask->environment,
        .exit_cb = on_exit_of,
        .stdio = streams,
        .stdio_count = 3,
        .flags = UV_PROCESS_DETACHED,
    };
    sigset_t before;
    leavings_hold(&before);
    int failed = uv_spawn(&run->queue->loop, &run->process, &options);
    if (failed == 0)
        leavings_group(run->process.pid);
    leavings_release(&before);
    return failed;
}

static void start_next(struct queue *queue)
{
    while (queue->next < queue->count && queue->runs[queue->next].ask->known)
        queue->next++;
    if (queue->next == queue->count)
        return;
    struct run *run = &queue->runs[queue->next++];
    open_handles(run);
    int failed = spawn(run);
    if (failed != 0) {
        snprintf(run->ask->reason, sizeof run->ask->reason, "%s", uv_strerror(failed));
        close_handle((uv_handle_t *)&run->process);
        close_handle((uv_handle_t *)&run->output);
        close_handle((uv_handle_t *)&run->errors);
        close_handle((uv_handle_t *)&run->timer);
        return;
    }
    run->ask->started = true;
    run->patience.deadline_ms = run->ask->deadline_ms;
    uv_timer_start(&run->timer, on_deadline, run->ask->deadline_ms, 0);
    uv_read_start((uv_stream_t *)&run->output, on_buffer, on_read);
    uv_read_start((uv_stream_t *)&run->errors, on_buffer, on_read);
}

/* libuv makes a pipe for signals with its first loop, and aborts where there is none to be had. */
static int loop_init(uv_loop_t *loop)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return uv_translate_sys_error(errno);
    close(ends[0]);
    close(ends[1]);
    return uv_loop_init(loop);
}

int ask_all(struct ask *asks, size_t count, struct tl_error *error)
{
    if (count == 0)
        return 0;
    struct queue queue = {.count = count};
    int failed = loop_init(&queue.loop);
    if (failed != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot start an event loop: %s",
                       uv_strerror(failed));
    queue.runs = memory_zeroed(count, sizeof *queue.runs);
    for (size_t i = 0; i < count; i++)
        queue.runs[i] = (struct run){.ask = &asks[i], .queue = &queue};
    for (unsigned i = 0; i < uv_available_parallelism(); i++)
        start_next(&queue);
    uv_run(&queue.loop, UV_RUN_DEFAULT);
    uv_loop_close(&queue.loop);
    free(queue.runs);
    return 0;
}
