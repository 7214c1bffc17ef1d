/* The slots of the C Task and of coroutines, replaced: births, deaths, and what dies with them. */
#ifndef TASKLOSS_WATCH_HOOKS_H
#define TASKLOSS_WATCH_HOOKS_H

#include <stddef.h>

/* Needs slots_find() and fields_find(). 0, or -1 with one line in `why`. */
int hooks_install(char *why, size_t size);

#endif
