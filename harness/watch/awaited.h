/* Of which pending job is this coroutine, or generator, a part? */
#ifndef TASKLOSS_WATCH_AWAITED_H
#define TASKLOSS_WATCH_AWAITED_H

#include "jobs.h"

/* The job that it is the coroutine of; while a collection runs (its number, 0: none does) also one
 * that awaits it, however far above: a collection closes what is awaited in any order. NULL: none.
 * Slow at first after jobs were made, and in each collection. Needs the GIL. */
struct job *awaited_job(PyObject *coroutine, uint64_t collection);

/* In a forked child: nothing is known. */
void awaited_forget_all(void);

#endif
