/* Which libpython this process has really mapped. */
#ifndef TASKLOSS_MAPPED_H
#define TASKLOSS_MAPPED_H

#include <stddef.h>

/* 0 if `libpython` and no other is; -1 with one line in `why`. */
int mapped_only(const char *libpython, char *why, size_t size);

#endif
