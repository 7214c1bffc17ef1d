/* The same tasks, one after the other, in turn with the hooks and without. */
#include "hook_cost.h"

#include "fates.h"
#include "ledger.h"
#include "process.h"
#include "python.h"

static const char trivial_tasks[] = "import asyncio\n"
                                    "async def nothing(): pass\n"
                                    "async def many(count):\n"
                                    "    create = asyncio.get_event_loop().create_task\n"
                                    "    for _ in range(count): await create(nothing())\n"
                                    "def run(count):\n"
                                    "    loop = asyncio.new_event_loop()\n"
                                    "    loop.run_until_complete(many(count))\n"
                                    "    loop.close()\n";

static int64_t time_tasks(PyObject *module, struct ledger *ledger, int hooked)
{
    enum { TASKS = 10000 }; /* below LEDGER_ENTRIES_MAX: each is entered */
    PyObject *args = py.PyTuple_New(1);
    py.PyTuple_SetItem(args, 0, py.PyLong_FromLongLong(TASKS));
    ledger_reset(ledger);
    fates_watch(ledger);
    fates_enable(hooked);
    int64_t began = process_now_us();
    py.Py_DecRef(python_call(module, "run", args));
    int64_t took = process_now_us() - began;
    fates_enable(1);
    fates_watch(NULL);
    return took;
}

int hook_cost(int64_t *without, int64_t *with)
{
    static PyObject *module;
    static struct ledger *ledger;
    if (module == NULL)
        module = python_run("_taskloss_bench", "<taskloss>", trivial_tasks);
    if (ledger == NULL)
        ledger = ledger_map();
    if (module == NULL || ledger == NULL)
        return -1;
    *without = time_tasks(module, ledger, 0);
    *with = time_tasks(module, ledger, 1);
    return 0;
}
