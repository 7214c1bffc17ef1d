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

/* A frame of Python code; valid as long as that code runs. */
struct stack {
    const void *frame; /* NULL: there is none */
    PyObject *code;    /* borrowed */
    int instruction;   /* as PyFrame_GetLasti() has it */
};

/* The innermost one in this thread, and the one that called that. Need the GIL. */
struct stack stack_top(void);
struct stack stack_back(const void *frame);

#endif
