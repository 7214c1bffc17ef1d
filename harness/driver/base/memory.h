/* Running out of memory: one rule for the whole driver.
 *
 * What the driver asks for is small, and a driver without memory cannot measure: these functions
 * never return NULL. Where there is none left, the process says so in one line and ends with
 * TL_EXIT_UNMEASURED. Nothing measured is lost by that, because each trial is in the store before
 * the next one ends; no worker is left, because workers die with their driver; and what files_*
 * was writing is taken away on the way out. So no other function of the driver returns an error,
 * or aborts, for want of memory. libuv, jansson and libxml2 allocate by the same rule (see main.c);
 * SQLITE_NOMEM is an error of the call.
 */
#ifndef TASKLOSS_MEMORY_H
#define TASKLOSS_MEMORY_H

#include <stddef.h>

/* Room for `count` elements, zeroed; for none, room for one. To be freed. */
void *memory_zeroed(size_t count, size_t size);

/* As realloc. */
void *memory_resized(void *old, size_t size);

/* A copy of a text; NULL of NULL. To be freed. */
char *memory_text(const char *text);

/* Checks what another function allocated: `memory`, or the end of the process. */
void *memory_sure(void *memory);

#endif
