/* Data, script, picture and log are files in memory, which gnuplot knows as /dev/fd/NUMBER. */
#include "drawing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leavings.h"
#include "memory.h"
#include "text.h"

enum memory_file { DATA, SCRIPT, PICTURE, LOG, FILE_COUNT };

#define FIRST_NUMBER 100 /* of theirs in gnuplot: beyond those that it opens itself */

struct drawing {
    int files[FILE_COUNT];
    char *names[FILE_COUNT]; /* in gnuplot */
};

static void free_drawing(struct drawing *drawing)
{
    for (size_t i = 0; i < FILE_COUNT; i++) {
        if (drawing->files[i] >= 0)
            close(drawing->files[i]);
        free(drawing->names[i]);
    }
}

static int make_drawing(struct drawing *drawing, struct tl_error *error)
{
    int result = 0;
    for (int i = 0; i < FILE_COUNT; i++) {
        drawing->names[i] = text_make("/dev/fd/%d", FIRST_NUMBER + i);
        drawing->files[i] = memfd_create("taskloss", MFD_CLOEXEC);
        if (drawing->files[i] < 0)
            result = tl_fail(error, TL_EXIT_UNMEASURED, "no file in memory for gnuplot (%s)",
                             strerror(errno));
    }
    return result;
}

/* --- what gnuplot reads --- */

/* A file name for gnuplot: in single quotes nothing is expanded. */
static void put_name(FILE *out, const char *variable, const char *name)
{
    fprintf(out, "%s = '", variable);
    for (; *name != '\0'; name++)
        fprintf(out, *name == '\'' ? "''" : "%c", *name);
    fputs("'\n", out);
}

void drawing_put_script(FILE *out, const struct plot_source *source, const char *data,
                        const char *picture, const char *kind)
{
    fputs("# Draws the picture again, in this folder, from the data beside it: gnuplot -d "
          "THIS_FILE\n",
          out);
    put_name(out, "data", data);
    put_name(out, "picture", picture);
    fprintf(out, "kind = '%s'\n", kind);
    source->put_parameters(out, source->data);
    putc('\n', out);
}

int drawing_copy_script(FILE *out, const struct plot_source *source, struct tl_error *error)
{
    char block[4096], *path = text_make("%s/%s.gp", source->folder, source->script);
    FILE *in = fopen(path, "re");
    bool good = in != NULL;
    for (size_t length; good && (length = fread(block, 1, sizeof block, in)) > 0;)
        fwrite(block, 1, length, out);
    good = good && !ferror(in);
    if (!good)
        tl_fail(error, TL_EXIT_UNMEASURED, "the plot script %s cannot be read (%s)", path,
                strerror(errno));
    if (in != NULL)
        fclose(in);
    free(path);
    return good ? 0 : -1;
}

/* A stream into one of the files; the file stays open. */
static FILE *stream_of(const struct drawing *drawing, enum memory_file which)
{
    int copy = fcntl(drawing->files[which], F_DUPFD_CLOEXEC, 0);
    FILE *out = copy < 0 ? NULL : fdopen(copy, "w");
    if (out == NULL && copy >= 0)
        close(copy);
    return out;
}

static int finish(FILE *out, struct tl_error *error)
{
    bool failed = ferror(out);
    if ((fclose(out) != 0) | failed)
        return tl_fail(error, TL_EXIT_UNMEASURED, "the plot's data do not fit into memory (%s)",
                       strerror(errno));
    return 0;
}

static int write_inputs(const struct drawing *drawing, const struct plot_source *source,
                        const char *kind, struct tl_error *error)
{
    FILE *data = stream_of(drawing, DATA), *script = stream_of(drawing, SCRIPT);
    int result = 0;
    if (data == NULL || script == NULL)
        result =
            tl_fail(error, TL_EXIT_UNMEASURED, "the plot cannot be begun (%s)", strerror(errno));
    if (result == 0) {
        source->put_data(data, source->data);
        drawing_put_script(script, source, drawing->names[DATA], drawing->names[PICTURE], kind);
        result = drawing_copy_script(script, source, error);
    }
    if (data != NULL && finish(data, error) != 0)
        result = -1;
    if (script != NULL && finish(script, error) != 0)
        result = -1;
    return result;
}

/* --- gnuplot --- */

/* In the child: nothing but what is allowed between fork and exec. */
static _Noreturn void become_gnuplot(const struct drawing *drawing, int null, pid_t parent,
                                     int trouble)
{
    char program[] = "gnuplot", defaults[] = "-d";
    char *argv[] = {program, defaults, drawing->names[SCRIPT], NULL};
    bool ready = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
                 dup2(null, 0) == 0 && dup2(null, 1) == 1 && dup2(drawing->files[LOG], 2) == 2;
    for (int i = 0; i < FILE_COUNT; i++)
        ready = ready && dup2(drawing->files[i], FIRST_NUMBER + i) == FIRST_NUMBER + i;
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if (ready)
        execvp(program, argv);
    int why = errno;
    if (write(trouble, &why, sizeof why) < 0)
        _exit(126);
    _exit(127);
}

/* 0, or why gnuplot could not be started: the pipe ends with a number if exec fails. */
static int start(const struct drawing *drawing, pid_t *child)
{
    int trouble[2], why = 0, null = open("/dev/null", O_RDWR | O_CLOEXEC);
    sigset_t before;
    if (null < 0)
        return errno;
    if (pipe2(trouble, O_CLOEXEC) != 0) {
        why = errno;
        close(null);
        return why;
    }
    pid_t self = getpid();
    leavings_hold(&before);
    *child = fork();
    if (*child == 0) {
        setpgid(0, 0);
        sigprocmask(SIG_SETMASK, &before, NULL);
        become_gnuplot(drawing, null, self, trouble[1]);
    }
    why = *child < 0 ? errno : 0;
    if (*child > 0)
        leavings_group(*child);
    leavings_release(&before);
    close(null);
    close(trouble[1]);
    if (*child > 0 && read(trouble[0], &why, sizeof why) != sizeof why)
        why = 0;
    close(trouble[0]);
    return why;
}

static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    leavings_forget_group(child);
    return status;
}

/* The last line of the log that says something. */
static void read_log(const struct drawing *drawing, char *line, size_t size)
{
    char block[256];
    *line = '\0';
    lseek(drawing->files[LOG], 0, SEEK_SET);
    FILE *in = fdopen(fcntl(drawing->files[LOG], F_DUPFD_CLOEXEC, 0), "r");
    while (in != NULL && fgets(block, sizeof block, in) != NULL)
        if (strspn(block, " \t\n^") != strlen(block))
            snprintf(line, size, "%s", block);
    line[strcspn(line, "\n")] = '\0';
    if (in != NULL)
        fclose(in);
}

static int run_gnuplot(const struct drawing *drawing, struct tl_error *error)
{
    pid_t child = 0;
    char line[256];
    int code = start(drawing, &child), status = child > 0 ? wait_for(child) : 0;
    if (code == ENOENT)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "gnuplot is not installed: install it (Debian and Ubuntu: gnuplot-nox), or "
                       "draw in the terminal with -o -");
    if (code != 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "gnuplot cannot be started (%s)", strerror(code));
    if (status == 0)
        return 0;
    read_log(drawing, line, sizeof line);
    return tl_fail(error, TL_EXIT_UNMEASURED, "gnuplot failed (%s %d): %s",
                   WIFSIGNALED(status) ? "signal" : "exit",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), line);
}

static int take_picture(const struct drawing *drawing, char **picture, size_t *size,
                        struct tl_error *error)
{
    struct stat about;
    int file = drawing->files[PICTURE];
    if (fstat(file, &about) != 0 || about.st_size == 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "gnuplot drew nothing");
    *size = (size_t)about.st_size;
    *picture = memory_zeroed(*size + 1, 1);
    if (pread(file, *picture, *size, 0) == about.st_size)
        return 0;
    free(*picture);
    *picture = NULL;
    return tl_fail(error, TL_EXIT_UNMEASURED, "gnuplot's picture cannot be read (%s)",
                   strerror(errno));
}

int drawing_make(const struct plot_source *source, const char *kind, char **picture, size_t *size,
                 struct tl_error *error)
{
    struct drawing drawing;
    *picture = NULL;
    int result = make_drawing(&drawing, error);
    if (result == 0)
        result = write_inputs(&drawing, source, kind, error);
    if (result == 0)
        result = run_gnuplot(&drawing, error);
    if (result == 0)
        result = take_picture(&drawing, picture, size, error);
    free_drawing(&drawing);
    return result;
}
