/* Order: the original first where a task is born, the original last where one dies. */
#include "hooks.h"

#include <stdio.h>
#include <string.h>

#include "clocks.h"
#include "costs.h"
#include "deaths.h"
#include "fields.h"
#include "interp.h"
#include "jobs.h"
#include "slots.h"
#include "tests_run.h"
#include "totals.h"

static struct originals {
    init_slot init, pure_init;
    object_slot finalize, dealloc;
    free_slot free;
    object_slot coroutine_finalize, generator_finalize;
} original;

/* ---- births ---- */

static void born(PyObject *task)
{
    PyObject *loop = slots_word(task, fields.loop);
    struct job *job = loop != NULL ? jobs_add(task, loop) : NULL;
    if (job == NULL)
        return;
    job->test = tests_now();
    job->made_count = (uint8_t)places_here(job->made, settings.frames);
    if (job->serial == 1)
        totals_announce();
}

static void born_in_time(PyObject *task)
{
    uint64_t begin = clocks_now();
    born(task);
    costs_birth(clocks_now() - begin);
}

/* Only what is still pending: an eager task that ended at once never waited. */
static int hook_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    int result = original.init(self, args, kwargs);
    if (result == 0 && fields_is_pending(self))
        (costs_wants_birth() ? born_in_time : born)(self);
    return result;
}

static int hook_pure_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    totals_missed(WATCHING_MISSED_PURE);
    return original.pure_init(self, args, kwargs);
}

/* ---- deaths ---- */

static void hook_finalize(PyObject *self)
{
    struct job *job = jobs_find(self);
    if (job != NULL && !job->finalized)
        deaths_of_task(job);
    original.finalize(self);
}

/* In a subclass, tp_free is called by the subclass's own deallocator, of a type that may have been
 * made before the hook: so it is forgotten here. In the type itself a finalizer may have brought
 * the task back, and only tp_free means its end. */
static void hook_dealloc(PyObject *self)
{
    int is_subclass = !slots_has_type(self, slots.c_task, 1);
    original.dealloc(self);
    if (is_subclass)
        jobs_forget(self);
}

static void hook_free(void *self)
{
    jobs_forget(self);
    original.free(self);
}

static void hook_coroutine_finalize(PyObject *self)
{
    if (fields_is_suspended(self))
        deaths_of_coroutine(self);
    original.coroutine_finalize(self);
}

/* Up to 3.11 a generator may be a task's coroutine. Only a collection finalizes it before the task,
 * and generators that are left unfinished are frequent. */
static void hook_generator_finalize(PyObject *self)
{
    if (deaths_is_collecting() && fields_is_suspended(self))
        deaths_of_coroutine(self);
    original.generator_finalize(self);
}

/* ---- installing ---- */

static const init_slot init_hook = hook_init, pure_hook = hook_pure_init;
static const object_slot finalize_hook = hook_finalize, dealloc_hook = hook_dealloc;
static const object_slot coroutine_hook = hook_coroutine_finalize,
                         generator_hook = hook_generator_finalize;
static const free_slot free_hook = hook_free;

/* A subclass that exists already has copies of the slots. */
static void hook_copies(PyObject *type)
{
    const struct {
        size_t offset;
        const void *was, *hook;
    } copies[] = {
        {slots.tp_init, &original.init, &init_hook},
        {slots.tp_finalize, &original.finalize, &finalize_hook},
        {slots.tp_free, &original.free, &free_hook},
    };
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        void *was;
        memcpy(&was, copies[i].was, sizeof was);
        if (slots_word(type, copies[i].offset) == was)
            slots_set_word(type, copies[i].offset, copies[i].hook);
    }
}

int hooks_install(char *why, size_t size)
{
    if (slots.c_task == NULL) {
        snprintf(why, size, "this Python has no _asyncio: tasks in pure Python are not watched");
        return -1;
    }
    slots_replace(slots.c_task, slots.tp_init, &original.init, &init_hook);
    if (slots.py_task != slots.c_task)
        slots_replace(slots.py_task, slots.tp_init, &original.pure_init, &pure_hook);
    slots_replace(slots.c_task, slots.tp_finalize, &original.finalize, &finalize_hook);
    slots_replace(slots.c_task, slots.tp_dealloc, &original.dealloc, &dealloc_hook);
    slots_replace(slots.c_task, slots.tp_free, &original.free, &free_hook);
    slots_replace(py.PyCoro_Type, slots.tp_finalize, &original.coroutine_finalize, &coroutine_hook);
    slots_replace(py.PyGen_Type, slots.tp_finalize, &original.generator_finalize, &generator_hook);
    for (ptrdiff_t i = 0; i < interp.PyList_Size(fields.task_subclasses); i++)
        hook_copies(interp.PyList_GetItem(fields.task_subclasses, i));
    if (slots_replace_wrapper("task_init", &original.init, &init_hook, why, size) < 0)
        return -1;
    return slots_replace_wrapper("task_del", &original.finalize, &finalize_hook, why, size);
}
