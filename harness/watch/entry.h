/* When a process turns out to run asyncio, and what is done at each step of its loops. */
#ifndef TASKLOSS_WATCH_ENTRY_H
#define TASKLOSS_WATCH_ENTRY_H

#include <stdint.h>

/* A loop may be in the making: installs the hooks, once asyncio is there. Cheap otherwise. */
void entry_try(void);

#define ENTRY_ENDLESS UINT64_MAX

/* A loop is about to wait, so many nanoseconds at most: looks, if that is due. Else how many it
 * would have to wait until it is; 0: there is no use in that. */
uint64_t entry_step(uint64_t timeout);

/* The process ends, or becomes another program: writes what is known. Needs no GIL; does nothing in
 * a child of vfork(). */
void entry_end(void);

/* The library was loaded, with its settings read. */
void entry_begin(void);

#endif
