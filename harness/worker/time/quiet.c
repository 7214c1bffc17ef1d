/* Linux: threads from /proc, sockets from TCP_INFO. */
#include "quiet.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "family.h"
#include "opened.h"
#include "outside.h"

#define SECOND_LOOK_NS      50000
#define UNACKED_PATIENCE_NS 60000000LL /* delayed acknowledgements take up to 40 ms */

static ssize_t read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t length = read(fd, text, size - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    return length;
}

/* Asleep in the kernel: not running, and not just being woken. */
static int sleeps(pid_t thread)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)thread);
    if (read_file(path, text, sizeof text) <= 0)
        return 0;
    const char *after_name = strrchr(text, ')');
    return after_name != NULL && after_name[1] == ' ' && after_name[2] == 'S';
}

/* The kernel's own thread that polls an io_uring of this process: it starts nothing by itself. */
static int is_the_kernels(pid_t thread)
{
    char path[64], text[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)thread);
    return read_file(path, text, sizeof text) > 0 && strncmp(text, "iou-sqp-", 8) == 0;
}

/* Blocked in a futex without a time-out: somebody else has to wake it. */
static int blocked_for_good(pid_t thread)
{
    char path[64], text[256];
    long call;
    unsigned long a[4];
    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", (int)thread);
    if (read_file(path, text, sizeof text) <= 0)
        return 0; /* not to be read, or just gone: look again */
    if (sscanf(text, "%ld %lx %lx %lx %lx", &call, &a[0], &a[1], &a[2], &a[3]) != 5)
        return 0; /* "running" */
    return call == SYS_futex && a[3] == 0;
}

static int look_at_threads(int (*only_waits)(pid_t))
{
    DIR *folder = opendir("/proc/self/task");
    if (folder == NULL)
        return 1;
    pid_t self = (pid_t)syscall(SYS_gettid);
    int busy = 0;
    for (struct dirent *item; !busy && (item = readdir(folder)) != NULL;) {
        pid_t thread = atoi(item->d_name);
        if (thread > 0 && thread != self && !is_the_kernels(thread))
            busy = !sleeps(thread) || (!only_waits(thread) && !blocked_for_good(thread));
    }
    closedir(folder);
    return busy;
}

int quiet_has_threads(void)
{
    struct stat status;
    return stat("/proc/self/task", &status) == 0 && status.st_nlink > 3;
}

/* Looks twice: a thread that another CPU is about to wake may still look asleep for a moment. */
static int a_thread_is_busy(int (*only_waits)(pid_t))
{
    static const struct timespec moment = {.tv_nsec = SECOND_LOOK_NS};
    if (!quiet_has_threads())
        return 0;
    if (look_at_threads(only_waits))
        return 1;
    syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &moment, NULL);
    return look_at_threads(only_waits);
}

static long long real_ns(void)
{
    struct timespec t;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int the_network_is_busy(const int *opened, int count)
{
    static long long unacked_since;
    int unacked = 0, connecting = 0;
    for (int i = 0; i < count; i++) {
        struct tcp_info info;
        socklen_t size = sizeof info;
        if (getsockopt(opened[i], IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
            continue;
        connecting |= info.tcpi_state == TCP_SYN_SENT || info.tcpi_state == TCP_SYN_RECV;
        unacked |= info.tcpi_unacked > 0 && info.tcpi_state != TCP_LISTEN;
    }
    if (!unacked) {
        unacked_since = 0;
        return connecting;
    }
    if (unacked_since == 0)
        unacked_since = real_ns();
    return connecting || real_ns() - unacked_since < UNACKED_PATIENCE_NS;
}

enum quiet quiet_check(int (*only_waits)(pid_t thread))
{
    if (a_thread_is_busy(only_waits))
        return BUSY_THREAD;
    if (family_lives())
        return BUSY_CHILD;
    int opened[OPENED_MAX], count = opened_list(opened);
    int is_local = outside_leaves_local(opened, &count);
    if (the_network_is_busy(opened, count))
        return BUSY_NETWORK;
    return is_local || outside_is_connected(opened, count) ? OUTSIDE : QUIET;
}
