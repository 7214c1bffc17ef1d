/* Births, deaths and states of tasks, seen from their types' slots. */
#include "fates.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "map.h"
#include "notes.h"

typedef int (*init_slot)(PyObject *, PyObject *, PyObject *);
typedef void (*object_slot)(PyObject *);
typedef void (*free_slot)(void *);

#define JOB_FUNCTIONS_MAX 64

/* What one trial has seen. The ledger is shared with the zygote, the rest is this process's own. */
static struct ledger *ledger;
static struct map tasks;      /* task -> entry */
static struct map coroutines; /* audit: coroutine -> entry */
static PyObject *addresses[LEDGER_ENTRIES_MAX];
static int settled;

static PyObject *job_codes[JOB_FUNCTIONS_MAX];
static unsigned job_code_count;
static enum fates_audit audit_mode;

/* What was found at start. */
static struct {
    size_t tp_dealloc, tp_init, tp_free, tp_finalize; /* in a type */
    size_t state, exception;                          /* in a future */
    PyObject *c_task, *py_task;                       /* the types; c_task may be NULL */
    init_slot init;                                   /* the originals */
    object_slot finalize, dealloc, coroutine_finalize, generator_finalize;
    free_slot free;
    PyObject *py_init, *py_del;
    PyObject *cr_code, *gi_code, *cr_frame, *gi_frame, *py_state, *py_exception, *log_traceback;
} at;

/* ---- threads without a GIL ---- */

/* Everywhere else the GIL keeps the maps and the ledger whole. Never held over a call of Python. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int has_no_gil;

static void lock(void)
{
    if (has_no_gil)
        pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
    if (has_no_gil)
        pthread_mutex_unlock(&mutex);
}

/* ---- a task's state ---- */

static void *word(const void *object, size_t offset)
{
    void *value;
    memcpy(&value, (const char *)object + offset, sizeof value);
    return value;
}

static void set_word(void *object, size_t offset, const void *value)
{
    memcpy((char *)object + offset, value, sizeof(void *));
}

static int has_type(PyObject *object, PyObject *type, int exactly)
{
    PyObject *its = py.PyObject_Type(object);
    int result = type != NULL && (its == type || (!exactly && py.PyType_IsSubtype(its, type)));
    py.Py_DecRef(its);
    return result;
}

/* An exception may be pending: PyObject_IsInstance() would not stand that. */
static void note_exception(PyObject *exception)
{
    if (exception != NULL && has_type(exception, *(PyObject **)py.PyExc_MemoryError, 0))
        ledger->out_of_memory = 1;
}

static enum ledger_state c_state(PyObject *task)
{
    int32_t state;
    memcpy(&state, (const char *)task + at.state, sizeof state);
    if (state == 0)
        return LEDGER_LIVE;
    if (state == 1)
        return LEDGER_CANCELLED;
    PyObject *exception = word(task, at.exception);
    note_exception(exception);
    return exception != NULL ? LEDGER_FAILED : LEDGER_FINISHED;
}

static enum ledger_state py_state(PyObject *task)
{
    PyObject *state = py.PyObject_GetAttr(task, at.py_state);
    PyObject *exception = py.PyObject_GetAttr(task, at.py_exception);
    const char *name = state != NULL ? py.PyUnicode_AsUTF8(state) : NULL;
    enum ledger_state result = LEDGER_FINISHED;
    if (name == NULL || name[0] == 'P')
        result = LEDGER_LIVE;
    else if (name[0] == 'C')
        result = LEDGER_CANCELLED;
    else if (exception != NULL && exception != py._Py_NoneStruct)
        result = LEDGER_FAILED;
    if (result == LEDGER_FAILED)
        note_exception(exception);
    py.Py_DecRef(state);
    py.Py_DecRef(exception);
    py.PyErr_Clear();
    return result;
}

/* Runs inside finalizers, where an exception may be pending. */
static enum ledger_state state_of(PyObject *task)
{
    PyObject *type, *value, *traceback;
    if (has_type(task, at.c_task, 0))
        return c_state(task);
    py.PyErr_Fetch(&type, &value, &traceback);
    enum ledger_state state = py_state(task);
    py.PyErr_Restore(type, value, traceback);
    return state;
}

/* Would asyncio still report this task's exception? */
static int unretrieved(PyObject *task)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    PyObject *flag = py.PyObject_GetAttr(task, at.log_traceback);
    int result = flag != NULL && py.PyObject_IsTrue(flag) == 1;
    py.Py_DecRef(flag);
    py.PyErr_Restore(type, value, traceback);
    return result;
}

/* ---- births and ends ---- */

static struct ledger_entry *entry_of(PyObject *task)
{
    lock();
    uint32_t index = ledger != NULL ? map_get(&tasks, task) : MAP_NONE;
    unlock();
    return index != MAP_NONE ? &ledger->entries[index] : NULL;
}

/* Why jobs fail without any collection: what is not there cannot be measured. Only a control may
 * run Python code here: a trial could be collected by it. */
static void note_failure(PyObject *task)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    PyObject *exception = py.PyObject_GetAttr(task, at.py_exception);
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
    if (settled || entry->state != LEDGER_LIVE)
        return;
    if (state == LEDGER_FAILED && (entry->flags & LEDGER_JOB) && ledger->control &&
        ledger->failure[0] == '\0')
        note_failure(task);
    if (audit_mode == FATES_AUDIT_BLIND && state == LEDGER_DESTROYED)
        return;
    entry->state = state;
    entry->ended_step = ledger->steps;
    entry->ended_allocation = ledger->allocations;
}

static PyObject *attribute(PyObject *object, PyObject *first, PyObject *second)
{
    PyObject *value = py.PyObject_GetAttr(object, first);
    if (value == NULL) {
        py.PyErr_Clear();
        value = py.PyObject_GetAttr(object, second);
    }
    if (value == NULL)
        py.PyErr_Clear();
    return value;
}

/* What a coroutine's code tells of its task: is it a job, can its end be audited? */
static uint32_t flags_of(PyObject *coroutine)
{
    PyObject *code = coroutine != NULL ? attribute(coroutine, at.cr_code, at.gi_code) : NULL;
    uint32_t flags = 0;
    if (code != NULL &&
        (has_type(coroutine, py.PyCoro_Type, 1) || has_type(coroutine, py.PyGen_Type, 1)))
        flags = LEDGER_AUDITABLE;
    for (unsigned i = 0; code != NULL && i < job_code_count; i++)
        if (job_codes[i] == code)
            flags |= LEDGER_JOB;
    py.Py_DecRef(code);
    return flags;
}

static PyObject *coroutine_argument(PyObject *args, PyObject *kwargs)
{
    if (py.PyTuple_Size(args) > 0)
        return py.PyTuple_GetItem(args, 0);
    return kwargs != NULL ? py.PyDict_GetItemString(kwargs, "coro") : NULL;
}

static struct ledger_entry *enter(PyObject *task, PyObject *coroutine, uint32_t flags)
{
    uint32_t index = map_get(&tasks, task);
    if (index != MAP_NONE && !(ledger->entries[index].flags & LEDGER_FREED))
        return NULL; /* __init__ called again */
    if (ledger->entry_count >= LEDGER_ENTRIES_MAX) {
        ledger->overflow++;
        return NULL;
    }
    index = ledger->entry_count;
    struct ledger_entry *entry = &ledger->entries[index];
    *entry = (struct ledger_entry){
        .state = LEDGER_LIVE,
        .born_step = ledger->steps,
        .born_allocation = ledger->allocations,
        .flags = flags,
    };
    addresses[index] = task;
    map_put(&tasks, task, index);
    if (audit_mode != FATES_AUDIT_OFF && coroutine != NULL)
        map_put(&coroutines, coroutine, index);
    ledger->entry_count++; /* last: a trial killed in between leaves no half entry */
    return entry;
}

static struct ledger_entry *birth(PyObject *task, PyObject *args, PyObject *kwargs)
{
    if (ledger == NULL || settled)
        return NULL;
    PyObject *coroutine = coroutine_argument(args, kwargs);
    uint32_t flags = flags_of(coroutine);
    lock();
    struct ledger_entry *entry = enter(task, coroutine, flags);
    unlock();
    return entry;
}

static void forget(PyObject *task, struct ledger_entry *entry)
{
    lock();
    entry->flags |= LEDGER_FREED;
    map_remove(&tasks, task);
    unlock();
}

static void stillborn(PyObject *task, struct ledger_entry *entry)
{
    lock();
    entry->state = LEDGER_STILLBORN;
    map_remove(&tasks, task);
    unlock();
}

/* The finalizer of a task, around the original one. */
static void finalized(PyObject *task, struct ledger_entry *entry, void (*original)(PyObject *))
{
    enum ledger_state state = state_of(task);
    int speaks = state == LEDGER_LIVE || (state == LEDGER_FAILED && unretrieved(task));
    uint32_t reports = ledger->reports;
    end(task, entry, state == LEDGER_LIVE ? LEDGER_DESTROYED : state);
    entry->flags |= LEDGER_FINALIZED;
    original(task);
    if (speaks && !settled && !ledger->finalize && ledger->reports == reports)
        entry->flags |= LEDGER_SILENT;
}

/* ---- hooks of the C Task ---- */

static int hook_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    struct ledger_entry *entry = birth(self, args, kwargs);
    int result = at.init(self, args, kwargs);
    if (result < 0 && entry != NULL)
        stillborn(self, entry);
    return result;
}

static void hook_finalize(PyObject *self)
{
    struct ledger_entry *entry = entry_of(self);
    if (entry == NULL)
        at.finalize(self);
    else
        finalized(self, entry, at.finalize);
}

/* A subclass's __del__ that does not call super() hides the finalizer, but not the deallocation.
 * And a subclass has its own tp_free; but once its base's tp_dealloc runs, nothing resurrects it.
 */
static void dealloc_subclass(PyObject *self, struct ledger_entry *entry)
{
    enum ledger_state state = c_state(self);
    if (state == LEDGER_LIVE && entry->state == LEDGER_LIVE && !settled && !ledger->finalize)
        entry->flags |= LEDGER_SILENT;
    end(self, entry, state == LEDGER_LIVE ? LEDGER_DESTROYED : state);
    forget(self, entry);
    at.dealloc(self);
}

static void dealloc_exact(PyObject *self, struct ledger_entry *entry)
{
    enum ledger_state state = c_state(self);
    if (state != LEDGER_LIVE)
        end(self, entry, state);
    at.dealloc(self);
    if (entry->flags & LEDGER_FREED) /* else its finalizer resurrected it */
        end(self, entry, LEDGER_DESTROYED);
}

static void hook_dealloc(PyObject *self)
{
    struct ledger_entry *entry = entry_of(self);
    if (entry == NULL)
        at.dealloc(self);
    else if (has_type(self, at.c_task, 1))
        dealloc_exact(self, entry);
    else
        dealloc_subclass(self, entry);
}

static void hook_free(void *self)
{
    struct ledger_entry *entry = entry_of(self);
    if (entry != NULL) {
        /* Only a pure-Python task whose class hides the finalizer comes here as live: its state was
         * in its __dict__, which is gone. */
        if (entry->state == LEDGER_LIVE && !(entry->flags & LEDGER_FINALIZED) && !settled &&
            !has_type(self, at.c_task, 0))
            notes_unknown(ledger, "a task whose class hides its finalizer");
        forget(self, entry);
    }
    at.free(self);
}

static const free_slot free_hook = hook_free;

/* A Python class has a tp_free of its own; 0 if it cannot be watched. */
static int watch_memory(PyObject *object)
{
    PyObject *type = py.PyObject_Type(object);
    void *now = word(type, at.tp_free), *original, *hook;
    memcpy(&original, &at.free, sizeof original);
    memcpy(&hook, &free_hook, sizeof hook);
    if (now == original)
        set_word(type, at.tp_free, &free_hook);
    py.Py_DecRef(type);
    return now == original || now == hook;
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
    struct ledger_entry *entry = birth(self, args, kwargs);
    if (entry != NULL && !watch_memory(self))
        notes_unknown(ledger, "a task whose class hides its finalizer");
    PyObject *result = call_with_self(at.py_init, self, args, kwargs);
    if (result == NULL && entry != NULL)
        stillborn(self, entry);
    return result;
}

static void original_py_del(PyObject *self)
{
    PyObject *args = py.PyTuple_New(0);
    PyObject *result = call_with_self(at.py_del, self, args, NULL);
    if (result == NULL)
        py.PyErr_WriteUnraisable(self);
    py.Py_DecRef(result);
    py.Py_DecRef(args);
}

static PyObject *hook_py_del(PyObject *self, PyObject *args)
{
    struct ledger_entry *entry = entry_of(self);
    (void)args;
    if (entry == NULL)
        original_py_del(self);
    else
        finalized(self, entry, original_py_del);
    py.Py_IncRef(py._Py_NoneStruct);
    return py._Py_NoneStruct;
}

/* ---- the second detector: a suspended coroutine is finalized ---- */

static void coroutine_finalized(PyObject *coroutine, object_slot original)
{
    lock();
    uint32_t index = ledger != NULL ? map_get(&coroutines, coroutine) : MAP_NONE;
    if (index != MAP_NONE)
        map_remove(&coroutines, coroutine);
    unlock();
    if (index != MAP_NONE) {
        PyObject *type, *value, *traceback;
        py.PyErr_Fetch(&type, &value, &traceback);
        PyObject *frame = attribute(coroutine, at.cr_frame, at.gi_frame);
        if (frame != NULL && frame != py._Py_NoneStruct && !settled)
            ledger->entries[index].flags |= LEDGER_SUSPENDED;
        py.Py_DecRef(frame);
        py.PyErr_Restore(type, value, traceback);
    }
    if (original != NULL)
        original(coroutine);
}

static void hook_coroutine_finalize(PyObject *self)
{
    coroutine_finalized(self, at.coroutine_finalize);
}

static void hook_generator_finalize(PyObject *self)
{
    coroutine_finalized(self, at.generator_finalize);
}

static object_slot replace_finalizer(void *type, object_slot hook)
{
    object_slot original;
    void *old = word(type, at.tp_finalize);
    memcpy(&original, &old, sizeof original);
    set_word(type, at.tp_finalize, &hook);
    return original;
}

void fates_audit(enum fates_audit audit)
{
    if (audit != FATES_AUDIT_OFF && at.coroutine_finalize == NULL) {
        at.coroutine_finalize = replace_finalizer(py.PyCoro_Type, hook_coroutine_finalize);
        at.generator_finalize = replace_finalizer(py.PyGen_Type, hook_generator_finalize);
    }
    audit_mode = audit;
}

/* ---- finding offsets ---- */

static long long integer_attribute(PyObject *object, const char *name)
{
    PyObject *value = py.PyObject_GetAttrString(object, name);
    long long result = value != NULL ? py.PyLong_AsLongLong(value) : -1;
    py.Py_DecRef(value);
    py.PyErr_Clear();
    return result;
}

/* The one place in `size` bytes of `object` that holds `wanted`; 0 if there is none or several. */
static size_t find_word(const void *object, size_t size, const void *wanted)
{
    size_t found = 0;
    for (size_t offset = sizeof(void *); offset + sizeof(void *) <= size;
         offset += sizeof(void *)) {
        if (word(object, offset) != wanted)
            continue;
        if (found != 0)
            return 0;
        found = offset;
    }
    return found;
}

static const char calibration[] = "import asyncio\n"
                                  "class Probe(object):\n"
                                  "    def __init__(self): pass\n"
                                  "    def __del__(self): pass\n"
                                  "class Loop(object):\n"
                                  "    def get_debug(self): return False\n"
                                  "    def call_soon(self, *args, **kwargs): pass\n"
                                  "    def call_exception_handler(self, context): pass\n"
                                  "try:\n"
                                  "    import _asyncio\n"
                                  "    c_task = _asyncio.Task\n"
                                  "    futures = [_asyncio.Future(loop=Loop()) for _ in range(4)]\n"
                                  "    error = ValueError()\n"
                                  "    futures[1].cancel()\n"
                                  "    futures[2].set_result(None)\n"
                                  "    futures[3].set_exception(error)\n"
                                  "    futures[3].exception()\n"
                                  "    pending, cancelled, finished, failed = futures\n"
                                  "    size = _asyncio.Future.__basicsize__\n"
                                  "    task_init, task_del = c_task.__init__, c_task.__del__\n"
                                  "    wrapper_size = type(task_init).__basicsize__\n"
                                  "except ImportError:\n"
                                  "    c_task = None\n"
                                  "py_task = getattr(asyncio.tasks, '_PyTask', asyncio.Task)\n"
                                  "type_size = type.__basicsize__\n"
                                  "import sys\n"
                                  "no_gil = int('t' in getattr(sys, 'abiflags', ''))\n";

static PyObject *probe; /* the module that holds the calibration's objects */

static PyObject *probed(const char *name)
{
    PyObject *value = py.PyObject_GetAttrString(probe, name);
    py.Py_DecRef(value); /* the module keeps it */
    return value;
}

static int find_slots(char *why, size_t size)
{
    PyObject *type = probed("Probe");
    size_t length = (size_t)integer_attribute(probe, "type_size");
    at.tp_dealloc = find_word(type, length, py.PyType_GetSlot(type, PY_TP_DEALLOC));
    at.tp_init = find_word(type, length, py.PyType_GetSlot(type, PY_TP_INIT));
    at.tp_free = find_word(type, length, py.PyType_GetSlot(type, PY_TP_FREE));
    at.tp_finalize = find_word(type, length, py.PyType_GetSlot(type, PY_TP_FINALIZE));
    if (at.tp_dealloc != 0 && at.tp_init != 0 && at.tp_free != 0 && at.tp_finalize != 0)
        return 0;
    snprintf(why, size, "calibration failed: the type slots were not found");
    return -1;
}

static int states_match(PyObject *const futures[4], size_t offset)
{
    static const int32_t wanted[4] = {0, 1, 2, 2};
    for (int i = 0; i < 4; i++)
        if (memcmp((const char *)futures[i] + offset, &wanted[i], sizeof wanted[i]) != 0)
            return 0;
    return 1;
}

static int exceptions_match(PyObject *const futures[4], PyObject *error, size_t offset)
{
    return word(futures[0], offset) == NULL && word(futures[1], offset) == NULL &&
           word(futures[2], offset) == NULL && word(futures[3], offset) == error;
}

static int find_future_fields(char *why, size_t size)
{
    PyObject *futures[4] = {probed("pending"), probed("cancelled"), probed("finished"),
                            probed("failed")};
    PyObject *error = probed("error");
    size_t length = (size_t)integer_attribute(probe, "size");
    unsigned states = 0, exceptions = 0;
    for (size_t offset = sizeof(void *); offset + sizeof(int32_t) <= length; offset += 4)
        if (states_match(futures, offset)) {
            at.state = offset;
            states++;
        }
    for (size_t offset = sizeof(void *); offset + sizeof(void *) <= length;
         offset += sizeof(void *))
        if (exceptions_match(futures, error, offset)) {
            at.exception = offset;
            exceptions++;
        }
    if (states == 1 && exceptions == 1)
        return 0;
    snprintf(why, size, "calibration failed: %u places for a future's state, %u for its exception",
             states, exceptions);
    return -1;
}

/* ---- installing the hooks ---- */

static void hook_slot(void *type, size_t offset, void *original, const void *hook)
{
    void *old = word(type, offset);
    memcpy(original, &old, sizeof old);
    set_word(type, offset, hook);
}

/* The slot wrapper `name` of the C Task calls the original slot by a pointer of its own. */
static int hook_wrapper(const char *name, const void *original, const void *hook, char *why,
                        size_t size)
{
    PyObject *wrapper = probed(name);
    size_t length = (size_t)integer_attribute(probe, "wrapper_size");
    void *wanted;
    memcpy(&wanted, original, sizeof wanted);
    size_t offset = find_word(wrapper, length, wanted);
    if (offset != 0) {
        set_word(wrapper, offset, hook);
        return 0;
    }
    snprintf(why, size, "calibration failed: the slot of Task's %s was not found", name);
    return -1;
}

static const init_slot init_hook = hook_init;
static const object_slot finalize_hook = hook_finalize, dealloc_hook = hook_dealloc;
static int hook_c_task(char *why, size_t size)
{
    at.c_task = probed("c_task");
    hook_slot(at.c_task, at.tp_init, &at.init, &init_hook);
    hook_slot(at.c_task, at.tp_finalize, &at.finalize, &finalize_hook);
    hook_slot(at.c_task, at.tp_dealloc, &at.dealloc, &dealloc_hook);
    hook_slot(at.c_task, at.tp_free, &at.free, &free_hook);
    if (hook_wrapper("task_init", &at.init, &init_hook, why, size) < 0)
        return -1;
    return hook_wrapper("task_del", &at.finalize, &finalize_hook, why, size);
}

void fates_enable(int enabled)
{
    if (at.c_task == NULL)
        return;
    set_word(at.c_task, at.tp_init, enabled ? (const void *)&init_hook : (const void *)&at.init);
    set_word(at.c_task, at.tp_finalize,
             enabled ? (const void *)&finalize_hook : (const void *)&at.finalize);
    set_word(at.c_task, at.tp_dealloc,
             enabled ? (const void *)&dealloc_hook : (const void *)&at.dealloc);
    set_word(at.c_task, at.tp_free, enabled ? (const void *)&free_hook : (const void *)&at.free);
}

static int hook_py_task(char *why, size_t size)
{
    static struct py_method_def definitions[] = {
        {"__init__", NULL, PY_METH_VARARGS | PY_METH_KEYWORDS, NULL},
        {"__del__", hook_py_del, PY_METH_VARARGS, NULL},
    };
    py_keyword_method init = hook_py_init;
    memcpy(&definitions[0].method, &init, sizeof init); /* as PyMethodDef has it */
    at.py_task = probed("py_task");
    at.py_init = py.PyObject_GetAttrString(at.py_task, "__init__");
    at.py_del = py.PyObject_GetAttrString(at.py_task, "__del__");
    for (size_t i = 0; i < 2; i++) {
        PyObject *method = py.PyDescr_NewMethod(at.py_task, &definitions[i]);
        if (method == NULL ||
            py.PyObject_SetAttrString(at.py_task, definitions[i].name, method) < 0) {
            snprintf(why, size, "calibration failed: the pure-Python Task cannot be hooked");
            return -1;
        }
        py.Py_DecRef(method);
    }
    free_slot same;
    hook_slot(at.py_task, at.tp_free, &same, &free_hook);
    if (at.free == NULL)
        at.free = same;
    return 0;
}

static void intern_names(void)
{
    at.cr_code = py.PyUnicode_InternFromString("cr_code");
    at.gi_code = py.PyUnicode_InternFromString("gi_code");
    at.cr_frame = py.PyUnicode_InternFromString("cr_frame");
    at.gi_frame = py.PyUnicode_InternFromString("gi_frame");
    at.py_state = py.PyUnicode_InternFromString("_state");
    at.py_exception = py.PyUnicode_InternFromString("_exception");
    at.log_traceback = py.PyUnicode_InternFromString("_log_traceback");
}

int fates_install(char *why, size_t size)
{
    probe = python_run("_taskloss_probe", "<calibration>", calibration);
    if (probe == NULL) {
        char line[TL_NOTE_MAX];
        python_error_line(line, sizeof line);
        snprintf(why, size, "cannot import asyncio: %s", line);
        return -1;
    }
    py.Py_IncRef(probe);
    intern_names();
    has_no_gil = integer_attribute(probe, "no_gil") == 1;
    if (find_slots(why, size) < 0)
        return -1;
    if (probed("c_task") != py._Py_NoneStruct &&
        (find_future_fields(why, size) < 0 || hook_c_task(why, size) < 0))
        return -1;
    return hook_py_task(why, size);
}

/* ---- what a trial asks for ---- */

void fates_watch(struct ledger *new_ledger)
{
    ledger = new_ledger;
    settled = 0;
    pthread_mutex_init(&mutex, NULL); /* a thread that a fork left behind may have held it */
    map_clear(&tasks);
    map_clear(&coroutines);
}

void fates_job_function(PyObject *function)
{
    if (job_code_count < JOB_FUNCTIONS_MAX) {
        py.Py_IncRef(function);
        job_codes[job_code_count++] = function;
    }
}

int fates_job_task(PyObject *task)
{
    struct ledger_entry *entry = entry_of(task);
    if (entry == NULL)
        return -1;
    entry->flags |= LEDGER_JOB;
    return 0;
}

int fates_sees(PyObject *task)
{
    return ledger == NULL || settled || entry_of(task) != NULL;
}

/* Is the task of entry `i` alive and pending? */
static int is_pending(uint32_t i)
{
    const struct ledger_entry *entry = &ledger->entries[i];
    return (entry->state == LEDGER_LIVE || entry->state == LEDGER_STRANDED) &&
           map_get(&tasks, addresses[i]) == i && state_of(addresses[i]) == LEDGER_LIVE;
}

static int is_pending_job(uint32_t i)
{
    return (ledger->entries[i].flags & LEDGER_JOB) && is_pending(i);
}

uint32_t fates_list_pending(PyObject **pending, uint32_t *entries, uint32_t most, int jobs_only)
{
    uint32_t count = 0;
    for (uint32_t i = 0; ledger != NULL && i < ledger->entry_count && count < most; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        if ((jobs_only && !(entry->flags & LEDGER_JOB)) || entry->state != LEDGER_LIVE ||
            !is_pending(i))
            continue;
        pending[count] = addresses[i];
        entries[count++] = i;
    }
    return count;
}

unsigned fates_pending(void)
{
    unsigned count = 0;
    for (uint32_t i = 0; ledger != NULL && i < ledger->entry_count; i++)
        count += (unsigned)is_pending_job(i);
    return count;
}

PyObject *fates_alive(void)
{
    PyObject *list = py.PyList_New(0);
    for (uint32_t i = 0; list != NULL && ledger != NULL && i < ledger->entry_count; i++)
        if (is_pending_job(i) && py.PyList_Append(list, addresses[i]) < 0)
            break;
    return list;
}

void fates_unstarted(PyObject *task)
{
    struct ledger_entry *entry = entry_of(task);
    if (entry != NULL && entry->state == LEDGER_STRANDED)
        entry->state = LEDGER_UNSTARTED;
}

void fates_settle(void)
{
    for (uint32_t i = 0; ledger != NULL && !settled && i < ledger->entry_count; i++) {
        struct ledger_entry *entry = &ledger->entries[i];
        if (entry->state != LEDGER_LIVE || map_get(&tasks, addresses[i]) != i)
            continue;
        enum ledger_state state = state_of(addresses[i]);
        if (state == LEDGER_FAILED && unretrieved(addresses[i]))
            entry->flags |= LEDGER_SILENT;
        end(addresses[i], entry, state == LEDGER_LIVE ? LEDGER_STRANDED : state);
    }
    settled = 1;
}

static int has_ended(enum ledger_state state)
{
    return state == LEDGER_FINISHED || state == LEDGER_FAILED || state == LEDGER_CANCELLED;
}

void fates_mark_existing(unsigned flag)
{
    for (uint32_t i = 0; ledger != NULL && i < ledger->entry_count; i++) {
        struct ledger_entry *entry = &ledger->entries[i];
        if (has_ended((enum ledger_state)entry->state) && !(entry->flags & LEDGER_FREED))
            entry->flags |= flag;
    }
}
