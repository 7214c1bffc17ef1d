/* Implementations in short: which event loop and kinds on which Pythons. */
#ifndef TASKLOSS_OUTPUT_PLACES_H
#define TASKLOSS_OUTPUT_PLACES_H

#include <stdbool.h>
#include <stddef.h>

/* Names are "3.12.1+uvloop+debug (PATH)". The suffix here is "+uvloop+debug", `length` bytes of the
 * name; 0 for asyncio itself. */
const char *places_suffix(const char *name, int *length);
bool places_same_suffix(const char *a, const char *b);

/* "3.12.1 (PATH)", to be freed. */
char *places_base(const char *name);

/* Those of `names` that are `on`: "3.6.15, 3.8.18..3.15.2 (12); uvloop 3.9.2". A range goes over
 * neighbours of one suffix in the order of the names. To be freed. */
char *places_text(const char *const *names, const bool *on, size_t count);

/* The same names, those of one suffix beside each other: suffixes and names in the order in which
 * they came. `items` of `size` bytes; `name` tells an item's. -1: no memory. */
int places_gather(void *items, size_t count, size_t size, const char *(*name)(const void *item));

#endif
