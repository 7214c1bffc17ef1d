/* Children that lie, die, hang and leave others behind: each ends in a known way, and nothing
 * stays. */
#include <check.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "patience.h"
#include "process.h"

static struct process_end ended(void (*child)(void), uint32_t deadline_ms)
{
    process_become_keeper();
    pid_t self = getpid(), pid = fork();
    if (pid == 0) {
        process_become_kept(self);
        child();
        _exit(0);
    }
    ck_assert_int_gt(pid, 0);
    return process_wait(pid, deadline_ms);
}

static void nothing(void)
{
}

static void leave_with_7(void)
{
    _exit(7);
}

static void kill_itself(void)
{
    raise(SIGKILL);
}

static void hang(void)
{
    for (;;)
        pause();
}

static void nap(void)
{
    usleep(300000);
    _exit(0);
}

static void ignore_everything_and_spin(void)
{
    for (int i = 1; i < 32; i++)
        signal(i, SIG_IGN);
    for (;;)
        ;
}

/* A daemon: its own session, its parent gone. */
static void leave_a_daemon(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            hang();
        _exit(0);
    }
    wait(NULL);
}

static void leave_three(void)
{
    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            setpgid(0, 0);
            hang();
        }
    usleep(20000);
}

static void nothing_is_left(void)
{
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

START_TEST(each_way_to_end_has_its_name)
{
    ck_assert_int_eq(ended(nothing, 5000).ending, TL_ENDING_OK);
    struct process_end end = ended(leave_with_7, 5000);
    ck_assert(end.ending == TL_ENDING_EXIT && end.code == 7);
    end = ended(kill_itself, 5000);
    ck_assert(end.ending == TL_ENDING_SIGNAL && end.code == SIGKILL);
    nothing_is_left();
}
END_TEST

START_TEST(a_deadline_kills_what_ignores_signals)
{
    ck_assert_int_eq(ended(hang, 50).ending, TL_ENDING_DEADLINE);
    ck_assert_int_eq(ended(ignore_everything_and_spin, 50).ending, TL_ENDING_DEADLINE);
    nothing_is_left();
}
END_TEST

START_TEST(what_a_child_leaves_behind_is_killed_and_counted)
{
    ck_assert_uint_eq(ended(leave_a_daemon, 5000).left, 1);
    nothing_is_left();
    ck_assert_uint_eq(ended(leave_three, 5000).left, 3);
    nothing_is_left();
    ck_assert_uint_eq(ended(nothing, 5000).left, 0);
}
END_TEST

static void eat_memory(void)
{
    process_limit(64);
    _exit(malloc((size_t)256 << 20) == NULL ? 42 : 0);
}

START_TEST(memory_beyond_the_limit_is_refused)
{
    ck_assert_int_eq(ended(eat_memory, 5000).code, 42);
}
END_TEST

START_TEST(reading_and_writing_go_all_the_way)
{
    char in[100000], out[sizeof in];
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    memset(in, 'x', sizeof in);
    pid_t child = fork();
    if (child == 0)
        _exit(process_write(ends[1], in, sizeof in) == 0 ? 0 : 1);
    close(ends[1]);
    ck_assert_int_eq(process_read(ends[0], out, sizeof out), 0);
    ck_assert_int_eq(memcmp(in, out, sizeof in), 0);
    ck_assert_int_eq(process_read(ends[0], out, 1), -1);
    ck_assert_int_eq(errno, 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}
END_TEST

/* All on one processor, which this process and its children share with four that never rest. */
enum { RIVALS = 4 };

static void share_a_processor(pid_t rivals[RIVALS])
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    for (int i = 0; i < RIVALS; i++) {
        rivals[i] = fork();
        while (rivals[i] == 0)
            ;
    }
}

static void end_rivals(const pid_t rivals[RIVALS])
{
    for (int i = 0; i < RIVALS; i++) {
        kill(rivals[i], SIGKILL);
        waitpid(rivals[i], NULL, 0);
    }
}

static void work_for_200_ms(void)
{
    while (clock() < CLOCKS_PER_SEC / 5)
        ;
}

static void work_for_400_ms(void)
{
    while (clock() < CLOCKS_PER_SEC * 2 / 5)
        ;
}

static void have_work_done_below(void)
{
    pid_t worker = fork();
    if (worker == 0) {
        work_for_200_ms();
        _exit(0);
    }
    waitpid(worker, NULL, 0);
}

/* Not `ended`: the rivals are children too, and would be taken for what it left behind. */
static int in_time(void (*child)(void), uint32_t deadline_ms)
{
    pid_t pid = fork();
    if (pid == 0) {
        pid_t rivals[RIVALS];
        process_become_keeper();
        share_a_processor(rivals);
        pid_t self = getpid(), worker = fork();
        if (worker == 0) {
            process_become_kept(self);
            child();
            _exit(0);
        }
        enum tl_ending ending = process_wait(worker, deadline_ms).ending;
        end_rivals(rivals);
        _exit(ending == TL_ENDING_OK ? 0 : ending == TL_ENDING_DEADLINE ? 1 : 2);
    }
    int status;
    waitpid(pid, &status, 0);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) < 2);
    return WEXITSTATUS(status) == 0;
}

START_TEST(time_without_a_processor_is_not_a_childs_own)
{
    ck_assert(in_time(work_for_200_ms, 300));
    ck_assert(in_time(have_work_done_below, 300));
    ck_assert(!in_time(work_for_200_ms, 20)); /* owed at most nine times as much */
    ck_assert(!in_time(hang, 300));
}
END_TEST

START_TEST(who_sleeps_is_owed_nothing)
{
    pid_t child = fork();
    if (child == 0)
        hang();
    struct patience patience = {0};
    usleep(100000);
    int64_t waited = patience_waited_us(&patience, child);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    ck_assert_int_lt(waited, 100000);
    ck_assert_int_eq(patience_more_us(100, 50000, 0), 50000);
    ck_assert_int_eq(patience_more_us(100, 50000, 50000), 0);
    ck_assert_int_eq(patience_more_us(100, 5000000, 0), 900000);
    ck_assert_int_eq(patience_more_us(0, 5000000, 0), 0);
}
END_TEST

/* What one that was there before waits for a processor: in all, before a deadline began, after it
 * for a quarter of a second, and then once it has stopped. */
static void wait_of_an_old_one(int64_t waited_us[4])
{
    pid_t rivals[RIVALS], old = fork();
    const struct patience never = {0};
    struct patience patience = {0};
    while (old == 0)
        ;
    share_a_processor(rivals);
    cpu_set_t one;
    ck_assert_int_eq(sched_getaffinity(0, sizeof one, &one), 0);
    ck_assert_int_eq(sched_setaffinity(old, sizeof one, &one), 0);
    usleep(250000);
    waited_us[0] = patience_waited_us(&never, old);
    patience_begin(&patience, old);
    waited_us[1] = patience_waited_us(&patience, old);
    usleep(250000);
    waited_us[2] = patience_waited_us(&patience, old);
    kill(old, SIGSTOP);
    waitpid(old, NULL, WUNTRACED);
    patience_begin(&patience, old);
    usleep(50000);
    waited_us[3] = patience_waited_us(&patience, old);
    kill(old, SIGKILL);
    waitpid(old, NULL, 0);
    end_rivals(rivals);
}

START_TEST(one_that_was_there_before_is_owed_what_it_waits_from_then_on)
{
    int64_t waited_us[4];
    wait_of_an_old_one(waited_us);
    ck_assert_int_gt(waited_us[0], 50000);
    ck_assert_int_lt(waited_us[1], waited_us[0]);
    ck_assert_int_gt(waited_us[2], 50000);
    ck_assert_int_lt(waited_us[3], 1000);
}
END_TEST

static unsigned told;

static void count_told(void)
{
    told++;
}

static void wait_for_one(void (*child)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        child();
        _exit(0);
    }
    process_wait(pid, 0);
}

/* A child that works, or naps; the wait for the next one tells of it how often? */
static int told_of(void (*child)(void), int starved)
{
    pid_t pid = fork();
    if (pid == 0) {
        pid_t rivals[RIVALS];
        process_become_keeper();
        process_forget_past();
        process_on_wait(count_told);
        if (starved)
            share_a_processor(rivals);
        wait_for_one(child); /* and the rivals are killed, as left behind */
        told = 0;
        wait_for_one(nothing);
        wait_for_one(nothing);
        _exit((int)told);
    }
    int status;
    waitpid(pid, &status, 0);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

START_TEST(what_an_ended_child_waited_for_a_processor_is_told_once)
{
    ck_assert_int_eq(told_of(work_for_400_ms, 1), 1);
    ck_assert_int_eq(told_of(nap, 0), 0);
}
END_TEST

START_TEST(what_is_not_its_own_counts_for_no_deadline)
{
    uint64_t us = 0;
    process_apart(&us);
    ck_assert_uint_eq(ended(nap, 100).ending, TL_ENDING_DEADLINE);
    us = 5000000;
    ck_assert_uint_eq(ended(nap, 100).ending, TL_ENDING_OK);
    us = UINT64_MAX;
    ck_assert_uint_eq(ended(nap, 100).ending, TL_ENDING_OK);
    ck_assert_uint_eq(ended(hang, 20).ending, TL_ENDING_DEADLINE);
    process_apart(NULL);
    ck_assert_uint_eq(ended(nap, 100).ending, TL_ENDING_DEADLINE);
}
END_TEST

START_TEST(one_that_is_spared_is_no_leftover)
{
    process_become_keeper();
    pid_t spared = fork();
    if (spared == 0)
        hang();
    process_spare(spared, 0);
    ck_assert_uint_eq(ended(nothing, 1000).left, 0);
    ck_assert_uint_eq(ended(leave_a_daemon, 1000).left, 1);
    ck_assert_int_eq(kill(spared, 0), 0);
    process_spare(0, 0);
    ck_assert_uint_eq(process_kill_children(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("process");
    TCase *tcase = tcase_create("children");
    tcase_add_test(tcase, each_way_to_end_has_its_name);
    tcase_add_test(tcase, a_deadline_kills_what_ignores_signals);
    tcase_add_test(tcase, what_a_child_leaves_behind_is_killed_and_counted);
#if !defined(__SANITIZE_ADDRESS__) /* whose shadow does not fit the limit */
    tcase_add_test(tcase, memory_beyond_the_limit_is_refused);
#else
    (void)memory_beyond_the_limit_is_refused;
    (void)eat_memory;
#endif
    tcase_add_test(tcase, one_that_is_spared_is_no_leftover);
    tcase_add_test(tcase, reading_and_writing_go_all_the_way);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, time_without_a_processor_is_not_a_childs_own);
    tcase_add_test(tcase, who_sleeps_is_owed_nothing);
    tcase_add_test(tcase, one_that_was_there_before_is_owed_what_it_waits_from_then_on);
    tcase_add_test(tcase, what_an_ended_child_waited_for_a_processor_is_told_once);
    tcase_add_test(tcase, what_is_not_its_own_counts_for_no_deadline);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
