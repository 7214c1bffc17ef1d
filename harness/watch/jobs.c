/* Records come from blocks that are never given back, and are used again. */
#include "jobs.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "slots.h"
#include "table.h"

uint64_t jobs_made, jobs_loops, jobs_makings = 1;

static struct table jobs, loops;
static struct job *spare; /* linked by their task pointers */
static uint32_t listed;
static struct job_loop *last; /* most tasks are of the loop that had the last one */

/* ---- records ---- */

static struct job *take_record(void)
{
    enum { BLOCK = 128 };
    if (spare == NULL) {
        struct job *block = calloc(BLOCK, sizeof *block);
        for (int i = 0; block != NULL && i < BLOCK; i++) {
            block[i].task = (PyObject *)(void *)spare;
            spare = &block[i];
        }
    }
    struct job *job = spare;
    if (job != NULL)
        spare = (struct job *)(void *)job->task;
    return job;
}

static void give_back(struct job *job)
{
    job->task = (PyObject *)(void *)spare;
    spare = job;
}

/* ---- loops ---- */

struct job_loop *jobs_loop(PyObject *loop)
{
    return table_get(&loops, loop);
}

PyObject *jobs_first_loop(int (*is_it)(PyObject *loop))
{
    for (uint32_t i = 0; i < loops.size; i++) {
        struct job_loop *its = loops.slots[i].value;
        if (loops.slots[i].key != NULL && its->records != 0 && is_it(its->loop))
            return its->loop;
    }
    return NULL;
}

static struct job_loop *loop_of(PyObject *loop)
{
    if (last != NULL && last->loop == loop && last->records != 0)
        return last;
    struct job_loop *its = table_get(&loops, loop);
    if (its == NULL) {
        its = calloc(1, sizeof *its);
        if (its == NULL || table_put(&loops, loop, its) < 0) {
            free(its);
            return NULL;
        }
        its->loop = loop;
    }
    if (its->records == 0 && its->making != jobs_makings)
        jobs_loops++;
    its->making = jobs_makings;
    return last = its;
}

static int grow_lists(struct job_loop *loop)
{
    uint32_t size = loop->size != 0 ? loop->size * 2 : 64;
    PyObject **more_tasks = realloc(loop->tasks, size * sizeof *more_tasks);
    if (more_tasks != NULL)
        loop->tasks = more_tasks;
    struct job **more_jobs = realloc(loop->jobs, size * sizeof *more_jobs);
    if (more_jobs != NULL)
        loop->jobs = more_jobs;
    if (more_tasks == NULL || more_jobs == NULL)
        return -1;
    loop->size = size;
    return 0;
}

static void list(struct job *job)
{
    struct job_loop *loop = job->loop;
    job->slot = JOBS_UNLISTED;
    if (loop->count == loop->size && grow_lists(loop) < 0)
        return;
    job->slot = loop->count++;
    loop->tasks[job->slot] = job->task;
    loop->jobs[job->slot] = job;
    listed++;
}

void jobs_unlist(struct job *job)
{
    struct job_loop *loop = job->loop;
    if (job->slot == JOBS_UNLISTED)
        return;
    uint32_t end = --loop->count;
    loop->tasks[job->slot] = loop->tasks[end];
    loop->jobs[job->slot] = loop->jobs[end];
    loop->jobs[job->slot]->slot = job->slot;
    job->slot = JOBS_UNLISTED;
    listed--;
}

/* ---- jobs ---- */

struct job *jobs_find(PyObject *task)
{
    return table_get(&jobs, task);
}

struct job *jobs_add(PyObject *task, PyObject *loop)
{
    if (table_get(&jobs, task) != NULL)
        return NULL;
    struct job_loop *its_loop = loop_of(loop);
    struct job *job = its_loop != NULL ? take_record() : NULL;
    if (job == NULL)
        return NULL;
    memset(job, 0, offsetof(struct job, made));
    job->task = task;
    job->loop = its_loop;
    if (table_put(&jobs, task, job) < 0) {
        give_back(job);
        return NULL;
    }
    its_loop->records++;
    job->serial = ++jobs_made;
    list(job);
    return job;
}

void jobs_forget(PyObject *task)
{
    struct job *job = table_get(&jobs, task);
    if (job == NULL)
        return;
    table_remove(&jobs, task);
    jobs_unlist(job);
    job->loop->records--;
    job->serial = 0;
    free(job->waited_at);
    give_back(job);
}

uint32_t jobs_listed(void)
{
    return listed;
}

void jobs_each(void (*visit)(struct job *job))
{
    for (uint32_t i = 0; i < jobs.size; i++)
        if (jobs.slots[i].key != NULL)
            visit(jobs.slots[i].value);
}

void jobs_forget_all(void)
{
    jobs = loops = (struct table){NULL, 0, 0};
    spare = NULL;
    last = NULL;
    listed = 0;
    jobs_made = jobs_loops = 0;
}
