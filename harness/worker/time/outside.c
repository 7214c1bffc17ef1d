/* Linux: a socket of the network leads outside if its peer is no socket of this process; a local
 * one tells whose its peer was. */
#include "outside.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 4096 /* sockets of the network that are compared */

/* One end of a connection: IPv4 as IPv6 has it. */
struct name {
    struct in6_addr host;
    in_port_t port;
};

static struct end {
    struct name own, peer;
    int is_connected;
} ends[MOST];

static pthread_mutex_t ends_lock = PTHREAD_MUTEX_INITIALIZER;

/* 0: it is no name of the network. */
static int read_name(const struct sockaddr_storage *from, struct name *out)
{
    const struct sockaddr_in *four = (const void *)from;
    const struct sockaddr_in6 *six = (const void *)from;
    memset(out, 0, sizeof *out);
    if (from->ss_family == AF_INET6) {
        *out = (struct name){six->sin6_addr, six->sin6_port};
    } else if (from->ss_family == AF_INET) {
        memset(&out->host.s6_addr[10], 0xff, 2);
        memcpy(&out->host.s6_addr[12], &four->sin_addr, 4);
        out->port = four->sin_port;
    }
    return from->ss_family == AF_INET6 || from->ss_family == AF_INET;
}

static int is_same_host(const struct name *a, const struct name *b)
{
    return memcmp(&a->host, &b->host, sizeof a->host) == 0;
}

/* A connection that its peer has closed brings nothing more. */
static int is_open(int fd)
{
    struct tcp_info info;
    socklen_t size = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
           info.tcpi_state == TCP_ESTABLISHED;
}

/* 0: the descriptor is no socket of the network. */
static int describe(int fd, struct end *end)
{
    struct sockaddr_storage own, peer;
    socklen_t size = sizeof own, peer_size = sizeof peer;
    if (getsockname(fd, (struct sockaddr *)&own, &size) != 0 || !read_name(&own, &end->own))
        return 0;
    end->is_connected = getpeername(fd, (struct sockaddr *)&peer, &peer_size) == 0 &&
                        read_name(&peer, &end->peer) && is_open(fd);
    return 1;
}

/* Its peer is a socket of this process, or waits to be accepted by one. */
static int is_answered(const struct end *end, int count)
{
    for (int i = 0; i < count; i++)
        if (ends[i].own.port == end->peer.port &&
            (is_same_host(&ends[i].own, &end->peer) ||
             (!ends[i].is_connected && is_same_host(&end->own, &end->peer))))
            return 1;
    return 0;
}

static int is_connected(int fd)
{
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    return getpeername(fd, (struct sockaddr *)&name, &size) == 0 && name.ss_family == AF_UNIX;
}

static int is_another(pid_t process, pid_t self)
{
    return process != self && process != getppid() && (kill(process, 0) == 0 || errno == EPERM);
}

/* Only a local socket knows the process at its other end; one that listens has its own. */
int outside_leaves_local(int *opened, int *count)
{
    int all = *count, found = 0;
    pid_t self = getpid();
    *count = 0;
    for (int i = 0; i < all; i++) {
        struct ucred peer = {0};
        socklen_t size = sizeof peer;
        int failed = getsockopt(opened[i], SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0;
        if (failed && errno == ENOTSOCK)
            continue;
        if (failed || peer.pid <= 0)
            opened[(*count)++] = opened[i];
        else if (!found)
            found = is_another(peer.pid, self) && is_connected(opened[i]);
    }
    return found;
}

static int one_is_unanswered(const int *opened, int opened_count)
{
    int count = 0;
    for (int i = 0; i < opened_count; i++)
        count += count < MOST && describe(opened[i], &ends[count]);
    for (int i = 0; i < count; i++)
        if (ends[i].is_connected && !is_answered(&ends[i], count))
            return 1;
    return 0;
}

int outside_is_connected(const int *opened, int count)
{
    pthread_mutex_lock(&ends_lock);
    int found = one_is_unanswered(opened, count);
    pthread_mutex_unlock(&ends_lock);
    return found;
}
