/* Supervision: each planted fault of a worker is found, is named, and costs one cell only. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "implementation_of.h"
#include "supervise.h"

#define MOST_CELLS 40
#define TRIALS     3

/* A plan of made-up cases, whose names tell the fake worker what to do, and what became of it. */
static struct tl_python python = {
    .name = (char *)"3.12.1", .version = (char *)"3.12.1", .libpython = (char *)"/lib/none.so"};
static struct tl_target targets[2] = {{.python = &python}, {.python = &python}};
static char files[MOST_CELLS][80];
static struct tl_case cases[MOST_CELLS];
static struct tl_cell cells[MOST_CELLS];
static struct plan_chunk chunks[MOST_CELLS];
static struct plan plan;

static struct seen {
    int trials, done, unmeasured, told;
    uint64_t seed, lost;
    char why[600];
} seen[MOST_CELLS];
static struct tl_error error;
static int fail_at_trial, kill_at_trial, all_trials;

static void make(void)
{
    memset(&plan, 0, sizeof plan);
    memset(seen, 0, sizeof seen);
    plan.cells = cells;
    plan.chunks = chunks;
    targets[0].about = *implementation_of("3.12.1");
    targets[1].about = *implementation_of("other");
    fail_at_trial = kill_at_trial = all_trials = 0;
    signal(SIGPIPE, SIG_IGN);
    setenv("TASKLOSS_WORKER", TASKLOSS_BINARY_DIR "/harness/tests/fake_worker", 1);
}

/* Adds a chunk of `count` cells of one case. */
static void add_of(size_t implementation, const char *mode, size_t count)
{
    chunks[plan.chunk_count] = (struct plan_chunk){plan.count, count, implementation};
    snprintf(files[plan.chunk_count], sizeof files[0], "/none/%s.py", mode);
    cases[plan.chunk_count].file = files[plan.chunk_count];
    for (size_t i = 0; i < count; i++)
        cells[plan.count++] = (struct tl_cell){.target = &targets[implementation],
                                               .the_case = &cases[plan.chunk_count]};
    plan.chunk_count++;
}

static void add(const char *mode, size_t count)
{
    add_of(0, mode, count);
}

static void fill_request(void *context, size_t cell, struct tl_request *out)
{
    (void)context;
    out->first_seed = 100;
    out->trials = TRIALS;
    out->jobs = 4;
    out->deadline_ms = 100;
    snprintf(out->case_path, sizeof out->case_path, "%s", plan.cells[cell].the_case->file);
}

static int on_trial(void *context, size_t cell, const struct tl_answer *answer,
                    const struct tl_task_row *tasks, const struct tl_fact *facts,
                    const char *output, struct tl_error *why)
{
    (void)context, (void)facts, (void)output;
    ck_assert_int_eq(seen[cell].done + seen[cell].unmeasured, 0);
    ck_assert_uint_eq(answer->seed, 100 + (uint64_t)seen[cell].trials);
    for (uint32_t i = 0; i < answer->task_count; i++)
        seen[cell].lost += tasks[i].fate == TL_FATE_LOST;
    seen[cell].trials++;
    all_trials++;
    if (all_trials == kill_at_trial)
        kill(getpid(), SIGTERM);
    return all_trials == fail_at_trial ? tl_fail(why, TL_EXIT_UNMEASURED, "the disk is full") : 0;
}

static int on_done(void *context, size_t cell, struct tl_error *why)
{
    (void)context, (void)why;
    ck_assert_int_eq(seen[cell].unmeasured, 0);
    seen[cell].done++;
    return 0;
}

static int on_unmeasured(void *context, size_t cell, uint64_t seed, const char *why,
                         struct tl_error *ignored)
{
    (void)context, (void)ignored;
    ck_assert_int_eq(seen[cell].done, 0);
    seen[cell].unmeasured++;
    seen[cell].seed = seed;
    snprintf(seen[cell].why, sizeof seen[cell].why, "%s", why);
    return 0;
}

static void on_under_way(void *context, size_t cell, const char *how_far)
{
    (void)context;
    ck_assert_str_eq(how_far, "trial: 7 tasks");
    seen[cell].told++;
}

static int run(unsigned slots)
{
    static const struct supervise_calls calls = {.request = fill_request,
                                                 .trial = on_trial,
                                                 .done = on_done,
                                                 .unmeasured = on_unmeasured,
                                                 .under_way = on_under_way};
    struct supervise_options how = {.slots = slots, .grace_ms = 300};
    return supervise(&plan, &how, &calls, &error);
}

/* No worker outlives its run: not one child is left to wait for. */
static void no_child_is_left(void)
{
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

static void must_run(unsigned slots)
{
    ck_assert_msg(run(slots) == 0, "%s", error.text);
    for (size_t i = 0; i < plan.count; i++)
        ck_assert_msg(seen[i].done + seen[i].unmeasured == 1, "cell %zu: %d done, %d unmeasured", i,
                      seen[i].done, seen[i].unmeasured);
    no_child_is_left();
}

static void is_measured(size_t cell)
{
    ck_assert_msg(seen[cell].done == 1, "cell %zu: %s", cell, seen[cell].why);
    ck_assert_int_eq(seen[cell].trials, TRIALS);
    ck_assert_uint_eq(seen[cell].lost, 4 * TRIALS);
}

static void is_unmeasured(size_t cell, const char *why)
{
    ck_assert_int_eq(seen[cell].unmeasured, 1);
    ck_assert_msg(strstr(seen[cell].why, why) != NULL, "cell %zu: '%s', not '%s'", cell,
                  seen[cell].why, why);
}

START_TEST(all_is_well)
{
    for (int i = 0; i < 6; i++)
        add_of((size_t)i / 3, i % 2 ? "slow" : "good", 4);
    must_run(3);
    for (size_t i = 0; i < plan.count; i++)
        is_measured(i);
}
END_TEST

START_TEST(nothing_to_do)
{
    must_run(2);
}
END_TEST

/* Each: a cell before it is measured, the next ones are, and the reason is told. */
static const struct {
    const char *mode, *why;
    int trials; /* kept of the cell with the fault */
} faults[] = {
    {"die", "killed by signal 9 (Killed)", 0},
    {"exit", "exit status 7: the last words", 0},
    {"abort", "killed by signal 6 (Aborted): assertion failed", 0},
    {"hang", "gave no answer in 0.6 s and was killed: hanging", 0},
    {"hang_deaf", "gave no answer in 0.6 s", 0},
    {"close", "closed its output", 0},
    {"garbage", "harness error: the worker wrote something that is no answer", 0},
    {"die_later", "killed by signal 10", 2},
    {"hang_later", "gave no answer", 2},
    {"truncated", "exit status 0", 1},
    {"too_many", "harness error: the worker answered more trials", TRIALS},
    {"too_few", "harness error: the worker was done after 2 of 3 trials", 2},
    {"fail", "no module named nothing", 0},
    {"lie_magic", "no answer", 0},
    {"lie_version", "speaks version 99", 0},
    {"lie_serial", "answered request", 0},
    {"lie_seed", "answered seed 101 instead of 100", 0},
    {"lie_sum", "5 jobs, but 4 fates", 0},
    {"lie_control", "control has lost jobs", 0},
    {"lie_counts", "counts are absurd", 0},
    {"lie_type", "type 77", 0},
    {"lie_ending", "ending number 99", 0},
    {"lie_leaked", "counts are absurd", 0},
    {"lie_row", "fate number 1000", 0},
    {"lie_rows", "do not add up", 0},
    {"lie_note", "note is no text", 0},
    {"under_way_with_rows", "says more than how far it is", 0},
};

START_TEST(a_fault_costs_its_cell)
{
    add("good", 2);
    add(faults[_i].mode, 1);
    add("good", 2);
    must_run(1);
    is_unmeasured(2, faults[_i].why);
    ck_assert_int_eq(seen[2].trials, faults[_i].trials);
    ck_assert_uint_eq(seen[2].seed, 100 + (uint64_t)faults[_i].trials);
    for (size_t i = 0; i < plan.count; i++)
        if (i != 2)
            is_measured(i);
}
END_TEST

/* How far it is moves no deadline: one that says nothing else is killed. */
START_TEST(a_long_trial_says_how_far_it_is)
{
    add("under_way", 1);
    add("under_way_forever", 1);
    must_run(1);
    is_measured(0);
    ck_assert_int_eq(seen[0].told, 2 * TRIALS);
    is_unmeasured(1, "gave no answer in 0.6 s and was killed");
    ck_assert_int_gt(seen[1].told, 2);
}
END_TEST

START_TEST(output_held_open_by_a_child)
{
    add("child_holds_output", 1);
    add("good", 1);
    must_run(1);
    is_unmeasured(0, "killed by signal 9");
    is_measured(1);
}
END_TEST

START_TEST(one_bad_case_is_no_bad_implementation)
{
    add("die", 5);
    add("good", 3);
    add("good", 3);
    must_run(1);
    for (size_t i = 0; i < 5; i++)
        ck_assert_int_eq(seen[i].unmeasured, 1);
    for (size_t i = 5; i < plan.count; i++)
        is_measured(i);
}
END_TEST

/* A worker whose Python does not even start: a witness, which is asked nothing, ends the same. */
START_TEST(an_implementation_is_given_up)
{
    setenv("FAKE_WORKER_STILLBORN", "1", 1);
    for (int i = 0; i < 6; i++)
        add_of(0, "good", 2);
    must_run(2);
    unsetenv("FAKE_WORKER_STILLBORN");
    int given_up = 0;
    for (size_t i = 0; i < 12; i++)
        given_up += strstr(seen[i].why, "given up after 3 workers") != NULL;
    ck_assert_int_ge(given_up, 7);
    is_unmeasured(11, "exit status 3: no Python starts here");
}
END_TEST

START_TEST(cases_that_kill_cost_no_innocent_one)
{
    for (int i = 0; i < 7; i++)
        add(i % 2 ? "die" : "exit", 1);
    add("good", 1);
    add_of(1, "good", 2);
    must_run(1 + (unsigned)_i);
    for (size_t i = 0; i < 7; i++)
        is_unmeasured(i, i % 2 ? "killed by signal 9" : "exit status 7: the last words");
    for (size_t i = 7; i < plan.count; i++)
        is_measured(i);
}
END_TEST

/* The daemons of the fake worker, told by the time they sleep. */
static size_t count_daemons(void)
{
    size_t count = 0;
    glob_t found;
    ck_assert_int_eq(glob("/proc/[0-9]*/cmdline", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char line[64] = "";
        FILE *file = fopen(found.gl_pathv[i], "r");
        if (file != NULL && fread(line, 1, sizeof line - 1, file) > 6)
            count += strcmp(line, "sleep") == 0 && strcmp(line + 6, "600.25") == 0;
        if (file != NULL)
            fclose(file);
    }
    globfree(&found);
    return count;
}

START_TEST(daemons_end_with_the_run)
{
    add("daemon", 1);
    add("good", 1);
    pid_t before = fork(); /* as a shell's job in the background, before it became us */
    if (before == 0)
        pause();
    ck_assert_int_eq(run(2), 0);
    is_unmeasured(0, "killed by signal 9");
    is_measured(1);
    ck_assert_uint_eq(count_daemons(), 0);
    ck_assert_int_eq(kill(before, SIGKILL), 0);
    ck_assert_int_eq(waitpid(before, NULL, 0), before);
    no_child_is_left();
}
END_TEST

/* Its deadlines go on while it is stopped, and so do its workers. */
START_TEST(a_stopped_driver_reads_before_it_judges)
{
    for (int i = 0; i < 8; i++)
        add("slow", 4);
    pid_t driver = fork();
    if (driver == 0) {
        must_run(2);
        for (size_t i = 0; i < plan.count; i++)
            is_measured(i);
        _exit(0);
    }
    for (int i = 0; i < 3; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        kill(driver, SIGSTOP);
        nanosleep(&(struct timespec){.tv_nsec = 900000000}, NULL);
        kill(driver, SIGCONT);
    }
    int status;
    ck_assert_int_eq(waitpid(driver, &status, 0), driver);
    ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(no_worker_to_start)
{
    setenv("TASKLOSS_WORKER", "/dev/null", 1);
    add("good", 3);
    must_run(2);
    is_unmeasured(0, "cannot start the worker '/dev/null'");
    is_unmeasured(2, "permission denied");
    setenv("TASKLOSS_WORKER", "/nonexistent", 1);
    memset(seen, 0, sizeof seen);
    ck_assert_int_eq(run(2), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "TASKLOSS_WORKER"));
}
END_TEST

START_TEST(one_worker_serves_an_implementation)
{
    add("pid", 2);
    add("pid", 2);
    must_run(1);
    for (size_t i = 1; i < 4; i++)
        ck_assert_str_eq(seen[i].why, seen[0].why);
}
END_TEST

START_TEST(workers_get_three_files)
{
    FILE *ours = fopen("/dev/null", "re");
    for (int fd = 3; fd < 1024; fd++) /* those that libcheck left to us */
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    add("files", 1);
    add("files", 1);
    must_run(2);
    for (size_t i = 0; i < 2; i++)
        is_unmeasured(i, "3 files");
    fclose(ours);
}
END_TEST

START_TEST(a_call_that_fails_ends_the_run)
{
    add("good", 4);
    add("hang", 4);
    fail_at_trial = 4;
    ck_assert_int_eq(run(2), -1);
    ck_assert_str_eq(error.text, "the disk is full");
    ck_assert_int_eq(all_trials, 4);
    no_child_is_left();
}
END_TEST

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

START_TEST(interrupted)
{
    add("good", 2);
    add("hang_deaf", 2);
    kill_at_trial = 2;
    double start = seconds();
    ck_assert_int_eq(run(2), -1);
    ck_assert_int_eq(error.exit, TL_EXIT_INTERRUPTED);
    ck_assert(seconds() - start < 4);
    no_child_is_left();
}
END_TEST

/* A run whose one worker hangs, in a process of its own. What the worker writes goes to `out`. */
static void drive_forever(int out)
{
    add("hang", 1);
    dup2(out, STDERR_FILENO);
    close(out);
    struct supervise_options how = {.slots = 1, .grace_ms = 60000, .foreground = true};
    struct supervise_calls calls = {
        .request = fill_request, .trial = on_trial, .done = on_done, .unmeasured = on_unmeasured};
    supervise(&plan, &how, &calls, &error);
    _exit(0);
}

START_TEST(a_killed_driver_leaves_no_worker)
{
    int ends[2], status;
    char text[16];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t driver = fork();
    if (driver == 0) {
        close(ends[0]);
        drive_forever(ends[1]);
    }
    close(ends[1]);
    ck_assert_int_eq((int)read(ends[0], text, sizeof text), 8); /* "hanging": it is there */
    kill(driver, SIGKILL);
    ck_assert_int_eq(waitpid(driver, &status, 0), driver);
    ck_assert_int_eq((int)read(ends[0], text, sizeof text), 0); /* nobody holds the other end */
    close(ends[0]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("supervise");
    TCase *tests = tcase_create("supervise");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make, NULL);
    tcase_add_test(tests, all_is_well);
    tcase_add_test(tests, nothing_to_do);
    tcase_add_loop_test(tests, a_fault_costs_its_cell, 0, sizeof faults / sizeof faults[0]);
    tcase_add_test(tests, a_long_trial_says_how_far_it_is);
    tcase_add_test(tests, output_held_open_by_a_child);
    tcase_add_test(tests, one_bad_case_is_no_bad_implementation);
    tcase_add_test(tests, an_implementation_is_given_up);
    tcase_add_loop_test(tests, cases_that_kill_cost_no_innocent_one, 0, 3);
    tcase_add_test(tests, daemons_end_with_the_run);
    tcase_add_test(tests, a_stopped_driver_reads_before_it_judges);
    tcase_add_test(tests, no_worker_to_start);
    tcase_add_test(tests, one_worker_serves_an_implementation);
    tcase_add_test(tests, workers_get_three_files);
    tcase_add_test(tests, a_call_that_fails_ends_the_run);
    tcase_add_test(tests, interrupted);
    tcase_add_test(tests, a_killed_driver_leaves_no_worker);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
