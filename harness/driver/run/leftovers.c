/* A trial may be killed at any moment, and so may this process, each worker and its guardian. So
 * the one that removes what they leave is a process of its own: it ignores what signals it can, is
 * in no group that is killed, and learns by the end of a pipe that it is time. */
#include "leftovers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "memory.h"

extern char **environ;

#define VARIABLE    "TMPDIR="
#define FOLDER_MAX  sizeof((struct leftovers *)NULL)->folder
#define MOST_SWEEPS 250 /* 20 ms apart: workers that lost their driver end a little later */

/* A socket's name has room for 107 bytes; multiprocessing's takes 33 of them below the folder. */
#define LONGEST_PLACE 62

static int is_there(const char *folder)
{
    return access(folder, F_OK) == 0 || errno != ENOENT;
}

static void sweep(const char *folder)
{
    static const struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; i < MOST_SWEEPS; i++) {
        files_remove_folder(folder);
        if (!is_there(folder))
            return;
        nanosleep(&pause, NULL);
    }
}

/* 0, or -1 and an empty name. */
static int make_folder(char *folder, size_t size)
{
    const char *places[] = {getenv("TMPDIR"), "/tmp", "/var/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i] == NULL || places[i][0] != '/' || strlen(places[i]) > LONGEST_PLACE)
            continue;
        snprintf(folder, size, "%s/tl-XXXXXX", places[i]);
        if (mkdtemp(folder) != NULL)
            return 0;
    }
    folder[0] = '\0';
    return -1;
}

/* The folder is made by whoever will remove it, and only once no signal to our group ends it. */
static _Noreturn void be_sweeper(int ends, int tell)
{
    char byte, folder[FOLDER_MAX] = "";
    setsid();
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    if (make_folder(folder, sizeof folder) < 0)
        _exit(1);
    ssize_t told = write(tell, folder, sizeof folder);
    dup2(ends, 0);
    close_range(1, ~0U, 0); /* whoever reads what taskloss writes does not wait for this process */
    while (told == (ssize_t)sizeof folder && read(0, &byte, 1) > 0)
        ;
    sweep(folder);
    _exit(0);
}

/* 0, or -1 where it made no folder. */
static int hear_folder(int told, char folder[static FOLDER_MAX])
{
    ssize_t got;
    do
        got = read(told, folder, FOLDER_MAX);
    while (got < 0 && errno == EINTR);
    if (got == FOLDER_MAX)
        return 0;
    folder[0] = '\0';
    return -1;
}

/* Both ends of two pipes; 0, or -1. */
static int make_pipes(int ends[2], int tell[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    if (pipe2(tell, O_CLOEXEC) == 0)
        return 0;
    close(ends[0]);
    close(ends[1]);
    return -1;
}

/* 0, or -1: there is neither a sweeper nor a folder. */
static int start_sweeper(struct leftovers *leftovers)
{
    int ends[2], tell[2];
    if (make_pipes(ends, tell) < 0)
        return -1;
    leftovers->sweeper = fork();
    if (leftovers->sweeper == 0) {
        close(ends[1]);
        be_sweeper(ends[0], tell[1]);
    }
    close(ends[0]);
    close(tell[1]);
    int heard = leftovers->sweeper > 0 ? hear_folder(tell[0], leftovers->folder) : -1;
    close(tell[0]);
    leftovers->alive = ends[1];
    if (heard == 0)
        return 0;
    close(ends[1]);
    if (leftovers->sweeper > 0)
        waitpid(leftovers->sweeper, NULL, 0);
    return -1;
}

static char **environment_with(const char *folder)
{
    size_t count = 0, kept = 0;
    while (environ[count] != NULL)
        count++;
    char **list = memory_zeroed(count + 2, sizeof *list);
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], VARIABLE, strlen(VARIABLE)) != 0)
            list[kept++] = memory_text(environ[i]);
    size_t size = strlen(VARIABLE) + strlen(folder) + 1;
    list[kept] = memory_zeroed(size, 1);
    snprintf(list[kept], size, VARIABLE "%s", folder);
    return list;
}

void leftovers_begin(struct leftovers *leftovers)
{
    *leftovers = (struct leftovers){.alive = -1};
    if (start_sweeper(leftovers) < 0)
        return;
    leftovers->environment = environment_with(leftovers->folder);
}

void leftovers_end(struct leftovers *leftovers)
{
    if (leftovers->folder[0] == '\0')
        return;
    close(leftovers->alive);
    while (waitpid(leftovers->sweeper, NULL, 0) < 0 && errno == EINTR)
        ;
    for (char **one = leftovers->environment; *one != NULL; one++)
        free(*one);
    free(leftovers->environment);
}
