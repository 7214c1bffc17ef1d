/* Graphviz, run on files that have no name: whatever ends us, it leaves nothing behind. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leavings.h"
#include "memory.h"
#include "replace.h"
#include "why_formats.h"

enum stream { GRAPH, PICTURE, LOG, STREAM_COUNT }; /* standard input, output and error */

static const char *kind_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    if (strcmp(path, "-") == 0)
        return "dot";
    if (dot == NULL || dot == base)
        return NULL;
    return strcmp(dot, ".svg") == 0   ? "svg"
           : strcmp(dot, ".png") == 0 ? "png"
           : strcmp(dot, ".dot") == 0 ? "dot"
                                      : NULL;
}

int output_why_check(const char *path, struct tl_error *error)
{
    if (kind_of(path) != NULL)
        return 0;
    return tl_fail(error, TL_EXIT_USAGE,
                   "%s: a picture is NAME.svg or NAME.png, its graph NAME.dot or - ", path);
}

/* ---- running it ---- */

/* In the child: nothing but what is allowed between fork and exec. */
static _Noreturn void become(const int files[STREAM_COUNT], const char *kind, pid_t parent,
                             int trouble)
{
    char program[] = "dot", svg[] = "-Tsvg", png[] = "-Tpng", resolution[] = "-Gdpi=96";
    char *argv[] = {program, strcmp(kind, "svg") == 0 ? svg : png,
                    strcmp(kind, "svg") == 0 ? NULL : resolution, NULL};
    bool ready = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
    for (int i = 0; i < STREAM_COUNT; i++)
        ready = ready && dup2(files[i], i) == i;
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if (ready)
        execvp(program, argv);
    int why = errno;
    if (write(trouble, &why, sizeof why) < 0)
        _exit(126);
    _exit(127);
}

/* 0, or why it could not be started: the pipe ends with a number if exec fails. */
static int start(const int files[STREAM_COUNT], const char *kind, pid_t *child)
{
    int trouble[2], why = 0;
    sigset_t before;
    if (pipe2(trouble, O_CLOEXEC) != 0)
        return errno;
    pid_t self = getpid();
    leavings_hold(&before);
    *child = fork();
    if (*child == 0) {
        setpgid(0, 0);
        sigprocmask(SIG_SETMASK, &before, NULL);
        become(files, kind, self, trouble[1]);
    }
    why = *child < 0 ? errno : 0;
    if (*child > 0)
        leavings_group(*child);
    leavings_release(&before);
    close(trouble[1]);
    if (*child > 0 && read(trouble[0], &why, sizeof why) != sizeof why)
        why = 0;
    close(trouble[0]);
    return why;
}

static void read_log(int log, char *line, size_t size)
{
    ssize_t length = pread(log, line, size - 1, 0);
    line[length > 0 ? length : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
}

static int run(const int files[STREAM_COUNT], const char *kind, struct tl_error *error)
{
    pid_t child = 0;
    int status = 0, code = start(files, kind, &child);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (child > 0)
        leavings_forget_group(child);
    if (code == ENOENT)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "Graphviz is not installed: install it (Debian and Ubuntu: graphviz), or "
                       "write its graph with -o NAME.dot");
    if (code != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "Graphviz cannot be started (%s)",
                       strerror(code));
    if (status == 0)
        return 0;
    char line[256];
    read_log(files[LOG], line, sizeof line);
    return tl_fail(error, TL_EXIT_UNMEASURED, "Graphviz failed (%s %d)%s%s",
                   WIFSIGNALED(status) ? "signal" : "exit",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
                   line[0] != '\0' ? ": " : "", line);
}

/* ---- its files ---- */

static int write_graph(const struct why *why, int file, struct tl_error *error)
{
    FILE *out = fdopen(fcntl(file, F_DUPFD_CLOEXEC, 0), "w");
    if (out != NULL)
        output_why_dot(why, out);
    if (out == NULL || fclose(out) != 0 || lseek(file, 0, SEEK_SET) != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "the graph cannot be kept in memory (%s)",
                       strerror(errno));
    return 0;
}

static int copy_picture(int file, FILE *out, struct tl_error *error)
{
    struct stat about;
    if (fstat(file, &about) != 0 || about.st_size == 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "Graphviz drew nothing");
    char *bytes = memory_zeroed((size_t)about.st_size, 1);
    ssize_t got = pread(file, bytes, (size_t)about.st_size, 0);
    fwrite(bytes, 1, got > 0 ? (size_t)got : 0, out);
    free(bytes);
    return got == about.st_size ? 0
                                : tl_fail(error, TL_EXIT_UNMEASURED, "the picture cannot be read");
}

static int draw(const struct why *why, const char *kind, FILE *out, struct tl_error *error)
{
    int files[STREAM_COUNT], result = 0;
    for (int i = 0; i < STREAM_COUNT; i++) {
        files[i] = memfd_create("taskloss", MFD_CLOEXEC);
        if (files[i] < 0)
            result = tl_fail(error, TL_EXIT_UNMEASURED, "no file in memory for Graphviz (%s)",
                             strerror(errno));
    }
    if (result == 0)
        result = write_graph(why, files[GRAPH], error);
    if (result == 0)
        result = run(files, kind, error);
    if (result == 0)
        result = copy_picture(files[PICTURE], out, error);
    for (int i = 0; i < STREAM_COUNT; i++)
        if (files[i] >= 0)
            close(files[i]);
    return result;
}

int output_why_file(const struct why *why, const char *path, struct tl_error *error)
{
    struct replace file;
    const char *kind = kind_of(path);
    if (replace_begin(&file, path, error) != 0)
        return -1;
    int result = 0;
    if (strcmp(kind, "dot") == 0)
        output_why_dot(why, file.out);
    else
        result = draw(why, kind, file.out, error);
    struct tl_error ignored;
    if (replace_end(&file, result == 0, result == 0 ? error : &ignored) != 0)
        result = -1;
    return result;
}
