/* The stack of running Python code, read where the interpreter keeps it.
 *
 * To ask for a frame makes an object of it, which takes longer than all else that is done for a new
 * task. Where things lie is found at start, by comparing with what the public functions say of the
 * same frames; where a single one differs, or the version has no such stack, it is not read.
 */
#ifndef TASKLOSS_WATCH_STACK_H
#define TASKLOSS_WATCH_STACK_H

#include "python.h"

/* Runs Python code. Once a process, after oracle_install(). */
void stack_install(void);

/* May the rest be called? */
int stack_is_known(void);

/* The innermost frame of Python code in this thread, and the one that called it; NULL: there is
 * none. Valid as long as that code runs. Need the GIL. */
const void *stack_top(void);
const void *stack_back(const void *frame);

PyObject *stack_code(const void *frame);  /* borrowed */
int stack_instruction(const void *frame); /* as PyFrame_GetLasti() has it */

#endif
