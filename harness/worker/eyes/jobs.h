/* Which tasks are a trial's jobs, and what the others run: told when a task is made. */
#ifndef TASKLOSS_JOBS_H
#define TASKLOSS_JOBS_H

#include <stdint.h>

#include "python.h"

/* Once a process, before the first trial. 0, or -1 with an exception. */
int jobs_install(void);

/* Tasks that run a function named so count, in the form of names.h with blanks between, instead of
 * those that run a function of jobs_function(). "*": every task of the program but its main one.
 * "": those of jobs_function(). The text has to stay. */
void jobs_name(const char *names);

/* Tasks that run this code count. `qualname`: only where the coroutine is called so; NULL: always.
 */
void jobs_function(PyObject *code, const char *qualname);

/* The first task that this thread makes from now on is a job; ...or none any more. */
void jobs_spawning(int on);

/* The task that will run this coroutine, in whatever thread, is a job. */
void jobs_hand_over(PyObject *coroutine);

/* Forgets what was announced by the two above. */
void jobs_forget(void);

/* A task is being made that runs `coroutine`, NULL: not known. Is it a job? */
int jobs_born(PyObject *coroutine);

/* A task that is no job was made, to run `coroutine`: notes its name. */
void jobs_made(PyObject *coroutine);

#endif
