/* The functions of libc that a watched program calls here first. Each does its work whatever we
 * think of it: errno, arguments and results are the real function's.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "entry.h"
#include "heirs.h"
#include "pauses.h"
#include "real.h"
#include "settings.h"
#include "tests_run.h"

#define TEST_VARIABLE "PYTEST_CURRENT_TEST"

/* ---- a loop is being made ---- */

OURS int epoll_create1(int flags)
{
    REAL(epoll_create1)
    entry_try();
    return real(flags);
}

OURS int epoll_create(int size)
{
    REAL(epoll_create)
    entry_try();
    return real(size);
}

OURS int socketpair(int domain, int type, int protocol, int fds[2])
{
    REAL(socketpair)
    entry_try();
    return real(domain, type, protocol, fds);
}

/* ---- a loop waits ---- */

/* Waits in pieces, as long as nothing comes: `call` with what pauses_ms() says; then to the end. */
#define IN_PIECES(pauses, call)                                                                    \
    while (pauses_next(&(pauses))) {                                                               \
        int result = call;                                                                         \
        if (result != 0)                                                                           \
            return result;                                                                         \
    }

OURS int epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
    REAL(epoll_wait)
    struct pauses pauses;
    pauses_begin_ms(&pauses, timeout);
    IN_PIECES(pauses, real(fd, events, most, pauses_ms(&pauses)))
    return real(fd, events, most, pauses.is_split ? pauses_ms(&pauses) : timeout);
}

OURS int epoll_pwait(int fd, struct epoll_event *events, int most, int timeout,
                     const sigset_t *mask)
{
    REAL(epoll_pwait)
    struct pauses pauses;
    pauses_begin_ms(&pauses, timeout);
    IN_PIECES(pauses, real(fd, events, most, pauses_ms(&pauses), mask))
    return real(fd, events, most, pauses.is_split ? pauses_ms(&pauses) : timeout, mask);
}

OURS int epoll_pwait2(int fd, struct epoll_event *events, int most, const struct timespec *timeout,
                      const sigset_t *mask)
{
    REAL(epoll_pwait2)
    struct pauses pauses;
    struct timespec room;
    pauses_begin_spec(&pauses, timeout);
    IN_PIECES(pauses, real(fd, events, most, pauses_spec(&pauses, &room), mask))
    return real(fd, events, most, pauses.is_split ? pauses_spec(&pauses, &room) : timeout, mask);
}

OURS int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    REAL(poll)
    struct pauses pauses;
    pauses_begin_ms(&pauses, timeout);
    IN_PIECES(pauses, real(fds, count, pauses_ms(&pauses)))
    return real(fds, count, pauses.is_split ? pauses_ms(&pauses) : timeout);
}

OURS int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
               const sigset_t *mask)
{
    REAL(ppoll)
    struct pauses pauses;
    struct timespec room;
    pauses_begin_spec(&pauses, timeout);
    IN_PIECES(pauses, real(fds, count, pauses_spec(&pauses, &room), mask))
    return real(fds, count, pauses.is_split ? pauses_spec(&pauses, &room) : timeout, mask);
}

OURS int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t size);
int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t size)
{
    REAL(__poll_chk)
    struct pauses pauses;
    pauses_begin_ms(&pauses, timeout);
    IN_PIECES(pauses, real(fds, count, pauses_ms(&pauses), size))
    return real(fds, count, pauses.is_split ? pauses_ms(&pauses) : timeout, size);
}

OURS int __ppoll_chk(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
                     const sigset_t *mask, size_t size);
int __ppoll_chk(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
                const sigset_t *mask, size_t size)
{
    REAL(__ppoll_chk)
    struct pauses pauses;
    struct timespec room;
    pauses_begin_spec(&pauses, timeout);
    IN_PIECES(pauses, real(fds, count, pauses_spec(&pauses, &room), mask, size))
    return real(fds, count, pauses.is_split ? pauses_spec(&pauses, &room) : timeout, mask, size);
}

/* A wait in which nothing came has emptied the sets. */
struct sets {
    fd_set in, out, errors;
};

static void copy_set(fd_set *to, const fd_set *from)
{
    if (to != NULL && from != NULL)
        *to = *from;
}

OURS int select(int most, fd_set *in, fd_set *out, fd_set *errors, struct timeval *timeout)
{
    REAL(select)
    struct pauses pauses;
    struct sets sets;
    struct timespec room;
    struct timeval piece;
    if (most > FD_SETSIZE || (timeout != NULL && timeout->tv_sec < 0)) {
        entry_step(0);
        return real(most, in, out, errors, timeout);
    }
    if (timeout != NULL)
        room = (struct timespec){timeout->tv_sec, timeout->tv_usec * 1000};
    pauses_begin_spec(&pauses, timeout != NULL ? &room : NULL);
    copy_set(&sets.in, in);
    copy_set(&sets.out, out);
    copy_set(&sets.errors, errors);
    while (pauses_next(&pauses)) {
        pauses_spec(&pauses, &room);
        piece = (struct timeval){room.tv_sec, room.tv_nsec / 1000};
        int result = real(most, in, out, errors, &piece);
        if (result != 0)
            return result;
        copy_set(in, &sets.in);
        copy_set(out, &sets.out);
        copy_set(errors, &sets.errors);
    }
    if (pauses.is_split && timeout != NULL) {
        pauses_spec(&pauses, &room);
        *timeout = (struct timeval){room.tv_sec, (room.tv_nsec + 999) / 1000};
    }
    return real(most, in, out, errors, timeout);
}

/* ---- which test runs ---- */

OURS int setenv(const char *name, const char *value, int replace)
{
    REAL(setenv)
    int result = real(name, value, replace);
    if (result == 0 && strcmp(name, TEST_VARIABLE) == 0)
        tests_set(value);
    return result;
}

OURS int putenv(char *assignment)
{
    REAL(putenv)
    int result = real(assignment);
    size_t length = strlen(TEST_VARIABLE);
    if (result == 0 && strncmp(assignment, TEST_VARIABLE "=", length + 1) == 0)
        tests_set(assignment + length + 1);
    return result;
}

OURS int unsetenv(const char *name)
{
    REAL(unsetenv)
    int result = real(name);
    if (result == 0 && strcmp(name, TEST_VARIABLE) == 0)
        tests_set(NULL);
    return result;
}

/* ---- the end ---- */

OURS void _exit(int status)
{
    REAL(_exit)
    entry_end();
    real(status);
    __builtin_unreachable();
}

OURS void _Exit(int status)
{
    _exit(status);
}

__attribute__((constructor)) static void begin(void)
{
    settings_read(heirs_begin());
    tests_set(getenv(TEST_VARIABLE));
    entry_begin();
}

__attribute__((destructor)) static void finish(void)
{
    entry_end();
}
