/* What this process has done, for the report's last line; and who it is. */
#ifndef TASKLOSS_WATCH_TOTALS_H
#define TASKLOSS_WATCH_TOTALS_H

#include <stdint.h>

#include "watching.h"

extern struct watching_totals totals;

void totals_begin(void); /* the library was loaded */

/* A Python was found: it is watched (why NULL), or it cannot be. */
void totals_process(const char *version, const char *why);

/* Something that is not watched happens in it. Needs no GIL. */
void totals_missed(enum watching_missed what);

/* This process has its first task: the same, if that was not said of it (but of its parent). */
void totals_announce(void);

/* Writes what is due by now: totals now and then, counts of sites that waited. Cheap otherwise. */
void totals_tick(uint64_t now);

/* Writes all. Needs no GIL: also for a process that is going. */
void totals_flush(void);

/* In a forked child: everything begins anew. */
void totals_forget_all(void);

#endif
