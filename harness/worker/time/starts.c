/* The functions of libc that start a program, found in this executable before libc's. */
#include "starts.h"

#include <dlfcn.h>
#include <errno.h>
#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static void (*hook)(void);

/* libc's own: looked up before any fork, after which that may wait for ever. */
static struct {
    int (*execve)(const char *, char *const[], char *const[]);
    int (*execvpe)(const char *, char *const[], char *const[]);
    int (*fexecve)(int, char *const[], char *const[]);
    int (*posix_spawn)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                       const posix_spawnattr_t *, char *const[], char *const[]);
    int (*posix_spawnp)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                        const posix_spawnattr_t *, char *const[], char *const[]);
    int (*system)(const char *);
} real;

static void find(void *function, const char *name)
{
    void *symbol = dlsym(RTLD_NEXT, name);
    memcpy(function, &symbol, sizeof symbol);
}

__attribute__((constructor)) static void find_all(void)
{
    find(&real.execve, "execve");
    find(&real.execvpe, "execvpe");
    find(&real.fexecve, "fexecve");
    find(&real.posix_spawn, "posix_spawn");
    find(&real.posix_spawnp, "posix_spawnp");
    find(&real.system, "system");
}

void starts_on(void (*start)(void))
{
    hook = start;
}

/* A search along PATH tries many that are not there. */
static void starting(const char *path)
{
    int saved = errno;
    if (hook != NULL && (path == NULL || access(path, X_OK) == 0))
        hook();
    errno = saved;
}

int execve(const char *path, char *const argv[], char *const environment[])
{
    starting(path);
    return real.execve(path, argv, environment);
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

int execvpe(const char *file, char *const argv[], char *const environment[])
{
    starting(NULL);
    return real.execvpe(file, argv, environment);
}

int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

int fexecve(int fd, char *const argv[], char *const environment[])
{
    starting(NULL);
    return real.fexecve(fd, argv, environment);
}

int posix_spawn(pid_t *process, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    starting(path);
    return real.posix_spawn(process, path, actions, attributes, argv, environment);
}

int posix_spawnp(pid_t *process, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    starting(NULL);
    return real.posix_spawnp(process, file, actions, attributes, argv, environment);
}

int system(const char *command)
{
    if (command != NULL)
        starting(NULL);
    return real.system(command);
}
