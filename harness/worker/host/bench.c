/* The benchmark: what taskloss itself costs. */
#include "bench.h"

#include <stdint.h>
#include <stdio.h>

#include "process.h"
#include "start.h"
#include "zygote.h"

static void print_round(int64_t trial_us, int64_t snapshot_us, int64_t fork_us)
{
    printf("trial_us=%lld snapshot_us=%lld fork_us=%lld\n", (long long)trial_us,
           (long long)snapshot_us, (long long)fork_us);
}

static void time_hooks(void)
{
    int64_t without, with;
    for (int i = 0; i < 12 && interpreter->time_hooks(&without, &with) == 0; i++)
        printf("unhooked_us=%lld hooked_us=%lld\n", (long long)without, (long long)with);
}

int bench_case(const char *libpython, const char *home, const char *case_path, unsigned rounds)
{
    char why[512];
    if (start(libpython, home, NULL, why, sizeof why) < 0) {
        fprintf(stderr, "taskloss-worker: %s: %s\n", libpython, why);
        return 3;
    }
    if (interpreter->time_hooks == NULL) {
        fprintf(
            stderr,
            "taskloss-worker: %s: the benchmark is for CPython: PyPy runs here without its JIT\n",
            libpython);
        return 3;
    }
    time_hooks();
    process_become_keeper();
    if (zygote_bench(case_path, rounds, print_round, why, sizeof why) == 0)
        return 0;
    fprintf(stderr, "taskloss-worker: %s: %s\n", case_path, why);
    return 3;
}
