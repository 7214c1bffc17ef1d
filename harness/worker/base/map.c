/* Linear probing; removal closes the gap, so that no tombstones build up. */
#include "map.h"

#include <string.h>

static uint32_t home_of(uintptr_t key)
{
    return (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (MAP_SLOTS - 1);
}

static uint32_t find(const struct map *map, uintptr_t key)
{
    uint32_t at = home_of(key);
    while (map->slots[at].key != 0 && map->slots[at].key != key)
        at = (at + 1) & (MAP_SLOTS - 1);
    return at;
}

void map_clear(struct map *map)
{
    if (map->used != 0)
        memset(map, 0, sizeof *map);
}

void map_put(struct map *map, const void *key, uint32_t value)
{
    uint32_t at = find(map, (uintptr_t)key);
    if (map->slots[at].key == 0) {
        if (map->used >= MAP_SLOTS / 2)
            return; /* full: the ledger's own limit is lower, so this is not reached */
        map->used++;
        map->slots[at].key = (uintptr_t)key;
    }
    map->slots[at].value = value;
}

uint32_t map_get(const struct map *map, const void *key)
{
    uint32_t at = find(map, (uintptr_t)key);
    return map->slots[at].key != 0 ? map->slots[at].value : MAP_NONE;
}

void map_remove(struct map *map, const void *key)
{
    uint32_t gap = find(map, (uintptr_t)key);
    if (map->slots[gap].key == 0)
        return;
    map->used--;
    for (uint32_t at = gap;;) {
        at = (at + 1) & (MAP_SLOTS - 1);
        uintptr_t other = map->slots[at].key;
        if (other == 0)
            break;
        /* Move it back if its home is not between the gap and here. */
        if (((at - home_of(other)) & (MAP_SLOTS - 1)) >= ((at - gap) & (MAP_SLOTS - 1))) {
            map->slots[gap] = map->slots[at];
            gap = at;
        }
    }
    map->slots[gap] = (struct map_slot){0, 0};
}
