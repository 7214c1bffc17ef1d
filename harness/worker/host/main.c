/* taskloss-worker: hosts one Python for the driver. Depends on libc alone. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <unistd.h>

#include "asked.h"
#include "bench.h"
#include "guardian.h"
#include "host.h"
#include "probe.h"
#include "script.h"
#include "start.h"

/* Addresses are to be the same in each run. Where a sandbox forbids it, they are not. */
static void fix_addresses(void)
{
    char line[65536], *argv[256];
    int persona = personality(0xffffffff), count = 0;
    if (persona < 0 || (persona & ADDR_NO_RANDOMIZE))
        return;
    if (personality((unsigned long)persona | ADDR_NO_RANDOMIZE) < 0 ||
        !(personality(0xffffffff) & ADDR_NO_RANDOMIZE))
        return;
    /* The whole command line, as it was: this may run under a loader that was named on it. */
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, line, sizeof line - 1) : -1;
    if (fd >= 0)
        close(fd);
    for (char *at = line; length > 0 && at < line + length && count < 255; at += strlen(at) + 1)
        argv[count++] = at;
    argv[count] = NULL;
    if (count > 0 && length < (ssize_t)sizeof line - 1)
        execv("/proc/self/exe", argv);
}

/* The driver's pipes move out of the way of what Python and a case may do to 0, 1 and 2. */
static int move_away(int fd, int replacement)
{
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 100);
    if (moved < 0 || dup2(replacement, fd) < 0) {
        fprintf(stderr, "taskloss-worker: cannot set up descriptors: %s\n", strerror(errno));
        exit(3);
    }
    return moved;
}

static int run_script(const char *libpython, const char *home, const char *script)
{
    char why[512] = "it is not CPython";
    if (start(libpython, home, NULL, why, sizeof why) == 0 && interpreter == &cpython)
        return script_run(script);
    fprintf(stderr, "taskloss-worker: %s: %s\n", libpython, why);
    return 3;
}

/* Its value goes to `text`, or it sets `flag`. */
struct choice {
    const char *name, **text;
    int *flag;
};

/* What the command line says. 0, or -1 for one that taskloss would not write. */
static int read_words(int argc, char **argv, const struct choice *choices, size_t count)
{
    struct option options[16] = {0};
    int chosen = 0, option;
    for (size_t i = 0; i < count; i++)
        options[i] = (struct option){choices[i].name,
                                     choices[i].text != NULL ? required_argument : no_argument,
                                     &chosen, (int)i};
    while ((option = getopt_long(argc, argv, "", options, NULL)) == 0)
        if (choices[chosen].text != NULL)
            *choices[chosen].text = optarg;
        else
            *choices[chosen].flag = 1;
    return option == -1 && optind == argc ? 0 : -1;
}

int main(int argc, char **argv)
{
    const char *libpython = NULL, *home = NULL, *site = NULL, *bench = NULL, *script = NULL;
    const char *loop = NULL, *loop_site = "";
    int probe = 0, blind = 0;
    const struct choice choices[] = {
        {"libpython", &libpython, NULL},
        {"home", &home, NULL},
        {"site", &site, NULL},
        {"program", &asked.program, NULL},
        {"executable", &asked.executable, NULL},
        {"stdlib", &asked.stdlib, NULL},
        {"probe", NULL, &probe},
        {"loop", &loop, NULL},
        {"loop-site", &loop_site, NULL},
        {"bench", &bench, NULL},
        {"blind", NULL, &blind},
        {"script", &script, NULL},
    };
    if (read_words(argc, argv, choices, sizeof choices / sizeof choices[0]) < 0 ||
        libpython == NULL) {
        fprintf(stderr, "usage: taskloss-worker --libpython FILE [--home DIR] [--program FILE] "
                        "[--executable FILE] [--stdlib DIR] [--site DIRS] [--probe | --bench "
                        "CASE]\nIt is started by "
                        "taskloss, which see.\n");
        return 2;
    }
    mallopt(M_ARENA_MAX, 1); /* an arena a thread would eat the memory limit, and move addresses */
    if (probe)
        return probe_library(libpython, home, site, loop, loop_site, blind);
    fix_addresses();
    if (script != NULL)
        return run_script(libpython, home, script);
    if (bench != NULL)
        return bench_case(libpython, home, bench, 100);
    guardian_fork();
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int requests = move_away(STDIN_FILENO, null), answers = move_away(STDOUT_FILENO, null);
    return host_serve(libpython, home, site, requests, answers);
}
