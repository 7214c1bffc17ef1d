/* Which of the processes below it a trial has started: an orphan is its keeper's before its parent
 * can be seen to have ended. */
#include "family.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "below.h"

static pid_t keeper, stranger;

static int visit(int (*each)(pid_t, char, void *), void *context, pid_t process)
{
    const struct below below = {each, context, {getpid(), stranger}};
    return below_visit(&below, process);
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

/* A list in which this process stands alone is whole: an orphan would come behind it, and it does
 * not end meanwhile. One read is enough to see that. */
static int is_alone(const char *path)
{
    char list[64], *end;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, list, sizeof list - 1) : 0;
    if (fd >= 0)
        close(fd);
    list[length > 0 ? length : 0] = '\0';
    return strtol(list, &end, 10) == getpid() && end[strspn(end, " ")] == '\0';
}

/* Most often the list is that of the keeper's one child, this process. */
static int an_orphan_lives(void)
{
    const struct below below = {stop, NULL, {getpid(), stranger}};
    char path[64], before[4096], after[4096] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)keeper, (int)keeper);
    if (keeper == 0 || is_alone(path) || below_read(path, before, sizeof before) <= 0)
        return 0;
    do {
        if (below_children(&below, path))
            return 1;
        memcpy(after, before, sizeof after);
        below_read(path, before, sizeof before);
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
    if (has_children() && (!are_listed() || visit(stop, NULL, getpid())))
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
    if (below_read(path, text, sizeof text) > 0)
        doing->ran += strtoll(text, NULL, 10);
    doing->running |= state == 'R';
    return 0;
}

long long family_ran(int *running)
{
    struct doing doing = {0, 0};
    visit(add, &doing, getpid());
    if (keeper != 0)
        visit(add, &doing, keeper);
    *running = doing.running;
    return doing.ran;
}
