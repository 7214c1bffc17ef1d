/* The file first, then the driver, then memory. */
#include "delivery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "settings.h"

#define KEPT_MAX (1u << 17) /* less than a datagram may have */

static struct {
    char text[KEPT_MAX];
    size_t length;
    atomic_flag is_busy;
} kept = {.is_busy = ATOMIC_FLAG_INIT};

static int append(const char *lines, size_t length)
{
    ssize_t written;
    int fd = open(settings.file, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return -1;
    do
        written = write(fd, lines, length);
    while (written < 0 && errno == EINTR);
    close(fd);
    return written == (ssize_t)length ? 0 : -1;
}

/* The address is no secret, the key is. */
static int mail(const char *lines, size_t length)
{
    static const struct timeval patience = {1, 0};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct iovec parts[] = {{settings.mail + WATCHING_MAIL_PART, WATCHING_MAIL_PART},
                            {(void *)(uintptr_t)lines, length}};
    struct msghdr message = {.msg_name = &address,
                             .msg_namelen =
                                 offsetof(struct sockaddr_un, sun_path) + 1 + WATCHING_MAIL_PART,
                             .msg_iov = parts,
                             .msg_iovlen = 2};
    if (settings.mail[0] == '\0')
        return -1;
    memcpy(address.sun_path + 1, settings.mail, WATCHING_MAIL_PART);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    close(fd);
    return sent > 0 ? 0 : -1;
}

static int deliver(const char *lines, size_t length)
{
    return append(lines, length) == 0 || mail(lines, length) == 0 ? 0 : -1;
}

static void keep(const char *lines, size_t length)
{
    if (kept.length + length > KEPT_MAX)
        return;
    memcpy(kept.text + kept.length, lines, length);
    kept.length += length;
}

/* Where a thread, or the code that a signal has interrupted, is at it, nothing is kept. */
void delivery_write(const char *lines, size_t length)
{
    int saved = errno;
    if (atomic_flag_test_and_set(&kept.is_busy)) {
        deliver(lines, length);
        errno = saved;
        return;
    }
    if (kept.length != 0 && deliver(kept.text, kept.length) == 0)
        kept.length = 0;
    if (kept.length != 0 || deliver(lines, length) != 0)
        keep(lines, length);
    atomic_flag_clear(&kept.is_busy);
    errno = saved;
}

void delivery_forget_all(void)
{
    kept.length = 0;
    atomic_flag_clear(&kept.is_busy);
}
