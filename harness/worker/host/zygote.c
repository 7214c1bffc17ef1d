/* Imports a case once; then, for each seed, a control and a trial in processes of their own.
 *
 * What a zygote never does, once the case is imported: run Python code (but what the case asked to
 * be run around a fork), start a thread, move its clock, or open a descriptor that a trial could
 * inherit. Each trial begins from the same memory, whatever the ones before it did; the ledgers are
 * reset, and the file of output is emptied, before each.
 *
 * Who owns a descriptor: requests, answers, status and the file of output are the zygote's, and a
 * child closes its copies before the first line of the program runs; of the output it keeps 1 and 2
 * only. The ledgers are mappings without descriptors. A child has a process group of its own and
 * dies with the zygote, which waits for it, and kills and reaps all that it left behind, before it
 * answers. What is in an answer was read after that.
 */
#include "zygote.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "answering.h"
#include "apart.h"
#include "far.h"
#include "line.h"
#include "printed.h"
#include "runner.h"
#include "serving.h"
#include "settling.h"
#include "start.h"
#include "try.h"
#include "under_way.h"
#include "workload.h"
#include "zygote_state.h"

struct zygote zygote;

/* Of a zygote for any case. */
static void note_case(const struct tl_request *request)
{
    static char last[TL_PATH_MAX];
    if (strcmp(last, request->case_path) != 0)
        runner_forget();
    line_copy(last, sizeof last, request->case_path);
    zygote.frozen = workload_freezes(request->pressure);
}

static int serve_trials(const struct tl_request *request)
{
    int (*run)(const struct tl_request *, uint64_t) = request->graph ? serving_holders
                                                      : tl_pressure_rules[request->pressure].cancels
                                                          ? serving_cancellations
                                                          : serving_seed;
    const struct tl_answer done = answering_new(request, TL_ANSWER_DONE);
    for (uint32_t i = 0; i < request->trials; i++) {
        zygote.handed.done = i;
        if (run(request, request->first_seed + i) < 0)
            return -1;
        if (zygote.hands_over)
            return 0;
    }
    return answering_send(&done, NULL);
}

static int serve_request(const struct tl_request *request)
{
    if (!zygote.loaded) {
        struct tl_answer answer = answering_new(request, TL_ANSWER_FAILED);
        memcpy(answer.note, zygote.why, sizeof answer.note);
        return answering_send(&answer, NULL);
    }
    zygote.hands_over = 0;
    if (zygote.layers)
        note_case(request);
    under_way_begin(zygote.answers, request, zygote.shared);
    int result = serve_trials(request);
    under_way_end();
    return result;
}

static int map_ledgers(void)
{
    struct ledger *ledgers =
        mmap((void *)FAR_LEDGERS, ZYGOTE_LEDGERS * sizeof *ledgers, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ledgers == MAP_FAILED)
        return -1;
    zygote.kept = ledgers;
    zygote.trial = &ledgers[0];
    zygote.control = &ledgers[1];
    zygote.again[0] = &ledgers[2];
    zygote.again[1] = &ledgers[3];
    return 0;
}

/* What each way to use a zygote needs: memory, a file for output. */
static int prepare(void)
{
    zygote.output = memfd_create("output", MFD_CLOEXEC);
    zygote.shared = ledger_map();
    if (zygote.output >= 0 && zygote.shared != NULL && map_ledgers() == 0)
        return 0;
    snprintf(zygote.why, sizeof zygote.why, "cannot map memory: %s", strerror(errno));
    return -1;
}

static void import_case(const char *case_path, const struct tried_loop *loop, int frozen)
{
    zygote.loaded = prepare() == 0 &&
                    interpreter->load(case_path, loop, frozen, zygote.why, sizeof zygote.why) == 0;
}

static int64_t time_bare_fork(void)
{
    int64_t began = process_now_us();
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    return process_now_us() - began;
}

/* How long a trial takes; -1 with `why` where it did not run to its end, or not so. */
static int64_t time_trial(const struct tl_request *request, char *why, size_t size)
{
    struct trial trial = {request, 1, 0, zygote.shared, NULL, 0, 0, 0};
    struct isolated isolated;
    int64_t began = process_now_us();
    printed_blank(zygote.output);
    struct process_end end = settling_end(apart_run(&trial, zygote.trial, &isolated), zygote.trial);
    int64_t took = process_now_us() - began;
    if (end.ending != TL_ENDING_OK)
        snprintf(why, size, "a trial ended with: %s", tl_endings[end.ending].name);
    else if (isolated.how != request->isolation)
        line_copy(why, size, isolated.why);
    else
        return took;
    return -1;
}

int zygote_bench(const char *case_path, unsigned rounds,
                 void (*report)(int64_t trial_us, int64_t snapshot_us, int64_t fork_us), char *why,
                 size_t size)
{
    static const struct tl_request by_fork = {
        .guard = TL_GUARD_BARE,
        .pressure = TL_PRESSURE_STEP,
        .jobs = 4,
        .deadline_ms = 10000,
        .memory_mb = 512,
    };
    struct tl_request by_snapshot = by_fork;
    char unable[TL_NOTE_MAX];
    by_snapshot.isolation = TL_ISOLATION_SNAPSHOT;
    zygote.requests = zygote.answers = zygote.status = -1;
    zygote.both_ways = 1;
    import_case(case_path, try_loop(&by_fork), 1);
    line_copy(why, size, zygote.why);
    for (unsigned i = 0; zygote.loaded && i < rounds; i++) {
        int64_t trial_us = time_trial(&by_fork, why, size);
        if (trial_us < 0)
            return -1;
        int64_t snapshot_us = time_trial(&by_snapshot, unable, sizeof unable);
        report(trial_us, snapshot_us, time_bare_fork());
    }
    runner_end();
    return zygote.loaded ? 0 : -1;
}

static int send_status(void)
{
    char byte = zygote.hands_over ? ZYGOTE_HANDED : ZYGOTE_DONE;
    if (process_write(zygote.status, &byte, 1) < 0)
        return -1;
    return zygote.hands_over ? process_write(zygote.status, &zygote.handed, sizeof zygote.handed)
                             : 0;
}

static _Noreturn void serve(void)
{
    struct zygote_request next;
    char ready = ZYGOTE_READY;
    if (process_write(zygote.status, &ready, 1) == 0)
        while (process_read(zygote.requests, &next, sizeof next) == 0) {
            if (next.forked[0] != '\0')
                runner_forbid(next.request.guard, next.forked);
            if (serve_request(&next.request) < 0 || send_status() < 0)
                break;
        }
    runner_end();
    process_kill_children();
    _exit(0);
}

static void own(int requests, int answers, int status)
{
    zygote.requests = requests;
    zygote.answers = answers;
    zygote.status = status;
}

_Noreturn void zygote_serve(const char *case_path, const struct tried_loop *loop, int frozen,
                            int requests, int answers, int status)
{
    own(requests, answers, status);
    import_case(case_path, loop, frozen);
    serve();
}

_Noreturn void zygote_serve_layers(int requests, int answers, int status)
{
    own(requests, answers, status);
    zygote.layers = 1;
    zygote.loaded = prepare() == 0;
    serve();
}
