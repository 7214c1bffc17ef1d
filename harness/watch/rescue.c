/* First hold, then speak: to describe allocates, and a collection may come. In the meantime the
 * collector is switched off, so that no code of the program runs and the graph stays what it was.
 *
 * A held task is its own control: it was unreachable, so a collection would have destroyed it. If
 * what it waited for is then delivered, its work would have been lost. To be cancelled delivers
 * nothing: loops cancel what is left when they end.
 */
#include "rescue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "budget.h"
#include "clocks.h"
#include "costs.h"
#include "cycle.h"
#include "deaths.h"
#include "fields.h"
#include "frozen.h"
#include "interp.h"
#include "jobs.h"
#include "loops.h"
#include "oracle.h"
#include "sites.h"
#include "totals.h"

static struct budget budget;
static struct job **held;
static uint32_t held_count, held_size;
static int is_looking;
static struct budget_clocks due; /* when it was found to be; computed is 0: it is not */
static uint32_t asked;           /* so often since the last look */
static uint64_t looked_ns;

void rescue_begin(void)
{
    budget_begin(&budget, settings.permille);
}

static int has_something(void)
{
    return jobs_listed() != 0 || held_count != 0;
}

/* A look that was due a moment ago is due. */
int rescue_is_due(uint64_t now)
{
    enum { MOMENT_NS = 20000 };
    if (now < budget.next_ns || is_looking || !has_something())
        return 0;
    if (due.computed != 0 && now - due.passed < MOMENT_NS)
        return 1;
    due = (struct budget_clocks){now, clocks_computed(), costs_hooks()};
    asked++;
    if (!budget_is_due(&budget, &due))
        due.computed = 0;
    return due.computed != 0;
}

uint64_t rescue_next(uint64_t now, int is_endless)
{
    uint64_t next = has_something() ? budget_next(&budget, now) : 0;
    if (next <= now || !is_endless)
        return next;
    if (!budget_timer(&budget, now))
        return 0;
    costs_timers++;
    return next;
}

/* ---- holding ---- */

static int hold(struct job *job)
{
    if (held_count == held_size) {
        uint32_t size = held_size != 0 ? held_size * 2 : 64;
        struct job **more = realloc(held, size * sizeof *held);
        if (more == NULL)
            return -1;
        held = more;
        held_size = size;
    }
    held[held_count++] = job;
    job->held = 1;
    py.Py_IncRef(job->task);
    job->waited = interp_attribute(job->task, "_fut_waiter");
    return 0;
}

/* May free the task, and the job with it. */
static void let_go(uint32_t index)
{
    struct job *job = held[index];
    PyObject *task = job->task, *waited = job->waited;
    held[index] = held[--held_count];
    job->held = 0;
    job->waited = NULL;
    py.Py_DecRef(waited);
    py.Py_DecRef(task);
}

static int is_being_cancelled(PyObject *task)
{
    PyObject *count = python_call(task, "cancelling", NULL); /* before 3.11 there is none */
    int result = count != NULL && py.PyLong_AsLongLong(count) > 0;
    py.Py_DecRef(count);
    py.PyErr_Clear();
    return result;
}

/* Was what it waited for delivered, by other means than a cancellation? */
static int was_woken(const struct job *job)
{
    enum future_state task = fields_state(job->task);
    if (task == FUTURE_CANCELLED || is_being_cancelled(job->task))
        return 0;
    enum future_state waited = job->waited != NULL ? fields_state(job->waited) : FUTURE_UNKNOWN;
    return waited == FUTURE_FINISHED || (waited == FUTURE_UNKNOWN && task == FUTURE_FINISHED);
}

static void count_woken(struct job *job)
{
    job->woken = 1;
    job->site->counts.woken++;
    sites_changed(job->site);
}

static void count_end(struct job *job)
{
    enum future_state state = fields_state(job->task);
    if (job->woken)
        job->site->counts.ended += state == FUTURE_FINISHED;
    else
        job->site->counts.cancelled += state == FUTURE_CANCELLED;
    sites_changed(job->site);
}

static void follow(struct job *job)
{
    if (!job->woken && was_woken(job))
        count_woken(job);
    if (!fields_is_pending(job->task))
        count_end(job);
}

static void follow_held(void)
{
    for (uint32_t i = held_count; i-- > 0;) {
        if (i >= held_count)
            continue; /* letting go of one had others let go of */
        struct job *job = held[i];
        follow(job);
        if (!fields_is_pending(job->task) || loops_is_closed(job->loop->loop))
            let_go(i);
    }
}

void rescue_at_end(void)
{
    for (uint32_t i = 0; i < held_count; i++)
        follow(held[i]);
}

/* ---- what was found ---- */

static void tell(struct job *job, int is_collecting)
{
    char cycle[2500], note[200];
    struct waiting waiting;
    int is_new;
    waiting_of(job->task, &waiting);
    struct finding finding = {.sort = WATCHING_SORT_JOB,
                              .made = job->made,
                              .made_count = job->made_count,
                              .waiting = &waiting,
                              .test = job->test,
                              .note = note};
    snprintf(note, sizeof note, "%s%s%s", fields_is_silenced(job->task) ? DEATHS_SILENCED : "",
             fields_is_silenced(job->task) && !is_collecting ? "; " : "",
             is_collecting ? "" : "its collector was off then: only a later collection takes it");
    job->site = sites_of(&finding, &is_new);
    if (job->site == NULL)
        return;
    job->site->counts.found++;
    job->site->counts.exposed++;
    totals.exposed++;
    if (is_new) {
        cycle_of(job->task, cycle, sizeof cycle);
        sites_tell(job->site, &finding, cycle);
    }
    sites_changed(job->site);
}

static int collector(PyObject *function)
{
    PyObject *result = py.PyObject_CallObject(function, NULL);
    int is_true = result != NULL && py.PyObject_IsTrue(result) == 1;
    py.Py_DecRef(result);
    return is_true;
}

/* All are taken in hand before the first is told of. */
static void take(struct job **found, uint32_t count)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    int was_enabled = collector(fields.gc_isenabled);
    if (was_enabled)
        collector(fields.gc_disable);
    for (uint32_t i = 0; i < count; i++) {
        jobs_unlist(found[i]);
        py.Py_IncRef(found[i]->task);
    }
    for (uint32_t i = 0; i < count; i++) {
        tell(found[i], was_enabled);
        if (settings.mode == WATCHING_RESCUE && found[i]->site != NULL)
            hold(found[i]);
    }
    if (was_enabled)
        collector(fields.gc_enable);
    py.PyErr_Restore(type, value, traceback);
    for (uint32_t i = 0; i < count; i++)
        py.Py_DecRef(found[i]->task);
}

/* ---- looking ---- */

/* Tasks that ended are listed no more: they cannot be lost. */
static void drop_ended(struct job_loop *loop, uint32_t first, uint32_t most)
{
    for (uint32_t i = first; i < loop->count && i < first + most;)
        if (fields_is_pending(loop->tasks[i]) && !loop->jobs[i]->finalized)
            i++;
        else
            jobs_unlist(loop->jobs[i]);
}

/* What a collection leaves alone because it is frozen is not exposed: asked only where it matters,
 * as it costs more than the look. -1: it was cut, or that is not known. */
static int look_for(PyObject *const *tasks, uint32_t count, uint64_t *exposed)
{
    struct oracle_limits limits = {.nodes = budget.nodes};
    int result = count > 0 ? oracle_look(tasks, count, exposed, &limits) : 0;
    int frozen = result > 0 ? frozen_note() : 0;
    if (frozen <= 0)
        return frozen < 0 ? -1 : result;
    result = oracle_look(tasks, count, exposed, &limits);
    frozen_forget();
    return result;
}

/* -1: it was cut. */
static int look_at(struct job_loop *loop, uint64_t *exposed, struct job **found)
{
    if (loop->next >= loop->count)
        loop->next = 0;
    uint32_t first = loop->next, count = 0;
    drop_ended(loop, first, budget.batch);
    uint32_t batch = loop->count - first < budget.batch ? loop->count - first : budget.batch;
    int result = look_for(loop->tasks + first, batch, exposed);
    for (uint32_t i = 0; result > 0 && i < batch; i++)
        if (exposed[i / 64] >> i % 64 & 1)
            found[count++] = loop->jobs[first + i];
    loop->next = first + batch;
    if (count > 0)
        take(found, count);
    totals.probes += batch > 0;
    totals.cut += result < 0;
    return result;
}

static int look(struct job_loop *loop)
{
    static uint64_t *exposed;
    static struct job **found;
    static uint32_t size;
    if (size < budget.batch) {
        free(exposed);
        free(found);
        size = budget.batch * 2;
        exposed = malloc(ORACLE_WORDS(size) * sizeof *exposed);
        found = malloc(size * sizeof *found);
        if (exposed == NULL || found == NULL)
            size = 0;
    }
    return size != 0 ? look_at(loop, exposed, found) : 0;
}

/* A system call only where it may be in another thread's time, or in none. */
static void note_end(uint64_t *took, struct budget_clocks *end)
{
    enum { SHORT_NS = 100000 };
    end->passed = clocks_now();
    end->hooks = costs_hooks();
    uint64_t passed = end->passed - due.passed;
    end->computed = passed < SHORT_NS ? due.computed + passed : clocks_computed();
    *took = end->computed > due.computed ? end->computed - due.computed : 0;
}

static void pay(int is_cut)
{
    struct budget_clocks end;
    uint64_t took;
    note_end(&took, &end);
    looked_ns += took;
    totals.probe_us = looked_ns / 1000;
    budget_spent(&budget, took, asked * clocks_computed_takes(), &end, is_cut);
    asked = 0;
    due.computed = 0;
}

int rescue_look(void)
{
    int result = 0;
    if (is_looking)
        return 0;
    is_looking = 1;
    if (due.computed == 0) /* another thread has looked since */
        due = (struct budget_clocks){clocks_now(), clocks_computed(), 0};
    follow_held();
    PyObject *running = loops_running_here();
    struct job_loop *loop = running != NULL ? jobs_loop(running) : NULL;
    if (loop != NULL)
        result = look(loop);
    pay(result < 0);
    is_looking = 0;
    return running != NULL;
}

void rescue_forget_all(void)
{
    held = NULL;
    held_count = held_size = 0;
    is_looking = 0;
    due.computed = looked_ns = 0;
    budget_begin(&budget, settings.permille);
}
