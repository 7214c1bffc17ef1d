/* What state a task is in, asked of the task itself; nothing is remembered here. */
#ifndef TASKLOSS_TASK_STATE_H
#define TASKLOSS_TASK_STATE_H

#include "ledger.h"
#include "python.h"

struct task_state {
    enum ledger_state state; /* LIVE, FINISHED, FAILED or CANCELLED */
    int out_of_memory;       /* it failed, with a MemoryError */
};

/* Also inside finalizers, where an exception may be pending, and in a deallocator. */
struct task_state task_state(PyObject *task);

/* Would asyncio still report this task's exception? */
int task_is_unretrieved(PyObject *task);

#endif
