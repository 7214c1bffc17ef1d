/* Starting another program: what is known is written before, and it is watched whatever its
 * environment. A child of vfork() runs this on its parent's stack and in its memory.
 */
#include <spawn.h>
#include <unistd.h>

#include "entry.h"
#include "heirs.h"
#include "real.h"

/* `environment` becomes that of a heir, if it has to. */
#define HEIR(environment)                                                                          \
    size_t size = heirs_size(environment);                                                         \
    char *words[size + 1], preload[HEIRS_PRELOAD];                                                 \
    if (size != 0) {                                                                               \
        heirs_make(environment, words, preload);                                                   \
        (environment) = words;                                                                     \
    }

OURS int execve(const char *path, char *const argv[], char *const environment[])
{
    REAL(execve)
    entry_end();
    HEIR(environment)
    return real(path, argv, environment);
}

OURS int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

OURS int execvpe(const char *file, char *const argv[], char *const environment[])
{
    REAL(execvpe)
    entry_end();
    HEIR(environment)
    return real(file, argv, environment);
}

OURS int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

OURS int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                     const posix_spawnattr_t *attributes, char *const argv[],
                     char *const environment[])
{
    REAL(posix_spawn)
    HEIR(environment)
    return real(pid, path, actions, attributes, argv, environment);
}

OURS int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                      const posix_spawnattr_t *attributes, char *const argv[],
                      char *const environment[])
{
    REAL(posix_spawnp)
    HEIR(environment)
    return real(pid, file, actions, attributes, argv, environment);
}
