/* The zygote tells it by a byte that a trial waits in shared memory, and it tells by one that it is
 * ready for the next. System calls that cannot be undone are listened to meanwhile (filter.h). */
#include "runner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "far.h"
#include "filter.h"
#include "ledger.h"
#include "line.h"
#include "patience.h"
#include "runner_self.h"
#include "snapshot.h"
#include "start.h"

#define START_MS    10000
#define DEATHS_MOST 3 /* of trials of one guard that end the process by themselves */

static struct {
    pid_t pid;                   /* 0: there is none */
    int process, talk, listener; /* a descriptor of the process; ours of two sockets; of filter.h */
    uint32_t memory_mb;          /* that its trials may allocate */
    struct runner_post *post;
    char unable[RUNNER_WHY_MAX]; /* why there can be none at all */
    int has_tried;               /* to start one, and that is why */
    struct {
        int is_there, frozen;
        char case_path[TL_PATH_MAX]; /* empty: its import has failed */
        void (*imported)(void);
    } layer;
    struct {
        unsigned deaths;
        char why[RUNNER_WHY_MAX]; /* why its trials are forked */
    } guards[TL_GUARD_COUNT];
} runner = {.process = -1, .talk = -1, .listener = -1};

pid_t runner_process(void)
{
    return runner.pid;
}

static void close_one(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

void runner_close(void)
{
    close_one(&runner.process);
    close_one(&runner.talk);
    close_one(&runner.listener);
}

static struct process_end wait_for_end(uint32_t deadline_ms)
{
    struct process_end end = process_wait(runner.pid, deadline_ms);
    runner.pid = 0;
    runner.layer.is_there = 0;
    runner_close();
    return end;
}

void runner_end(void)
{
    if (runner.pid == 0)
        return;
    kill(runner.pid, SIGKILL);
    wait_for_end(0);
}

static int map_post(void)
{
    if (runner.post != NULL)
        return 0;
    void *post = mmap((void *)FAR_POST, sizeof *runner.post, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (post != (void *)FAR_POST)
        return -1;
    runner.post = post;
    return 0;
}

/* What it says when its state is taken: 1; 0: it did not. */
static int hear_taken(void)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof runner.listener)] = {0};
    char byte = 0;
    struct iovec text = {&byte, 1};
    struct msghdr message = {.msg_iov = &text,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    struct pollfd ready = {.fd = runner.talk, .events = POLLIN};
    if (poll(&ready, 1, START_MS) <= 0 || recvmsg(runner.talk, &message, MSG_CMSG_CLOEXEC) != 1 ||
        byte != RUNNER_TAKEN)
        return 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_type == SCM_RIGHTS)
        memcpy(&runner.listener, CMSG_DATA(header), sizeof runner.listener);
    return runner.post->why[0] == '\0' && runner.listener >= 0;
}

static void be_unable(const char *why)
{
    line_copy(runner.unable, sizeof runner.unable, why);
}

static int start_runner(void (*set_up)(void), int proves, uint32_t memory_mb)
{
    int talk[2];
    pid_t self = getpid();
    if (map_post() < 0) {
        be_unable("memory cannot be mapped where it would disturb nobody");
        return -1;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) < 0)
        return -1;
    runner.post->why[0] = '\0';
    runner.memory_mb = memory_mb;
    runner.pid = interpreter->fork();
    if (runner.pid == 0) {
        close(talk[0]);
        runner_self_serve(&(struct runner_self){runner.post, self, talk[1], memory_mb, proves,
                                                set_up, runner.layer.imported});
    }
    close(talk[1]);
    runner.talk = talk[0];
    runner.process = runner.pid > 0 ? (int)syscall(SYS_pidfd_open, runner.pid, 0) : -1;
    if (runner.pid > 0 && runner.process >= 0 && hear_taken())
        return 0;
    runner.has_tried = 1;
    be_unable(runner.post->why[0] != '\0' ? runner.post->why : "it cannot be started");
    if (runner.pid > 0)
        runner_end();
    runner.pid = 0;
    runner_close();
    return -1;
}

static int tell(char what)
{
    return process_write(runner.talk, &what, 1);
}

static void post_trial(const struct trial *trial)
{
    struct runner_post *post = runner.post;
    post->request = *trial->request;
    post->seed = trial->seed;
    post->control = trial->control;
    post->status = 0;
    post->victim = trial->victim;
    post->victim_step = trial->victim_step;
    post->ledger = trial->ledger;
    post->mark = 0;
    post->why[0] = '\0';
}

/* A runner that has other limits, or is gone, is replaced; with a layer, runner_import() has done
 * what there is to do. */
static int make_ready(const struct trial *trial, void (*set_up)(void), int proves)
{
    if (runner.pid != 0 && !runner.layer.is_there && runner.memory_mb != trial->request->memory_mb)
        runner_end();
    if (runner.pid == 0 && start_runner(set_up, proves, trial->request->memory_mb) < 0)
        return -1;
    post_trial(trial);
    if (tell(RUNNER_RUN) == 0)
        return 0;
    runner_end();
    return -1;
}

/* As attend(). */
static int hear_until(int64_t until, struct patience *patience)
{
    struct pollfd heard[] = {{.fd = runner.talk, .events = POLLIN},
                             {.fd = runner.process, .events = POLLIN},
                             {.fd = runner.listener, .events = POLLIN}};
    for (;;) {
        int64_t left =
            patience->deadline_ms != 0 ? (until - process_now_us() + 999) / 1000 : PROCESS_WAIT_MS;
        int some = left >= PROCESS_WAIT_MS;
        int count = poll(heard, 3, some ? PROCESS_WAIT_MS : left > 0 ? (int)left : 0);
        char byte;
        if (count == 0 && some) {
            process_waited();
        } else if (count == 0) {
            patience->apart_us = process_apart_us();
            int64_t more = patience_owed_us(patience, runner.pid);
            until += more;
            if (more <= 0)
                return -1;
        }
        if (count > 0 && (heard[0].revents & POLLIN) && process_read(runner.talk, &byte, 1) == 0)
            return 1;
        if (count > 0 && heard[1].revents != 0)
            return 0;
        if (count > 0 && (heard[2].revents & POLLIN))
            filter_next(runner.listener, &runner.post->mark);
        if (count > 0 && heard[0].revents != 0)
            heard[0].fd = -1; /* its end is closed there */
    }
}

/* 1: what it was asked is done, and it is ready for more; 0: the process has ended; -1: the time is
 * over. */
static int attend(uint32_t deadline_ms)
{
    struct patience patience = {.deadline_ms = deadline_ms};
    int64_t began = process_now_us();
    process_tell_past();
    patience_begin(&patience, runner.pid); /* it has waited in other trials */
    int heard = hear_until(began + (int64_t)deadline_ms * 1000, &patience);
    process_note_past(&patience, runner.pid, began);
    return heard;
}

/* Why the runner's last trial was its last, and so whether the next ones of the guard are forked.
 */
static void judge(unsigned guard)
{
    char *why = runner.guards[guard].why;
    if (runner.post->mark != 0)
        filter_describe(runner.post->mark, why, RUNNER_WHY_MAX);
    else if (runner.post->why[0] != '\0')
        line_copy(why, RUNNER_WHY_MAX, runner.post->why);
    else if (++runner.guards[guard].deaths >= DEATHS_MOST)
        snprintf(why, RUNNER_WHY_MAX, "it ends its process by itself");
}

/* What it is asked has been done: 0; or it has ended, and -1. */
static int ask(char what, uint32_t deadline_ms)
{
    int ready = tell(what) == 0 ? attend(deadline_ms) : 0;
    if (ready > 0)
        return 0;
    wait_for_end(ready == 0 ? START_MS : 1);
    return -1;
}

static int is_imported(const struct runner_case *wanted)
{
    return runner.pid != 0 && runner.layer.is_there && runner.layer.frozen == wanted->frozen &&
           strcmp(runner.layer.case_path, wanted->request->case_path) == 0;
}

static void post_import(const struct runner_case *wanted)
{
    struct runner_post *post = runner.post;
    post->request = *wanted->request;
    post->ledger = NULL;
    post->loop = *wanted->loop;
    post->frozen = wanted->frozen;
    post->status = 0;
    post->mark = 0;
    post->why[0] = '\0';
}

/* Of one that imports: what its trials may allocate beyond what it has; 0: it has none. */
static void limit_memory(uint32_t memory_mb)
{
    if (runner.memory_mb != memory_mb)
        process_limit_child(runner.pid, memory_mb);
    runner.memory_mb = memory_mb;
}

/* Without a layer, or with none any more. */
static int want_ground(const struct runner_case *wanted)
{
    if (runner.pid != 0 && runner.layer.is_there && ask(RUNNER_DROP, START_MS) == 0)
        runner.layer.is_there = 0;
    if (runner.pid != 0)
        return 0;
    runner.layer.imported = wanted->imported;
    return start_runner(wanted->set_up, wanted->proves, 0);
}

int runner_import(const struct runner_case *wanted)
{
    const struct tl_request *request = wanted->request;
    if (is_imported(wanted)) {
        limit_memory(request->memory_mb);
        return 0;
    }
    line_copy(runner.layer.case_path, sizeof runner.layer.case_path, "");
    if (want_ground(wanted) < 0)
        return -1;
    limit_memory(0);
    post_import(wanted);
    if (ask(RUNNER_IMPORT, request->deadline_ms) < 0)
        return -1;
    runner.layer.is_there = 1;
    runner.layer.frozen = wanted->frozen;
    if (runner.post->status != 0)
        return -1;
    line_copy(runner.layer.case_path, sizeof runner.layer.case_path, request->case_path);
    limit_memory(request->memory_mb);
    return 0;
}

void runner_forbid(uint32_t guard, const char *why)
{
    line_copy(runner.guards[guard].why, RUNNER_WHY_MAX, why);
}

void runner_forget(void)
{
    memset(runner.guards, 0, sizeof runner.guards);
}

int runner_run(const struct trial *trial, void (*set_up)(void), int proves, struct process_end *end)
{
    if (make_ready(trial, set_up, proves) < 0)
        return -1;
    int ready = attend(trial->request->deadline_ms);
    if (ready > 0) {
        int status = runner.post->status & 0xff; /* as a process's */
        *end = (struct process_end){status != 0 ? TL_ENDING_EXIT : TL_ENDING_OK, status, 0};
        return 0;
    }
    *end = wait_for_end(ready == 0 ? START_MS : 1);
    judge(trial->request->guard);
    return 0;
}

int runner_is_unable(void)
{
    return runner.unable[0] != '\0' && runner.has_tried;
}

const char *runner_refusal(const struct trial *trial)
{
    const struct tl_request *request = trial->request;
    if (runner.unable[0] == '\0' && !interpreter->restores)
        be_unable("this interpreter's memory is not known to be all of its state");
    if (runner.unable[0] == '\0' && snapshot_refusal() != NULL)
        be_unable(snapshot_refusal());
    if (runner.unable[0] != '\0')
        return runner.unable;
    if (request->graph || request->foreground)
        return "it is looked at";
    return runner.guards[request->guard].why[0] != '\0' ? runner.guards[request->guard].why : NULL;
}
