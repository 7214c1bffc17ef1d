/* Linux: /proc/PID/task/TID/schedstat has the time on a processor, and the time waited for one. */
#include "patience.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "below.h"

#define SLACK_US 20000 /* starts are noted by ticks of a hundredth of a second */

int64_t patience_now_us(void)
{
    struct timespec now;
    /* The worker's own function tells virtual time. */
    syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t started_us(pid_t process)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    char *field = below_read(path, text, sizeof text) > 0 ? strrchr(text, ')') : NULL;
    for (int i = 0; i < 20 && field != NULL; i++)
        field = strchr(field + 1, ' ');
    long long ticks = field != NULL ? strtoll(field, NULL, 10) : 0;
    return ticks * 1000000 / sysconf(_SC_CLK_TCK);
}

static int64_t waited_of_thread(pid_t process, const char *thread)
{
    char path[300], text[128];
    uint64_t ran, waited;
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", (int)process, thread);
    if (below_read(path, text, sizeof text) <= 0 ||
        sscanf(text, "%" SCNu64 " %" SCNu64, &ran, &waited) != 2)
        return 0;
    return (int64_t)(waited / 1000);
}

struct longest {
    int64_t since_us, waited_us;
};

static int add(pid_t process, char state, void *context)
{
    struct longest *longest = context;
    char path[64];
    (void)state;
    if (longest->since_us != 0 && started_us(process) + SLACK_US < longest->since_us)
        return 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *folder = opendir(path);
    for (struct dirent *item; folder != NULL && (item = readdir(folder)) != NULL;) {
        int64_t waited =
            isdigit((unsigned char)item->d_name[0]) ? waited_of_thread(process, item->d_name) : 0;
        longest->waited_us = waited > longest->waited_us ? waited : longest->waited_us;
    }
    if (folder != NULL)
        closedir(folder);
    return 0;
}

int64_t patience_waited_us(pid_t process, int64_t since_us)
{
    struct longest longest = {since_us, 0};
    const struct below below = {add, &longest, {0}};
    add(process, 'R', &longest);
    below_visit(&below, process);
    return longest.waited_us;
}

int64_t patience_more_us(uint32_t deadline_ms, int64_t waited_us, int64_t given_us)
{
    int64_t most = (int64_t)deadline_ms * 1000 * PATIENCE_MOST;
    int64_t owed = waited_us < most ? waited_us : most;
    /* What is left of a millisecond is no reason to wait once more. */
    return owed - given_us >= 1000 ? owed - given_us : 0;
}

int64_t patience_apart_us(uint64_t us)
{
    return us < INT64_MAX / 4 ? (int64_t)us : INT64_MAX / 4;
}

int64_t patience_owed_us(struct patience *patience, pid_t process)
{
    if (patience->deadline_ms == 0)
        return 0;
    int64_t waited = patience_waited_us(process, patience->since_us) + patience->apart_us;
    int64_t more = patience_more_us(patience->deadline_ms, waited, patience->given_us);
    patience->given_us += more;
    return more;
}
