/* Linux: /proc/PID/task/TID/schedstat has the time on a processor, and the time waited for one. */
#include "patience.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "below.h"

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

/* Of a process the thread that waited longest. */
static int64_t waited_of_process(pid_t process)
{
    char path[64];
    int64_t longest = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *folder = opendir(path);
    for (struct dirent *item; folder != NULL && (item = readdir(folder)) != NULL;) {
        int64_t waited =
            isdigit((unsigned char)item->d_name[0]) ? waited_of_thread(process, item->d_name) : 0;
        longest = waited > longest ? waited : longest;
    }
    if (folder != NULL)
        closedir(folder);
    return longest;
}

static int note(pid_t process, char state, void *context)
{
    struct patience *patience = context;
    (void)state;
    patience->before[patience->befores++] =
        (struct patience_before){process, waited_of_process(process)};
    return patience->befores == PATIENCE_BEFORE;
}

void patience_begin(struct patience *patience, pid_t process)
{
    const struct below below = {note, patience, {0}};
    patience->befores = 0;
    note(process, 'R', patience);
    below_visit(&below, process);
}

static int64_t waited_before(const struct patience *patience, pid_t process)
{
    for (unsigned i = 0; i < patience->befores; i++)
        if (patience->before[i].process == process)
            return patience->before[i].waited_us;
    return 0;
}

struct longest {
    const struct patience *patience;
    int64_t waited_us;
};

static int add(pid_t process, char state, void *context)
{
    struct longest *longest = context;
    int64_t waited = waited_of_process(process) - waited_before(longest->patience, process);
    (void)state;
    longest->waited_us = waited > longest->waited_us ? waited : longest->waited_us;
    return 0;
}

int64_t patience_waited_us(const struct patience *patience, pid_t process)
{
    struct longest longest = {patience, 0};
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
    int64_t waited = patience_waited_us(patience, process) + patience->apart_us;
    int64_t more = patience_more_us(patience->deadline_ms, waited, patience->given_us);
    patience->given_us += more;
    return more;
}
