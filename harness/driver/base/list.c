/* Capacity is not stored: it doubles at 0, 1, 2, 4, 8 ... elements, so the count tells it. */
#include "list.h"

#include <stdlib.h>

#include <stdbool.h>
#include <string.h>

#include "memory.h"

void *list_grow(void *array, size_t count, size_t size)
{
    char *items;
    memcpy(&items, array, sizeof items);
    bool is_full = (count & (count - 1)) == 0;
    if (is_full) {
        items = memory_resized(items, (count == 0 ? 1 : 2 * count) * size);
        memcpy(array, &items, sizeof items);
    }
    return memset(items + count * size, 0, size);
}

void list_sort(void *array, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (count > 1)
        qsort(array, count, size, compare);
}
