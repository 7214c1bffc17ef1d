/* Addresses to small numbers: open addressing in memory of its own, for use inside finalizers. */
#ifndef TASKLOSS_MAP_H
#define TASKLOSS_MAP_H

#include <stdint.h>

#include "region.h"

#define MAP_NONE UINT32_MAX

struct map_slot {
    uintptr_t key; /* 0: empty */
    uint32_t value;
};

/* Begins as zeros. Of a table of n slots, slot 0 is the region's n-th: one that grows is never
 * where it was. */
struct map {
    uint32_t used, size; /* size: a power of two, at least twice `used`; 0: nothing was put yet */
    struct map_slot *slots;
    struct region region;
};

void map_clear(struct map *map);
int map_put(struct map *map, const void *key, uint32_t value); /* -1: no memory for it */
uint32_t map_get(const struct map *map, const void *key);      /* MAP_NONE if it is not there */
void map_remove(struct map *map, const void *key);

#endif
