/* Everything is compared, but for real time: what a ledger holds is the same bit for bit where the
 * program is. */
#include "alike.h"

#include <stddef.h>
#include <string.h>

static int entries_differ(const struct ledger *a, const struct ledger *b)
{
    return a->entry_count != b->entry_count ||
           memcmp(a->entries, b->entries, a->entry_count * sizeof a->entries[0]) != 0 ||
           memcmp(a->details, b->details, ledger_details(a) * sizeof a->details[0]) != 0;
}

static int fates_differ(const struct ledger *a, const struct ledger *b)
{
    int differ = a->entry_count != b->entry_count;
    for (uint32_t i = 0; !differ && i < a->entry_count; i++)
        differ = a->entries[i].state != b->entries[i].state ||
                 a->entries[i].flags != b->entries[i].flags;
    return differ;
}

static int facts_differ(const struct ledger *a, const struct ledger *b)
{
    return a->fact_count != b->fact_count || a->texts_used != b->texts_used ||
           memcmp(a->facts, b->facts, a->fact_count * sizeof a->facts[0]) != 0 ||
           memcmp(a->texts, b->texts, a->texts_used) != 0;
}

static int heads_differ(const struct ledger *a, const struct ledger *b)
{
    const size_t time = offsetof(struct ledger, collecting_us),
                 rest = time + sizeof a->collecting_us;
    return memcmp(a, b, time) != 0 ||
           memcmp((const char *)a + rest, (const char *)b + rest, LEDGER_HEAD - rest) != 0;
}

const char *alike_differ(const struct ledger *a, const struct ledger *b)
{
    if (a->phase != b->phase)
        return "the end";
    if (fates_differ(a, b))
        return "the fates";
    if (a->steps != b->steps)
        return "the loop steps";
    if (a->allocations != b->allocations)
        return "the allocations";
    if (a->collections != b->collections || a->pressed != b->pressed)
        return "the collections";
    if (facts_differ(a, b))
        return "the facts";
    if (entries_differ(a, b))
        return "when jobs began, ended or were exposed";
    return heads_differ(a, b) ? "what was noted" : NULL;
}
