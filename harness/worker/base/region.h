/* Memory that grows where nothing of Python's would be: what is not Python's must not move it.
 *
 * An allocation by malloc would change the addresses that Python's own allocations get, and with
 * them the order of sets.
 */
#ifndef TASKLOSS_REGION_H
#define TASKLOSS_REGION_H

#include <stddef.h>

struct region {
    char *base; /* NULL: nothing is mapped yet; else it never moves */
    size_t size;
};

/* Makes the region at least `size` bytes large; what is new is zero. 0, or -1 with errno set. */
int region_reach(struct region *region, size_t size);

#endif
