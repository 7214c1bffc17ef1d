/* The plan: a cross product, less what does not apply. */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libraries.h"
#include "near.h"
#include "options.h"
#include "versions.h"

/* --- the words of the command line --- */

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

int plan_guards(const char *text, uint32_t *out, struct tl_error *error)
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

int plan_pressure(const char *text, struct plan_pressure *out, struct tl_error *error)
{
    char name[64];
    size_t length = strcspn(text, "=");
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    int pressure = tl_term_find(tl_pressures, TL_PRESSURE_COUNT, name);
    if (pressure < 0)
        return unknown("pressure", name, tl_pressures, TL_PRESSURE_COUNT, error);
    *out = (struct plan_pressure){(enum tl_pressure)pressure, 0};
    int takes = tl_pressures[pressure].argument;
    if (text[length] == '\0')
        return takes != 1 ? 0
                          : tl_fail(error, TL_EXIT_USAGE, "pressure '%s' needs a number: '%s=700'",
                                    name, name);
    if (takes == 0)
        return tl_fail(error, TL_EXIT_USAGE, "pressure '%s' takes no number", name);
    return options_number(name, text + length + 1, 1, 1000000000, &out->argument, error);
}

const char *plan_pressure_name(char *buffer, size_t size, enum tl_pressure pressure,
                               uint64_t argument)
{
    if (argument == 0)
        snprintf(buffer, size, "%s", tl_pressures[pressure].name);
    else
        snprintf(buffer, size, "%s=%llu", tl_pressures[pressure].name,
                 (unsigned long long)argument);
    return buffer;
}

/* --- what applies --- */

/* What each guard and kind needs beyond the oldest version. */
static const struct {
    enum tl_guard guard;
    const char *versions, *why;
} guard_needs[] = {{TL_GUARD_TASKGROUP, ">=3.11", "there is no TaskGroup before 3.11"}};

static const struct {
    enum tl_kind kind;
    const char *versions, *why;
} kind_needs[] = {{TL_KIND_EAGER, ">=3.12", "there are no eager tasks before 3.12"}};

static int fits(const struct tl_implementation *implementation, const char *text, bool *out,
                struct tl_error *error)
{
    struct versions *versions;
    if (versions_parse(&versions, text, error) < 0)
        return -1;
    *out = versions_fit(versions, implementation);
    versions_free(versions);
    return 0;
}

/* Why nothing of this case runs on this implementation; `*why` NULL if it does. */
static int why_no_case(const struct tl_implementation *implementation, const struct tl_case *c,
                       const char **why, struct tl_error *error)
{
    bool fit = true;
    *why = NULL;
    for (size_t i = 0; i < sizeof kind_needs / sizeof kind_needs[0]; i++) {
        if (!(implementation->kinds & (1u << kind_needs[i].kind)))
            continue;
        if (fits(implementation, kind_needs[i].versions, &fit, error) < 0)
            return -1;
        if (!fit)
            *why = kind_needs[i].why;
    }
    if (*why == NULL && c->library != NULL &&
        !libraries_installed(implementation->python, c->library))
        *why = c->no_library;
    if (*why != NULL || c->needs == NULL)
        return 0;
    if (fits(implementation, c->needs, &fit, error) < 0)
        return -1;
    if (!fit)
        *why = "the case needs another version";
    return 0;
}

static int why_no_guard(const struct tl_implementation *implementation, const struct tl_case *c,
                        enum tl_guard guard, const char **why, struct tl_error *error)
{
    *why = c->guards & (1u << guard) ? NULL : "the guard does not fit the case";
    for (size_t i = 0; *why == NULL && i < sizeof guard_needs / sizeof guard_needs[0]; i++) {
        bool fit = true;
        if (guard_needs[i].guard == guard &&
            fits(implementation, guard_needs[i].versions, &fit, error) < 0)
            return -1;
        if (!fit)
            *why = guard_needs[i].why;
    }
    return 0;
}

static int jobs_fail(const struct tl_implementation *implementation, const struct tl_case *c,
                     bool *out, struct tl_error *error)
{
    *out = false;
    for (size_t i = 0; i < c->expectation_count; i++)
        if (strcmp(c->expectations[i].what, tl_fates[TL_FATE_FAILED].name) == 0)
            return fits(implementation, c->expectations[i].versions, out, error);
    return 0;
}

/* --- the cross product --- */

struct maker {
    struct plan *plan;
    uint32_t guards;
    const struct plan_pressure *pressures;
    size_t pressure_count;
    struct tl_error *error;
};

static void add_cells(struct maker *maker, struct tl_cell cell, const char *why)
{
    struct plan *plan = maker->plan;
    for (size_t i = 0; i < maker->pressure_count; i++) {
        cell.pressure = maker->pressures[i].pressure;
        cell.pressure_argument = maker->pressures[i].argument;
        if (why == NULL)
            plan->cells[plan->count++] = cell;
        else
            plan->left_out[plan->left_out_count++] = (struct plan_left_out){cell, why};
    }
}

static int add_case(struct maker *maker, const struct tl_implementation *implementation,
                    const struct tl_case *c)
{
    const char *no_case, *why;
    bool fail;
    if (why_no_case(implementation, c, &no_case, maker->error) < 0 ||
        jobs_fail(implementation, c, &fail, maker->error) < 0)
        return -1;
    for (int guard = 0; guard < TL_GUARD_COUNT; guard++) {
        if (!(maker->guards & (1u << guard)))
            continue;
        why = no_case;
        if (why == NULL &&
            why_no_guard(implementation, c, (enum tl_guard)guard, &why, maker->error) < 0)
            return -1;
        struct tl_cell cell = {.implementation = implementation,
                               .the_case = c,
                               .guard = (enum tl_guard)guard,
                               .jobs_fail = fail};
        add_cells(maker, cell, why);
    }
    return 0;
}

static int add_chunk(struct maker *maker, const struct tl_implementations *implementations,
                     size_t implementation, const struct tl_case *c)
{
    struct plan *plan = maker->plan;
    size_t first = plan->count;
    if (add_case(maker, &implementations->items[implementation], c) < 0)
        return -1;
    if (plan->count > first)
        plan->chunks[plan->chunk_count++] =
            (struct plan_chunk){first, plan->count - first, implementation};
    return 0;
}

static int make_room(struct plan *plan, size_t chunks, size_t cells, struct tl_error *error)
{
    plan->cells = calloc(cells + 1, sizeof *plan->cells);
    plan->chunks = calloc(chunks + 1, sizeof *plan->chunks);
    plan->left_out = calloc(cells + 1, sizeof *plan->left_out);
    if (plan->cells == NULL || plan->chunks == NULL || plan->left_out == NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory for %zu cells", cells);
    return 0;
}

int plan_make(struct plan *out, const struct tl_implementations *implementations,
              const struct tl_cases *cases, uint32_t guards, const struct plan_pressure *pressures,
              size_t pressure_count, struct tl_error *error)
{
    struct maker maker = {out, guards, pressures, pressure_count, error};
    size_t chunks = implementations->count * cases->count;
    *out = (struct plan){0};
    int result = make_room(out, chunks, chunks * TL_GUARD_COUNT * pressure_count, error);
    for (size_t i = 0; result == 0 && i < implementations->count; i++)
        for (size_t c = 0; result == 0 && c < cases->count; c++)
            result = add_chunk(&maker, implementations, i, &cases->items[c]);
    if (result < 0)
        plan_free(out);
    return result;
}

void plan_free(struct plan *plan)
{
    free(plan->cells);
    free(plan->chunks);
    free(plan->left_out);
    *plan = (struct plan){0};
}
