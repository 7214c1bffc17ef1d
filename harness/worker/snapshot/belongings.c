/* Linux: raw system calls throughout, as errno is a part of what is put back. */
#include "belongings.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "raw.h"

enum {
    OWN_MAX = 3 * BELONGINGS_OPEN_MAX, /* descriptors: spare ones, twice, and a few more */
    LEAST = 128,                       /* that a program is left */
    USUAL = 1024,                      /* a table for more costs each process it forks */
    KERNEL_SIGSET = 8
};

const char *belongings_open(struct belongings *belongings)
{
    struct rlimit limit = {0, 0};
    RAW_4(prlimit64, 0, RLIMIT_NOFILE, NULL, &limit);
    int most = limit.rlim_cur < USUAL ? (int)limit.rlim_cur : USUAL;
    belongings->low = belongings->high = most - OWN_MAX;
    belongings->end = most;
    return belongings->low < LEAST ? "too few descriptors are allowed (ulimit -n)" : NULL;
}

int belongings_move(struct belongings *belongings, int fd)
{
    int moved = (int)RAW_3(fcntl, fd, F_DUPFD_CLOEXEC, belongings->low);
    RAW_1(close, fd);
    if (moved != belongings->high || moved >= belongings->end)
        return -1; /* something else is up there */
    belongings->high++;
    return moved;
}

/* ---- descriptors ---- */

struct kernel_dirent {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int number_of(const char *name)
{
    int number = 0;
    if (*name < '0' || *name > '9')
        return -1;
    for (; *name >= '0' && *name <= '9'; name++)
        number = number * 10 + (*name - '0');
    return number;
}

static int add_open(struct belongings *belongings, int fd)
{
    size_t at = belongings->open_count;
    if (at == BELONGINGS_OPEN_MAX || fd >= belongings->high)
        return -1;
    for (; at > 0 && belongings->open[at - 1].fd > fd; at--)
        belongings->open[at] = belongings->open[at - 1];
    belongings->open[at].fd = fd;
    belongings->open[at].flags = (int)RAW_3(fcntl, fd, F_GETFD, 0);
    belongings->open_count++;
    return 0;
}

static int list_open(struct belongings *belongings, int folder)
{
    _Alignas(struct kernel_dirent) char bytes[4096];
    long got;
    while ((got = RAW_3(getdents64, folder, bytes, sizeof bytes)) > 0)
        for (long at = 0; at < got;) {
            const struct kernel_dirent *item = (const void *)(bytes + at);
            int fd = number_of(item->name);
            at += item->length;
            if (fd >= 0 && fd != folder && (fd < belongings->low || fd >= belongings->high) &&
                add_open(belongings, fd) < 0)
                return -1;
        }
    return got < 0 ? -1 : 0;
}

static int take_spares(struct belongings *belongings)
{
    for (size_t i = 0; i < belongings->open_count; i++) {
        int spare = (int)RAW_3(fcntl, belongings->open[i].fd, F_DUPFD_CLOEXEC, belongings->low);
        if (spare != belongings->high || spare >= belongings->end)
            return -1;
        belongings->open[i].spare = spare;
        belongings->high++;
    }
    return 0;
}

static const char *take_descriptors(struct belongings *belongings)
{
    int folder = (int)RAW_3(open, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    int listed = folder >= 0 ? list_open(belongings, folder) : -1;
    RAW_1(close, folder);
    return listed < 0 || take_spares(belongings) < 0 ? "its open files cannot be kept" : NULL;
}

static int close_between(int first, int end)
{
    return first >= end || RAW_3(close_range, first, end - 1, 0) == 0;
}

static const char *put_descriptors_back(const struct belongings *belongings)
{
    int next = 0, done = 1;
    for (size_t i = 0; i < belongings->open_count && done; i++) {
        int fd = belongings->open[i].fd, flags = belongings->open[i].flags & FD_CLOEXEC;
        done = close_between(next, fd) &&
               RAW_3(dup3, belongings->open[i].spare, fd, flags ? O_CLOEXEC : 0) == fd;
        next = fd + 1;
    }
    if (!done || !close_between(next, belongings->low) ||
        RAW_3(close_range, belongings->high, ~0u, 0) < 0)
        return "its open files cannot be put back";
    return NULL;
}

/* ---- signals and timers ---- */

static uint64_t pending_signals(void)
{
    uint64_t pending = 0;
    RAW_2(rt_sigpending, &pending, KERNEL_SIGSET);
    return pending;
}

static void take_signals(struct belongings *belongings)
{
    for (int i = 1; i <= BELONGINGS_SIGNALS; i++)
        RAW_4(rt_sigaction, i, NULL, &belongings->actions[i], KERNEL_SIGSET);
    RAW_2(sigaltstack, NULL, &belongings->signal_stack);
    belongings->pending = pending_signals();
}

/* A process that is forked has none. */
static void stop_timers(void)
{
    const struct itimerval none = {{0, 0}, {0, 0}};
    for (int timer = ITIMER_REAL; timer <= ITIMER_PROF; timer++)
        RAW_3(setitimer, timer, &none, NULL);
}

/* A signal that nobody has taken can be told from no other, and not be taken back. */
static const char *put_signals_back(const struct belongings *belongings)
{
    static const int fixed = 1 << SIGKILL | 1 << SIGSTOP;
    stop_timers();
    if (pending_signals() != belongings->pending)
        return "it left a signal that is pending";
    for (int i = 1; i <= BELONGINGS_SIGNALS; i++)
        if ((i >= 32 || !(fixed >> i & 1)) &&
            RAW_4(rt_sigaction, i, &belongings->actions[i], NULL, KERNEL_SIGSET) < 0)
            return "its signal handlers cannot be put back";
    return RAW_2(sigaltstack, &belongings->signal_stack, NULL) < 0
               ? "its signal stack cannot be put back"
               : NULL;
}

/* ---- all of it ---- */

const char *belongings_take(struct belongings *belongings)
{
    int folder = (int)RAW_3(open, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    belongings->folder = folder >= 0 ? belongings_move(belongings, folder) : -1;
    if (belongings->folder < 0)
        return "its working folder cannot be kept";
    belongings->umask = (unsigned)RAW_1(umask, 0);
    RAW_1(umask, belongings->umask);
    take_signals(belongings);
    return take_descriptors(belongings);
}

const char *belongings_take_layer(struct belongings *layer, const struct belongings *below)
{
    layer->low = below->low;
    layer->high = below->high;
    layer->end = below->end;
    layer->open_count = 0;
    stop_timers();
    return belongings_take(layer);
}

const char *belongings_put_back(const struct belongings *belongings)
{
    RAW_1(umask, belongings->umask);
    if (RAW_1(fchdir, belongings->folder) < 0)
        return "its working folder cannot be put back";
    const char *why = put_descriptors_back(belongings); /* first: some of them may send signals */
    return why != NULL ? why : put_signals_back(belongings);
}
