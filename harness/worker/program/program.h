/* The Python half of a trial, as text: the modules of this folder, in the order in which they run.
 */
#ifndef TASKLOSS_PROGRAM_H
#define TASKLOSS_PROGRAM_H

struct program_module {
    const char *name, *source;
};

/* Ended by a row without a name. The last one is the door: what the worker calls is found there. */
extern const struct program_module program_modules[];

#endif
