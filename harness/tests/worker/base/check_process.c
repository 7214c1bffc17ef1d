/* Children that lie, die, hang and leave others behind: each ends in a known way, and nothing
 * stays. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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
    tcase_add_test(tcase, reading_and_writing_go_all_the_way);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
