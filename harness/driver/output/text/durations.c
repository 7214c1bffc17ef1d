/* A copy of pointers, sorted by time. */
#include "durations.h"

#include <stdlib.h>

#include "list.h"
#include "memory.h"
#include "utf8.h"

static int by_time(const void *a, const void *b)
{
    const struct tl_result *const *left = a, *const *right = b;
    if ((*left)->wall_us != (*right)->wall_us)
        return (*left)->wall_us > (*right)->wall_us ? -1 : 1;
    return (*left < *right) ? -1 : *left > *right; /* else in the order of the results */
}

void durations_put(const struct tl_results *results, uint32_t most, FILE *out)
{
    const struct tl_result **cells = memory_zeroed(results->count, sizeof *cells);
    size_t count = most < results->count ? most : results->count;
    for (size_t i = 0; i < results->count; i++)
        cells[i] = &results->cells[i];
    list_sort(cells, results->count, sizeof *cells, by_time);
    if (count > 0)
        fprintf(out, "\nslowest %zu of %zu cells, in seconds of their trials:\n", count,
                results->count);
    for (size_t i = 0; i < count; i++) {
        char pressure[CELL_PRESSURE_MAX];
        utf8_print(out, "%8.2f  %s %s %s %s %s", (double)cells[i]->wall_us / 1e6,
                   cells[i]->implementation->name, cells[i]->case_id, cells[i]->case_name,
                   tl_guards[cells[i]->guard].name, cell_pressure(cells[i], pressure));
    }
    free(cells);
}
