/* What is said of a task or coroutine as it dies. */
#ifndef TASKLOSS_WATCH_DEATHS_H
#define TASKLOSS_WATCH_DEATHS_H

#include "jobs.h"

/* Of a task that asyncio was told to say nothing of. */
#define DEATHS_SILENCED "in silence: its _log_destroy_pending is false"

/* Its finalizer runs: was it pending, or did it fail and nobody saw? Once a job. */
void deaths_of_task(struct job *job);

/* The finalizer of a coroutine (or of a generator that may be one) that has not ended: it will be
 * closed, and forget where it waits. */
void deaths_of_coroutine(PyObject *coroutine);

/* A collection of this generation begins; -1: it has ended. */
void deaths_collecting(int generation);
int deaths_is_collecting(void);

/* The interpreter ends: tasks that are still pending are told of. Needs the GIL. */
void deaths_at_end(void);

#endif
