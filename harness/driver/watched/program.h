/* The program that is to be watched: can our library be loaded into it? */
#ifndef TASKLOSS_PROGRAM_H
#define TASKLOSS_PROGRAM_H

#include <stdbool.h>

#include "error.h"

/* 0, or -1 with one line in `error` (TL_EXIT_UNMEASURED): there is no such program, or it is one in
 * which the dynamic linker would not load a library of ours. Scripts are followed to their
 * interpreter. A program that may only start others (static, a shell) is none of these. */
int program_check(const char *name, struct tl_error *error);

/* Has it no dynamic linker, so that only what it starts can be watched? No, if it is NULL. */
bool program_is_static(const char *name);

#endif
