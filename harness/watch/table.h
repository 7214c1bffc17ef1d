/* Addresses to pointers: open addressing, growing, gaps closed on removal. */
#ifndef TASKLOSS_WATCH_TABLE_H
#define TASKLOSS_WATCH_TABLE_H

#include <stdint.h>

struct table {
    struct table_slot {
        const void *key; /* NULL: empty */
        void *value;
    } * slots;
    uint32_t size, used;
};

/* 0, or -1: no memory. The key must not be there yet. */
int table_put(struct table *table, const void *key, void *value);
void *table_get(const struct table *table, const void *key);
void table_remove(struct table *table, const void *key);
void table_clear(struct table *table); /* frees its memory */

#endif
