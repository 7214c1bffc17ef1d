/* The process of a worker, in a group of its own: its pipes, its deadline, how it ends.
 *
 * One libuv loop. All handles of a worker are closed before it is gone, and the struct may then be
 * used for the next one.
 */
#ifndef TASKLOSS_WORKER_H
#define TASKLOSS_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "patience.h"
#include "wire.h"

/* What the owner is told; `context` is the worker's. */
struct worker_calls {
    /* Where the next bytes that it says go, and that they are there. */
    char *(*room)(void *context, size_t *size);
    void (*heard)(void *context, size_t count);
    /* Its deadline is over: does anybody wait for an answer? */
    bool (*is_awaited)(void *context);
    /* It has ended, and all that it said was heard. */
    void (*gone)(void *context);
};

struct worker {
    const struct worker_calls *calls;
    void *context;
    bool foreground; /* its standard error is ours */

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
};

/* Starts argv[0]; `environment` NULL: ours. One that cannot be started is gone at once, with a
 * reason. Calls, context and foreground are set; there is no worker yet. */
void worker_start(struct worker *worker, uv_loop_t *loop, char **argv, char **environment);

bool worker_is_there(const struct worker *worker);

/* Bytes for its standard input, to stay until it is gone. */
void worker_send(struct worker *worker, void *bytes, size_t size);

/* From now on so long for an answer; time in which the machine gave it no processor does not
 * count. */
void worker_expect(struct worker *worker, uint64_t ms);

/* So many microseconds of that time are not the program's. */
void worker_excuse(struct worker *worker, uint64_t us);

/* No more work: its standard input ends, and so does it. */
void worker_finish(struct worker *worker);

/* The same, and it is asked to end at once. */
void worker_stop(struct worker *worker);

/* Kills it and its group; the first reason counts. */
void worker_condemn(struct worker *worker, const char *why);

bool worker_is_condemned(const struct worker *worker);

/* Did it end by itself, with status 0? Of one that is gone. */
bool worker_ended_well(const struct worker *worker);

/* One line: how it ended, and the last line of its standard error. */
void worker_describe_end(const struct worker *worker, char *out, size_t size);

#endif
