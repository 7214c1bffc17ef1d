/* The tables of terms.h. */
#include "terms.h"

#include <string.h>

const struct tl_term tl_fates[TL_FATE_COUNT] = {
#define X(symbol, name, meaning) {name, meaning, 0},
    TL_FATES(X)
#undef X
};

const struct tl_term tl_endings[TL_ENDING_COUNT] = {
#define X(symbol, name, meaning) {name, meaning, 0},
    TL_ENDINGS(X)
#undef X
};

const struct tl_term tl_guards[TL_GUARD_COUNT] = {
#define X(symbol, name, keeps, meaning) {name, meaning, keeps},
    TL_GUARDS(X)
#undef X
};

const struct tl_term tl_pressures[TL_PRESSURE_COUNT] = {
#define X(symbol, name, argument, meaning) {name, meaning, argument},
    TL_PRESSURES(X)
#undef X
};

const struct tl_term tl_kinds[TL_KIND_COUNT] = {
#define X(symbol, name, meaning) {name, meaning, 0},
    TL_KINDS(X)
#undef X
};

int tl_term_find(const struct tl_term *table, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0)
            return (int)i;
    return -1;
}
