/* Signals are blocked here and taken one by one, so that none comes at a bad moment. The program
 * has the mask and the dispositions that this process was given. */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "text.h"
#include "watched.h"

static const int forwarded[] = {SIGINT,  SIGQUIT, SIGTERM,  SIGHUP,
                                SIGUSR1, SIGUSR2, SIGWINCH, SIGALRM};

char *launch_settings(enum watching_mode mode, uint64_t permille, uint64_t frames, unsigned also,
                      const char *file, const char *mail)
{
    return text_make("mode=%s;permille=%" PRIu64 ";frames=%" PRIu64 ";also=%u;mail=%s;file=%s",
                     watched_modes[mode], permille, frames, also, mail, file);
}

static void set_environment(const struct launch *launch)
{
    const char *others = getenv("LD_PRELOAD");
    char *all = others != NULL && others[0] != '\0' ? text_make("%s:%s", launch->library, others)
                                                    : text_make("%s", launch->library);
    setenv("LD_PRELOAD", all, 1);
    setenv(WATCHING_VARIABLE, launch->settings, 1);
    free(all);
}

static void be_quiet(void)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3 && nowhere >= 0; fd++)
        dup2(nowhere, fd);
}

static void become(const struct launch *launch, const sigset_t *mask, int report)
{
    set_environment(launch);
    if (launch->is_quiet)
        be_quiet();
    signal(SIGPIPE, SIG_DFL); /* main() ignores it */
    sigprocmask(SIG_SETMASK, mask, NULL);
    execvp(launch->argv[0], launch->argv);
    int why = errno;
    if (write(report, &why, sizeof why) < 0)
        why = 0;
    _exit(127);
}

/* A signal that a process sent goes on to the program; the terminal's reached it already. */
static void pass_on(pid_t program, const siginfo_t *info)
{
    if (info->si_signo != SIGCHLD && info->si_code <= 0)
        kill(program, info->si_signo);
}

/* What has become of the program, and of what it started: orphans among it are ours. */
struct family {
    pid_t program;
    int status;
    bool has_ended, is_gone; /* the program; all of them */
    time_t began, ended;
};

static void reap(struct family *family)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
        if (ended == family->program) {
            family->status = status;
            family->has_ended = true;
            family->ended = time(NULL);
        }
    family->is_gone = ended < 0 && errno == ECHILD;
    family->has_ended |= family->is_gone;
}

/* Does it run no more, or has it been waited for long enough? */
static bool is_over(const struct family *family, const struct launch *launch)
{
    if (family->is_gone || !family->has_ended)
        return family->is_gone;
    return launch->linger_s != LAUNCH_ALWAYS &&
           time(NULL) - family->ended > (time_t)launch->linger_s;
}

/* What reaches us goes on to the program; once that has ended, it ends the waiting for others. */
static bool take_signal(const struct family *family, const sigset_t *set,
                        const struct timespec *pause)
{
    siginfo_t info;
    int got = pause != NULL ? sigtimedwait(set, &info, pause) : sigwaitinfo(set, &info);
    if (got > 0 && family->has_ended)
        return got != SIGINT && got != SIGTERM && got != SIGHUP && got != SIGQUIT;
    if (got > 0)
        pass_on(family->program, &info);
    return true;
}

static int wait_for(pid_t program, const struct launch *launch, const sigset_t *set, bool *left)
{
    static const struct timespec pause = {0, 200000000};
    struct family family = {.program = program, .began = time(NULL)};
    bool is_pausing = launch->tick != NULL || launch->deadline_s > 0, goes_on = true;
    for (;;) {
        reap(&family);
        if (!goes_on || is_over(&family, launch))
            break;
        goes_on = take_signal(&family, set, is_pausing || family.has_ended ? &pause : NULL);
        if (launch->deadline_s > 0 && !family.has_ended &&
            time(NULL) - family.began > (time_t)launch->deadline_s)
            kill(program, SIGKILL);
        if (launch->tick != NULL)
            launch->tick(launch->of_tick);
    }
    *left = !family.is_gone;
    return family.status;
}

static int was_started(int report, const char *name, struct tl_error *error)
{
    int why = 0;
    ssize_t length = read(report, &why, sizeof why);
    close(report);
    if (length <= 0)
        return 0;
    return tl_fail(error, TL_EXIT_UNMEASURED, "cannot start '%s': %s", name, strerror(why));
}

int launch_run(const struct launch *launch, int *status, bool *left, struct tl_error *error)
{
    sigset_t set, mask;
    int report[2];
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
        sigaddset(&set, forwarded[i]);
    if (pipe2(report, O_CLOEXEC) != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot make a pipe: %s", strerror(errno));
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the program's end away */
    sigprocmask(SIG_BLOCK, &set, &mask);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t program = fork();
    if (program == 0)
        become(launch, &mask, report[1]);
    close(report[1]);
    if (program < 0) {
        close(report[0]);
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot fork: %s", strerror(errno));
    }
    int result = was_started(report[0], launch->argv[0], error);
    *status = wait_for(program, launch, &set, left);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return result;
}

void launch_end_as(int status)
{
    if (!WIFSIGNALED(status))
        return;
    const struct rlimit none = {0, 0};
    sigset_t set;
    setrlimit(RLIMIT_CORE, &none); /* the program's own core is enough */
    signal(WTERMSIG(status), SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, WTERMSIG(status));
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(WTERMSIG(status));
}
