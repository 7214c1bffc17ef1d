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

#define DEPTH_MAX 32
#define SLACK_US  20000 /* starts are noted by ticks of a hundredth of a second */

int64_t patience_now_us(void)
{
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_BOOTTIME,
            &now); /* the worker's own function tells virtual time */
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t started_us(pid_t process)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "re");
    char *field =
        file != NULL && fgets(line, sizeof line, file) != NULL ? strrchr(line, ')') : NULL;
    if (file != NULL)
        fclose(file);
    for (int i = 0; i < 20 && field != NULL; i++)
        field = strchr(field + 1, ' ');
    long long ticks = field != NULL ? strtoll(field, NULL, 10) : 0;
    return ticks * 1000000 / sysconf(_SC_CLK_TCK);
}

static int64_t waited_of_thread(pid_t process, const char *thread)
{
    char path[300];
    uint64_t ran, waited = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", (int)process, thread);
    FILE *file = fopen(path, "re");
    if (file != NULL && fscanf(file, "%" SCNu64 " %" SCNu64, &ran, &waited) != 2)
        waited = 0;
    if (file != NULL)
        fclose(file);
    return (int64_t)(waited / 1000);
}

static int64_t longest(pid_t process, int64_t since_us, int depth);

static int64_t longest_of_children(pid_t process, const char *thread, int64_t since_us, int depth)
{
    char path[300];
    int64_t most = 0;
    int child;
    snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)process, thread);
    FILE *file = fopen(path, "re");
    while (file != NULL && fscanf(file, "%d", &child) == 1) {
        int64_t waited = longest(child, since_us, depth + 1);
        most = waited > most ? waited : most;
    }
    if (file != NULL)
        fclose(file);
    return most;
}

static int64_t longest(pid_t process, int64_t since_us, int depth)
{
    char path[64];
    int64_t most = 0, waited;
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *folder = depth < DEPTH_MAX ? opendir(path) : NULL;
    int counts = since_us == 0 || started_us(process) + SLACK_US >= since_us;
    for (struct dirent *item; folder != NULL && (item = readdir(folder)) != NULL;) {
        if (!isdigit((unsigned char)item->d_name[0]))
            continue;
        waited = counts ? waited_of_thread(process, item->d_name) : 0;
        most = waited > most ? waited : most;
        waited = longest_of_children(process, item->d_name, since_us, depth);
        most = waited > most ? waited : most;
    }
    if (folder != NULL)
        closedir(folder);
    return most;
}

int64_t patience_waited_us(pid_t process, int64_t since_us)
{
    return longest(process, since_us, 0);
}

int64_t patience_more_us(uint32_t deadline_ms, int64_t waited_us, int64_t given_us)
{
    int64_t most = (int64_t)deadline_ms * 1000 * PATIENCE_MOST;
    int64_t owed = waited_us < most ? waited_us : most;
    /* What is left of a millisecond is no reason to wait once more. */
    return owed - given_us >= 1000 ? owed - given_us : 0;
}

int64_t patience_owed_us(struct patience *patience, pid_t process)
{
    if (patience->deadline_ms == 0)
        return 0;
    int64_t waited = patience_waited_us(process, patience->since_us);
    int64_t more = patience_more_us(patience->deadline_ms, waited, patience->given_us);
    patience->given_us += more;
    return more;
}
