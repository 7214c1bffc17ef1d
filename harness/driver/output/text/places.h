/* Implementations in short: which event loop and kinds on which Pythons. */
#ifndef TASKLOSS_PLACES_H
#define TASKLOSS_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "implementation.h"

/* Those of `all` that are `on`: "3.6.15, 3.8.18..3.15.2 (12); uvloop 3.9.2". A range goes over
 * neighbours of one suffix in their order. To be freed. */
char *places_text(const struct tl_implementation *const *all, const bool *on, size_t count);

/* The same implementations, those of one suffix beside each other: suffixes and implementations in
 * the order in which they came. `items` of `size` bytes; `of` tells an item's. */
void places_gather(void *items, size_t count, size_t size,
                   const struct tl_implementation *(*of)(const void *item));

#endif
