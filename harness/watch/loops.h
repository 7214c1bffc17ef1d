/* Is a loop running, or closed? Asked without running code of the program, where that can be. */
#ifndef TASKLOSS_WATCH_LOOPS_H
#define TASKLOSS_WATCH_LOOPS_H

#include "python.h"

/* The loop that runs in this thread; borrowed; NULL: none. */
PyObject *loops_running_here(void);

int loops_is_running(PyObject *loop); /* in any thread */
int loops_is_closed(PyObject *loop);

#endif
