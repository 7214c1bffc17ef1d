/* Fates of tasks, taken from the slots of their types.
 *
 * tp_init, tp_finalize, tp_dealloc and tp_free of _asyncio.Task (and the slot wrappers its Python
 * subclasses call through super) are replaced once, as are __init__ and __del__ of the pure-Python
 * Task. This sees every task, however it is made, and adds no object, reference or callback.
 * Offsets in Python's structs are found at start by looking, never hard-coded.
 */
#ifndef TASKLOSS_FATES_H
#define TASKLOSS_FATES_H

#include "entries.h"
#include "ledger.h"
#include "python.h"

/* Finds the offsets and installs the hooks; imports asyncio. 0, or -1 with one line in `why`. */
int fates_install(char *why, size_t size);

/* Entries go to this ledger from now on; NULL: nowhere. Forgets all earlier tasks. */
void fates_watch(struct ledger *ledger);

/* Called with the entry of each task that is made, before its own __init__; NULL: not. */
void fates_on_birth(void (*born)(const struct ledger_entry *entry));

/* In a process that the trial forked: see entries_leave. */
void fates_leave(void);

/* Takes the hooks out of the C Task, or puts them back: to measure what they cost. */
void fates_enable(int enabled);

/* Installs the second detector, the finalizer of coroutines. Before the first trial of a process.
 */
void fates_audit(enum entries_audit audit);

/* Counts this task as a job, whatever its coroutine. 0, or -1: no such task was seen. */
int fates_job_task(PyObject *task);

/* It counts as none. */
void fates_main_task(PyObject *task);

/* Has this task been entered, or are none entered any more? */
int fates_sees(PyObject *task);

/* How many jobs are pending and alive. */
unsigned fates_pending(void);

/* The task of that entry if it is a job, alive and pending; borrowed; else NULL. */
PyObject *fates_pending_task(uint32_t entry);

/* A collection begins: marks the pending jobs. Nonzero: there are some. */
int fates_meet_pending(void);

/* The live pending tasks of the trial (jobs only), borrowed, and the indexes of their entries; how
 * many, up to `most`. Nothing of Python's runs, for tasks of the C type. */
uint32_t fates_list_pending(PyObject **pending, uint32_t *entries, uint32_t most, int jobs_only);

/* A new list of the live pending tasks of the trial (jobs only); strong references. */
PyObject *fates_alive(void);

/* A live pending task has not taken its first step. */
void fates_unstarted(PyObject *task);

/* Fixes the fates: what happens from now on changes none of them. */
void fates_settle(void);

#endif
