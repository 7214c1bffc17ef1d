/* Type slots again, but of other types, and it shares no state with the first detector. */
#include "coroutines.h"

#include "entries.h"
#include "map.h"
#include "slots.h"

static struct map coroutines; /* coroutine -> number of its task's entry */
static object_slot coroutine_finalize, generator_finalize; /* the originals */

static void note_frame(PyObject *coroutine, uint32_t number)
{
    PyObject *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    PyObject *frame = slots_attribute(coroutine, slots.cr_frame, slots.gi_frame);
    if (frame != NULL && frame != py._Py_NoneStruct && !entries_settled())
        entries_ledger()->entries[number].flags |= LEDGER_SUSPENDED;
    py.Py_DecRef(frame);
    py.PyErr_Restore(type, value, traceback);
}

static void finalized(PyObject *coroutine, object_slot original)
{
    entries_lock();
    uint32_t number = entries_ledger() != NULL ? map_get(&coroutines, coroutine) : MAP_NONE;
    if (number != MAP_NONE)
        map_remove(&coroutines, coroutine);
    entries_unlock();
    if (number != MAP_NONE)
        note_frame(coroutine, number);
    if (original != NULL)
        original(coroutine);
}

static void hook_coroutine_finalize(PyObject *self)
{
    finalized(self, coroutine_finalize);
}

static void hook_generator_finalize(PyObject *self)
{
    finalized(self, generator_finalize);
}

void coroutines_install(void)
{
    static const object_slot of_coroutines = hook_coroutine_finalize;
    static const object_slot of_generators = hook_generator_finalize;
    if (coroutine_finalize != NULL)
        return;
    slots_replace(py.PyCoro_Type, slots.tp_finalize, &coroutine_finalize, &of_coroutines);
    slots_replace(py.PyGen_Type, slots.tp_finalize, &generator_finalize, &of_generators);
}

void coroutines_forget(void)
{
    map_clear(&coroutines);
}

void coroutines_follow(PyObject *coroutine, const struct ledger_entry *entry)
{
    entries_lock();
    map_put(&coroutines, coroutine, entries_number(entry));
    entries_unlock();
}
