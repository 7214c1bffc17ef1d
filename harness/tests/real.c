/* Processes are known by a mark in their environment, which they inherit and cannot lose. */
#include "real.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MARK "TASKLOSS_TEST_MARK"

static char results[64];

char *real_python(void)
{
    struct tl_pythons pythons;
    struct tl_error error;
    char *found = NULL;
    ck_assert_msg(pythons_find(&pythons, &error) == 0, "%s", error.text);
    for (size_t i = 0; i < pythons.count && found == NULL; i++)
        if (pythons.items[i].usable && strncmp(pythons.items[i].name, "pypy", 4) != 0)
            found = strdup(pythons.items[i].path);
    pythons_free(&pythons);
    return found;
}

void real_begin(void)
{
    strcpy(results, "/tmp/taskloss-test.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(results));
    setenv(MARK, results, 1);
}

void real_end(void)
{
    char command[128];
    unsetenv(MARK);
    snprintf(command, sizeof command, "rm -rf '%s'", results);
    ck_assert_int_eq(system(command), 0);
}

const char *real_results(void)
{
    return results;
}

pid_t real_start(char *const *argv, const char *output)
{
    pid_t process = fork();
    ck_assert_int_ge(process, 0);
    if (process > 0)
        return process;
    int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    setpgid(0, 0);
    if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
        execv(TASKLOSS_BINARY_DIR "/taskloss", argv);
    _exit(99);
}

int real_wait(pid_t process)
{
    int status;
    while (waitpid(process, &status, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Reads a file of /proc whose parts end in NUL; its length, 0 if it cannot be read. */
static size_t read_proc(const char *process, const char *name, char *out, size_t size)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%s/%s", process, name);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    size_t length = fread(out, 1, size - 1, file);
    fclose(file);
    out[length] = '\0';
    return length;
}

static int has_mark(const char *process)
{
    static char environment[1 << 17];
    char mark[128];
    size_t length = read_proc(process, "environ", environment, sizeof environment);
    snprintf(mark, sizeof mark, MARK "=%s", results);
    return memmem(environment, length, mark, strlen(mark) + 1) != NULL;
}

/* `loud`: name them. This process and its kin (libcheck's) carry the mark too, by setenv only,
 * which /proc does not show. */
static unsigned count_marked(int loud)
{
    DIR *folder = opendir("/proc");
    unsigned count = 0;
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *item; (item = readdir(folder)) != NULL;) {
        char command[256];
        if (atoi(item->d_name) <= 0 || !has_mark(item->d_name))
            continue;
        count++;
        read_proc(item->d_name, "cmdline", command, sizeof command);
        if (loud && count < 5)
            fprintf(stderr, "left behind: %s %s\n", item->d_name, command);
    }
    closedir(folder);
    return count;
}

unsigned real_left(unsigned patience_ms)
{
    if (patience_ms == 0)
        return count_marked(0);
    struct timespec pause = {.tv_nsec = 20000000};
    for (unsigned waited = 0; waited < patience_ms && count_marked(0) > 0; waited += 20)
        nanosleep(&pause, NULL);
    return count_marked(1);
}
