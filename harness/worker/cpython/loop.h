/* The event loop of the request, where it is not asyncio's own. */
#ifndef TASKLOSS_LOOP_H
#define TASKLOSS_LOOP_H

#include <stddef.h>

#include "ledger.h"
#include "python.h"
#include "wire.h"

/* Once for each loop that requests name: imports it in a child process, makes one and sees whether
 * it runs, whether virtual time and loop steps are in force for it, and whether its tasks are of
 * types that are known. Why it cannot be measured, in one line; NULL if it can. */
const char *loop_refusal(PyObject *runtime, const struct tl_request *request);

/* In this process, new event loops are those of the last request that was not refused. 0, or -1
 * with an exception. */
int loop_use(PyObject *runtime);

/* Starts the time that is in force for that loop, and says in the ledger which it is. */
void loop_start_clock(struct ledger *ledger);

/* What was found of it, as key=value lines on standard output. */
void loop_print(void);

#endif
