/* Starts Python once, keeps one zygote at a time, and hands it the requests for its case. */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "fates.h"
#include "interpreter.h"
#include "ledger.h"
#include "loop.h"
#include "process.h"
#include "python.h"
#include "wire.h"
#include "zygote.h"

static struct {
    int requests, answers;
    struct {
        pid_t pid; /* 0: none */
        int frozen, requests, status;
        char case_path[TL_PATH_MAX];
    } zygote;
} host;

static int start(const char *libpython, const char *home, const char *site, char *why, size_t size)
{
    if (interpreter_choose(libpython, why, size) < 0 ||
        interpreter->boot(libpython, home, why, size) < 0 || interpreter->hook(site, why, size) < 0)
        return -1;
    return interpreter->warm_up(why, size);
}

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
    int64_t until = process_now_us() + (int64_t)deadline_ms * 1000;
    for (;;) {
        int64_t left = (until - process_now_us() + 999) / 1000;
        int found = poll(&ready, 1, deadline_ms == 0 ? -1 : left > 0 ? (int)left : 0);
        char byte = 0;
        if (found > 0)
            return process_read(host.zygote.status, &byte, 1) == 0 ? byte : 0;
        if (found == 0)
            return -1;
        if (errno != EINTR)
            return 0;
    }
}

static int fork_zygote(const struct tl_request *request, int frozen)
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
        zygote_serve(request->case_path, frozen, requests[0], host.answers, status[1]);
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
static int want_zygote(const struct tl_request *request, char *why, size_t size)
{
    int frozen = request->pressure == TL_PRESSURE_STEP || request->pressure == TL_PRESSURE_OFF;
    if (host.zygote.pid != 0 && host.zygote.frozen == frozen &&
        strcmp(host.zygote.case_path, request->case_path) == 0)
        return 0;
    if (host.zygote.pid != 0)
        end_zygote();
    if (fork_zygote(request, frozen) < 0) {
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
    snprintf(answer.note, sizeof answer.note, "%s", why);
    return process_write(host.answers, &answer, sizeof answer);
}

static int is_sound(struct tl_request *request)
{
    request->case_path[TL_PATH_MAX - 1] = '\0';
    return request->magic == TL_WIRE_MAGIC && request->version == TL_WIRE_VERSION &&
           request->guard < TL_GUARD_COUNT && request->pressure < TL_PRESSURE_COUNT;
}

/* 0, or -1 when the driver is gone. */
static int serve(const struct tl_request *request)
{
    char why[TL_NOTE_MAX];
    const char *refusal = interpreter->refusal(request);
    if (refusal != NULL)
        return refuse(request, refusal);
    if (want_zygote(request, why, sizeof why) < 0)
        return refuse(request, why);
    if (process_write(host.zygote.requests, request, sizeof *request) == 0 &&
        next_status(0) == ZYGOTE_DONE)
        return 0;
    describe_end(end_zygote(), "between two trials", why, sizeof why);
    return refuse(request, why);
}

int host_serve(const char *libpython, const char *home, const char *site, int requests, int answers)
{
    char why[512];
    struct tl_request request;
    int status = 0;
    host.requests = requests;
    host.answers = answers;
    if (start(libpython, home, site, why, sizeof why) < 0) {
        fprintf(stderr, "taskloss-worker: %s: %s\n", libpython, why);
        return 3;
    }
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

/* ---- the benchmark ---- */

static void print_round(int64_t trial_us, int64_t fork_us)
{
    printf("trial_us=%lld fork_us=%lld\n", (long long)trial_us, (long long)fork_us);
}

static const char trivial_tasks[] = "import asyncio\n"
                                    "async def nothing(): pass\n"
                                    "async def many(count):\n"
                                    "    create = asyncio.get_event_loop().create_task\n"
                                    "    for _ in range(count): await create(nothing())\n"
                                    "def run(count):\n"
                                    "    loop = asyncio.new_event_loop()\n"
                                    "    loop.run_until_complete(many(count))\n"
                                    "    loop.close()\n";

static int64_t time_tasks(PyObject *module, struct ledger *ledger, int hooked)
{
    enum { TASKS = 10000 }; /* below LEDGER_ENTRIES_MAX: each is entered */
    PyObject *args = py.PyTuple_New(1);
    py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong(TASKS));
    ledger_reset(ledger);
    fates_watch(ledger);
    fates_enable(hooked);
    int64_t began = process_now_us();
    py.Py_DecRef(python_call(module, "run", args));
    int64_t took = process_now_us() - began;
    fates_enable(1);
    fates_watch(NULL);
    return took;
}

int host_bench(const char *libpython, const char *home, const char *case_path, unsigned rounds)
{
    char why[512];
    if (start(libpython, home, NULL, why, sizeof why) < 0) {
        fprintf(stderr, "taskloss-worker: %s: %s\n", libpython, why);
        return 3;
    }
    if (interpreter != &cpython) {
        fprintf(
            stderr,
            "taskloss-worker: %s: the benchmark is for CPython: PyPy runs here without its JIT\n",
            libpython);
        return 3;
    }
    PyObject *module = python_run("_taskloss_bench", "<taskloss>", trivial_tasks);
    struct ledger *ledger = ledger_map();
    for (int i = 0; module != NULL && ledger != NULL && i < 12; i++) {
        int64_t without = time_tasks(module, ledger, 0);
        printf("unhooked_us=%lld ", (long long)without);
        printf("hooked_us=%lld\n", (long long)time_tasks(module, ledger, 1));
    }
    process_become_keeper();
    if (zygote_bench(case_path, rounds, print_round, why, sizeof why) == 0)
        return 0;
    fprintf(stderr, "taskloss-worker: %s: %s\n", case_path, why);
    return 3;
}

/* ---- the probe ---- */

static int say(const char *why)
{
    printf("usable=%s\n", why[0] == '\0' ? "yes" : "no");
    if (why[0] != '\0')
        printf("why=%s\n", why);
    fflush(stdout);
    return why[0] == '\0' ? 0 : 3;
}

static int probe_loop(const char *loop, const char *loop_site)
{
    char why[512];
    struct tl_request request = {.guard = TL_GUARD_BARE};
    snprintf(request.loop, sizeof request.loop, "%s", loop);
    snprintf(request.loop_site, sizeof request.loop_site, "%s", loop_site);
    process_become_keeper();
    if (interpreter->warm_up(why, sizeof why) < 0)
        return say(why);
    const char *refusal = interpreter->refusal(&request);
    if (refusal == NULL && interpreter == &cpython)
        loop_print();
    return say(refusal != NULL ? refusal : "");
}

int host_probe(const char *libpython, const char *home, const char *site, const char *loop,
               const char *loop_site, int blind)
{
    char why[512] = "";
    if (interpreter_choose(libpython, why, sizeof why) < 0 ||
        interpreter->boot(libpython, home, why, sizeof why) < 0)
        return say(why);
    const char *about = interpreter->about(why, sizeof why);
    if (about == NULL)
        return say(why);
    puts(about);
    fflush(stdout);
    if (interpreter->hook(site, why, sizeof why) < 0)
        return say(why);
    if (loop != NULL)
        return probe_loop(loop, loop_site);
    if (interpreter->prove != NULL && interpreter->prove(blind, why, sizeof why) < 0)
        return say(why);
    return say("");
}
