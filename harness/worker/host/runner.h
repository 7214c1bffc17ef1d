/* A process that runs one trial after another, each from the same memory: a snapshot of the zygote,
 * where it would have been forked for each (snapshot.h).
 *
 * It belongs to a zygote, and is forked as a trial is; its first trial is what a forked one is, and
 * so are all others, as what the ones before left is put back. A trial after which that cannot be
 * done is its last: it ends with it, as a forked one does, and counts. Then trials of that guard
 * are forked again.
 *
 * Of a zygote that has imported no case it imports each case itself, and keeps that as a layer of
 * its memory, which goes before the next one comes.
 */
#ifndef TASKLOSS_RUNNER_H
#define TASKLOSS_RUNNER_H

#include <stddef.h>

#include "interpreter.h"
#include "process.h"

/* Why this trial has to be forked, in one line; NULL: it may run here. */
const char *runner_refusal(const struct trial *trial);

/* Was one started, and the machine did not allow it? */
int runner_is_unable(void);

/* Runs it: 0 and how it ended, or -1 and it has not begun: runner_refusal() says why. `set_up` is
 * called in a new process before anything else. `proves`: memory is compared after each trial. */
int runner_run(const struct trial *trial, void (*set_up)(void), int proves,
               struct process_end *end);

/* What a runner imports itself. */
struct runner_case {
    const struct tl_request
        *request; /* with its path, its deadline, what its trials may allocate */
    const struct tried_loop *loop;
    int frozen;             /* as in zygote.h */
    int proves;             /* as above */
    void (*set_up)(void);   /* in a new process */
    void (*imported)(void); /* once it has been imported, in the layer */
};

/* Makes that case its layer, unless it is that already. 0, or -1: it cannot be, or its import
 * fails, or does what cannot be undone; then nothing has come of it. */
int runner_import(const struct runner_case *wanted);

/* From now on trials of that guard are refused, for that reason. */
void runner_forbid(uint32_t guard, const char *why);

/* Another case comes: what was refused was the last one's. */
void runner_forget(void);

/* Is that process the one that waits for trials? 0: no process is. */
pid_t runner_process(void);

/* In another child of the zygote: closes what belongs to the runner. */
void runner_close(void);

/* Ends it, if there is one. */
void runner_end(void);

#endif
