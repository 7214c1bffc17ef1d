/* Linux: children from /proc. A process is asked for after its parent, so that one that changes
 * hands meanwhile is met once more, not missed: an orphan is its keeper's before its parent can be
 * seen to have ended. */
#include "family.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEPTH_MAX 16

static pid_t keeper, stranger;

/* What is done for each live one. Nonzero: no further ones are looked for. */
typedef int (*visit)(pid_t process, char state, void *context);

static ssize_t read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t length = 0, got;
    while ((size_t)length < size - 1 &&
           (got = read(fd, text + length, size - 1 - (size_t)length)) > 0)
        length += got;
    close(fd);
    text[length] = '\0';
    return length;
}

/* 'Z' where it has ended. */
static char state_of(pid_t process)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    if (read_file(path, text, sizeof text) <= 0)
        return 'Z';
    const char *after_name = strrchr(text, ')');
    return after_name == NULL || after_name[2] == 'X' ? 'Z' : after_name[2];
}

static int visit_below(pid_t process, visit each, void *context, int depth);

/* The children that one thread made; those of them that live, and what is below them. */
static int visit_children(const char *path, visit each, void *context, int depth)
{
    char text[16384];
    if (read_file(path, text, sizeof text) <= 0)
        return 0;
    for (char *at = text, *end; *at != '\0'; at = end) {
        pid_t child = (pid_t)strtol(at, &end, 10);
        if (end == at)
            break;
        int counts = child > 0 && child != getpid() && child != stranger;
        char state = counts ? state_of(child) : 'Z';
        if (state != 'Z' &&
            (each(child, state, context) || visit_below(child, each, context, depth + 1)))
            return 1;
    }
    return 0;
}

static int visit_below(pid_t process, visit each, void *context, int depth)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *folder = depth < DEPTH_MAX ? opendir(path) : NULL;
    int stopped = 0;
    for (struct dirent *item; folder != NULL && !stopped && (item = readdir(folder)) != NULL;) {
        if (item->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)process, item->d_name);
        stopped = visit_children(path, each, context, depth);
    }
    if (folder != NULL)
        closedir(folder);
    return stopped;
}

static int stop(pid_t process, char state, void *context)
{
    (void)process, (void)state, (void)context;
    return 1;
}

/* A kernel that does not list children: any child that is not reaped is taken for a live one. */
static int are_listed(void)
{
    static int listed = -1;
    char path[64];
    if (listed < 0) {
        snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
        listed = access(path, R_OK) == 0;
    }
    return listed;
}

static int has_children(void)
{
    siginfo_t info = {0};
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

/* Most often the list is that of the keeper's one child, this process. */
static int an_orphan_lives(void)
{
    char path[64], before[4096], after[4096] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)keeper, (int)keeper);
    if (keeper == 0 || read_file(path, before, sizeof before) <= 0)
        return 0;
    do {
        if (visit_children(path, stop, NULL, DEPTH_MAX))
            return 1;
        memcpy(after, before, sizeof after);
        read_file(path, before, sizeof before);
    } while (strcmp(before, after) != 0);
    return 0;
}

void family_keeper(pid_t new_keeper)
{
    keeper = new_keeper;
}

void family_stranger(pid_t new_stranger)
{
    stranger = new_stranger;
}

int family_lives(void)
{
    if (has_children() && (!are_listed() || visit_below(getpid(), stop, NULL, 0)))
        return 1;
    return an_orphan_lives();
}

/* ---- what they do ---- */

struct doing {
    long long ran;
    int running;
};

static int add(pid_t process, char state, void *context)
{
    struct doing *doing = context;
    char path[64], text[128];
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)process);
    if (read_file(path, text, sizeof text) > 0)
        doing->ran += strtoll(text, NULL, 10);
    doing->running |= state == 'R';
    return 0;
}

long long family_ran(int *running)
{
    struct doing doing = {0, 0};
    visit_below(getpid(), add, &doing, 0);
    if (keeper != 0)
        visit_below(keeper, add, &doing, 0);
    *running = doing.running;
    return doing.ran;
}
