/* The module _taskloss: what the Python half of a trial asks of the C half. */
#ifndef TASKLOSS_BRIDGE_H
#define TASKLOSS_BRIDGE_H

#include "ledger.h"
#include "python.h"

/* Makes the module and runs runtime.py; that module (borrowed), or NULL with an exception. */
PyObject *bridge_install(void);

/* The ledger of the trial this process is. */
void bridge_use(struct ledger *ledger);

#endif
