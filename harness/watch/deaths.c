/* A task that dies pending is lost if its loop was running, or was seen exposed while it ran; where
 * its loop has been closed or given up, the program ended before the task. */
#include "deaths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "awaited.h"
#include "fields.h"
#include "interp.h"
#include "loops.h"
#include "sites.h"
#include "slots.h"
#include "totals.h"

static int collecting = -1;
static uint64_t collections;

void deaths_collecting(int generation)
{
    collecting = generation;
    collections += generation >= 0;
}

int deaths_is_collecting(void)
{
    return collecting >= 0;
}

static int is_asked(enum watching_sort sort)
{
    return sort == WATCHING_SORT_JOB || (settings.also >> sort & 1);
}

static void tell(struct site *site, const struct finding *finding, int is_new)
{
    if (is_new)
        sites_tell(site, finding, NULL);
    sites_changed(site);
}

/* ---- tasks ---- */

static const struct waiting *where_it_waits(struct job *job, struct waiting *room)
{
    if (job->waited_at != NULL)
        return job->waited_at;
    waiting_of(job->task, room);
    return room;
}

static enum watching_sort sort_of(const struct job *job)
{
    if (interp_is_closing() || loops_is_closed(job->loop->loop))
        return WATCHING_SORT_PENDING_AT_END;
    return job->site != NULL || loops_is_running(job->loop->loop) ? WATCHING_SORT_JOB
                                                                  : WATCHING_SORT_PENDING_AT_END;
}

static void say_how(PyObject *task, const struct waiting *waiting, char *note, size_t size)
{
    char by[64] = "when its last reference went";
    if (collecting >= 0)
        snprintf(by, sizeof by, "by a collection of generation %d", collecting);
    snprintf(note, size, "destroyed %s%s%s", by,
             fields_is_silenced(task) ? "; " DEATHS_SILENCED : "",
             waiting->count == 0 ? "; where it waited is not known: its coroutine is of a type that"
                                   " tells no frame, or was closed before"
                                 : "");
}

static void died_pending(struct job *job)
{
    struct waiting room;
    char note[320] = "";
    enum watching_sort sort = sort_of(job);
    if (!is_asked(sort) || (sort != WATCHING_SORT_JOB && fields_is_silenced(job->task)))
        return;
    const struct waiting *waiting = where_it_waits(job, &room);
    if (sort == WATCHING_SORT_JOB)
        say_how(job->task, waiting, note, sizeof note);
    struct finding finding = {.sort = sort,
                              .made = job->made,
                              .made_count = job->made_count,
                              .waiting = waiting,
                              .test = job->test,
                              .note = note};
    int is_new = 0, was_exposed = job->site != NULL && sort == WATCHING_SORT_JOB;
    struct site *site = was_exposed ? job->site : sites_of(&finding, &is_new);
    if (site == NULL)
        return;
    if (was_exposed && site->counts.lost == 0)
        sites_note(site, note);
    site->counts.found += !was_exposed;
    site->counts.lost += sort == WATCHING_SORT_JOB;
    site->counts.unseen += sort == WATCHING_SORT_JOB && !was_exposed;
    tell(site, &finding, is_new);
}

static int is_unretrieved(PyObject *task)
{
    if (slots_word(task, slots.exception) == NULL)
        return 0;
    PyObject *value = interp_attribute(task, "_log_traceback");
    int result = value != NULL && py.PyObject_IsTrue(value) == 1;
    py.Py_DecRef(value);
    return result;
}

static void died_failed(struct job *job)
{
    char line[240];
    PyObject *exception = slots_word(job->task, slots.exception);
    if (!is_asked(WATCHING_SORT_NEVER_RETRIEVED) || !is_unretrieved(job->task))
        return;
    PyObject *type = py.PyObject_Type(exception);
    PyObject *name = interp_attribute(type, "__name__");
    snprintf(line, sizeof line, "%s", interp_text(name)); /* its text may be program code */
    struct finding finding = {.sort = WATCHING_SORT_NEVER_RETRIEVED,
                              .made = job->made,
                              .made_count = job->made_count,
                              .test = job->test,
                              .note = line};
    int is_new;
    struct site *site = sites_of(&finding, &is_new);
    py.Py_DecRef(name);
    py.Py_DecRef(type);
    if (site == NULL)
        return;
    site->counts.found++;
    tell(site, &finding, is_new);
}

void deaths_of_task(struct job *job)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    job->finalized = 1;
    if (fields_is_pending(job->task))
        died_pending(job);
    else
        died_failed(job);
    py.PyErr_Restore(type, value, traceback);
}

/* ---- coroutines ---- */

/* Never begun, and of no task: nobody awaited it. */
static int is_unbegun(PyObject *coroutine)
{
    PyObject *frame = waiting_frame(coroutine);
    PyObject *suspended = interp_attribute(coroutine, "cr_suspended");
    PyObject *last = frame != NULL ? interp_attribute(frame, "f_lasti") : NULL;
    int result = suspended != NULL ? !py.PyObject_IsTrue(suspended)
                                   : last != NULL && py.PyLong_AsLongLong(last) < 0;
    py.Py_DecRef(last);
    py.Py_DecRef(suspended);
    py.Py_DecRef(frame);
    return frame != NULL && result;
}

static void died_unawaited(PyObject *coroutine)
{
    struct waiting at = {.count = 0};
    PyObject *frame = waiting_frame(coroutine);
    at.places[0] = places_of_frame(frame);
    py.Py_DecRef(frame);
    struct finding finding = {
        .sort = WATCHING_SORT_NEVER_AWAITED, .made = at.places, .made_count = 1};
    int is_new;
    struct site *site = sites_of(&finding, &is_new);
    if (site == NULL)
        return;
    site->counts.found++;
    tell(site, &finding, is_new);
}

/* The first of its coroutines to be closed comes while they are still whole. */
static void keep_where_it_waits(struct job *job)
{
    if (job->waited_at != NULL)
        return;
    job->waited_at = malloc(sizeof *job->waited_at);
    if (job->waited_at != NULL)
        waiting_of(job->task, job->waited_at);
}

void deaths_of_coroutine(PyObject *coroutine)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    struct job *job = awaited_job(coroutine, deaths_is_collecting() ? collections : 0);
    if (job != NULL && !job->finalized)
        keep_where_it_waits(job);
    else if (job == NULL && is_asked(WATCHING_SORT_NEVER_AWAITED) && !interp_is_closing() &&
             slots_has_type(coroutine, py.PyCoro_Type, 1) && is_unbegun(coroutine))
        died_unawaited(coroutine);
    py.PyErr_Restore(type, value, traceback);
}

/* ---- the end ---- */

static void pending_at_end(struct job *job)
{
    if (job->finalized || job->site != NULL || !fields_is_pending(job->task))
        return;
    job->finalized = 1;
    died_pending(job);
}

void deaths_at_end(void)
{
    if (is_asked(WATCHING_SORT_PENDING_AT_END))
        jobs_each(pending_at_end);
}
