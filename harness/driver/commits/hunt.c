/* Commits that touch certain paths first: what they show is proved by the commit and its parent. */
#include "hunt.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "text.h"

/* ---- what there is to find ---- */

static void add(struct hunts *hunts, const struct counted_cell *early, const char *key,
                const struct counted_cell *late)
{
    int64_t before = counted_number(early, key), after = counted_number(late, key);
    if ((before > 0) == (after > 0))
        return;
    struct hunt *hunt = list_grow(&hunts->items, hunts->count++, sizeof *hunt);
    *hunt = (struct hunt){.cell = early, .key = key, .early = before, .late = after};
}

static bool asked(const char *key, const char *only)
{
    if (only != NULL)
        return strcmp(key, only) == 0;
    return strcmp(key, "spawned") != 0 && strcmp(key, "finished") != 0;
}

static void list_cell(struct hunts *hunts, const struct counted_cell *early,
                      const struct counted_cell *late, const char *only)
{
    for (size_t i = 0; i < early->count; i++)
        if (asked(early->counts[i].key, only))
            add(hunts, early, early->counts[i].key, late);
    for (size_t i = 0; i < late->count; i++)
        if (asked(late->counts[i].key, only) &&
            counts_find(early->counts, early->count, late->counts[i].key) == NULL)
            add(hunts, early, late->counts[i].key, late);
}

static void add_unknown(struct hunts *hunts, const struct counted_cell *cell, const char *end,
                        const char *why)
{
    struct hunt *hunt = list_grow(&hunts->items, hunts->count++, sizeof *hunt);
    *hunt = (struct hunt){.cell = cell, .why = text_make("at the %s end: %s", end, why)};
}

void hunts_list(struct hunts *out, const struct counted_commit *early,
                const struct counted_commit *late, const char *key)
{
    for (size_t i = 0; i < early->count; i++) {
        const struct counted_cell *cell = &early->cells[i], *other = counted_cell(late, cell);
        if (cell->why != NULL)
            add_unknown(out, cell, "early", cell->why);
        else if (other == NULL || other->why != NULL)
            add_unknown(out, cell, "late",
                        other != NULL ? other->why : "the case does not run there");
        else
            list_cell(out, cell, other, key);
    }
    for (size_t i = 0; i < late->count; i++)
        if (counted_cell(early, &late->cells[i]) == NULL)
            add_unknown(out, &late->cells[i], "early", "the case does not run there");
}

/* ---- finding it ---- */

static enum halving_mark judge(const struct hunt *hunt, const struct counted_commit *commit)
{
    const struct counted_cell *cell = counted_cell(commit, hunt->cell);
    if (cell == NULL || cell->why != NULL)
        return HALVING_SKIP;
    return (counted_number(cell, hunt->key) > 0) == (hunt->early > 0) ? HALVING_EARLY
                                                                      : HALVING_LATE;
}

/* 0: `state` and `hash` say how it ended; 1: git refuses to go on, as `error` says; -1. */
static int halve(const struct hunt *hunt, struct counted *counted, enum halving *state, char **hash,
                 struct tl_error *error)
{
    while (*state == HALVING_NEXT) {
        const struct counted_commit *commit = counted_at(counted, *hash, error);
        free(*hash);
        *hash = NULL;
        if (commit == NULL)
            return -1;
        if (repository_mark(counted->repository, judge(hunt, commit), state, hash, error) < 0)
            return 1;
    }
    return 0;
}

/* The commit is as at the late end; is its parent not? */
static int prove(struct hunt *hunt, struct counted *counted, const char *hash, bool *proved,
                 struct tl_error *error)
{
    char *parent = repository_parent(counted->repository, hash);
    if (parent == NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED, "commit %s has no parent here", hash);
    hunt->changed = counted_at(counted, hash, error);
    hunt->before = hunt->changed != NULL ? counted_at(counted, parent, error) : NULL;
    free(parent);
    if (hunt->before == NULL)
        return -1;
    *proved =
        judge(hunt, hunt->changed) == HALVING_LATE && judge(hunt, hunt->before) == HALVING_EARLY;
    return 0;
}

static int try_paths(struct hunt *hunt, struct counted *counted, const char *early,
                     const char *late, const char *const *paths, bool *proved,
                     struct tl_error *error)
{
    enum halving state;
    char *hash = NULL;
    int result = 1;
    *proved = false;
    if (repository_halve(counted->repository, early, late, paths, &state, &hash, error) == 0)
        result = halve(hunt, counted, &state, &hash, error);
    if (result == 0)
        result = prove(hunt, counted, hash, proved, error);
    hunt->narrowed = result == 0 && state == HALVING_LEFT && !*proved;
    free(hash);
    return result;
}

/* Where commits that touch the paths do not hold the change, those between do. */
static int find(struct hunt *hunt, struct counted *counted, const char *early, const char *late,
                const char *const *paths, struct tl_error *error)
{
    bool proved;
    int result = try_paths(hunt, counted, early, late, paths, &proved, error);
    if (result == 0 && !proved && paths != NULL && judge(hunt, hunt->before) == HALVING_LATE) {
        char *end = memory_text(hunt->before->about.hash);
        result = try_paths(hunt, counted, early, end, NULL, &proved, error);
        free(end);
    } else if (result > 0 && paths != NULL)
        result = try_paths(hunt, counted, early, late, NULL, &proved, error);
    if (result == 0 && proved)
        return 0;
    hunt->why = result > 0 ? memory_text(error->text)
                           : text_make("commits between cannot be judged: %s",
                                       hunt->before != NULL && hunt->before->why != NULL
                                           ? hunt->before->why
                                           : "the case could not be measured there");
    if (!hunt->narrowed)
        hunt->changed = hunt->before = NULL;
    return result < 0 ? -1 : 0;
}

/* Counts of one cell often change together. */
static bool is_known(struct hunt *hunt, const struct hunts *hunts)
{
    if (hunt->key == NULL)
        return true;
    for (const struct hunt *other = hunts->items; other < hunt; other++)
        if (other->why == NULL && other->changed != NULL &&
            judge(hunt, other->changed) == HALVING_LATE &&
            judge(hunt, other->before) == HALVING_EARLY) {
            hunt->changed = other->changed;
            hunt->before = other->before;
            return true;
        }
    return false;
}

int hunts_run(struct hunts *hunts, struct counted *counted, const char *early, const char *late,
              const char *const *paths, struct tl_error *error)
{
    for (size_t i = 0; i < hunts->count; i++)
        if (!is_known(&hunts->items[i], hunts) &&
            find(&hunts->items[i], counted, early, late, paths, error) < 0)
            return -1;
    return 0;
}

void hunts_free(struct hunts *hunts)
{
    for (size_t i = 0; i < hunts->count; i++) {
        free(hunts->items[i].why);
        free(hunts->items[i].before_link);
        free(hunts->items[i].changed_link);
    }
    free(hunts->items);
    *hunts = (struct hunts){0};
}
