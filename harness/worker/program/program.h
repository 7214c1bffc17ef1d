/* The Python half of a trial, as text: runtime.py. */
#ifndef TASKLOSS_PROGRAM_H
#define TASKLOSS_PROGRAM_H

extern const char *const program_source;

#endif
