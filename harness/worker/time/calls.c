/* The functions of libc that tell or spend time, as an embedded Python sees them.
 *
 * Each is the real one while virtual time is not in force. Nothing calls them by name: the dynamic
 * linker finds them in this executable before it finds libc's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "virtual.h"
#include "waiters.h"

#define KERNEL_SIGSET 8 /* bytes of a signal set, as the kernel has it */

/* ---- telling time ---- */

int clock_gettime(clockid_t clock, struct timespec *result)
{
    if (!virtual_is_told() || !virtual_tells(clock))
        return (int)syscall(SYS_clock_gettime, clock, result);
    virtual_look();
    *result = virtual_from_ns(virtual_base_of(clock) + virtual_now());
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

static int look_at_nothing(void *what, int ms)
{
    struct timespec slice = virtual_from_ns(ms * (NS / 1000));
    (void)what;
    if (ms > 0 && syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &slice, NULL) != 0)
        return errno == EINTR ? -1 : 0;
    return 0;
}

static int sleep_until(long long until)
{
    return waiters_wait(look_at_nothing, NULL, until);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
                    struct timespec *remaining)
{
    virtual_wait();
    if (!virtual_is_on() || !virtual_tells(clock))
        return syscall(SYS_clock_nanosleep, clock, flags, request, remaining) == 0 ? 0 : errno;
    long long until = virtual_to_ns(request);
    until += flags & TIMER_ABSTIME ? -virtual_base_of(clock) : virtual_now();
    if (sleep_until(until) == 0)
        return 0;
    if (remaining != NULL && !(flags & TIMER_ABSTIME))
        *remaining = virtual_from_ns(until > virtual_now() ? until - virtual_now() : 0);
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
    struct timespec request = virtual_from_ns((long long)us * 1000);
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
    return timeout < 0 ? NEVER : virtual_now() + timeout * (NS / 1000);
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

int epoll_pwait(int fd, struct epoll_event *events, int count, int timeout, const sigset_t *mask)
{
    struct epoll_look what = {fd, count, events, mask};
    virtual_step();
    if (!virtual_is_on())
        return look_at_epoll(&what, timeout);
    return timeout == 0 ? look_at_epoll(&what, 0)
                        : waiters_wait(look_at_epoll, &what, moment_in_ms(timeout));
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
        long long rounded = (virtual_to_ns(timeout) + NS / 1000 - 1) / (NS / 1000);
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
    struct timespec timeout = virtual_from_ns(ms * (NS / 1000));
    return (int)syscall(SYS_ppoll, w->fds, w->count, ms < 0 ? NULL : &timeout, w->mask,
                        KERNEL_SIGSET);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    struct poll_look what = {fds, count, NULL};
    virtual_wait();
    if (!virtual_is_on() || timeout == 0)
        return look_at_poll(&what, timeout);
    return waiters_wait(look_at_poll, &what, moment_in_ms(timeout));
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    struct poll_look what = {fds, count, mask};
    virtual_wait();
    if (!virtual_is_on())
        return (int)syscall(SYS_ppoll, fds, count, timeout, mask, KERNEL_SIGSET);
    return waiters_wait(look_at_poll, &what,
                        timeout != NULL ? virtual_now() + virtual_to_ns(timeout) : NEVER);
}

struct select_look {
    int count;
    fd_set *sets[3], asked[3];
};

static int look_at_select(void *what, int ms)
{
    struct select_look *w = what;
    struct timespec timeout = virtual_from_ns(ms * (NS / 1000));
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
    return waiters_wait(look_at_select, &what, until);
}

int select(int count, fd_set *restrict r, fd_set *restrict w, fd_set *restrict x,
           struct timeval *restrict timeout)
{
    struct timespec t = {0};
    if (timeout != NULL)
        t = (struct timespec){.tv_sec = timeout->tv_sec, .tv_nsec = timeout->tv_usec * 1000};
    virtual_wait();
    if (!virtual_is_on())
        return (int)syscall(SYS_pselect6, count, r, w, x, timeout != NULL ? &t : NULL, NULL);
    return select_until(count, r, w, x,
                        timeout != NULL ? virtual_now() + virtual_to_ns(&t) : NEVER);
}

/* ---- locks with a deadline ---- */

/* A moment of virtual time as real time on the same clock, for waits that libc itself does. */
static struct timespec as_real(clockid_t clock, const struct timespec *deadline)
{
    struct timespec real;
    long long left = virtual_to_ns(deadline) - virtual_base_of(clock) - virtual_now();
    syscall(SYS_clock_gettime, clock, &real);
    return virtual_from_ns(virtual_to_ns(&real) + (left > 0 ? left : 0));
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
    until = virtual_from_ns(virtual_to_ns(&until) + ms * (NS / 1000));
    if (real(what, &until) == 0)
        return 1;
    return errno == EINTR ? -1 : 0;
}

static int semaphore_until(sem_t *semaphore, clockid_t clock, const struct timespec *deadline)
{
    int found = waiters_wait(look_at_semaphore, semaphore,
                             virtual_to_ns(deadline) - virtual_base_of(clock));
    if (found == 0)
        errno = ETIMEDOUT;
    return found > 0 ? 0 : -1;
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict deadline)
{
    static int (*real)(sem_t *, const struct timespec *);
    virtual_wait();
    if (virtual_is_on())
        return semaphore_until(semaphore, CLOCK_REALTIME, deadline);
    if (real == NULL)
        find_real(&real, "sem_timedwait");
    struct timespec moment = virtual_is_told() ? as_real(CLOCK_REALTIME, deadline) : *deadline;
    return real(semaphore, &moment);
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock,
                  const struct timespec *restrict deadline)
{
    static int (*real)(sem_t *, clockid_t, const struct timespec *);
    virtual_wait();
    if (virtual_is_on())
        return semaphore_until(semaphore, clock, deadline);
    if (real == NULL)
        find_real(&real, "sem_clockwait");
    struct timespec moment = virtual_is_told() ? as_real(clock, deadline) : *deadline;
    return real(semaphore, clock, &moment);
}

/* Python's GIL waits so, for 5 ms at a time: not worth a jump. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (real == NULL)
        find_real(&real, "pthread_cond_timedwait");
    if (!virtual_is_told())
        return real(condition, mutex, deadline);
    struct timespec moment = as_real(virtual_clock_of(deadline), deadline);
    return real(condition, mutex, &moment);
}
