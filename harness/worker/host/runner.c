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
#include "raw.h"
#include "snapshot.h"
#include "start.h"
#include "trial.h"

#define START_MS    10000
#define DEATHS_MOST 3 /* of trials of one guard that end the process by themselves */
#define WHY_MAX     128

/* Shared with the runner. */
struct post {
    struct tl_request request;
    uint64_t seed;
    int control, status;
    uint32_t victim, victim_step;
    struct ledger *ledger;
    uint32_t mark;     /* of filter.h: a system call that cannot be undone */
    char why[WHY_MAX]; /* its state cannot be taken, or be put back */
};

static struct {
    pid_t pid;                   /* 0: there is none */
    int process, talk, listener; /* a descriptor of the process; ours of two sockets; of filter.h */
    uint32_t memory_mb;          /* that its trials may allocate */
    struct post *post;
    char unable[WHY_MAX]; /* why there can be none at all */
    struct {
        unsigned deaths;
        char why[WHY_MAX]; /* why its trials are forked */
    } guards[TL_GUARD_COUNT];
} runner = {.process = -1, .talk = -1, .listener = -1};

/* ---- in the runner ---- */

static int own_talk;

static void say(char byte, int descriptor)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof descriptor)] = {0};
    struct iovec text = {&byte, 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        *header = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof descriptor),
            .cmsg_level = SOL_SOCKET,
            .cmsg_type = SCM_RIGHTS,
        };
        raw_copy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    RAW_3(sendmsg, own_talk, &message, MSG_NOSIGNAL);
}

static void note(struct post *post, const char *why)
{
    size_t length = 0;
    for (; why != NULL && why[length] != '\0' && length < WHY_MAX - 1; length++)
        post->why[length] = why[length];
    post->why[length] = '\0';
}

static void on_taken(void *context, const char *why, int listener)
{
    note(context, why);
    say('t', listener);
}

static int on_wait(void *context)
{
    char byte;
    (void)context;
    return RAW_3(read, own_talk, &byte, 1) == 1;
}

static int on_run(void *context)
{
    const struct post *post = context;
    struct tl_request request = post->request;
    struct trial trial = {&request, post->seed, post->control, post->ledger,
                          NULL,     0,          post->victim,  post->victim_step};
    return trial_run(&trial);
}

static int may_go_on(void *context, int status)
{
    struct post *post = context;
    (void)status;
    if (post->ledger->finalize)
        note(post, "it ends its interpreter");
    return post->mark == 0 && !post->ledger->finalize;
}

static void on_put_back(void *context, int status, const char *why)
{
    struct post *post = context;
    note(post, why);
    post->status = status;
    if (why == NULL)
        say('d', -1);
}

static _Noreturn void be_runner(pid_t zygote, int talk, void (*set_up)(void), int proves)
{
    const struct snapshot_calls calls = {
        runner.post, on_taken, on_wait, on_run, may_go_on, on_put_back, proves,
    };
    process_become_kept(zygote);
    set_up();
    own_talk = talk;
    const char *why = snapshot_open();
    if (why == NULL && (own_talk = snapshot_own(talk)) < 0)
        why = "its descriptors are in use";
    if (why != NULL) {
        note(runner.post, why);
        say('t', -1);
        _exit(1);
    }
    process_limit(runner.post->request.memory_mb);
    snapshot_serve(&calls);
}

/* ---- in the zygote ---- */

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
        byte != 't')
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

static int start_runner(void (*set_up)(void), int proves)
{
    int talk[2];
    pid_t self = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) < 0)
        return -1;
    runner.memory_mb = runner.post->request.memory_mb;
    runner.pid = interpreter->fork();
    if (runner.pid == 0) {
        close(talk[0]);
        be_runner(self, talk[1], set_up, proves);
    }
    close(talk[1]);
    runner.talk = talk[0];
    runner.process = runner.pid > 0 ? (int)syscall(SYS_pidfd_open, runner.pid, 0) : -1;
    if (runner.pid > 0 && runner.process >= 0 && hear_taken())
        return 0;
    be_unable(runner.post->why[0] != '\0' ? runner.post->why : "it cannot be started");
    if (runner.pid > 0)
        runner_end();
    runner.pid = 0;
    runner_close();
    return -1;
}

/* What is asked of it next; a runner that has other limits, or is gone, is replaced. */
static int make_ready(const struct trial *trial, void (*set_up)(void), int proves)
{
    if (map_post() < 0) {
        be_unable("memory cannot be mapped where it would disturb nobody");
        return -1;
    }
    struct post *post = runner.post;
    if (runner.pid != 0 && runner.memory_mb != trial->request->memory_mb)
        runner_end();
    *post = (struct post){.request = *trial->request,
                          .seed = trial->seed,
                          .control = trial->control,
                          .victim = trial->victim,
                          .victim_step = trial->victim_step,
                          .ledger = trial->ledger};
    if (runner.pid != 0 && process_write(runner.talk, "r", 1) == 0)
        return 0;
    runner_end();
    return start_runner(set_up, proves) == 0 ? process_write(runner.talk, "r", 1) : -1;
}

/* 1: the trial has ended and the runner is ready for the next; 0: the process has ended; -1: the
 * time is over. */
static int attend(uint32_t deadline_ms)
{
    struct patience patience = {.deadline_ms = deadline_ms};
    int64_t until = process_now_us() + (int64_t)deadline_ms * 1000;
    patience_begin(&patience, runner.pid); /* it has waited in other trials */
    struct pollfd heard[] = {{.fd = runner.talk, .events = POLLIN},
                             {.fd = runner.process, .events = POLLIN},
                             {.fd = runner.listener, .events = POLLIN}};
    for (;;) {
        int64_t left = deadline_ms != 0 ? (until - process_now_us() + 999) / 1000 : PROCESS_WAIT_MS;
        int some = left >= PROCESS_WAIT_MS;
        int count = poll(heard, 3, some ? PROCESS_WAIT_MS : left > 0 ? (int)left : 0);
        char byte;
        if (count == 0 && some) {
            process_waited();
        } else if (count == 0) {
            patience.apart_us = process_apart_us();
            int64_t more = patience_owed_us(&patience, runner.pid);
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

/* Why the runner's last trial was its last, and so whether the next ones of the guard are forked.
 */
static void judge(unsigned guard)
{
    char *why = runner.guards[guard].why;
    if (runner.post->mark != 0)
        filter_describe(runner.post->mark, why, WHY_MAX);
    else if (runner.post->why[0] != '\0')
        line_copy(why, WHY_MAX, runner.post->why);
    else if (++runner.guards[guard].deaths >= DEATHS_MOST)
        snprintf(why, WHY_MAX, "it ends its process by itself");
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
