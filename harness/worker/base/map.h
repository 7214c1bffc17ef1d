/* Addresses to small numbers: open addressing, no allocation, for use inside finalizers. */
#ifndef TASKLOSS_MAP_H
#define TASKLOSS_MAP_H

#include <stdint.h>

#define MAP_SLOTS 32768u /* a power of two, at least twice the entries it holds */
#define MAP_NONE  UINT32_MAX

struct map {
    uint32_t used;
    struct map_slot {
        uintptr_t key; /* 0: empty */
        uint32_t value;
    } slots[MAP_SLOTS];
};

void map_clear(struct map *map);
void map_put(struct map *map, const void *key, uint32_t value);
uint32_t map_get(const struct map *map, const void *key); /* MAP_NONE if it is not there */
void map_remove(struct map *map, const void *key);

#endif
