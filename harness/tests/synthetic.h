/* Made-up runs for the tests of store, output and plots. */
#ifndef TASKLOSS_SYNTHETIC_H
#define TASKLOSS_SYNTHETIC_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "implementation_of.h"
#include "store.h"

/* A fresh folder under the system's temporary one; free the name with folder_remove. */
static inline char *folder_make(void)
{
    char *name = NULL;
    const char *parent = getenv("TMPDIR");
    ck_assert_int_ge(asprintf(&name, "%s/taskloss-check-XXXXXX", parent ? parent : "/tmp"), 0);
    ck_assert_ptr_nonnull(mkdtemp(name));
    return name;
}

static inline void folder_remove(char *name)
{
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", "--", name, (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
    free(name);
}

/* A cell of the implementation that is shown so, and of case `id`. The strings are borrowed. */
struct synthetic {
    struct tl_target target;
    struct tl_expectation expectation;
    struct tl_case the_case;
    struct tl_cell cell;
};

static inline void synthetic_cell(struct synthetic *out, const char *implementation, char *id,
                                  char *name, char *title, enum tl_guard guard,
                                  enum tl_pressure pressure)
{
    static char source[] = "own", file[] = "/cases/x.py", lost[] = "lost", all[] = ">=3.8";
    *out = (struct synthetic){
        .target = {.about = *implementation_of(implementation)},
        .expectation = {.what = lost, .versions = all},
        .the_case = {.id = id, .name = name, .title = title, .file = file, .source = source},
        .cell = {.guard = guard, .pressure = {pressure, 0}},
    };
    out->the_case.expectations = &out->expectation;
    out->the_case.expectation_count = 1;
    out->cell.target = &out->target;
    out->cell.the_case = &out->the_case;
}

static inline struct tl_run synthetic_run(void)
{
    static char command[] = "taskloss run --seed 7", machine[] = "Linux 6.1 x86_64", tool[] = "0.1",
                ended[] = "2026-11-22T02:02:03Z";
    return (struct tl_run){.ended = ended,
                           .command = command,
                           .machine = machine,
                           .tool = tool,
                           .seed = 7,
                           .trials = 20,
                           .jobs = 10,
                           .deadline_ms = 10000,
                           .memory_mb = 512,
                           .workload = {{1, 20}, {100, 2000}, {1, 64}}};
}

/* A trial of `spawned` jobs of which `lost` were lost and the rest finished. */
static inline struct tl_answer synthetic_answer(uint64_t seed, uint32_t spawned, uint32_t lost)
{
    struct tl_answer answer = {.seed = seed, .ending = TL_ENDING_OK};
    answer.trial.counts[TL_COUNT_SPAWNED] = answer.control.counts[TL_COUNT_SPAWNED] = spawned;
    answer.trial.counts[TL_FATE_LOST] = lost;
    answer.trial.counts[TL_FATE_FINISHED] = spawned - lost;
    answer.control.counts[TL_FATE_FINISHED] = spawned;
    return answer;
}

#endif
