/* Waits for the end of the host or of the driver, then cleans up below itself. */
#include "guardian.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"

static _Noreturn void guard(pid_t host, const sigset_t *wanted)
{
    for (;;) {
        int signal = sigwaitinfo(wanted, NULL), status;
        if (signal < 0)
            continue;
        if (signal != SIGCHLD) {
            process_kill_children();
            _exit(128 + signal);
        }
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
            if (ended != host)
                continue; /* an orphan of a trial */
            process_kill_children();
            _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
        }
    }
}

void guardian_fork(void)
{
    static const int signals[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
    sigset_t wanted, before;
    sigemptyset(&wanted);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(&wanted, signals[i]);
    sigprocmask(SIG_BLOCK, &wanted, &before);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    pid_t self = getpid(), host = fork();
    if (host < 0) {
        fprintf(stderr, "taskloss-worker: fork: %s\n", strerror(errno));
        _exit(3);
    }
    if (host > 0) {
        close(STDIN_FILENO); /* else a driver would wait for this process to read */
        close(STDOUT_FILENO);
        guard(host, &wanted);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    process_become_kept(self);
    process_become_keeper();
}
