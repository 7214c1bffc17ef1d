/* Starts Python once, keeps one zygote at a time, and hands it the requests for its case. */
#include "host.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "line.h"
#include "patience.h"
#include "process.h"
#include "snapshot.h"
#include "start.h"
#include "try.h"
#include "wire.h"
#include "workload.h"
#include "zygote.h"

/* A zygote and our ends of what connects it: sockets, which nobody opens by their names in /proc.
 */
struct child {
    pid_t pid; /* 0: none */
    int requests, status;
};

static struct {
    int requests, answers;
    struct child layers; /* for any case */
    int has_no_layers;   /* it could not be started, or can do nothing */
    struct child zygote; /* for one: */
    int frozen;
    char case_path[TL_PATH_MAX];
    struct {
        char case_path[TL_PATH_MAX];
        int import_failed;
        /* Why trials of that guard are forked, and so are not for `layers`; or empty. */
        char forked[TL_GUARD_COUNT][TL_ISOLATION_NOTE_MAX];
    } now; /* the case of the last request */
} host;

/* ---- one zygote ---- */

static void close_child(const struct child *child)
{
    if (child->pid == 0)
        return;
    close(child->requests);
    close(child->status);
}

static struct process_end end_child(struct child *child)
{
    close_child(child);
    process_spare(child == &host.layers ? host.zygote.pid : host.layers.pid, 0);
    struct process_end end = process_wait(child->pid, 1000);
    child->pid = 0;
    return end;
}

/* The next byte from a zygote; 0 if it ended; -1 if the time was over (0: waits for ever). */
static int next_status(const struct child *child, uint32_t deadline_ms)
{
    struct pollfd ready = {.fd = child->status, .events = POLLIN};
    struct patience patience = {.deadline_ms = deadline_ms};
    int64_t until = process_now_us() + (int64_t)deadline_ms * 1000;
    for (;;) {
        int64_t left = (until - process_now_us() + 999) / 1000;
        int found = poll(&ready, 1, deadline_ms == 0 ? -1 : left > 0 ? (int)left : 0);
        char byte = 0;
        if (found > 0)
            return process_read(child->status, &byte, 1) == 0 ? byte : 0;
        if (found == 0) {
            int64_t more = patience_owed_us(&patience, child->pid);
            if (more == 0)
                return -1;
            until += more;
            continue;
        }
        if (errno != EINTR)
            return 0;
    }
}

/* With its sockets: 0 in the new process, with their ends there in `its`; its number in this one;
 * or -1. */
static pid_t fork_child(struct child *child, struct child *its)
{
    int requests[2], status[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, requests) != 0)
        return -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, status) != 0) {
        close(requests[0]);
        close(requests[1]);
        return -1;
    }
    pid_t self = getpid(), pid = interpreter->fork();
    if (pid == 0) {
        process_become_kept(self);
        process_become_keeper();
        process_spare(0, 0);
        close(host.requests);
        *its = (struct child){0, requests[0], status[1]};
    } else {
        *child = (struct child){pid, requests[1], status[0]};
    }
    close(requests[pid == 0]);
    close(status[pid != 0]);
    if (pid < 0) {
        close_child(child);
        child->pid = 0;
    }
    return pid;
}

static int fork_zygote(const struct tl_request *request, const struct tried_loop *loop, int frozen)
{
    struct child its;
    pid_t pid = fork_child(&host.zygote, &its);
    if (pid == 0) {
        close_child(&host.layers);
        zygote_serve(request->case_path, loop, frozen, its.requests, host.answers, its.status);
    }
    host.frozen = frozen;
    line_copy(host.case_path, sizeof host.case_path, request->case_path);
    return pid > 0 ? 0 : -1;
}

static void describe_end(struct process_end end, const char *when, char *why, size_t size)
{
    if (end.ending == TL_ENDING_SIGNAL)
        snprintf(why, size, "%s, it was killed by signal %d", when, end.code);
    else
        snprintf(why, size, "%s, it ended the process with status %d", when, end.code);
}

static int is_frozen(const struct tl_request *request)
{
    return request->graph || workload_freezes(request->pressure);
}

static int has_zygote(const struct tl_request *request)
{
    return host.zygote.pid != 0 && host.frozen == is_frozen(request) &&
           strcmp(host.case_path, request->case_path) == 0;
}

/* A zygote that has the request's case, ready; -1 with the reason in `why`. */
static int want_zygote(const struct tl_request *request, const struct tried_loop *loop, char *why,
                       size_t size)
{
    if (has_zygote(request))
        return 0;
    if (host.zygote.pid != 0)
        end_child(&host.zygote);
    if (fork_zygote(request, loop, is_frozen(request)) < 0) {
        snprintf(why, size, "cannot fork: %s", strerror(errno));
        return -1;
    }
    int status = next_status(&host.zygote, request->deadline_ms);
    if (status == ZYGOTE_READY)
        return 0;
    if (status < 0) {
        snprintf(why, size, "importing the case did not end within %u ms", request->deadline_ms);
        end_child(&host.zygote);
        return -1;
    }
    describe_end(end_child(&host.zygote), "while the case was imported", why, size);
    return -1;
}

/* ---- the one for any case ---- */

static int want_layers(void)
{
    struct child its;
    if (host.has_no_layers)
        return -1;
    if (host.layers.pid != 0)
        return 0;
    pid_t pid = fork_child(&host.layers, &its);
    if (pid == 0) {
        close_child(&host.zygote);
        zygote_serve_layers(its.requests, host.answers, its.status);
    }
    if (pid > 0 && next_status(&host.layers, 0) == ZYGOTE_READY)
        return 0;
    if (pid > 0)
        end_child(&host.layers);
    host.has_no_layers = 1;
    return -1;
}

/* What needs no fork is for it. */
static int is_for_layers(const struct tl_request *request)
{
    return request->isolation == TL_ISOLATION_SNAPSHOT && request->loop[0] == '\0' &&
           !request->graph && !request->foreground && interpreter->restores &&
           snapshot_refusal() == NULL && !host.now.import_failed &&
           host.now.forked[request->guard][0] == '\0' && want_layers() == 0;
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
static int refuse_ended(const struct tl_request *request, struct child *child)
{
    char why[TL_NOTE_MAX];
    describe_end(end_child(child), "between two trials", why, sizeof why);
    return refuse(request, why);
}

/* The same. */
static int serve_by_zygote(const struct tl_request *request, const struct tried_loop *loop)
{
    static struct zygote_request next;
    char why[TL_NOTE_MAX];
    if (want_zygote(request, loop, why, sizeof why) < 0)
        return refuse(request, why);
    next.request = *request;
    line_copy(next.forked, sizeof next.forked, host.now.forked[request->guard]);
    if (process_write(host.zygote.requests, &next, sizeof next) == 0 &&
        next_status(&host.zygote, 0) == ZYGOTE_DONE)
        return 0;
    return refuse_ended(request, &host.zygote);
}

/* The same. */
static int serve_by_layers(const struct tl_request *request, const struct tried_loop *loop)
{
    static struct zygote_request next;
    struct zygote_handed handed;
    struct tl_request rest = *request;
    next.request = *request;
    int status = process_write(host.layers.requests, &next, sizeof next) == 0
                     ? next_status(&host.layers, 0)
                     : 0;
    if (status == ZYGOTE_DONE)
        return 0;
    if (status != ZYGOTE_HANDED || process_read(host.layers.status, &handed, sizeof handed) < 0)
        return refuse_ended(request, &host.layers);
    line_copy(host.now.forked[request->guard], sizeof host.now.forked[0], handed.why);
    host.now.import_failed = handed.why[0] == '\0';
    host.has_no_layers = handed.is_unable;
    rest.first_seed += handed.done;
    rest.trials -= handed.done;
    return serve_by_zygote(&rest, loop);
}

static void note_case(const struct tl_request *request)
{
    if (strcmp(host.now.case_path, request->case_path) == 0)
        return;
    memset(&host.now, 0, sizeof host.now);
    line_copy(host.now.case_path, sizeof host.now.case_path, request->case_path);
}

/* The same. */
static int serve(const struct tl_request *request)
{
    process_spare(host.layers.pid, host.zygote.pid);
    const struct tried_loop *loop = try_loop(request);
    if (loop->why[0] != '\0')
        return refuse(request, loop->why);
    const char *refusal = interpreter->refusal(request);
    if (refusal != NULL)
        return refuse(request, refusal);
    note_case(request);
    return is_for_layers(request) ? serve_by_layers(request, loop) : serve_by_zygote(request, loop);
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
    if (host.layers.pid != 0)
        end_child(&host.layers);
    if (host.zygote.pid != 0)
        end_child(&host.zygote);
    return status;
}
