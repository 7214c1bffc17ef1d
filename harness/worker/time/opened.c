/* One call tells of all of them: what is not open, poll() calls invalid. */
#include "opened.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIRST  3
#define BEYOND 64

/* The first that is not worth a look. */
static int limit(void)
{
    int probe = fcntl(0, F_DUPFD_CLOEXEC, FIRST);
    if (probe < 0)
        return 256;
    close(probe);
    return probe + BEYOND < OPENED_MAX ? probe + BEYOND : OPENED_MAX;
}

int opened_list(int out[OPENED_MAX])
{
    struct pollfd asked[OPENED_MAX];
    int end = limit(), count = 0;
    for (int fd = FIRST; fd < end; fd++)
        asked[fd - FIRST] = (struct pollfd){.fd = fd};
    long answer = syscall(SYS_poll, asked, end - FIRST, 0);
    for (int fd = FIRST; fd < end; fd++)
        if (answer < 0 || !(asked[fd - FIRST].revents & POLLNVAL))
            out[count++] = fd;
    return count;
}
