/* Cells are dealt out by FNV-1a, which is the same everywhere. */
#include "shard.h"

#include <inttypes.h>
#include <stdlib.h>

#include "hash.h"
#include "text.h"

/* Its low bits alone are too alike for texts that are alike. */
static uint64_t mixed(uint64_t hash)
{
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return hash ^ (hash >> 33);
}

uint32_t shard_of(const struct tl_cell *cell, uint32_t count)
{
    const struct tl_implementation *about = &cell->target->about;
    char *text = text_make("%d %s %" PRIu32 " %s %" PRIu32 " %s %s %d %" PRIu64, about->pypy,
                           about->version, about->build, about->loop != NULL ? about->loop : "",
                           about->kinds, cell->the_case->name, tl_guards[cell->guard].name,
                           (int)cell->pressure.pressure, cell->pressure.argument);
    uint32_t shard = (uint32_t)(mixed(hash_text(text)) % count) + 1;
    free(text);
    return shard;
}

struct share {
    uint32_t number, count;
};

static bool is_in_share(void *context, const struct tl_cell *cell)
{
    const struct share *share = context;
    return shard_of(cell, share->count) == share->number;
}

void shard_cut(struct plan *plan, uint32_t number, uint32_t count)
{
    struct share share = {number, count};
    plan_keep(plan, is_in_share, &share);
}
