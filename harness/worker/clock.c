/* Telling and spending time: the libc functions an embedded Python sees. */
#include "clock.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <dlfcn.h>

#include "quiet.h"

#define NS             1000000000LL
#define NEVER          INT64_MAX
#define MONOTONIC_BASE (1000 * NS)       /* virtual time since "boot" when a process starts */
#define REALTIME_BASE  (1735689600 * NS) /* 2025-01-01 00:00:00 UTC */
#define TICK           100               /* ns a look at the clock takes, so that busy waits end */
#define STEP_TICK      1000              /* ns a loop step takes */
#define SLICE_MS       1                 /* how long a real wait lasts before looking around */
#define WAITERS_MAX    256
#define KERNEL_SIGSET  8 /* bytes of a signal set, as the kernel has it */

static atomic_int virtual_time;
static atomic_int steps_in_real_time;
static atomic_llong elapsed; /* virtual ns since clock_start */
static void (*step_hook)(void);
static void (*idle_hook)(void);

static long long real_ns(void)
{
    struct timespec t;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    return t.tv_sec * NS + t.tv_nsec;
}

static struct timespec from_ns(long long ns)
{
    return (struct timespec){.tv_sec = ns / NS, .tv_nsec = ns % NS};
}

static long long to_ns(const struct timespec *t)
{
    if (t->tv_sec > NEVER / NS - 1)
        return NEVER;
    return t->tv_sec * NS + t->tv_nsec;
}

static void advance_to(long long moment)
{
    long long now = atomic_load(&elapsed);
    while (now < moment && !atomic_compare_exchange_weak(&elapsed, &now, moment))
        ;
}

/* A process forked by the program itself has other threads and children: it gets real time, from
 * where virtual time stood. */
static long long left_virtual_at, left_real_at;

static void become_real(void)
{
    if (atomic_load(&virtual_time) != 1)
        return;
    left_virtual_at = atomic_load(&elapsed);
    left_real_at = real_ns();
    atomic_store(&virtual_time, 2);
}

void clock_start(void)
{
    static int registered;
    if (!registered)
        pthread_atfork(NULL, NULL, become_real);
    registered = 1;
    atomic_store(&elapsed, 0);
    atomic_store(&virtual_time, 1);
}

void clock_count_steps(void)
{
    atomic_store(&steps_in_real_time, 1);
}

void clock_stop(void)
{
    atomic_store(&steps_in_real_time, 0);
    atomic_store(&virtual_time, 0);
}

void clock_on_step(void (*step)(void))
{
    step_hook = step;
}

void clock_on_idle(void (*idle)(void))
{
    idle_hook = idle;
}

static int is_virtual(void)
{
    return atomic_load_explicit(&virtual_time, memory_order_relaxed) == 1;
}

static long long now_ns(void)
{
    if (atomic_load(&virtual_time) == 2)
        return left_virtual_at + real_ns() - left_real_at;
    return atomic_load(&elapsed);
}

static long long base_of(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI
               ? REALTIME_BASE
               : MONOTONIC_BASE;
}

static int tells_time(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI ||
           clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_RAW ||
           clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_BOOTTIME;
}

/* ---- waiting ---- */

/* All threads that wait until a moment of virtual time, so that a jump stops at the first. */
static pthread_mutex_t waiters_lock = PTHREAD_MUTEX_INITIALIZER;
static struct waiter {
    pid_t thread; /* 0: free */
    long long until;
} waiters[WAITERS_MAX];

static struct waiter *join_waiters(long long until)
{
    struct waiter *mine = NULL;
    pthread_mutex_lock(&waiters_lock);
    for (int i = 0; i < WAITERS_MAX && mine == NULL; i++)
        if (waiters[i].thread == 0)
            mine = &waiters[i];
    if (mine != NULL)
        *mine = (struct waiter){(pid_t)syscall(SYS_gettid), until};
    pthread_mutex_unlock(&waiters_lock);
    return mine;
}

static void leave_waiters(struct waiter *mine)
{
    pthread_mutex_lock(&waiters_lock);
    if (mine != NULL)
        mine->thread = 0;
    pthread_mutex_unlock(&waiters_lock);
}

/* The first moment anybody waits for; and whether another thread only waits for a later one. */
static long long first_moment(long long mine)
{
    long long first = mine;
    pthread_mutex_lock(&waiters_lock);
    for (int i = 0; i < WAITERS_MAX; i++)
        if (waiters[i].thread != 0 && waiters[i].until < first)
            first = waiters[i].until;
    pthread_mutex_unlock(&waiters_lock);
    return first;
}

/* A registered thread whose moment has not come only waits. */
static int only_waits(pid_t thread)
{
    int result = 0;
    long long now = now_ns();
    pthread_mutex_lock(&waiters_lock);
    for (int i = 0; i < WAITERS_MAX; i++)
        result |= waiters[i].thread == thread && waiters[i].until > now;
    pthread_mutex_unlock(&waiters_lock);
    return result;
}

/* Looks for what a thread waits for: for at most that many ms of real time. Nonzero: it came (or an
 * error did), and errno says what the wait shall return. */
typedef int (*look_at)(void *what, int ms);

/* Waits until `look` finds something or virtual time reaches `until` (0 is returned then). */
static int wait_until(look_at look, void *what, long long until)
{
    int found = look(what, 0);
    if (found != 0 || until <= now_ns())
        return found;
    struct waiter *mine = join_waiters(until);
    long long waited = 0; /* real ns of waiting that virtual time has not yet passed through */
    long long idle_since = 0;
    while (found == 0 && now_ns() < until) {
        /* In this order: who has joined the waiters by the time of the look is asked for its
         * moment. */
        int busy = quiet_check(only_waits) != QUIET;
        long long moment = first_moment(until), before = real_ns();
        found = look(what, busy || moment == NEVER ? SLICE_MS : 0);
        if (found != 0)
            break;
        if (!busy && moment != NEVER) {
            advance_to(moment);
            waited = 0;
        } else if (busy) {
            waited += real_ns() - before;
            if (moment != NEVER && waited >= moment - now_ns()) {
                advance_to(moment);
                waited = 0;
            }
            idle_since = 0;
        } else if (idle_since == 0) {
            idle_since = before;
        } else if (real_ns() - idle_since > NS / 5 && idle_hook != NULL) {
            idle_hook();
        }
    }
    leave_waiters(mine);
    return found;
}

static int look_at_nothing(void *what, int ms)
{
    struct timespec slice = from_ns(ms * (NS / 1000));
    (void)what;
    if (ms > 0 && syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &slice, NULL) != 0)
        return errno == EINTR ? -1 : 0;
    return 0;
}

/* ---- telling time ---- */

int clock_gettime(clockid_t clock, struct timespec *result)
{
    if (atomic_load(&virtual_time) == 0 || !tells_time(clock))
        return (int)syscall(SYS_clock_gettime, clock, result);
    if (is_virtual())
        atomic_fetch_add(&elapsed, TICK);
    *result = from_ns(base_of(clock) + now_ns());
    return 0;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone)
{
    struct timespec t;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &t);
    *result = (struct timeval){.tv_sec = t.tv_sec, .tv_usec = t.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *result)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (result != NULL)
        *result = t.tv_sec;
    return t.tv_sec;
}

/* ---- sleeping ---- */

static int sleep_until(long long until)
{
    return wait_until(look_at_nothing, NULL, until);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
                    struct timespec *remaining)
{
    if (!is_virtual() || !tells_time(clock))
        return syscall(SYS_clock_nanosleep, clock, flags, request, remaining) == 0 ? 0 : errno;
    long long until = to_ns(request);
    until += flags & TIMER_ABSTIME ? -base_of(clock) : now_ns();
    if (sleep_until(until) == 0)
        return 0;
    if (remaining != NULL && !(flags & TIMER_ABSTIME))
        *remaining = from_ns(until > now_ns() ? until - now_ns() : 0);
    return EINTR;
}

int nanosleep(const struct timespec *request, struct timespec *remaining)
{
    int error = clock_nanosleep(CLOCK_MONOTONIC, 0, request, remaining);
    errno = error != 0 ? error : errno;
    return error != 0 ? -1 : 0;
}

int usleep(useconds_t us)
{
    struct timespec request = from_ns((long long)us * 1000);
    return nanosleep(&request, NULL);
}

unsigned sleep(unsigned seconds)
{
    struct timespec request = {.tv_sec = seconds}, remaining = {0};
    return nanosleep(&request, &remaining) == 0 ? 0 : (unsigned)remaining.tv_sec;
}

/* ---- waiting for events ---- */

static long long moment_in_ms(int timeout)
{
    return timeout < 0 ? NEVER : now_ns() + timeout * (NS / 1000);
}

struct epoll_look {
    int fd, count;
    struct epoll_event *events;
    const sigset_t *mask;
};

static int look_at_epoll(void *what, int ms)
{
    struct epoll_look *w = what;
    return (int)syscall(SYS_epoll_pwait, w->fd, w->events, w->count, ms, w->mask, KERNEL_SIGSET);
}

/* A loop step: this is where every event loop comes by once a turn. */
static void step(void)
{
    int saved = errno;
    atomic_fetch_add(&elapsed, STEP_TICK);
    if (step_hook != NULL)
        step_hook();
    errno = saved;
}

int epoll_pwait(int fd, struct epoll_event *events, int count, int timeout, const sigset_t *mask)
{
    struct epoll_look what = {fd, count, events, mask};
    if (is_virtual() || atomic_load(&steps_in_real_time))
        step();
    if (!is_virtual())
        return look_at_epoll(&what, timeout);
    return timeout == 0 ? look_at_epoll(&what, 0)
                        : wait_until(look_at_epoll, &what, moment_in_ms(timeout));
}

int epoll_wait(int fd, struct epoll_event *events, int count, int timeout)
{
    return epoll_pwait(fd, events, count, timeout, NULL);
}

int epoll_pwait2(int fd, struct epoll_event *events, int count, const struct timespec *timeout,
                 const sigset_t *mask)
{
    int ms = -1;
    if (timeout != NULL) {
        long long rounded = (to_ns(timeout) + NS / 1000 - 1) / (NS / 1000);
        ms = rounded > INT32_MAX ? INT32_MAX : (int)rounded;
    }
    return epoll_pwait(fd, events, count, ms, mask);
}

struct poll_look {
    struct pollfd *fds;
    nfds_t count;
    const sigset_t *mask;
};

static int look_at_poll(void *what, int ms)
{
    struct poll_look *w = what;
    struct timespec timeout = from_ns(ms * (NS / 1000));
    return (int)syscall(SYS_ppoll, w->fds, w->count, ms < 0 ? NULL : &timeout, w->mask,
                        KERNEL_SIGSET);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    struct poll_look what = {fds, count, NULL};
    if (!is_virtual() || timeout == 0)
        return look_at_poll(&what, timeout);
    return wait_until(look_at_poll, &what, moment_in_ms(timeout));
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    struct poll_look what = {fds, count, mask};
    if (!is_virtual())
        return (int)syscall(SYS_ppoll, fds, count, timeout, mask, KERNEL_SIGSET);
    return wait_until(look_at_poll, &what, timeout != NULL ? now_ns() + to_ns(timeout) : NEVER);
}

struct select_look {
    int count;
    fd_set *sets[3], asked[3];
};

static int look_at_select(void *what, int ms)
{
    struct select_look *w = what;
    struct timespec timeout = from_ns(ms * (NS / 1000));
    for (int i = 0; i < 3; i++)
        if (w->sets[i] != NULL)
            *w->sets[i] = w->asked[i];
    return (int)syscall(SYS_pselect6, w->count, w->sets[0], w->sets[1], w->sets[2],
                        ms < 0 ? NULL : &timeout, NULL);
}

static int select_until(int count, fd_set *r, fd_set *w, fd_set *x, long long until)
{
    struct select_look what = {.count = count, .sets = {r, w, x}};
    for (int i = 0; i < 3; i++)
        if (what.sets[i] != NULL)
            what.asked[i] = *what.sets[i];
    return wait_until(look_at_select, &what, until);
}

int select(int count, fd_set *restrict r, fd_set *restrict w, fd_set *restrict x,
           struct timeval *restrict timeout)
{
    struct timespec t = {0};
    if (timeout != NULL)
        t = (struct timespec){.tv_sec = timeout->tv_sec, .tv_nsec = timeout->tv_usec * 1000};
    if (!is_virtual())
        return (int)syscall(SYS_pselect6, count, r, w, x, timeout != NULL ? &t : NULL, NULL);
    return select_until(count, r, w, x, timeout != NULL ? now_ns() + to_ns(&t) : NEVER);
}

/* ---- locks with a deadline ---- */

/* A moment of virtual time as real time on the same clock, for waits that libc itself does. */
static struct timespec as_real(clockid_t clock, const struct timespec *deadline)
{
    struct timespec real;
    long long left = to_ns(deadline) - base_of(clock) - now_ns();
    syscall(SYS_clock_gettime, clock, &real);
    return from_ns(to_ns(&real) + (left > 0 ? left : 0));
}

/* Deadlines of either clock are far apart, so the value tells which clock it is of. */
static clockid_t clock_of(const struct timespec *deadline)
{
    return to_ns(deadline) >= REALTIME_BASE ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}

/* libc's own function of that name, into the function pointer at `function`. */
static void find_real(void *function, const char *name)
{
    void *symbol = dlsym(RTLD_NEXT, name);
    __builtin_memcpy(function, &symbol, sizeof symbol);
}

static int look_at_semaphore(void *what, int ms)
{
    static int (*real)(sem_t *, const struct timespec *);
    struct timespec until;
    if (ms == 0)
        return sem_trywait(what) == 0;
    if (real == NULL)
        find_real(&real, "sem_timedwait");
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &until);
    until = from_ns(to_ns(&until) + ms * (NS / 1000));
    if (real(what, &until) == 0)
        return 1;
    return errno == EINTR ? -1 : 0;
}

static int semaphore_until(sem_t *semaphore, clockid_t clock, const struct timespec *deadline)
{
    int found = wait_until(look_at_semaphore, semaphore, to_ns(deadline) - base_of(clock));
    if (found == 0)
        errno = ETIMEDOUT;
    return found > 0 ? 0 : -1;
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict deadline)
{
    static int (*real)(sem_t *, const struct timespec *);
    if (is_virtual())
        return semaphore_until(semaphore, CLOCK_REALTIME, deadline);
    if (real == NULL)
        find_real(&real, "sem_timedwait");
    struct timespec moment =
        atomic_load(&virtual_time) ? as_real(CLOCK_REALTIME, deadline) : *deadline;
    return real(semaphore, &moment);
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock,
                  const struct timespec *restrict deadline)
{
    static int (*real)(sem_t *, clockid_t, const struct timespec *);
    if (is_virtual())
        return semaphore_until(semaphore, clock, deadline);
    if (real == NULL)
        find_real(&real, "sem_clockwait");
    struct timespec moment = atomic_load(&virtual_time) ? as_real(clock, deadline) : *deadline;
    return real(semaphore, clock, &moment);
}

/* Python's GIL waits so, for 5 ms at a time: not worth a jump. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (real == NULL)
        find_real(&real, "pthread_cond_timedwait");
    if (atomic_load(&virtual_time) == 0)
        return real(condition, mutex, deadline);
    struct timespec moment = as_real(clock_of(deadline), deadline);
    return real(condition, mutex, &moment);
}
