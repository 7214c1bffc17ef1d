/* Virtual time, in this very program: hours pass at once, unless something could come first. */
#include <check.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "process.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double real(void)
{
    return (double)process_now_us() / 1e6;
}

static double virtual_began, real_began;

static void begin(void)
{
    clock_start();
    virtual_began = now();
    real_began = real();
}

/* Also ends virtual time: check measures each test by the same clock. */
static void passed(double seconds, double really_at_most)
{
    double virtually = now() - virtual_began;
    clock_stop();
    ck_assert_double_eq_tol(virtually, seconds, 0.1);
    ck_assert_double_le(real() - real_began, really_at_most);
}

START_TEST(an_hour_of_sleep_takes_no_time)
{
    struct timespec hour = {.tv_sec = 3600};
    begin();
    ck_assert_int_eq(nanosleep(&hour, NULL), 0);
    ck_assert_int_eq(poll(NULL, 0, 3600000), 0);
    ck_assert_int_eq(select(0, NULL, NULL, NULL, &(struct timeval){.tv_sec = 3600}), 0);
    int fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event;
    ck_assert_int_eq(epoll_wait(fd, &event, 1, 3600000), 0);
    close(fd);
    passed(4 * 3600, 2);
}
END_TEST

START_TEST(what_is_ready_comes_before_any_jump)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    begin();
    ck_assert_int_eq(poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 3600000), 1);
    passed(0, 2);
}
END_TEST

static void *write_later(void *fd)
{
    struct timespec later = {.tv_sec = 1800};
    nanosleep(&later, NULL);
    return write(*(int *)fd, "x", 1) == 1 ? fd : NULL;
}

START_TEST(a_jump_stops_where_another_thread_wakes_up)
{
    int ends[2];
    pthread_t thread;
    ck_assert_int_eq(pipe(ends), 0);
    begin();
    ck_assert_int_eq(pthread_create(&thread, NULL, write_later, &ends[1]), 0);
    ck_assert_int_eq(poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 3600000), 1);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    passed(1800, 5);
}
END_TEST

/* The child is real, and takes a fifth of a real second: the clock must not jump over it. */
START_TEST(time_waits_for_a_child)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[1], 9), 9); /* a shell takes a digit */
    close(ends[1]);
    ends[1] = 9;
    begin();
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "sleep 0.2; echo x >&9", (char *)0);
        _exit(1);
    }
    close(ends[1]);
    ck_assert_int_eq(poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 3600000), 1);
    ck_assert_double_ge(real() - real_began, 0.15);
    double virtually = now() - virtual_began;
    clock_stop();
    ck_assert_double_le(virtually, 3000);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}
END_TEST

/* Of a process whose parent keeps orphans: its child starts a third one and ends; that one writes
 * to the pipe a fifth of a second later. Exit status 0: time waited for it. */
static void wait_for_a_grandchild(void)
{
    int ends[2];
    if (pipe(ends) != 0)
        _exit(2);
    begin();
    pid_t child = fork();
    if (child == 0) {
        if (fork() != 0)
            _exit(0);
        usleep(200000);
        _exit(write(ends[1], "x", 1) != 1);
    }
    waitpid(child, NULL, 0);
    int found = poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 3600000);
    _exit(found != 1 || now() - virtual_began > 3000);
}

START_TEST(time_waits_for_a_grandchild_whose_parent_has_ended)
{
    int status;
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    pid_t keeper = getpid(), child = fork();
    if (child == 0) {
        clock_keeper(keeper);
        wait_for_a_grandchild();
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

/* It has ended, and nobody has asked for it: no reason to wait. */
START_TEST(time_does_not_wait_for_a_zombie)
{
    struct timespec hour = {.tv_sec = 3600};
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    ck_assert_int_eq(waitid(P_PID, (id_t)child, &(siginfo_t){0}, WEXITED | WNOWAIT), 0);
    begin();
    ck_assert_int_eq(nanosleep(&hour, NULL), 0);
    passed(3600, 5);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}
END_TEST

START_TEST(a_semaphore_times_out_in_virtual_time)
{
    sem_t semaphore;
    struct timespec until;
    sem_init(&semaphore, 0, 0);
    begin();
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 600;
    ck_assert_int_eq(sem_timedwait(&semaphore, &until), -1);
    ck_assert_int_eq(errno, ETIMEDOUT);
    sem_post(&semaphore);
    ck_assert_int_eq(sem_timedwait(&semaphore, &until), 0);
    passed(600, 2);
}
END_TEST

static int steps;

static void count_step(void)
{
    steps++;
}

START_TEST(each_look_for_events_is_a_step)
{
    int fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event;
    begin();
    clock_on_step(count_step);
    for (int i = 0; i < 5; i++)
        epoll_wait(fd, &event, 1, i);
    clock_on_step(NULL);
    clock_stop();
    ck_assert_int_eq(steps, 5);
    close(fd);
}
END_TEST

START_TEST(busy_waits_end)
{
    begin();
    for (double until = now() + 0.01; now() < until;)
        ;
    passed(0.01, 5);
}
END_TEST

START_TEST(a_stopped_clock_is_the_real_one)
{
    begin();
    clock_stop();
    double before = real();
    struct timespec a_bit = {.tv_nsec = 20000000};
    ck_assert_int_eq(nanosleep(&a_bit, NULL), 0);
    ck_assert_double_ge(real() - before, 0.02);
    ck_assert_double_eq_tol(now(), real(), 0.1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock");
    TCase *tcase = tcase_create("virtual time");
    tcase_set_timeout(tcase, 0); /* check's own timer would look at this clock */
    tcase_add_test(tcase, an_hour_of_sleep_takes_no_time);
    tcase_add_test(tcase, what_is_ready_comes_before_any_jump);
    tcase_add_test(tcase, a_jump_stops_where_another_thread_wakes_up);
    tcase_add_test(tcase, time_waits_for_a_child);
    tcase_add_test(tcase, time_waits_for_a_grandchild_whose_parent_has_ended);
    tcase_add_test(tcase, time_does_not_wait_for_a_zombie);
    tcase_add_test(tcase, a_semaphore_times_out_in_virtual_time);
    tcase_add_test(tcase, each_look_for_events_is_a_step);
    tcase_add_test(tcase, busy_waits_end);
    tcase_add_test(tcase, a_stopped_clock_is_the_real_one);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
