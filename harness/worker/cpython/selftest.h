/* The proof that the hooks see what they are for, before anything is measured with them. */
#ifndef TASKLOSS_SELFTEST_H
#define TASKLOSS_SELFTEST_H

#include <stddef.h>

#include "python.h"

/* Plays tasks through each end they can have, of both kinds of Task, and looks whether both
 * detectors have seen it. `blind` is a planted fault: the first detector is switched off. After it
 * this process is fit for nothing else. 0, or -1 with one line in `why`. */
int selftest(PyObject *runtime, int blind, char *why, size_t size);

#endif
