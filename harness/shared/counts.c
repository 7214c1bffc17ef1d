/* The tables of counts.h. */
#include "counts.h"

#include <string.h>

const struct tl_term tl_counts[TL_COUNT_COUNT] = {
#define X(symbol, name, noted, judged, loss, meaning) {name, meaning},
    TL_FATES(X)
#undef X
#define X(symbol, name, counted, noted, on_page, judged, meaning) {name, meaning},
        TL_FURTHER_COUNTS(X)
#undef X
};

const struct tl_count_rule tl_count_rules[TL_COUNT_COUNT] = {
#define X(symbol, name, noted, judged, loss, meaning) {noted, 1, judged, "fate_" #symbol},
    TL_FATES(X)
#undef X
#define X(symbol, name, counted, noted, on_page, judged, meaning) {noted, on_page, judged, name},
        TL_FURTHER_COUNTS(X)
#undef X
};

bool tl_count_is_trouble(enum tl_count count)
{
    if (count < (enum tl_count)TL_FATE_COUNT)
        return tl_fate_rules[count].loss || count == TL_COUNT_ORPHANED;
    return count == TL_COUNT_LEAKED || count == TL_COUNT_SILENT || count == TL_COUNT_UNCANCELLED;
}

static bool same_but_for_dashes(const char *a, const char *b)
{
    while (*a != '\0' && (*a == *b || (*a == '-' && *b == '_') || (*a == '_' && *b == '-')))
        a++, b++;
    return *a == *b;
}

int tl_count_find(const char *name)
{
    for (int i = 0; i < TL_COUNT_COUNT; i++)
        if (same_but_for_dashes(tl_counts[i].name, name))
            return i;
    return -1;
}

const char *tl_count_key(enum tl_count count, char key[static TL_COUNT_KEY_MAX])
{
    size_t i = 0;
    for (const char *c = tl_counts[count].name; *c != '\0' && i + 1 < TL_COUNT_KEY_MAX; c++)
        key[i++] = *c == '-' ? '_' : *c;
    key[i] = '\0';
    return key;
}
