/* Births, deaths and states of tasks, seen from their types' slots.
 *
 * What holds between the hooks and the ledger:
 * - A task has one entry from its tp_init until its memory is released (tp_free), even if a
 *   finalizer resurrects it in between; an address stands for a task only for that long.
 * - An entry leaves LIVE once. The first end counts: a task that was finalized while pending is
 *   destroyed, whatever becomes of the object; entries_end() sees to that, no hook needs to.
 * - The original slot always runs, with the same arguments, and what it returns is what the caller
 *   gets. A hook keeps no reference, makes no object that the collector tracks (but the tuple of
 *   arguments for the pure-Python Task), and runs no Python code of its own but in a control, for
 *   why a job failed: a trial with hooks collects when one without would.
 * - A state is read before the original finalizer runs, which may change it. Where a slot cannot
 *   tell the state any more, the ledger says "unknown", and the trial is not measured.
 * - After entries_settle() nothing changes a fate; only what still exists is marked.
 */
#include "fates.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "coroutines.h"
#include "entries.h"
#include "jobs.h"
#include "notes.h"
#include "slots.h"
#include "task_state.h"

static enum entries_audit audit_mode;
static void (*on_birth)(const struct ledger_entry *entry);

/* What the hooks stand for. */
static struct {
    init_slot init;
    object_slot finalize, dealloc;
    free_slot free;
    PyObject *py_init, *py_del;
} original;

/* ---- births ---- */

/* What a coroutine's code tells of its task: is it a job, can its end be audited? */
static uint32_t flags_of(PyObject *coroutine)
{
    PyObject *code =
        coroutine != NULL ? slots_attribute(coroutine, slots.cr_code, slots.gi_code) : NULL;
    uint32_t flags = 0;
    if (code != NULL && (slots_has_type(coroutine, py.PyCoro_Type, 1) ||
                         slots_has_type(coroutine, py.PyGen_Type, 1)))
        flags = LEDGER_AUDITABLE;
    py.Py_DecRef(code);
    return jobs_born(coroutine) ? flags | LEDGER_JOB : flags;
}

static PyObject *coroutine_argument(PyObject *args, PyObject *kwargs)
{
    if (py.PyTuple_Size(args) > 0)
        return py.PyTuple_GetItem(args, 0);
    return kwargs != NULL ? py.PyDict_GetItemString(kwargs, "coro") : NULL;
}

static struct ledger_entry *birth(PyObject *task, PyObject *coroutine)
{
    if (entries_ledger() == NULL)
        entries_born();
    if (entries_ledger() == NULL || entries_settled())
        return NULL;
    if (!python_is_main()) {
        entries_born_apart();
        return NULL;
    }
    struct ledger_entry *entry = entries_enter(task, flags_of(coroutine));
    if (entry != NULL && audit_mode != ENTRIES_AUDIT_OFF && coroutine != NULL)
        coroutines_follow(coroutine, entry);
    if (entry != NULL && on_birth != NULL)
        on_birth(entry);
    return entry;
}

void fates_on_birth(void (*born)(const struct ledger_entry *entry))
{
    on_birth = born;
}

/* A job that ends before it is handed over never waits: no collection could ever meet it. */
static void note_pending(PyObject *task)
{
    struct ledger *ledger = entries_ledger();
    if (ledger != NULL && task_state(task).state == LEDGER_LIVE)
        ledger->pended = 1;
}

/* Its __init__ has run, or raised: then there is no task. */
static void born(PyObject *task, struct ledger_entry *entry, PyObject *coroutine, int raised)
{
    if (entry == NULL)
        return;
    if (raised)
        entries_stillborn(task, entry);
    else if (entry->flags & LEDGER_JOB) {
        note_pending(task);
        if (task_state(task).state == LEDGER_LIVE)
            entry->flags |= LEDGER_PENDED;
    } else if (coroutine != NULL)
        jobs_made(coroutine);
}

/* ---- ends ---- */

static enum ledger_state state_of(PyObject *task)
{
    struct task_state its = task_state(task);
    if (its.out_of_memory)
        notes_out_of_memory();
    return its.state;
}

/* Why jobs fail without any collection: what is not there cannot be measured. Only a control may
 * run Python code here: a trial could be collected by it. */
static void note_failure(PyObject *task, struct ledger *ledger)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    PyObject *exception = py.PyObject_GetAttr(task, slots.py_exception);
    if (exception != NULL) {
        PyObject *its = py.PyObject_Type(exception);
        python_describe(its, exception, ledger->failure, sizeof ledger->failure);
        py.Py_DecRef(its);
    }
    py.Py_DecRef(exception);
    py.PyErr_Clear();
    py.PyErr_Restore(type, value, traceback);
}

/* Its memory may be gone already if `state` is LEDGER_DESTROYED. */
static void end(PyObject *task, struct ledger_entry *entry, enum ledger_state state)
{
    struct ledger *ledger = entries_ledger();
    if (entries_is_open(entry) && state == LEDGER_FAILED && (entry->flags & LEDGER_JOB) &&
        ledger->control && ledger->failure[0] == '\0')
        note_failure(task, ledger);
    entries_end(entry, state);
    entries_revive(entry, state);
}

/* The finalizer of a task, around the original one. */
static void finalized(PyObject *task, struct ledger_entry *entry, object_slot finalize)
{
    enum ledger_state state = state_of(task);
    int speaks = state == LEDGER_LIVE || (state == LEDGER_FAILED && task_is_unretrieved(task));
    uint32_t reports = entries_ledger()->reports;
    end(task, entry, state == LEDGER_LIVE ? LEDGER_DESTROYED : state);
    entry->flags |= LEDGER_FINALIZED;
    finalize(task);
    if (speaks)
        entries_unreported(entry, reports);
}

/* ---- hooks of the C Task ---- */

static int hook_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    PyObject *coroutine = coroutine_argument(args, kwargs);
    struct ledger_entry *entry = birth(self, coroutine);
    int result = original.init(self, args, kwargs);
    born(self, entry, coroutine, result < 0);
    return result;
}

static void hook_finalize(PyObject *self)
{
    struct ledger_entry *entry = entries_of(self);
    if (entry == NULL)
        original.finalize(self);
    else
        finalized(self, entry, original.finalize);
}

/* A subclass's __del__ that does not call super() hides the finalizer, but not the deallocation.
 * And a subclass has its own tp_free; but once its base's tp_dealloc runs, nothing resurrects it.
 */
static void dealloc_subclass(PyObject *self, struct ledger_entry *entry)
{
    enum ledger_state state = state_of(self);
    if (state == LEDGER_LIVE && entries_is_open(entry) && !entries_ledger()->finalize)
        entry->flags |= LEDGER_SILENT;
    end(self, entry, state == LEDGER_LIVE ? LEDGER_DESTROYED : state);
    entries_forget(self, entry);
    original.dealloc(self);
}

static void dealloc_exact(PyObject *self, struct ledger_entry *entry)
{
    enum ledger_state state = state_of(self);
    if (state != LEDGER_LIVE)
        end(self, entry, state);
    original.dealloc(self);
    if (entry->flags & LEDGER_FREED) /* else its finalizer resurrected it */
        end(self, entry, LEDGER_DESTROYED);
}

static void hook_dealloc(PyObject *self)
{
    struct ledger_entry *entry = entries_of(self);
    if (entry == NULL)
        original.dealloc(self);
    else if (slots_has_type(self, slots.c_task, 1))
        dealloc_exact(self, entry);
    else
        dealloc_subclass(self, entry);
}

static void hook_free(void *self)
{
    struct ledger_entry *entry = entries_of(self);
    if (entry != NULL) {
        /* Only a pure-Python task whose class hides the finalizer comes here as live: its state was
         * in its __dict__, which is gone. */
        if (entries_is_open(entry) && !(entry->flags & LEDGER_FINALIZED) &&
            !slots_has_type(self, slots.c_task, 0))
            notes_unknown("a task whose class hides its finalizer");
        entries_forget(self, entry);
    }
    original.free(self);
}

static const free_slot free_hook = hook_free;

/* A Python class has a tp_free of its own; 0 if it cannot be watched. */
static int watch_memory(PyObject *object)
{
    PyObject *type = py.PyObject_Type(object);
    void *now = slots_word(type, slots.tp_free), *before, *hook;
    memcpy(&before, &original.free, sizeof before);
    memcpy(&hook, &free_hook, sizeof hook);
    if (now == before)
        slots_set_word(type, slots.tp_free, &free_hook);
    py.Py_DecRef(type);
    return now == before || now == hook;
}

/* ---- hooks of the pure-Python Task ---- */

static PyObject *call_with_self(PyObject *function, PyObject *self, PyObject *args,
                                PyObject *kwargs)
{
    ptrdiff_t count = py.PyTuple_Size(args);
    PyObject *all = py.PyTuple_New(count + 1);
    if (all == NULL)
        return NULL;
    py.Py_IncRef(self);
    py.PyTuple_SetItem(all, 0, self);
    for (ptrdiff_t i = 0; i < count; i++) {
        PyObject *item = py.PyTuple_GetItem(args, i);
        py.Py_IncRef(item);
        py.PyTuple_SetItem(all, i + 1, item);
    }
    PyObject *result = py.PyObject_Call(function, all, kwargs);
    py.Py_DecRef(all);
    return result;
}

static PyObject *hook_py_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    PyObject *coroutine = coroutine_argument(args, kwargs);
    struct ledger_entry *entry = birth(self, coroutine);
    if (entry != NULL && !watch_memory(self))
        notes_unknown("a task whose class hides its finalizer");
    PyObject *result = call_with_self(original.py_init, self, args, kwargs);
    born(self, entry, coroutine, result == NULL);
    return result;
}

static void original_py_del(PyObject *self)
{
    PyObject *args = py.PyTuple_New(0);
    PyObject *result = call_with_self(original.py_del, self, args, NULL);
    if (result == NULL)
        py.PyErr_WriteUnraisable(self);
    py.Py_DecRef(result);
    py.Py_DecRef(args);
}

static PyObject *hook_py_del(PyObject *self, PyObject *args)
{
    struct ledger_entry *entry = entries_of(self);
    (void)args;
    if (entry == NULL)
        original_py_del(self);
    else
        finalized(self, entry, original_py_del);
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

/* ---- installing the hooks ---- */

static const init_slot init_hook = hook_init;
static const object_slot finalize_hook = hook_finalize, dealloc_hook = hook_dealloc;

static int hook_c_task(char *why, size_t size)
{
    slots_replace(slots.c_task, slots.tp_init, &original.init, &init_hook);
    slots_replace(slots.c_task, slots.tp_finalize, &original.finalize, &finalize_hook);
    slots_replace(slots.c_task, slots.tp_dealloc, &original.dealloc, &dealloc_hook);
    slots_replace(slots.c_task, slots.tp_free, &original.free, &free_hook);
    if (slots_replace_wrapper("task_init", &original.init, &init_hook, why, size) < 0)
        return -1;
    return slots_replace_wrapper("task_del", &original.finalize, &finalize_hook, why, size);
}

void fates_enable(int enabled)
{
    if (slots.c_task == NULL)
        return;
    slots_set_word(slots.c_task, slots.tp_init,
                   enabled ? (const void *)&init_hook : (const void *)&original.init);
    slots_set_word(slots.c_task, slots.tp_finalize,
                   enabled ? (const void *)&finalize_hook : (const void *)&original.finalize);
    slots_set_word(slots.c_task, slots.tp_dealloc,
                   enabled ? (const void *)&dealloc_hook : (const void *)&original.dealloc);
    slots_set_word(slots.c_task, slots.tp_free,
                   enabled ? (const void *)&free_hook : (const void *)&original.free);
}

static int hook_py_task(char *why, size_t size)
{
    static struct py_method_def definitions[] = {
        {"__init__", NULL, PY_METH_VARARGS | PY_METH_KEYWORDS, NULL},
        {"__del__", hook_py_del, PY_METH_VARARGS, NULL},
    };
    py_keyword_method init = hook_py_init;
    memcpy(&definitions[0].method, &init, sizeof init); /* as PyMethodDef has it */
    original.py_init = py.PyObject_GetAttrString(slots.py_task, "__init__");
    original.py_del = py.PyObject_GetAttrString(slots.py_task, "__del__");
    for (size_t i = 0; i < 2; i++) {
        PyObject *method = py.PyDescr_NewMethod(slots.py_task, &definitions[i]);
        if (method == NULL ||
            py.PyObject_SetAttrString(slots.py_task, definitions[i].name, method) < 0) {
            snprintf(why, size, "calibration failed: the pure-Python Task cannot be hooked");
            return -1;
        }
        py.Py_DecRef(method);
    }
    free_slot same;
    slots_replace(slots.py_task, slots.tp_free, &same, &free_hook);
    if (original.free == NULL)
        original.free = same;
    return 0;
}

int fates_install(char *why, size_t size)
{
    if (slots_find(why, size) < 0)
        return -1;
    if (jobs_install() < 0) {
        python_error_line(why, size);
        return -1;
    }
    if (slots.has_no_gil)
        entries_use_locks();
    if (slots.c_task != NULL && hook_c_task(why, size) < 0)
        return -1;
    return hook_py_task(why, size);
}

void fates_audit(enum entries_audit audit)
{
    if (audit != ENTRIES_AUDIT_OFF)
        coroutines_install();
    audit_mode = audit;
    entries_blind(audit == ENTRIES_AUDIT_BLIND);
}

/* ---- what a trial asks for ---- */

void fates_watch(struct ledger *ledger)
{
    entries_use(ledger);
    coroutines_forget();
    jobs_forget();
}

void fates_leave(void)
{
    entries_leave();
    coroutines_forget();
}

int fates_job_task(PyObject *task)
{
    struct ledger_entry *entry = entries_of(task);
    if (entry == NULL)
        return -1;
    entry->flags |= LEDGER_JOB;
    note_pending(task);
    return 0;
}

void fates_main_task(PyObject *task)
{
    struct ledger_entry *entry = entries_of(task);
    if (entry != NULL)
        entry->flags &= ~(uint32_t)LEDGER_JOB;
}

int fates_sees(PyObject *task)
{
    return entries_ledger() == NULL || entries_settled() || entries_of(task) != NULL;
}

/* The task of an entry if it is a job, alive and pending; else NULL. */
static PyObject *pending_job(const struct ledger_entry *entry)
{
    if (!(entry->flags & LEDGER_JOB) ||
        (entry->state != LEDGER_LIVE && entry->state != LEDGER_STRANDED))
        return NULL;
    PyObject *task = entries_address(entries_number(entry));
    return task != NULL && state_of(task) == LEDGER_LIVE ? task : NULL;
}

PyObject *fates_pending_task(uint32_t number)
{
    const struct ledger_entry *entry = entries_numbered(number);
    return entry != NULL ? pending_job(entry) : NULL;
}

uint32_t fates_list_pending(PyObject **pending, uint32_t *numbers, uint32_t most, int jobs_only)
{
    uint32_t count = 0;
    const struct ledger_entry *entry;
    for (uint32_t i = 0; count < most && (entry = entries_numbered(i)) != NULL; i++) {
        PyObject *task;
        if (entry->state != LEDGER_LIVE || (jobs_only && !(entry->flags & LEDGER_JOB)) ||
            (task = entries_address(i)) == NULL || state_of(task) != LEDGER_LIVE)
            continue;
        pending[count] = task;
        numbers[count++] = i;
    }
    return count;
}

unsigned fates_pending(void)
{
    unsigned count = 0;
    const struct ledger_entry *entry;
    for (long long i = 0; (entry = entries_numbered(i)) != NULL; i++)
        count += pending_job(entry) != NULL;
    return count;
}

int fates_meet_pending(void)
{
    struct ledger_entry *entry;
    int met = 0;
    for (long long i = 0; (entry = entries_numbered(i)) != NULL; i++)
        if (pending_job(entry) != NULL) {
            entry->flags |= LEDGER_MET;
            met = 1;
        }
    return met;
}

PyObject *fates_alive(void)
{
    PyObject *list = py.PyList_New(0), *task;
    const struct ledger_entry *entry;
    for (long long i = 0; list != NULL && (entry = entries_numbered(i)) != NULL; i++)
        if ((task = pending_job(entry)) != NULL && py.PyList_Append(list, task) < 0)
            break;
    return list;
}

void fates_unstarted(PyObject *task)
{
    struct ledger_entry *entry = entries_of(task);
    if (entry != NULL)
        entries_unstarted(entry);
}

static void settle(PyObject *task, struct ledger_entry *entry)
{
    enum ledger_state state = state_of(task);
    if (state == LEDGER_FAILED && task_is_unretrieved(task))
        entry->flags |= LEDGER_SILENT;
    end(task, entry, state == LEDGER_LIVE ? LEDGER_STRANDED : state);
}

void fates_settle(void)
{
    struct ledger_entry *entry;
    for (long long i = 0; !entries_settled() && (entry = entries_numbered(i)) != NULL; i++) {
        PyObject *task = entry->state == LEDGER_LIVE || entry->state == LEDGER_DESTROYED
                             ? entries_address((uint32_t)i)
                             : NULL;
        if (task != NULL && entry->state == LEDGER_LIVE)
            settle(task, entry);
        else if (task != NULL)
            entries_revive(entry, state_of(task));
    }
    entries_settle();
}
