/* The program that a trial may start where it wants its own Python once more. */
#ifndef TASKLOSS_EXECUTABLE_H
#define TASKLOSS_EXECUTABLE_H

#include "python.h"

/* Its interpreter, if that runs by itself with the same library; else a script in the cache, made
 * where it is not there yet, that starts it as the worker is started. To be freed; NULL: there is
 * none, or the script cannot be written. */
char *executable_for(const struct tl_python *python);

#endif
