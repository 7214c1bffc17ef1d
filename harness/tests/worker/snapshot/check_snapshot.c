/* Runs of a plain program in one process: what one leaves, the next does not find. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter.h"
#include "snapshot.h"
#include "suite.h"

/* What a run leaves; and whether a run finds it at its begin. */
struct planted {
    void (*leave)(void);
    int (*finds)(void);
    int is_held;           /* where a layer is made of it, runs on that find it */
    void (*changes)(void); /* what these do then; NULL: nothing */
};

/* Of the process that runs, shared with the test. */
static struct seen {
    int wanted, runs, found; /* runs */
    int own;                 /* descriptors of the snapshot, of all runs together */
    int turns, held;         /* of layers: what was asked; runs that found what it holds */
    int listener, listened;  /* its descriptor there; taken here */
    uint32_t mark;           /* of filter.h */
    int status;
    size_t bytes;               /* of the map, in the first run */
    char unable[128], why[128]; /* it cannot begin; it cannot go on */
} * seen;

static const struct planted *planted;

static void taken(void *context, const char *why, int listener)
{
    struct seen *s = context;
    if (why != NULL)
        snprintf(s->unable, sizeof s->unable, "%s", why);
    __atomic_store_n(&s->listener, listener, __ATOMIC_SEQ_CST);
    while (why == NULL && !__atomic_load_n(&s->listened, __ATOMIC_SEQ_CST))
        sched_yield();
}

static enum snapshot_next another(void *context)
{
    struct seen *s = context;
    return s->runs < s->wanted ? SNAPSHOT_RUN : SNAPSHOT_END;
}

/* Twice: two runs on a layer, then one without. */
static enum snapshot_next another_of_layers(void *context)
{
    static const enum snapshot_next order[] = {SNAPSHOT_ADD, SNAPSHOT_RUN, SNAPSHOT_RUN,
                                               SNAPSHOT_DROP, SNAPSHOT_RUN};
    struct seen *s = context;
    enum { STEPS = sizeof order / sizeof order[0] };
    return s->turns < 2 * STEPS ? order[s->turns++ % STEPS] : SNAPSHOT_END;
}

static int prepare(void *context)
{
    (void)context;
    planted->leave();
    return 3;
}

/* Of layers: what the layer holds is found on it, and nothing where there is none. */
static int run_of_layers(void *context)
{
    enum { STEPS = 5 };
    struct seen *s = context;
    s->runs++;
    if (s->turns % STEPS == 0)
        s->found += planted->finds();
    else if (planted->is_held)
        s->held += planted->finds();
    if (planted->changes != NULL)
        planted->changes();
    return 7;
}

static int run(void *context)
{
    struct seen *s = context;
    s->runs++;
    s->found += planted->finds();
    planted->leave();
    return 7;
}

static int may_go_on(void *context, int status)
{
    struct seen *s = context;
    s->status = status;
    return s->mark == 0;
}

static void done(void *context, int status, const char *why)
{
    struct seen *s = context;
    s->status = status;
    if (why != NULL)
        snprintf(s->why, sizeof s->why, "%s", why);
}

static const struct snapshot_calls plain =
                                       {
                                           .taken = taken,
                                           .wait = another,
                                           .run = run,
                                           .prepare = prepare,
                                           .may_go_on = may_go_on,
                                           .done = done,
                                           .proves = 1,
},
                                   layered = {
                                       .taken = taken,
                                       .wait = another_of_layers,
                                       .run = run_of_layers,
                                       .prepare = prepare,
                                       .may_go_on = may_go_on,
                                       .done = done,
                                       .proves = 1,
};

static _Noreturn void serve(const struct snapshot_calls *which)
{
    struct snapshot_calls calls = *which;
    calls.context = seen;
    const char *why = snapshot_open();
    if (why == NULL)
        snapshot_serve(&calls);
    snprintf(seen->unable, sizeof seen->unable, "%s", why);
    seen->listener = -1;
    _exit(9);
}

static int open_listener(pid_t child)
{
    while (__atomic_load_n(&seen->listener, __ATOMIC_SEQ_CST) == 0)
        sched_yield();
    if (seen->listener < 0)
        return -1;
    int process = (int)syscall(SYS_pidfd_open, child, 0);
    int listener = (int)syscall(SYS_pidfd_getfd, process, seen->listener, 0);
    close(process);
    __atomic_store_n(&seen->listened, 1, __ATOMIC_SEQ_CST);
    return listener;
}

/* Answers until the process has ended; its status, as of waitpid(). */
static int listen_until_end(pid_t child, int listener)
{
    int status;
    struct pollfd call = {.fd = listener, .events = POLLIN};
    while (waitpid(child, &status, WNOHANG) == 0)
        if (poll(&call, 1, 5) > 0 && (call.revents & POLLIN))
            filter_next(listener, &seen->mark);
    close(listener);
    return status;
}

static int play_as(const struct snapshot_calls *calls, const struct planted *what, int runs)
{
    planted = what;
    memset(seen, 0, sizeof *seen);
    seen->wanted = runs;
    pid_t child = fork();
    if (child == 0)
        serve(calls);
    int listener = open_listener(child);
    return listen_until_end(child, listener);
}

static int play(const struct planted *what, int runs)
{
    return play_as(&plain, what, runs);
}

/* Two layers came and went, and what they held with them. */
static void goes_with_its_layer(const struct planted *what)
{
    int status = play_as(&layered, what, 0);
    ck_assert_str_eq(seen->unable, "");
    ck_assert_str_eq(seen->why, "");
    ck_assert_uint_eq(seen->mark, 0);
    ck_assert_int_eq(seen->runs, 6);
    ck_assert_int_eq(seen->found, 0);
    ck_assert_int_eq(seen->held, what->is_held ? 4 : 0);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* It ended with the layer's status, and its reason. */
static void is_no_layer(const struct planted *what, const char *why)
{
    char line[128] = "";
    int status = play_as(&layered, what, 0);
    ck_assert_str_eq(seen->unable, "");
    ck_assert_int_eq(seen->runs, 0);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    if (seen->mark != 0)
        filter_describe(seen->mark, line, sizeof line);
    ck_assert_msg(strstr(seen->mark != 0 ? line : seen->why, why) != NULL, "'%s' '%s'", line,
                  seen->why);
}

/* The process ran all of them, and none found what the ones before it left. */
static void is_undone(const struct planted *what)
{
    int status = play(what, 4);
    ck_assert_str_eq(seen->unable, "");
    ck_assert_str_eq(seen->why, "");
    ck_assert_uint_eq(seen->mark, 0);
    ck_assert_int_eq(seen->runs, 4);
    ck_assert_int_eq(seen->found, 0);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The first run was the last one, and ended with its own status. */
static void is_refused(const struct planted *what, const char *why)
{
    char line[128] = "";
    int status = play(what, 4);
    ck_assert_str_eq(seen->unable, "");
    ck_assert_int_eq(seen->runs, 1);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    if (seen->mark != 0)
        filter_describe(seen->mark, line, sizeof line);
    ck_assert_msg(strstr(seen->mark != 0 ? line : seen->why, why) != NULL, "'%s' '%s'", line,
                  seen->why);
}

static int finds_nothing(void)
{
    return 0;
}

/* ---- memory ---- */

static int number = 1;
static char untouched[1 << 20];
static __thread int own_number = 1;
static char *block, *large;
static volatile char *mapped;

static void write_memory(void)
{
    number = own_number = 2;
    untouched[500000] = 1;
    block[0] = large[300000] = 'b';
    mapped[8192] = 'b';
}

static int finds_writing(void)
{
    return number != 1 || own_number != 1 || untouched[500000] != 0 || block[0] != 'a' ||
           large[300000] != 'a' || mapped[8192] != 'a';
}

static void free_what_the_base_owns(void)
{
    free(block);
    free(large); /* which unmaps it */
    munmap((void *)mapped, 16384);
    block = large = NULL;
}

static void map_over_it(void)
{
    munmap((void *)(mapped + 4096), 8192);
    mmap((void *)(mapped + 4096), 8192, PROT_READ | PROT_WRITE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void move_it(void)
{
    mapped = mremap((void *)mapped, 16384, 1 << 20, MREMAP_MAYMOVE);
    mapped[8192] = 'm';
}

static size_t mapped_bytes(void)
{
    unsigned long pages = 0;
    char text[128] = "";
    int fd = open("/proc/self/statm", O_RDONLY);
    ck_assert_int_gt(read(fd, text, sizeof text - 1), 0);
    close(fd);
    sscanf(text, "%lu", &pages);
    return pages;
}

static int finds_a_map(void)
{
    size_t now = mapped_bytes();
    if (seen->runs == 1)
        seen->bytes = now;
    return now != seen->bytes;
}

static void leak_maps(void)
{
    volatile char *more =
        mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    more[5000] = 1;
    int fd = open("/proc/self/exe", O_RDONLY);
    mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    for (int i = 0; i < 1000; i++)
        memset(malloc(1000 + (size_t)i * 200), 1, 1000);
    char deep[1 << 20];
    memset(deep, 1, sizeof deep);
    __asm__ volatile("" : : "r"(deep) : "memory");
}

static void shrink_the_heap(void)
{
    void *end = sbrk(0);
    ck_assert_int_eq(brk((char *)end - (256 << 10)), 0);
}

static int finds_a_smaller_heap(void)
{
    return finds_writing() || block[(1 << 20) - 1] != 'a';
}

static void drop_pages(void)
{
    madvise((void *)mapped, 16384, MADV_DONTNEED);
}

static void protect(void)
{
    mprotect((void *)mapped, 4096, PROT_READ);
}

static char *text;
static int file;

/* What is private of a file changes with the file until it is written. */
static void write_file(void)
{
    ck_assert_int_eq(pwrite(file, "b", 1, 0), 1);
}

static void unmap_text(void)
{
    munmap(text, 4096);
}

/* ---- the rest ---- */

static void leak_descriptors(void)
{
    for (int i = 0; i < 20; i++)
        ck_assert_int_ge(open("/dev/null", O_RDONLY), 0);
    close(0);
    dup2(1, 200);
}

static int finds_descriptors(void)
{
    int next = open("/dev/null", O_RDONLY), first = next;
    close(next);
    return fcntl(0, F_GETFD) != 0 || fcntl(200, F_GETFD) >= 0 || first > 10 ||
           fcntl(1, F_GETFD) != 0;
}

static void close_all(void)
{
    syscall(SYS_close_range, 3, ~0u, 0);
}

/* Of all that there are: how many another one would be able to use. */
static int own_that_open(void)
{
    int open = 0;
    for (int fd = 0; fd < 4096; fd++)
        if (snapshot_owns(fd))
            open += fcntl(fd, F_GETFD) >= 0 || write(fd, "x", 1) >= 0 || errno != EBADF ||
                    read(fd, &(char){0}, 1) >= 0 || errno != EBADF || dup(fd) >= 0 ||
                    dup2(fd, 300) >= 0 || ioctl(fd, FIOCLEX) >= 0 || fchdir(fd) >= 0 ||
                    close(fd) >= 0 || syscall(SYS_splice, 0, NULL, fd, NULL, 1, 0) >= 0 ||
                    mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED || errno != EBADF;
    return open;
}

static void use_own(void)
{
    seen->found += own_that_open();
    for (int fd = 0; fd < 4096; fd++)
        seen->own += snapshot_owns(fd);
}

static void handle(int signal)
{
    (void)signal;
}

static void set_signals(void)
{
    sigset_t set;
    signal(SIGUSR1, handle);
    signal(SIGWINCH, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    stack_t stack = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
    sigaltstack(&stack, NULL);
}

static int finds_signals(void)
{
    struct sigaction user, window;
    sigset_t set;
    stack_t stack;
    sigaction(SIGUSR1, NULL, &user);
    sigaction(SIGWINCH, NULL, &window);
    sigprocmask(SIG_BLOCK, NULL, &set);
    sigaltstack(NULL, &stack);
    return user.sa_handler != SIG_DFL || window.sa_handler != SIG_DFL ||
           sigismember(&set, SIGUSR2) || !(stack.ss_flags & SS_DISABLE);
}

static void leave_pending(void)
{
    set_signals();
    raise(SIGUSR2);
}

static void set_timers(void)
{
    struct itimerval later = {.it_value = {.tv_sec = 3600}};
    setitimer(ITIMER_REAL, &later, NULL);
    setitimer(ITIMER_PROF, &later, NULL);
}

static int finds_timers(void)
{
    struct itimerval real, prof;
    getitimer(ITIMER_REAL, &real);
    getitimer(ITIMER_PROF, &prof);
    return real.it_value.tv_sec != 0 || prof.it_value.tv_sec != 0;
}

static char folder[4096];

static void move_away(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    umask(0);
    setenv("PLANTED", "1", 1);
}

static int finds_moved(void)
{
    char now[4096];
    mode_t mask = umask(022);
    umask(mask);
    return getcwd(now, sizeof now) == NULL || strcmp(now, folder) != 0 || mask != 027 ||
           getenv("PLANTED") != NULL;
}

static void *do_nothing(void *nothing)
{
    return nothing;
}

static void start_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, do_nothing, NULL);
    pthread_join(thread, NULL);
}

static void start_child(void)
{
    if (fork() == 0)
        for (;;)
            pause();
}

static void set_limit(void)
{
    struct rlimit limit = {0, 0};
    setrlimit(RLIMIT_CORE, &limit);
}

static void leave_nothing(void)
{
}

static const struct planted undone[] = {
    {.leave = write_memory, .finds = finds_writing},
    {.leave = free_what_the_base_owns, .finds = finds_writing},
    {.leave = map_over_it, .finds = finds_writing},
    {.leave = move_it, .finds = finds_writing},
    {.leave = leak_maps, .finds = finds_a_map},
    {.leave = shrink_the_heap, .finds = finds_a_smaller_heap},
    {.leave = leak_descriptors, .finds = finds_descriptors},
    {.leave = set_signals, .finds = finds_signals},
    {.leave = set_timers, .finds = finds_timers},
    {.leave = move_away, .finds = finds_moved},
};

START_TEST(the_next_run_finds_nothing)
{
    is_undone(&undone[_i]);
}
END_TEST

/* What is planted is found where nothing is put back. */
START_TEST(without_it_the_next_run_finds_it)
{
    const struct planted *what = &undone[_i];
    int status;
    pid_t child = fork();
    if (child == 0) {
        seen->runs = 1;
        int before = what->finds();
        what->leave();
        seen->runs = 2;
        _exit(before == 0 && what->finds() == 1 ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0); /* freed memory may be gone */
}
END_TEST

static const struct {
    void (*leave)(void);
    const char *why;
} refused[] = {
    {drop_pages, "system call"},
    {protect, "protection"},
    {write_file, "its memory differs"},
    {unmap_text, "unmapped"},
    {close_all, "descriptors"},
    {leave_pending, "pending"},
    {start_thread, "thread or a process"},
    {start_child, "thread or a process"},
    {set_limit, "limits"},
};

START_TEST(what_cannot_be_undone_ends_it)
{
    is_refused(&(struct planted){.leave = refused[_i].leave, .finds = finds_nothing},
               refused[_i].why);
}
END_TEST

static void write_it_again(void)
{
    number = own_number = 1;
    untouched[500000] = 2;
    block[0] = large[300000] = 'c';
    mapped[4096] = 'c';
    leak_maps();
    leak_descriptors();
}

static void unmap_all(void)
{
    munmap((void *)mapped, 16384);
}

static const struct planted layers[] = {
    {write_memory, finds_writing, 1, NULL},
    {write_memory, finds_writing, 1, write_it_again},
    {leave_nothing, finds_writing, 0, write_memory},
    {free_what_the_base_owns, finds_writing, 0, leak_maps},
    {unmap_all, finds_writing, 0, leak_maps},
    {move_it, finds_writing, 0, NULL},
    {shrink_the_heap, finds_a_smaller_heap, 0, NULL},
    {leave_nothing, finds_a_smaller_heap, 0, shrink_the_heap},
    {leak_maps, finds_writing, 0, write_it_again},
    {leak_descriptors, finds_descriptors, 1, NULL},
    {leak_descriptors, finds_descriptors, 1, write_it_again},
    {set_signals, finds_signals, 1, NULL},
    {leave_nothing, finds_signals, 0, set_signals},
    {set_timers, finds_timers, 0, set_timers},
    {move_away, finds_moved, 1, NULL},
    {leave_nothing, finds_moved, 0, move_away},
};

START_TEST(a_layer_holds_and_goes)
{
    goes_with_its_layer(&layers[_i]);
}
END_TEST

static const struct {
    void (*leave)(void);
    const char *why;
} no_layers[] = {
    {map_over_it, "memory map"},           {protect, "protection"}, {close_all, "descriptors"},
    {start_thread, "thread or a process"}, {set_limit, "limits"},
};

START_TEST(what_cannot_be_undone_is_no_layer)
{
    is_no_layer(&(struct planted){.leave = no_layers[_i].leave, .finds = finds_nothing},
                no_layers[_i].why);
}
END_TEST

START_TEST(nothing_is_found_where_nothing_is_left)
{
    is_undone(&(struct planted){.leave = leave_nothing, .finds = finds_nothing});
}
END_TEST

static void crash(void)
{
    raise(SIGKILL);
}

START_TEST(a_crash_costs_its_run)
{
    int status = play(&(struct planted){.leave = crash, .finds = finds_nothing}, 4);
    ck_assert_int_eq(seen->runs, 1);
    ck_assert(WIFSIGNALED(status));
}
END_TEST

static void set_up(void)
{
    seen = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    mapped = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    file = memfd_create("file", MFD_CLOEXEC);
    if (ftruncate(file, 4096) != 0 ||
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0) == MAP_FAILED)
        abort();
    int self = open("/proc/self/exe", O_RDONLY);
    text = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, self, 0);
    close(self);
    mallopt(M_MMAP_THRESHOLD, 2 << 20); /* the one from the data segment, the other not */
    block = malloc(1 << 20);
    large = malloc(4 << 20);
    memset((void *)mapped, 'a', 16384);
    memset(block, 'a', 1 << 20);
    memset(large, 'a', 4 << 20);
    umask(027);
    if (getcwd(folder, sizeof folder) == NULL)
        folder[0] = '\0';
}

/* Where the kernel cannot, there is nothing to be tested. */
static int is_possible(void)
{
    set_up();
    play(&(struct planted){.leave = leave_nothing, .finds = finds_nothing}, 1);
    if (seen->unable[0] != '\0')
        fprintf(stderr, "no snapshots here: %s\n", seen->unable);
    return seen->unable[0] == '\0';
}

START_TEST(its_own_descriptors_are_closed_to_a_run)
{
    is_undone(&(struct planted){.leave = use_own, .finds = finds_nothing});
    ck_assert_int_ge(seen->own, 4 * 3);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_loop_test(tests, the_next_run_finds_nothing, 0, sizeof undone / sizeof undone[0]);
    tcase_add_loop_test(tests, without_it_the_next_run_finds_it, 0,
                        sizeof undone / sizeof undone[0]);
    tcase_add_loop_test(tests, what_cannot_be_undone_ends_it, 0,
                        sizeof refused / sizeof refused[0]);
    tcase_add_loop_test(tests, a_layer_holds_and_goes, 0, sizeof layers / sizeof layers[0]);
    tcase_add_loop_test(tests, what_cannot_be_undone_is_no_layer, 0,
                        sizeof no_layers / sizeof no_layers[0]);
    tcase_add_test(tests, nothing_is_found_where_nothing_is_left);
    tcase_add_test(tests, its_own_descriptors_are_closed_to_a_run);
    tcase_add_test(tests, a_crash_costs_its_run);
}

int main(void)
{
    return is_possible() ? suite_run("snapshot", add) : 77;
}
