/* Starts Python once, keeps one zygote at a time, and hands it the requests for its case. */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "line.h"
#include "patience.h"
#include "process.h"
#include "start.h"
#include "try.h"
#include "wire.h"
#include "workload.h"
#include "zygote.h"

static struct {
    int requests, answers;
    struct {
        pid_t pid; /* 0: none */
        int frozen, requests, status;
        char case_path[TL_PATH_MAX];
    } zygote;
} host;

/* ---- one zygote ---- */

static struct process_end end_zygote(void)
{
    close(host.zygote.requests);
    close(host.zygote.status);
    struct process_end end = process_wait(host.zygote.pid, 1000);
    host.zygote.pid = 0;
    return end;
}

/* The next byte from the zygote; 0 if it ended; -1 if the time was over (0: waits for ever). */
static int next_status(uint32_t deadline_ms)
{
    struct pollfd ready = {.fd = host.zygote.status, .events = POLLIN};
    struct patience patience = {.deadline_ms = deadline_ms};
    int64_t until = process_now_us() + (int64_t)deadline_ms * 1000;
    for (;;) {
        int64_t left = (until - process_now_us() + 999) / 1000;
        int found = poll(&ready, 1, deadline_ms == 0 ? -1 : left > 0 ? (int)left : 0);
        char byte = 0;
        if (found > 0)
            return process_read(host.zygote.status, &byte, 1) == 0 ? byte : 0;
        if (found == 0) {
            int64_t more = patience_owed_us(&patience, host.zygote.pid);
            if (more == 0)
                return -1;
            until += more;
            continue;
        }
        if (errno != EINTR)
            return 0;
    }
}

static int fork_zygote(const struct tl_request *request, const struct tried_loop *loop, int frozen)
{
    int requests[2], status[2];
    if (pipe2(requests, O_CLOEXEC) != 0)
        return -1;
    if (pipe2(status, O_CLOEXEC) != 0) {
        close(requests[0]);
        close(requests[1]);
        return -1;
    }
    pid_t self = getpid();
    host.zygote.pid = interpreter->fork();
    if (host.zygote.pid == 0) {
        process_become_kept(self);
        process_become_keeper();
        close(host.requests);
        close(requests[1]);
        close(status[0]);
        zygote_serve(request->case_path, loop, frozen, requests[0], host.answers, status[1]);
    }
    close(requests[0]);
    close(status[1]);
    host.zygote.requests = requests[1];
    host.zygote.status = status[0];
    host.zygote.frozen = frozen;
    snprintf(host.zygote.case_path, sizeof host.zygote.case_path, "%s", request->case_path);
    if (host.zygote.pid > 0)
        return 0;
    close(requests[1]);
    close(status[0]);
    host.zygote.pid = 0;
    return -1;
}

static void describe_end(struct process_end end, const char *when, char *why, size_t size)
{
    if (end.ending == TL_ENDING_SIGNAL)
        snprintf(why, size, "%s, it was killed by signal %d", when, end.code);
    else
        snprintf(why, size, "%s, it ended the process with status %d", when, end.code);
}

/* A zygote that has the request's case, ready; -1 with the reason in `why`. */
static int want_zygote(const struct tl_request *request, const struct tried_loop *loop, char *why,
                       size_t size)
{
    int frozen = request->graph || workload_freezes(request->pressure);
    if (host.zygote.pid != 0 && host.zygote.frozen == frozen &&
        strcmp(host.zygote.case_path, request->case_path) == 0)
        return 0;
    if (host.zygote.pid != 0)
        end_zygote();
    if (fork_zygote(request, loop, frozen) < 0) {
        snprintf(why, size, "cannot fork: %s", strerror(errno));
        return -1;
    }
    int status = next_status(request->deadline_ms);
    if (status == ZYGOTE_READY)
        return 0;
    if (status < 0) {
        snprintf(why, size, "importing the case did not end within %u ms", request->deadline_ms);
        end_zygote();
        return -1;
    }
    describe_end(end_zygote(), "while the case was imported", why, size);
    return -1;
}

static int refuse(const struct tl_request *request, const char *why)
{
    struct tl_answer answer = {
        .magic = TL_WIRE_MAGIC,
        .version = TL_WIRE_VERSION,
        .type = TL_ANSWER_FAILED,
        .serial = request->serial,
    };
    line_copy(answer.note, sizeof answer.note, why);
    return process_write(host.answers, &answer, sizeof answer);
}

static int is_sound(struct tl_request *request)
{
    request->case_path[TL_PATH_MAX - 1] = '\0';
    return request->magic == TL_WIRE_MAGIC && request->version == TL_WIRE_VERSION &&
           request->guard < TL_GUARD_COUNT && request->isolation < TL_ISOLATION_AUTO &&
           request->pressure < TL_PRESSURE_COUNT;
}

/* 0, or -1 when the driver is gone. */
static int serve(const struct tl_request *request)
{
    char why[TL_NOTE_MAX];
    const struct tried_loop *loop = try_loop(request);
    if (loop->why[0] != '\0')
        return refuse(request, loop->why);
    const char *refusal = interpreter->refusal(request);
    if (refusal != NULL)
        return refuse(request, refusal);
    if (want_zygote(request, loop, why, sizeof why) < 0)
        return refuse(request, why);
    if (process_write(host.zygote.requests, request, sizeof *request) == 0 &&
        next_status(0) == ZYGOTE_DONE)
        return 0;
    describe_end(end_zygote(), "between two trials", why, sizeof why);
    return refuse(request, why);
}

int host_serve(const char *libpython, const char *home, const char *site, int requests, int answers)
{
    char why[4096];
    struct tl_request request;
    int status = 0;
    host.requests = requests;
    host.answers = answers;
    if (start(libpython, home, site, why, sizeof why) < 0) {
        fprintf(stderr, "taskloss-worker: %s: %s\n", libpython, why);
        return 3;
    }
    if (interpreter->freeze != NULL)
        interpreter->freeze();
    while (status == 0 && process_read(requests, &request, sizeof request) == 0) {
        if (!is_sound(&request)) {
            fprintf(stderr, "taskloss-worker: a request of another version of taskloss\n");
            status = 2;
        } else if (serve(&request) < 0) {
            status = 1;
        }
    }
    if (host.zygote.pid != 0)
        end_zygote();
    return status;
}
