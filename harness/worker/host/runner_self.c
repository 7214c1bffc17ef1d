/* The post is shared memory, and all that it writes to while its state is put back. */
#include "runner_self.h"

#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ledger.h"
#include "raw.h"
#include "snapshot.h"
#include "start.h"
#include "trial.h"

static struct runner_self own;

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
    RAW_3(sendmsg, own.talk, &message, MSG_NOSIGNAL);
}

static void note(struct runner_post *post, const char *why)
{
    size_t length = 0;
    for (; why != NULL && why[length] != '\0' && length < RUNNER_WHY_MAX - 1; length++)
        post->why[length] = why[length];
    post->why[length] = '\0';
}

static void on_taken(void *context, const char *why, int listener)
{
    note(context, why);
    say(RUNNER_TAKEN, listener);
}

static enum snapshot_next on_wait(void *context)
{
    char byte;
    (void)context;
    if (RAW_3(read, own.talk, &byte, 1) != 1)
        return SNAPSHOT_END;
    return byte == RUNNER_RUN ? SNAPSHOT_RUN : byte == RUNNER_IMPORT ? SNAPSHOT_ADD : SNAPSHOT_DROP;
}

static int on_run(void *context)
{
    const struct runner_post *post = context;
    struct tl_request request = post->request;
    struct trial trial = {&request, post->seed, post->control, post->ledger,
                          NULL,     0,          post->victim,  post->victim_step};
    return trial_run(&trial);
}

static int on_prepare(void *context)
{
    struct runner_post *post = context;
    char why[TL_NOTE_MAX];
    int result =
        interpreter->load(post->request.case_path, &post->loop, post->frozen, why, sizeof why);
    own.imported();
    return result != 0;
}

static int may_go_on(void *context, int status)
{
    struct runner_post *post = context;
    int finalizes = post->ledger != NULL && post->ledger->finalize;
    (void)status;
    if (finalizes)
        note(post, "it ends its interpreter");
    return post->mark == 0 && !finalizes;
}

static void on_done(void *context, int status, const char *why)
{
    struct runner_post *post = context;
    note(post, why);
    post->status = status;
    if (why == NULL)
        say(RUNNER_DONE, -1);
}

_Noreturn void runner_self_serve(const struct runner_self *self)
{
    const struct snapshot_calls calls = {
        self->post, on_taken, on_wait, on_run, on_prepare, may_go_on, on_done, self->proves,
    };
    own = *self;
    process_become_kept(own.zygote);
    own.set_up();
    const char *why = snapshot_open();
    if (why == NULL && (own.talk = snapshot_own(own.talk)) < 0)
        why = "its descriptors are in use";
    if (why != NULL) {
        note(own.post, why);
        say(RUNNER_TAKEN, -1);
        _exit(1);
    }
    process_limit(own.memory_mb);
    snapshot_serve(&calls);
}
