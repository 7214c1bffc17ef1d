/* Which interpreter this process embeds: the one door to cpython/ and pypy/. */
#ifndef TASKLOSS_START_H
#define TASKLOSS_START_H

#include <stddef.h>

#include "interpreter.h"

/* The one this process embeds. */
extern const struct interpreter *interpreter;

/* Loads the library, chooses by what it offers, and starts it, and
 * makes sure that it is what was asked for; 0, or -1 with one line in `why`. */
int start_boot(const char *libpython, const char *home, char *why, size_t size);

/* The same, and makes it ready for trials. */
int start(const char *libpython, const char *home, const char *site, char *why, size_t size);

#endif
