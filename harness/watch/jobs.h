/* Every pending task of the process, found by its address and listed by its loop.
 *
 * Borrowed pointers: a job is forgotten when its task is freed. All functions need the GIL.
 */
#ifndef TASKLOSS_WATCH_JOBS_H
#define TASKLOSS_WATCH_JOBS_H

#include <stdint.h>

#include "places.h"
#include "settings.h"

#define JOBS_UNLISTED UINT32_MAX

struct site;
struct waiting;

struct job {
    PyObject *task;
    struct job_loop *loop;
    uint32_t slot; /* in its loop's lists; JOBS_UNLISTED: ended, or found exposed */
    uint32_t test; /* in which it was made */
    uint8_t made_count, held, finalized, woken;
    struct site *site;         /* once it was found exposed */
    PyObject *waited;          /* while it is held: the future it waited for; owned */
    struct waiting *waited_at; /* when its coroutine was finalized before itself; owned, or NULL */
    uint64_t serial;
    struct place made[FRAMES_MAX];
};

/* The jobs of a loop that may become exposed: tasks[i] is jobs[i]->task. With no records it may be
 * of a loop that is gone, and serves the next one at that address. */
struct job_loop {
    PyObject *loop; /* its tasks hold it */
    PyObject **tasks;
    struct job **jobs;
    uint32_t count, size;
    uint32_t next;    /* where the next look begins */
    uint32_t records; /* jobs that know it, listed or not */
    uint64_t making;  /* jobs_makings when it last got its first task */
};

/* So far: tasks; loops that had some. */
extern uint64_t jobs_made, jobs_loops;

/* How often a loop was in the making: the user of this module counts it. */
extern uint64_t jobs_makings;

/* Remembers a new task; NULL: it is known already, or there is no memory. */
struct job *jobs_add(PyObject *task, PyObject *loop);
struct job *jobs_find(PyObject *task);
struct job_loop *jobs_loop(PyObject *loop);              /* NULL: it has no job */
PyObject *jobs_first_loop(int (*is_it)(PyObject *loop)); /* NULL: none is */
void jobs_unlist(struct job *job);
void jobs_forget(PyObject *task);

/* How many are listed. May be read without the GIL, as a hint. */
uint32_t jobs_listed(void);

/* Calls `visit` for each known job; it may neither add nor forget one. */
void jobs_each(void (*visit)(struct job *job));

/* In a forked child: nothing is known any more. Memory is left alone, as another thread may have
 * been changing it. */
void jobs_forget_all(void);

#endif
