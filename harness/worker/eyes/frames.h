/* What Python code the thread that asks is in. With the GIL; makes frames, on some versions. */
#ifndef TASKLOSS_FRAMES_H
#define TASKLOSS_FRAMES_H

#include "python.h"

/* Once a process. 0, or -1 with an exception. */
int frames_install(void);

/* Asks `look` of the code of each frame, from the innermost one on, until it says something else
 * than 0; that, or 0. */
int frames_search(int (*look)(PyObject *code));

/* Is the code of a file whose name begins so? */
int frames_is_of_file(PyObject *code, const char *file, size_t length);

/* Is it one of asyncio's own functions? */
int frames_is_of_asyncio(PyObject *code);

/* Is it called so? `names` with ' ' around each. */
int frames_is_called(PyObject *code, const char *names);

/* Does an event loop of this thread wait, rather than a callback or a coroutine that it runs? */
int frames_loop_waits(void);

#endif
