/* Linear probing; removal closes the gap, so that no tombstones build up. */
#include "map.h"

#include <stddef.h>
#include <string.h>

#define LEAST 512u /* slots: what few tasks need touches few pages */

static uint32_t home_of(const struct map *map, uintptr_t key)
{
    return (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (map->size - 1);
}

static uint32_t find(const struct map *map, uintptr_t key)
{
    uint32_t at = home_of(map, key);
    while (map->slots[at].key != 0 && map->slots[at].key != key)
        at = (at + 1) & (map->size - 1);
    return at;
}

/* An empty table of that many slots, which lies behind all smaller ones. */
static int begin(struct map *map, uint32_t size)
{
    if (region_reach(&map->region, 2 * (size_t)size * sizeof *map->slots) < 0)
        return -1;
    map->slots = (struct map_slot *)(void *)map->region.base + size;
    map->size = size;
    memset(map->slots, 0, size * sizeof *map->slots);
    return 0;
}

static int grow(struct map *map)
{
    const struct map_slot *old = map->slots;
    uint32_t size = map->size;
    if (begin(map, size != 0 ? 2 * size : LEAST) < 0)
        return -1;
    for (uint32_t i = 0; i < size; i++)
        if (old[i].key != 0)
            map->slots[find(map, old[i].key)] = old[i];
    return 0;
}

void map_clear(struct map *map)
{
    if (map->used != 0)
        begin(map, LEAST);
    map->used = 0;
}

int map_put(struct map *map, const void *key, uint32_t value)
{
    if (map->used >= map->size / 2 && grow(map) < 0)
        return -1;
    uint32_t at = find(map, (uintptr_t)key);
    map->used += map->slots[at].key == 0;
    map->slots[at] = (struct map_slot){(uintptr_t)key, value};
    return 0;
}

uint32_t map_get(const struct map *map, const void *key)
{
    if (map->used == 0)
        return MAP_NONE;
    uint32_t at = find(map, (uintptr_t)key);
    return map->slots[at].key != 0 ? map->slots[at].value : MAP_NONE;
}

void map_remove(struct map *map, const void *key)
{
    uint32_t gap = map->used != 0 ? find(map, (uintptr_t)key) : 0;
    if (map->used == 0 || map->slots[gap].key == 0)
        return;
    map->used--;
    for (uint32_t at = gap;;) {
        at = (at + 1) & (map->size - 1);
        uintptr_t other = map->slots[at].key;
        if (other == 0)
            break;
        /* Move it back if its home is not between the gap and here. */
        if (((at - home_of(map, other)) & (map->size - 1)) >= ((at - gap) & (map->size - 1))) {
            map->slots[gap] = map->slots[at];
            gap = at;
        }
    }
    map->slots[gap] = (struct map_slot){0, 0};
}
