/* CPython's collector, switched by two: the program by the functions of gc, and the pressure. */
#ifndef TASKLOSS_COLLECTOR_H
#define TASKLOSS_COLLECTOR_H

#include <stdint.h>

#include "python.h"

/* Once a process: what the program asks for by gc.enable(), gc.disable(), gc.set_threshold() and
 * gc.freeze() goes through here. 0, or -1 with an exception. */
int collector_install(PyObject *gc);

/* From now on the interpreter collects by itself as far as the program lets it; or never. */
void collector_follow(int automatic);

/* The young threshold, whatever number the program sets; 0 switches off all the same. */
void collector_fix_threshold(uint64_t threshold);

#endif
