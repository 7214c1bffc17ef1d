/* Why nobody holds an exposed task: the way from it to the future it waits for, which leads back to
 * it by its done callback. */
#ifndef TASKLOSS_WATCH_CYCLE_H
#define TASKLOSS_WATCH_CYCLE_H

#include <stddef.h>

#include "python.h"

/* Of the graph in which the oracle saw it exposed, which must be the last one still; no collection
 * may come meanwhile. */
void cycle_of(PyObject *task, char *text, size_t size);

#endif
