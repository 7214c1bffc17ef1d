/* For tests that run the real taskloss with a real Python: how to start it, and what it left. */
#ifndef TASKLOSS_TESTS_REAL_H
#define TASKLOSS_TESTS_REAL_H

#include <sys/types.h>

#include "pythons.h"

#define REAL_CASES TASKLOSS_SOURCE_DIR "/harness/tests/bad_cases"

/* The library of a Python that can be measured, or NULL if there is none here. To be freed. */
char *real_python(void);

/* A new folder for results, and a mark that all processes started from now on carry. */
void real_begin(void);
void real_end(void);
const char *real_results(void);

/* Starts `taskloss ARGV[1]...` with its standard output in the file `output`; its process. */
pid_t real_start(char *const *argv, const char *output);

/* Its exit status, or 1000 + the signal that ended it. */
int real_wait(pid_t process);

/* How many processes still carry the mark after at most `patience_ms`; if not 0, some are named
 * on stderr. */
unsigned real_left(unsigned patience_ms);

#endif
