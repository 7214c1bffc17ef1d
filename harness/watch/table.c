/* Linear probing, at most half full. */
#include "table.h"

#include <stdlib.h>

static uint32_t home_of(const struct table *table, const void *key)
{
    uintptr_t word = (uintptr_t)key >> 4;
    return (uint32_t)(word * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (table->size - 1);
}

static uint32_t find(const struct table *table, const void *key)
{
    uint32_t at = home_of(table, key);
    while (table->slots[at].key != NULL && table->slots[at].key != key)
        at = (at + 1) & (table->size - 1);
    return at;
}

static int grow(struct table *table)
{
    struct table old = *table;
    table->size = old.size != 0 ? old.size * 2 : 1024;
    table->slots = calloc(table->size, sizeof *table->slots);
    if (table->slots == NULL) {
        *table = old;
        return -1;
    }
    for (uint32_t i = 0; i < old.size; i++)
        if (old.slots[i].key != NULL)
            table->slots[find(table, old.slots[i].key)] = old.slots[i];
    free(old.slots);
    return 0;
}

int table_put(struct table *table, const void *key, void *value)
{
    if ((table->used + 1) * 2 > table->size && grow(table) < 0)
        return -1;
    table->slots[find(table, key)] = (struct table_slot){key, value};
    table->used++;
    return 0;
}

void *table_get(const struct table *table, const void *key)
{
    return table->size != 0 ? table->slots[find(table, key)].value : NULL;
}

void table_remove(struct table *table, const void *key)
{
    uint32_t mask = table->size - 1;
    uint32_t gap = table->size != 0 ? find(table, key) : 0;
    if (table->size == 0 || table->slots[gap].key == NULL)
        return;
    for (uint32_t at = (gap + 1) & mask; table->slots[at].key != NULL; at = (at + 1) & mask)
        if (((at - home_of(table, table->slots[at].key)) & mask) >= ((at - gap) & mask)) {
            table->slots[gap] = table->slots[at];
            gap = at;
        }
    table->slots[gap] = (struct table_slot){NULL, NULL};
    table->used--;
}

void table_clear(struct table *table)
{
    free(table->slots);
    *table = (struct table){NULL, 0, 0};
}
