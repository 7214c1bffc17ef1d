/* A worker without a Python, which misbehaves as the name of the case says: for check_supervise.
 *
 * "good.py" answers as it should; "die.py", "lie_sum.py" and so on have one planted fault each. The
 * fault is in each request of such a case, unless its name says otherwise.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "wire.h"

static struct tl_request request;
static char mode[64];
static struct tl_task_row rows[TL_ROWS_MAX];

static bool is(const char *name)
{
    return strcmp(mode, name) == 0;
}

static void put(const void *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, stdout) != size)
        _exit(9);
}

static void say(const struct tl_answer *answer)
{
    put(answer, sizeof *answer);
    put(rows, (answer->task_count > TL_ROWS_MAX ? 0 : answer->task_count) * sizeof *rows);
    fflush(stdout);
}

static struct tl_answer blank(enum tl_answer_type type)
{
    return (struct tl_answer){
        .magic = TL_WIRE_MAGIC, .version = TL_WIRE_VERSION, .type = type, .serial = request.serial};
}

static struct tl_answer trial(uint32_t number)
{
    struct tl_answer answer = blank(TL_ANSWER_TRIAL);
    answer.seed = request.first_seed + number;
    answer.trial.counts[TL_COUNT_SPAWNED] = answer.control.counts[TL_COUNT_SPAWNED] =
        answer.task_count = request.jobs;
    answer.trial.counts[TL_FATE_LOST] = request.jobs;
    answer.control.counts[TL_FATE_FINISHED] = request.jobs;
    for (uint32_t i = 0; i < request.jobs && i < TL_ROWS_MAX; i++)
        rows[i] = (struct tl_task_row){.fate = TL_FATE_LOST, .control_fate = TL_FATE_FINISHED};
    return answer;
}

static void lie(struct tl_answer *answer)
{
    if (is("lie_magic"))
        answer->magic = 1;
    if (is("lie_version"))
        answer->version = 99;
    if (is("lie_serial"))
        answer->serial += 7;
    if (is("lie_seed"))
        answer->seed += 1;
    if (is("lie_sum"))
        answer->trial.counts[TL_COUNT_SPAWNED] += 1;
    if (is("lie_control"))
        answer->control = answer->trial;
    if (is("lie_counts"))
        answer->task_count = 4000000000u;
    if (is("lie_type"))
        answer->type = 77;
    if (is("lie_ending"))
        answer->ending = 99;
    if (is("lie_leaked"))
        answer->trial.counts[TL_COUNT_LEAKED] = 1000;
    if (is("lie_row"))
        rows[0].fate = 1000;
    if (is("lie_rows"))
        rows[0].fate = TL_FATE_FINISHED;
    if (is("lie_note"))
        memset(answer->note, 'x', sizeof answer->note);
}

static void stall(void)
{
    for (;;)
        pause();
}

/* Byte by byte: answers come in pieces, as the kernel likes. */
static void say_slowly(const struct tl_answer *answer)
{
    fflush(stdout);
    const char *bytes = (const char *)answer;
    for (size_t i = 0; i < sizeof *answer; i++)
        if (write(1, bytes + i, 1) != 1)
            _exit(9);
    put(rows, answer->task_count * sizeof *rows);
    fflush(stdout);
}

static unsigned open_files(void)
{
    unsigned count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

/* Before the first answer. */
static void misbehave(void)
{
    if (is("die"))
        raise(SIGKILL);
    if (is("exit")) {
        fprintf(stderr, "first line\nthe last words\n");
        exit(7);
    }
    if (is("abort")) {
        fprintf(stderr, "assertion failed\n");
        abort();
    }
    if (is("hang")) {
        fprintf(stderr, "hanging\n");
        stall();
    }
    if (is("hang_deaf")) {
        signal(SIGTERM, SIG_IGN);
        stall();
    }
    if (is("close")) {
        close(1);
        stall();
    }
    if (is("garbage"))
        for (int i = 0; i < 400; i++)
            put("this is no answer at all", 24);
    if (is("daemon")) { /* in a session of its own, and its parent is dead */
        if (fork() == 0) {
            setsid();
            if (fork() == 0)
                execlp("sleep", "sleep", "600.25", NULL);
            _exit(0);
        }
        usleep(100000);
        raise(SIGKILL);
    }
    if (is("child_holds_output")) {
        if (fork() == 0)
            stall();
        raise(SIGKILL);
    }
}

static void say_how_far(int times, uint32_t rows_too)
{
    struct tl_answer answer = blank(TL_ANSWER_UNDER_WAY);
    strcpy(answer.note, "trial: 7 tasks");
    answer.task_count = rows_too;
    for (; times != 0; times--) {
        say(&answer);
        usleep(times < 0 ? 50000 : 0);
    }
}

static void answer_trials(void)
{
    for (uint32_t i = 0; i < request.trials; i++) {
        if (is("under_way"))
            say_how_far(2, 0);
        if (is("under_way_forever"))
            say_how_far(-1, 0);
        if (is("under_way_with_rows"))
            say_how_far(1, 1);
        struct tl_answer answer = trial(i);
        lie(&answer);
        if (is("slow"))
            say_slowly(&answer);
        else
            say(&answer);
        if (is("die_later") && i == 1)
            raise(SIGUSR1);
        if (is("hang_later") && i == 1)
            stall();
        if (is("too_many") && i + 1 == request.trials) {
            answer = trial(i + 1);
            say(&answer);
        }
        if (is("too_few") && i == 1)
            break;
        if (is("truncated")) {
            put(&answer, 40);
            fflush(stdout);
            exit(0);
        }
    }
}

static void serve(void)
{
    const char *name = strrchr(request.case_path, '/');
    snprintf(mode, sizeof mode, "%.60s", name != NULL ? name + 1 : request.case_path);
    mode[strcspn(mode, ".")] = '\0';
    misbehave();
    struct tl_answer last = blank(TL_ANSWER_DONE);
    if (is("fail")) {
        last.type = TL_ANSWER_FAILED;
        snprintf(last.note, sizeof last.note, "no module named nothing");
    } else
        answer_trials();
    if (is("files")) {
        last.type = TL_ANSWER_FAILED;
        snprintf(last.note, sizeof last.note, "%u files", open_files());
    }
    if (is("pid")) {
        last.type = TL_ANSWER_FAILED;
        snprintf(last.note, sizeof last.note, "%d", (int)getpid());
    }
    memset(rows, 0, sizeof rows);
    say(&last);
}

int main(int argc, char **argv)
{
    (void)argc, (void)argv;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getenv("FAKE_WORKER_STILLBORN") != NULL) {
        fprintf(stderr, "no Python starts here\n");
        return 3;
    }
    while (fread(&request, sizeof request, 1, stdin) == 1) {
        if (request.magic != TL_WIRE_MAGIC || request.version != TL_WIRE_VERSION) {
            fprintf(stderr, "bad request\n");
            return 1;
        }
        serve();
    }
    return 0;
}
