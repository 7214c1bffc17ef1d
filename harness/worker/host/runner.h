/* A process that runs one trial after another, each from the same memory: a snapshot of the zygote,
 * where it would have been forked for each (snapshot.h).
 *
 * It belongs to a zygote, and is forked as a trial is; its first trial is what a forked one is, and
 * so are all others, as what the ones before left is put back. A trial after which that cannot be
 * done is its last: it ends with it, as a forked one does, and counts. Then trials of that guard
 * are forked again.
 */
#ifndef TASKLOSS_RUNNER_H
#define TASKLOSS_RUNNER_H

#include <stddef.h>

#include "interpreter.h"
#include "process.h"

/* Why this trial has to be forked, in one line; NULL: it may run here. */
const char *runner_refusal(const struct trial *trial);

/* Runs it: 0 and how it ended, or -1 and it has not begun: runner_refusal() says why. `set_up` is
 * called in a new process before anything else. `proves`: memory is compared after each trial. */
int runner_run(const struct trial *trial, void (*set_up)(void), int proves,
               struct process_end *end);

/* Is that process the one that waits for trials? 0: no process is. */
pid_t runner_process(void);

/* In another child of the zygote: closes what belongs to the runner. */
void runner_close(void);

/* Ends it, if there is one. */
void runner_end(void);

#endif
