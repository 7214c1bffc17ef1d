/* What a baseline has of a cell. */
#include "baseline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int baseline_check_cases(const struct baseline *baseline, const struct text_list *cases,
                         struct tl_error *error)
{
    struct text_list unknown = {0};
    char list[300] = "";
    for (size_t i = 0; i < baseline->count; i++) {
        const struct tl_baseline_cell *cell = &baseline->cells[i];
        char *name = text_make("%s %s", cell->case_id, cell->case_name);
        if (text_has(cases, cell->case_id) || text_has(&unknown, name))
            free(name);
        else
            text_add(&unknown, name);
    }
    size_t used = 0, count = unknown.count;
    for (size_t i = 0; i < count && i < 4; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.60s", i > 0 ? ", " : "",
                                 unknown.items[i]);
    text_clear(&unknown);
    if (count == 0)
        return 0;
    return tl_fail(error, TL_EXIT_USAGE,
                   "%s has %zu unknown cases: %s%s; --update-baseline takes them out",
                   baseline->file, count, list, count > 4 ? ", ..." : "");
}

static bool is_of_subject(const struct tl_baseline_cell *old, const struct tl_result *cell)
{
    char pressure[CELL_PRESSURE_MAX];
    return strcmp(old->case_id, cell->case_id) == 0 &&
           strcmp(old->guard, tl_guards[cell->guard].name) == 0 &&
           strcmp(old->pressure, cell_pressure(cell, pressure)) == 0;
}

const struct tl_baseline_cell *baseline_find(const struct baseline *baseline,
                                             const struct tl_result *cell)
{
    const struct tl_baseline_cell *found = NULL;
    char *key = implementation_key(cell->implementation);
    for (size_t i = 0; i < baseline->count; i++) {
        const struct tl_baseline_cell *old = &baseline->cells[i];
        if (!is_of_subject(old, cell) || strcmp(old->implementation, key) != 0)
            continue;
        found = old;
        if (strcmp(old->version, cell->implementation->version) == 0)
            break;
    }
    free(key);
    return found;
}

bool baseline_is_of(const struct tl_baseline_cell *old, const struct tl_result *cell)
{
    char *key = implementation_key(cell->implementation);
    bool same = is_of_subject(old, cell) && strcmp(old->implementation, key) == 0 &&
                strcmp(old->version, cell->implementation->version) == 0;
    free(key);
    return same;
}

bool baseline_has_implementation(const struct baseline *baseline,
                                 const struct tl_implementation *implementation)
{
    char *key = implementation_key(implementation);
    bool has = text_has(&baseline->implementations, key);
    free(key);
    return has;
}

void baseline_free(struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->count; i++) {
        struct tl_baseline_cell *cell = &baseline->cells[i];
        char *texts[] = {cell->implementation, cell->version, cell->case_id,
                         cell->case_name,      cell->guard,   cell->pressure};
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
            free(texts[t]);
        counts_free(cell->counts, cell->count);
        free(cell->samples);
    }
    free(baseline->cells);
    free(baseline->file);
    free(baseline->tool);
    text_clear(&baseline->implementations);
    *baseline = (struct baseline){0};
}
