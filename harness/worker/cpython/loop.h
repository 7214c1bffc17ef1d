/* The event loop of the request, where it is not asyncio's own. */
#ifndef TASKLOSS_LOOP_H
#define TASKLOSS_LOOP_H

#include "interpreter.h"
#include "ledger.h"
#include "python.h"

/* Imports the loop that `loop` names in a child process, makes one and sees whether it runs,
 * whether virtual time and loop steps are in force for it, and whether its tasks are of types that
 * are known; writes what it saw to `loop`. */
void loop_try(PyObject *runtime, struct tried_loop *loop);

/* In this process, new event loops are of that kind from now on. 0, or -1 with an exception. */
int loop_use(PyObject *runtime, const struct tried_loop *loop);

/* Starts the time that is in force for the loops in use, and says in the ledger which it is. */
void loop_start_clock(struct ledger *ledger);

#endif
