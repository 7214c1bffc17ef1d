/* The tables of terms.h. */
#include "terms.h"

#include <string.h>

const struct tl_term tl_fates[TL_FATE_COUNT] = {
#define X(symbol, name, noted, judged, loss, meaning) {name, meaning},
    TL_FATES(X)
#undef X
};

const struct tl_term tl_endings[TL_ENDING_COUNT] = {
#define X(symbol, name, code, key, follows, meaning) {name, meaning},
    TL_ENDINGS(X)
#undef X
};

const struct tl_term tl_guards[TL_GUARD_COUNT] = {
#define X(symbol, name, keeps, needs, meaning) {name, meaning},
    TL_GUARDS(X)
#undef X
};

const struct tl_term tl_pressures[TL_PRESSURE_COUNT] = {
#define X(symbol, name, number, exact, workload, freezes, steps, allocs, obeys, cancels, meaning)  \
    {name, meaning},
    TL_PRESSURES(X)
#undef X
};

const struct tl_term tl_aftermaths[TL_AFTERMATH_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    TL_AFTERMATHS(X)
#undef X
};

const struct tl_term tl_isolations[TL_ISOLATION_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    TL_ISOLATIONS(X)
#undef X
};

const struct tl_term tl_oracles[TL_ORACLE_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    TL_ORACLES(X)
#undef X
};

const struct tl_term tl_kinds[TL_KIND_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    TL_KINDS(X)
#undef X
};

const char *const tl_remarks[TL_REMARK_COUNT] = {
#define X(symbol, meaning) meaning,
    TL_REMARKS(X)
#undef X
};

const struct tl_fate_rule tl_fate_rules[TL_FATE_COUNT] = {
#define X(symbol, name, noted, judged, loss, meaning) {loss},
    TL_FATES(X)
#undef X
};

const struct tl_ending_rule tl_ending_rules[TL_ENDING_COUNT] = {
#define X(symbol, name, code, key, follows, meaning) {code, key, follows},
    TL_ENDINGS(X)
#undef X
};

const struct tl_guard_rule tl_guard_rules[TL_GUARD_COUNT] = {
#define X(symbol, name, keeps, needs, meaning) {keeps, needs},
    TL_GUARDS(X)
#undef X
};

const struct tl_pressure_rule tl_pressure_rules[TL_PRESSURE_COUNT] = {
#define X(symbol, name, number, exact, workload, freezes, steps, allocs, obeys, cancels, meaning)  \
    {TL_NUMBER_##number, exact, workload, freezes, steps, allocs, obeys, TL_CANCELS_##cancels},
    TL_PRESSURES(X)
#undef X
};

int tl_ending_of_key(const char *key)
{
    for (int i = 0; i < TL_ENDING_COUNT; i++)
        if (tl_ending_rules[i].key[0] != '\0' && strcmp(tl_ending_rules[i].key, key) == 0)
            return i;
    return -1;
}

bool tl_guard_keeps(enum tl_guard guard)
{
    return strcmp(tl_guard_rules[guard].keeps, "all") == 0;
}

int tl_term_find(const struct tl_term *table, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0)
            return (int)i;
    return -1;
}
