/* Words of the command line that stand for terms: guards and pressures. */
#include "words.h"

#include <stdio.h>
#include <string.h>

#include "near.h"
#include "options.h"

static int unknown(const char *what, const char *name, const struct tl_term *table, int count,
                   struct tl_error *error)
{
    const char *names[TL_GUARD_COUNT + TL_PRESSURE_COUNT];
    char hint[80], list[400] = "";
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        names[i] = table[i].name;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "",
                                 table[i].name);
    }
    near_hint(hint, sizeof hint, name, names, (size_t)count);
    if (hint[0] == '\0')
        return tl_fail(error, TL_EXIT_USAGE, "unknown %s '%s'; known are %s", what, name, list);
    return tl_fail(error, TL_EXIT_USAGE, "unknown %s '%s'%s", what, name, hint);
}

static int add_guard(const char *name, uint32_t *out, struct tl_error *error)
{
    int guard = tl_term_find(tl_guards, TL_GUARD_COUNT, name);
    if (strcmp(name, "all") == 0)
        *out |= (1u << TL_GUARD_COUNT) - 1;
    else if (guard >= 0)
        *out |= 1u << guard;
    else
        return unknown("guard", name, tl_guards, TL_GUARD_COUNT, error);
    return 0;
}

int words_guards(const char *text, uint32_t *out, struct tl_error *error)
{
    *out = 0;
    for (const char *at = text; *(at += strspn(at, ", ")) != '\0'; at += strcspn(at, ", ")) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ", "), at);
        if (add_guard(name, out, error) < 0)
            return -1;
    }
    return *out != 0 ? 0 : tl_fail(error, TL_EXIT_USAGE, "no guard in '%s'", text);
}

int words_isolation(const char *text, enum tl_isolation *out, struct tl_error *error)
{
    int isolation = tl_term_find(tl_isolations, TL_ISOLATION_COUNT, text);
    if (isolation < 0)
        return unknown("isolation", text, tl_isolations, TL_ISOLATION_COUNT, error);
    *out = (enum tl_isolation)isolation;
    return 0;
}

int words_oracle(const char *text, enum tl_oracle *out, struct tl_error *error)
{
    int oracle = tl_term_find(tl_oracles, TL_ORACLE_COUNT, text);
    if (oracle < 0)
        return unknown("oracle", text, tl_oracles, TL_ORACLE_COUNT, error);
    *out = (enum tl_oracle)oracle;
    return 0;
}

int words_pressure(const char *text, struct pressure *out, struct tl_error *error)
{
    char name[64];
    size_t length = strcspn(text, "=");
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    int pressure = tl_term_find(tl_pressures, TL_PRESSURE_COUNT, name);
    if (pressure < 0)
        return unknown("pressure", name, tl_pressures, TL_PRESSURE_COUNT, error);
    *out = (struct pressure){(enum tl_pressure)pressure, 0};
    enum tl_number takes = tl_pressure_rules[pressure].number;
    if (text[length] == '\0')
        return takes != TL_NUMBER_REQUIRED
                   ? 0
                   : tl_fail(error, TL_EXIT_USAGE, "pressure '%s' needs a number: '%s=700'", name,
                             name);
    if (takes == TL_NUMBER_NONE)
        return tl_fail(error, TL_EXIT_USAGE, "pressure '%s' takes no number", name);
    return options_number(name, text + length + 1, 1, 1000000000, &out->argument, error);
}

const char *words_pressure_name(char *buffer, size_t size, enum tl_pressure pressure,
                                uint64_t argument)
{
    if (argument == 0)
        snprintf(buffer, size, "%s", tl_pressures[pressure].name);
    else
        snprintf(buffer, size, "%s=%llu", tl_pressures[pressure].name,
                 (unsigned long long)argument);
    return buffer;
}
