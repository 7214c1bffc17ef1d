/* Two fixed tables that a signal handler can walk: no locks, no allocation, one store an entry. */
#include "leavings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terms.h"

#define MOST_FILES  64
#define MOST_GROUPS 512

static const char *volatile files[MOST_FILES];
static volatile pid_t groups[MOST_GROUPS];
static pid_t owner; /* a child between fork and exec takes nothing away */
static bool ignores_hangup;

static const int interrupting[] = {SIGINT, SIGTERM, SIGHUP};
static const int fatal[] = {SIGQUIT, SIGABRT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void take_away(void)
{
    if (getpid() != owner)
        return;
    for (size_t i = 0; i < MOST_FILES; i++)
        if (files[i] != NULL)
            unlink(files[i]);
    for (size_t i = 0; i < MOST_GROUPS; i++)
        if (groups[i] != 0)
            kill(-groups[i], SIGKILL);
}

static void on_interrupt(int number)
{
    static const char line[] = "taskloss: interrupted\n";
    (void)number;
    take_away();
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
        _exit(TL_EXIT_INTERRUPTED); /* nobody reads it */
    _exit(TL_EXIT_INTERRUPTED);
}

/* The handler was for once: the signal comes again when this returns, and has its usual end. */
static void on_fatal(int number)
{
    take_away();
    raise(number);
}

static void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, before;
    sigfillset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 &&
        (before.sa_handler != SIG_IGN || handler == on_interrupt))
        sigaction(number, &action, NULL);
}

void leavings_watch(void)
{
    struct sigaction hangup;
    if (owner == 0) {
        ignores_hangup = sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler == SIG_IGN;
        atexit(take_away);
    }
    owner = getpid();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < COUNT(interrupting); i++)
        if (leavings_heeds(interrupting[i]))
            handle(interrupting[i], on_interrupt, 0);
    for (size_t i = 0; i < COUNT(fatal); i++)
        handle(fatal[i], on_fatal, (int)SA_RESETHAND);
}

bool leavings_heeds(int signal_number)
{
    return signal_number != SIGHUP || !ignores_hangup;
}

static void put_file(const char *old, const char *new)
{
    for (size_t i = 0; i < MOST_FILES; i++)
        if (files[i] == old) {
            files[i] = new;
            return;
        }
}

static void put_group(pid_t old, pid_t new)
{
    for (size_t i = 0; i < MOST_GROUPS; i++)
        if (groups[i] == old) {
            groups[i] = new;
            return;
        }
}

void leavings_file(const char *path)
{
    put_file(NULL, path);
}

void leavings_forget_file(const char *path)
{
    put_file(path, NULL);
}

void leavings_group(pid_t group)
{
    put_group(0, group);
}

void leavings_forget_group(pid_t group)
{
    put_group(group, 0);
}

void leavings_hold(sigset_t *before)
{
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < COUNT(interrupting); i++)
        sigaddset(&held, interrupting[i]);
    for (size_t i = 0; i < COUNT(fatal); i++)
        if (fatal[i] != SIGABRT)
            sigaddset(&held, fatal[i]);
    sigprocmask(SIG_BLOCK, &held, before);
}

void leavings_release(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}
