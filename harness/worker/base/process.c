/* Linux: process groups, subreaper, death signals, and SIGCHLD with a time-out. */
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "patience.h"

int64_t process_now_us(void)
{
    struct timespec t;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static sigset_t child_signal(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    return set;
}

void process_become_keeper(void)
{
    sigset_t set = child_signal();
    sigprocmask(SIG_BLOCK, &set, NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void process_become_kept(pid_t parent)
{
    sigset_t set = child_signal();
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent)
        _exit(1); /* it died before the line above */
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Of a process: its folder in /proc. */
static rlim_t memory_in_use(const char *process)
{
    unsigned long pages = 0;
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/statm", process);
    FILE *file = fopen(path, "re");
    if (file == NULL || fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void limit(__rlimit_resource_t what, rlim_t value)
{
    struct rlimit both = {value, value};
    setrlimit(what, &both);
}

void process_limit(uint32_t memory_mb)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 256u << 20);
    if (memory_mb != 0)
        limit(RLIMIT_AS, memory_in_use("self") + ((rlim_t)memory_mb << 20));
}

void process_limit_child(pid_t child, uint32_t memory_mb)
{
    char process[32];
    struct rlimit both;
    if (prlimit(child, RLIMIT_AS, NULL, &both) != 0)
        return;
    snprintf(process, sizeof process, "%d", (int)child);
    rlim_t most = memory_in_use(process) + ((rlim_t)memory_mb << 20);
    both.rlim_cur = memory_mb != 0 && most < both.rlim_max ? most : both.rlim_max;
    prlimit(child, RLIMIT_AS, &both, NULL);
}

/* Has the child ended? It is not reaped yet, so that its group's number stays its own. */
static int has_ended(pid_t child)
{
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
        return errno != EINTR;
    return info.si_pid == child;
}

static const uint64_t *apart;

void process_apart(const uint64_t *us)
{
    apart = us;
}

int64_t process_apart_us(void)
{
    return apart != NULL ? patience_apart_us(*apart) : 0; /* a trial may have scribbled on it */
}

static void (*on_wait)(void);

void process_on_wait(void (*call)(void))
{
    on_wait = call;
}

void process_waited(void)
{
    if (on_wait != NULL)
        on_wait();
}

/* Until a child ends, for so long at most and no longer than a second. */
static void wait_some(int64_t us)
{
    sigset_t set = child_signal();
    int whole = us >= PROCESS_WAIT_MS * INT64_C(1000);
    struct timespec timeout = {.tv_sec = whole ? PROCESS_WAIT_MS / 1000 : 0,
                               .tv_nsec = whole ? 0 : us * 1000};
    if (sigtimedwait(&set, NULL, &timeout) < 0 && errno == EAGAIN && whole)
        process_waited();
}

static int64_t past_us, told_us; /* of children that have ended; so much of it was told */

void process_forget_past(void)
{
    past_us = told_us = 0;
}

int64_t process_past_us(void)
{
    return past_us;
}

/* One that ended soon is not worth the question. */
void process_note_past(const struct patience *patience, pid_t child, int64_t began_us)
{
    if (process_now_us() - began_us >= PROCESS_SOON_MS * INT64_C(1000))
        past_us += patience_waited_us(patience, child) + process_apart_us();
}

void process_tell_past(void)
{
    if (past_us - told_us < PROCESS_WAIT_MS * INT64_C(1000))
        return;
    told_us = past_us;
    process_waited();
}

/* 1 if it ended within the deadline. */
static int wait_for_end(pid_t child, uint32_t deadline_ms)
{
    struct patience patience = {.deadline_ms = deadline_ms};
    int64_t until = process_now_us() + (int64_t)deadline_ms * 1000;
    while (!has_ended(child)) {
        int64_t left = deadline_ms != 0 ? until - process_now_us() : 1000000;
        if (left <= 0) {
            patience.apart_us = process_apart_us();
            left = patience_owed_us(&patience, child);
            until += left;
        }
        if (left <= 0)
            return 0;
        wait_some(left);
    }
    return 1;
}

struct process_end process_wait(pid_t child, uint32_t deadline_ms)
{
    struct process_end end = {TL_ENDING_OK, 0, 0};
    const struct patience from_its_start = {0};
    int64_t began = process_now_us();
    process_tell_past();
    int status = 0, in_time = wait_for_end(child, deadline_ms);
    process_note_past(&from_its_start, child, began); /* it is a zombie still */
    kill(-child, SIGKILL);
    kill(child, SIGKILL); /* in case it had no group of its own yet */
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    end.left = process_kill_children();
    if (!in_time)
        end.ending = TL_ENDING_DEADLINE;
    else if (WIFSIGNALED(status))
        end.ending = TL_ENDING_SIGNAL;
    else if (WEXITSTATUS(status) != 0)
        end.ending = TL_ENDING_EXIT;
    end.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    return end;
}

/* The parent of a process, or -1; a zombie's counts as none. */
static pid_t parent_of(pid_t process)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "re");
    char *after_name = file != NULL && fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    if (file != NULL)
        fclose(file);
    int parent = -1;
    char state = 'Z';
    if (after_name == NULL || sscanf(after_name + 1, " %c %d", &state, &parent) != 2 ||
        state == 'Z')
        return -1;
    return parent;
}

static pid_t spared[2];

void process_spare(pid_t one, pid_t other)
{
    spared[0] = one;
    spared[1] = other;
}

static int is_spared(pid_t child)
{
    return child != 0 && (child == spared[0] || child == spared[1]);
}

static int spares_some(void)
{
    return spared[0] != 0 || spared[1] != 0;
}

/* Do no others live? As far as the kernel lists children. */
static int only_spared_live(void)
{
    char path[64];
    int child = 0, only = 1, count = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = spares_some() ? fopen(path, "re") : NULL;
    for (; file != NULL && only && fscanf(file, "%d", &child) == 1; count++)
        only = is_spared(child);
    if (file != NULL)
        fclose(file);
    return only && count > 0;
}

/* How many there were. */
static unsigned kill_direct_children(void)
{
    unsigned count = 0;
    DIR *folder = opendir("/proc");
    if (folder == NULL)
        return 0;
    for (struct dirent *item; (item = readdir(folder)) != NULL;) {
        pid_t process = atoi(item->d_name);
        if (process > 0 && !is_spared(process) && parent_of(process) == getpid())
            count += kill(process, SIGKILL) == 0;
    }
    closedir(folder);
    return count;
}

unsigned process_kill_children(void)
{
    unsigned killed = 0;
    /* A killed process's own children become ours, so: until there are none. */
    for (;;) {
        int status = 0;
        pid_t child = waitpid(-1, &status, WNOHANG | __WALL);
        if (child == 0) {
            if (only_spared_live() || (kill_direct_children() == 0 && spares_some()))
                return killed;
            child = waitpid(-1, &status, __WALL);
        }
        if (child < 0 && errno == ECHILD)
            return killed;
        killed += child > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
}

int process_read(int fd, void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = read(fd, (char *)data + done, size - done);
        if (got == 0)
            errno = 0;
        if (got == 0 || (got < 0 && errno != EINTR))
            return -1;
        done += got > 0 ? (size_t)got : 0;
    }
    return 0;
}

int process_write(int fd, const void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t put = write(fd, (const char *)data + done, size - done);
        if (put < 0 && errno != EINTR)
            return -1;
        done += put > 0 ? (size_t)put : 0;
    }
    return 0;
}
