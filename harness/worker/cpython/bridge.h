/* The module _taskloss: what the Python half of a trial asks of the C half. */
#ifndef TASKLOSS_BRIDGE_H
#define TASKLOSS_BRIDGE_H

#include "python.h"

/* Makes the module and runs the program's text; its last module (borrowed), or NULL with an
 * exception. */
PyObject *bridge_install(void);

/* Undoes what freezing did on a Python without gc.freeze(); nothing elsewhere. */
void bridge_unfreeze(void);

#endif
