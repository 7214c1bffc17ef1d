/* A zygote: a process that has imported one case, and forks each trial of it. */
#ifndef TASKLOSS_ZYGOTE_H
#define TASKLOSS_ZYGOTE_H

#include <stddef.h>
#include <stdint.h>

#include "interpreter.h"
#include "zygote_talk.h"

/* Serves requests for one case from `requests` until its end, then ends the process. Answers go to
 * `answers`. The case runs on event loops of that kind; `frozen`: collections shall not look at
 * what exists before the trial. */
_Noreturn void zygote_serve(const char *case_path, const struct tried_loop *loop, int frozen,
                            int requests, int answers, int status);

/* The same for any case, on asyncio's own loop and by snapshot: what it imports is a layer of the
 * snapshot, and goes with the next case. What cannot be done so is handed over. */
_Noreturn void zygote_serve_layers(int requests, int answers, int status);

/* Imports the case here and measures, `rounds` times in turn: a trial of it by fork, one by
 * snapshot
 * (-1 where that cannot be had), and a child that only ends. Calls `report` with the real
 * microseconds of each. 0, or -1 with one line in `why`. */
int zygote_bench(const char *case_path, unsigned rounds,
                 void (*report)(int64_t trial_us, int64_t snapshot_us, int64_t fork_us), char *why,
                 size_t size);

#endif
