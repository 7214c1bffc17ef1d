/* By fork, or by the runner, whose memory is put back. */
#include "apart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"
#include "line.h"
#include "printed.h"
#include "runner.h"
#include "start.h"
#include "try.h"
#include "zygote_state.h"

/* In a child: only what a trial may touch stays open. */
static void close_zygotes(void)
{
    close(zygote.requests);
    close(zygote.answers);
    close(zygote.status);
    runner_close();
}

static void direct_output(void)
{
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(zygote.output, STDOUT_FILENO);
    dup2(zygote.output, STDERR_FILENO);
    close(null);
    close(zygote.output);
}

/* It imports the case as a zygote does: what that prints is nobody's output. Its memory is put back
 * after each trial: what only the zygote needs is not for it. */
static void set_up_importing_runner(void)
{
    close_zygotes();
    munmap(zygote.kept, ZYGOTE_LEDGERS * sizeof *zygote.kept);
}

static void set_up_runner(void)
{
    set_up_importing_runner();
    direct_output();
}

/* Of a zygote that leaves it to the runner. */
static int import_case(const struct tl_request *request)
{
    const struct runner_case wanted = {
        .request = request,
        .loop = try_loop(request),
        .frozen = zygote.frozen,
        .proves = request->audit != 0,
        .set_up = set_up_importing_runner,
        .imported = direct_output,
    };
    return runner_import(&wanted);
}

/* In a child of a zygote that has not done so. */
static void import_here(const struct trial *trial)
{
    char *note = trial->ledger->note;
    if (interpreter->load(trial->request->case_path, try_loop(trial->request), zygote.frozen, note,
                          sizeof trial->ledger->note) < 0)
        _exit(1);
}

/* A runner is kept for the next trial only where both ways are wanted. */
static struct process_end run_by_fork(const struct trial *trial)
{
    if (!zygote.both_ways)
        runner_end();
    process_spare(runner_process(), 0);
    pid_t self = getpid(), child = interpreter->fork();
    if (child == 0) {
        process_become_kept(self);
        close_zygotes();
        if (zygote.layers)
            import_here(trial);
        direct_output();
        process_limit(trial->request->memory_mb);
        clock_stranger(runner_process());
        _exit(trial_run(trial));
    }
    if (child < 0) {
        snprintf(trial->ledger->note, sizeof trial->ledger->note, "fork: %s", strerror(errno));
        return (struct process_end){TL_ENDING_NOT_STARTED, 0, 0};
    }
    return process_wait(child, trial->request->deadline_ms);
}

/* To a zygote that has the case, and so can fork its trials. */
static struct process_end hand_over(const char *why)
{
    zygote.hands_over = 1;
    zygote.handed.is_unable = runner_is_unable();
    line_copy(zygote.handed.why, sizeof zygote.handed.why,
              why != NULL && !zygote.handed.is_unable ? why : "");
    return (struct process_end){TL_ENDING_NOT_STARTED, 0, 0};
}

/* As the request asks for, where that can be had. */
static struct process_end run_isolated(const struct trial *trial, struct isolated *isolated)
{
    struct process_end end;
    *isolated = (struct isolated){TL_ISOLATION_FORK, NULL, 0};
    zygote.both_ways |= trial->request->audit != 0;
    if (trial->request->isolation == TL_ISOLATION_FORK)
        return run_by_fork(trial);
    isolated->why = runner_refusal(trial);
    if (isolated->why == NULL && (!zygote.layers || import_case(trial->request) == 0) &&
        runner_run(trial, set_up_runner, trial->request->audit != 0, &end) == 0) {
        isolated->how = TL_ISOLATION_SNAPSHOT;
        return end;
    }
    isolated->why = runner_refusal(trial);
    isolated->by_machine = runner_is_unable();
    return zygote.layers ? hand_over(isolated->why) : run_by_fork(trial);
}

struct process_end apart_run(const struct trial *trial, struct ledger *out,
                             struct isolated *isolated)
{
    ledger_reset(trial->ledger);
    struct process_end end = run_isolated(trial, isolated);
    ledger_take(out, trial->ledger);
    printed_count(zygote.output, out);
    if (trial->request->foreground)
        printed_show(zygote.output);
    return end;
}

/* What a control depends on: where the pressure is exact, it is the same for each of its numbers.
 */
static struct tl_request control_of(const struct tl_request *request)
{
    struct tl_request control = *request;
    control.serial = control.trials = 0;
    control.first_seed = control.pressure_argument = 0;
    return control;
}

/* Is the ledger of the last control that of this trial too? */
static int has_control(const struct tl_request *request, uint64_t seed)
{
    static struct tl_request last;
    static uint64_t last_seed;
    struct tl_request control = control_of(request);
    int same = tl_pressure_rules[request->pressure].exact && seed == last_seed &&
               memcmp(&control, &last, sizeof last) == 0 && !request->foreground &&
               zygote.controlled;
    last = control;
    last_seed = seed;
    return same;
}

struct process_end apart_control(const struct tl_request *request, uint64_t seed,
                                 struct isolated *isolated)
{
    struct trial trial = {request, seed, 1, zygote.shared, NULL, 0, 0, 0};
    if (has_control(request, seed))
        return (struct process_end){TL_ENDING_OK, 0, 0};
    printed_blank(zygote.output);
    return apart_run(&trial, zygote.control, isolated);
}
