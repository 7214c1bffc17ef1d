/* A cell is the same again by what it is, not by its number. */
#include "failed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "memory.h"
#include "store.h"

static bool is_same(const struct tl_result *result, const struct tl_cell *cell)
{
    return strcmp(result->case_id, cell->the_case->id) == 0 && result->guard == cell->guard &&
           result->pressure.pressure == cell->pressure.pressure &&
           result->pressure.argument == cell->pressure.argument &&
           implementation_same(result->implementation, &cell->target->about);
}

static bool is_wanted(void *context, const struct tl_cell *cell)
{
    const struct failed *failed = context;
    for (size_t i = 0; i < failed->results.count; i++)
        if (failed->is_failed[i] && is_same(&failed->results.cells[i], cell))
            return true;
    return false;
}

int failed_choose(struct failed *out, struct run_options *options, failed_judge *judge,
                  void *context, struct tl_error *error)
{
    struct store *store;
    *out = (struct failed){.count = 0};
    if (store_open(&store, options->results, false, error) < 0)
        return -1;
    int result = cells_read(store, 0, &out->results, error);
    store_close(store);
    if (result < 0)
        return -1;
    out->is_failed = memory_zeroed(out->results.count, sizeof *out->is_failed);
    if (judge(context, &out->results, out->is_failed, error) < 0)
        return -1;
    for (size_t i = 0; i < out->results.count; i++)
        out->count += out->is_failed[i];
    if (out->count > 0) {
        options->is_wanted = is_wanted;
        options->wanted_context = out;
    } else if (!options->quiet)
        fprintf(stderr, "in run %" PRId64 " all was as expected: nothing is left out\n",
                out->results.run.id);
    return 0;
}

void failed_free(struct failed *failed)
{
    cells_free(&failed->results);
    free(failed->is_failed);
}
