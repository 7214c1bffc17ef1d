/* What a user means by --python: specs to Pythons, loops and kinds, with a name for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "describe.h"
#include "list.h"
#include "loops.h"
#include "memory.h"
#include "names.h"
#include "near.h"
#include "pythons.h"
#include "text.h"

#define ALL_LOOPS "loops" /* as a suffix: each loop that is installed */

struct pick {
    size_t index; /* of the Python: pointers do not last while paths are added */
    unsigned kinds;
    struct tl_loop *loop; /* NULL: asyncio's own */
    const char *spec;     /* borrowed: the --python that asked for it */
};

struct picks {
    struct pick *items;
    size_t count;
};

/* --- which Pythons --- */

static void choose(struct tl_choice *choice, size_t index)
{
    size_t *item = list_grow(&choice->items, choice->count++, sizeof *item);
    *item = index;
}

void pythons_choice_free(struct tl_choice *choice)
{
    free(choice->items);
    *choice = (struct tl_choice){0};
}

static int no_such_python(const struct tl_pythons *pythons, const char *spec,
                          struct tl_error *error)
{
    char hint[256], *age = NULL;
    const char **names = memory_zeroed(pythons->count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < pythons->count; i++)
        if (pythons->items[i].version != NULL)
            names[count++] = pythons->items[i].name;
    near_hint(hint, sizeof hint, spec, names, count);
    free(names);
    if (*spec >= '0' && *spec <= '9')
        age = names_age(spec);
    if (age != NULL)
        tl_fail(error, TL_EXIT_UNMEASURED, "%s", age);
    else
        tl_fail(error, TL_EXIT_UNMEASURED,
                "no Python '%s' here%s (see taskloss pythons; taskloss get pythons fetches more)",
                spec, hint);
    free(age);
    return -1;
}

static bool is_path(const char *spec)
{
    return strchr(spec, '/') != NULL ||
           (!names_is_name(spec) && strcmp(spec, "all") != 0 && access(spec, F_OK) == 0);
}

int pythons_choose(struct tl_choice *out, struct tl_pythons *pythons, const char *spec,
                   struct tl_error *error)
{
    size_t index;
    bool all = strcmp(spec, "all") == 0;
    *out = (struct tl_choice){0};
    if (*spec == '\0')
        return tl_fail(error, TL_EXIT_USAGE, "--python needs a version, a path or 'all'");
    if (is_path(spec)) {
        if (pythons_add(pythons, spec, &index, error) != 0)
            return -1;
        choose(out, index);
        return 0;
    }
    if (!all && spec[strcspn(spec, "<>=!~")] != '\0' && !names_is_name(spec))
        return tl_fail(error, TL_EXIT_USAGE,
                       "'%s' compares no versions, as '>=3.9,<3.12' or 'pypy>=3.10'", spec);
    for (size_t i = 0; i < pythons->count; i++) {
        const struct tl_python *python = &pythons->items[i];
        if (python->site == NULL && !pythons_is_spare(pythons, python) &&
            (all || names_mean(spec, python->name, python->version, python->build)))
            choose(out, i);
    }
    return out->count > 0 || all ? 0 : no_such_python(pythons, spec, error);
}

/* --- which kinds and loops --- */

/* A spec without its Python. */
struct suffixes {
    unsigned kinds;
    char *loop;       /* a name, ALL_LOOPS or NULL */
    const char *spec; /* whole, borrowed */
};

static bool is_known_loop(const char *name)
{
    const struct loop_known *known = loops_known;
    while (known->name != NULL && strcmp(known->name, name) != 0)
        known++;
    return known->name != NULL || strcmp(name, ALL_LOOPS) == 0;
}

/* A loop of the user's own has a name that only its folder tells. */
static bool is_installed_loop(const struct tl_pythons *pythons, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < pythons->count && !found; i++) {
        struct tl_loop *loop = loop_find(&pythons->items[i], name);
        found = loop != NULL;
        loop_free(loop);
    }
    return found;
}

static int unknown_suffix(const char *spec, const char *suffix, struct tl_error *error)
{
    const char *names[TL_KIND_COUNT + 64] = {ALL_LOOPS};
    char hint[128];
    size_t count = 1;
    for (size_t i = 0; i < TL_KIND_COUNT; i++)
        names[count++] = tl_kinds[i].name;
    for (size_t i = 0; loops_known[i].name != NULL && i < 63; i++)
        names[count++] = loops_known[i].name;
    return tl_fail(error, TL_EXIT_USAGE,
                   "'+%s' of '%s' is neither a task kind nor an event loop that is known%s", suffix,
                   spec, near_hint(hint, sizeof hint, suffix, names, count));
}

static int add_suffix(struct suffixes *out, const struct tl_pythons *pythons, const char *spec,
                      const char *suffix, struct tl_error *error)
{
    int kind = tl_term_find(tl_kinds, TL_KIND_COUNT, suffix);
    if ((kind >= 0 && (out->kinds & 1u << kind) != 0) ||
        (out->loop != NULL && strcmp(out->loop, suffix) == 0))
        return tl_fail(error, TL_EXIT_USAGE, "'%s' names +%s twice", spec, suffix);
    if (kind >= 0) {
        out->kinds |= 1u << kind;
        return 0;
    }
    if (!is_known_loop(suffix) && !loop_is_own(suffix) && !is_installed_loop(pythons, suffix))
        return unknown_suffix(spec, suffix, error);
    if (out->loop != NULL)
        return tl_fail(error, TL_EXIT_USAGE, "'%s' names two event loops, %s and %s", spec,
                       out->loop, suffix);
    out->loop = text_make("%s", suffix);
    return 0;
}

/* Where the suffixes begin: a path may itself have a '+' in it. */
static size_t base_length(const char *spec)
{
    if (strchr(spec, '/') == NULL && access(spec, F_OK) != 0)
        return strcspn(spec, "+");
    char *base = text_make("%s", spec), *plus;
    while (access(base, F_OK) != 0 && (plus = strrchr(base, '+')) != NULL)
        *plus = '\0';
    size_t length = strlen(base);
    free(base);
    return length;
}

/* Splits a spec; `base` and `suffixes->loop` are to be freed, after a failure too. */
static int split(const char *spec, const struct tl_pythons *pythons, char **base,
                 struct suffixes *suffixes, struct tl_error *error)
{
    size_t length = base_length(spec);
    *base = text_make("%.*s", (int)length, spec);
    *suffixes = (struct suffixes){.spec = spec};
    char *copy = text_make("%s", spec + length), *rest = copy, *suffix;
    int result = 0;
    strsep(&rest, "+");
    while (result == 0 && (suffix = strsep(&rest, "+")) != NULL)
        result = add_suffix(suffixes, pythons, spec, suffix, error);
    free(copy);
    if (result == 0 && length == 0)
        result = tl_fail(error, TL_EXIT_USAGE, "'%s' names no Python: write all%s", spec, spec);
    return result;
}

/* --- which Pythons are asked --- */

/* Is this known without a look at what is installed? */
static bool is_known_suffix(const char *suffix)
{
    return tl_term_find(tl_kinds, TL_KIND_COUNT, suffix) >= 0 || is_known_loop(suffix) ||
           loop_is_own(suffix);
}

/* Adds the path that a spec is, less what is behind it; false: the spec may mean other Pythons. */
static bool add_path(struct text_list *paths, const char *spec)
{
    size_t length = base_length(spec);
    char *base = text_make("%.*s", (int)length, spec), *rest = text_make("%s", spec + length);
    char *at = rest, *suffix;
    bool is_one = is_path(base);
    strsep(&at, "+");
    while (is_one && (suffix = strsep(&at, "+")) != NULL)
        is_one = is_known_suffix(suffix);
    text_add(paths, base);
    free(rest);
    return is_one;
}

int pythons_find_for(struct tl_pythons *out, const char *const *specs, size_t count,
                     struct tl_error *error)
{
    struct text_list paths = {0};
    bool only_paths = count > 0;
    for (size_t i = 0; i < count && only_paths; i++)
        only_paths = add_path(&paths, specs[i]);
    int result = only_paths ? pythons_find_like(out, &paths, error) : pythons_find(out, error);
    text_clear(&paths);
    return result;
}

/* --- selection --- */

static bool same_loop(const struct tl_loop *a, const struct tl_loop *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a->name, b->name) == 0);
}

/* Takes `loop` over. */
static void pick(struct picks *picks, size_t index, const struct suffixes *suffixes,
                 struct tl_loop *loop)
{
    for (size_t i = 0; i < picks->count; i++)
        if (picks->items[i].index == index && picks->items[i].kinds == suffixes->kinds &&
            same_loop(picks->items[i].loop, loop)) {
            loop_free(loop);
            return;
        }
    struct pick *item = list_grow(&picks->items, picks->count++, sizeof *item);
    *item = (struct pick){index, suffixes->kinds, loop, suffixes->spec};
}

static void free_picks(struct picks *picks)
{
    for (size_t i = 0; i < picks->count; i++)
        loop_free(picks->items[i].loop);
    free(picks->items);
}

/* This Python with what the suffixes say; how many implementations that makes. */
static size_t pick_python(struct picks *picks, const struct tl_pythons *pythons, size_t index,
                          const struct suffixes *suffixes)
{
    struct text_list names = {0};
    size_t picked = 0;
    if (suffixes->loop == NULL)
        return pick(picks, index, suffixes, NULL), 1;
    if (strcmp(suffixes->loop, ALL_LOOPS) == 0)
        loops_installed(&names, &pythons->items[index]);
    else
        text_add(&names, text_make("%s", suffixes->loop));
    for (size_t i = 0; i < names.count; i++) {
        struct tl_loop *loop = loop_find(&pythons->items[index], names.items[i]);
        if (loop == NULL)
            loop = loop_elsewhere(names.items[i]);
        if (loop != NULL) {
            pick(picks, index, suffixes, loop);
            picked++;
        }
    }
    text_clear(&names);
    return picked;
}

/* Why a spec that names Pythons gives no implementation. */
static int nothing_picked(const char *base, const struct tl_python *first, size_t usable,
                          const struct suffixes *suffixes, struct tl_error *error)
{
    if (usable > 0 && strcmp(suffixes->loop, ALL_LOOPS) == 0)
        return tl_fail(
            error, TL_EXIT_UNMEASURED,
            "no event loop is installed for %s: run taskloss get loops, or name one that is "
            "among its own packages, as %s+uvloop",
            base, base);
    if (usable > 0)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "%s is not installed for %s: run taskloss get loops %s", suffixes->loop,
                       base, suffixes->loop);
    if (strcmp(base, "all") == 0)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "no Python here can be measured: see taskloss pythons, or fetch some with "
                       "taskloss get pythons");
    if (first->version == NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED, "%s", first->why);
    return tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be measured: %s", base, first->why);
}

/* The usable ones of a spec; that there is none is an error, with the reason of the first. */
static int pick_spec(struct picks *picks, struct tl_pythons *pythons, const char *spec,
                     struct tl_error *error)
{
    char *base;
    struct suffixes suffixes;
    struct tl_choice choice = {0};
    size_t usable = 0, picked = 0;
    int result = split(spec, pythons, &base, &suffixes, error);
    if (result == 0)
        result = pythons_choose(&choice, pythons, base, error);
    for (size_t i = 0; result == 0 && i < choice.count; i++)
        if (pythons->items[choice.items[i]].usable) {
            picked += pick_python(picks, pythons, choice.items[i], &suffixes);
            usable++;
        }
    if (result == 0 && picked == 0)
        result = nothing_picked(base, choice.count > 0 ? &pythons->items[choice.items[0]] : NULL,
                                usable, &suffixes, error);
    pythons_choice_free(&choice);
    free(suffixes.loop);
    free(base);
    return result;
}

/* Does the name alone say which Python it is? It must not depend on what else is selected. */
static bool name_is_enough(const struct tl_pythons *pythons, const struct tl_python *python)
{
    if (python->site != NULL || pythons_is_spare(pythons, python))
        return false;
    for (size_t i = 0; i < pythons->count; i++) {
        const struct tl_python *other = &pythons->items[i];
        if (other != python && other->usable && other->site == NULL &&
            !pythons_is_spare(pythons, other) && strcmp(other->name, python->name) == 0)
            return false;
    }
    return true;
}

static void build(struct tl_targets *out, const struct tl_pythons *pythons, struct picks *picks)
{
    *out = (struct tl_targets){memory_zeroed(picks->count, sizeof *out->items), picks->count};
    for (size_t i = 0; i < picks->count; i++) {
        struct pick *pick = &picks->items[i];
        const struct tl_python *python = &pythons->items[pick->index];
        struct tl_target *target = &out->items[i];
        *target = (struct tl_target){.python = python, .loop = pick->loop};
        pick->loop = NULL;
        target->about = (struct tl_implementation){
            .python = text_make("%s", python->name),
            .version = text_make("%s", python->version),
            .pypy = strncmp(python->name, "pypy", 4) == 0,
            .build = python->build,
            .path = text_make("%s", python->path),
            .libpython = text_make("%s", python->libpython),
            .loop = target->loop != NULL ? text_make("%s", target->loop->name) : NULL,
            .kinds = pick->kinds,
            .by_path = !name_is_enough(pythons, python),
            .asked = text_make("%s", pick->spec)};
        implementation_name(&target->about);
    }
}

int targets_select(struct tl_targets *out, struct tl_pythons *pythons, const char *const *specs,
                   size_t spec_count, struct tl_error *error)
{
    static const char *const all[] = {"all"};
    struct picks picks = {0};
    int result = 0;
    if (spec_count == 0) {
        specs = all;
        spec_count = 1;
    }
    *out = (struct tl_targets){0};
    for (size_t i = 0; i < spec_count && result == 0; i++)
        result = pick_spec(&picks, pythons, specs[i], error);
    if (result == 0)
        build(out, pythons, &picks);
    free_picks(&picks);
    return result;
}

/* The first that has the same event loop and kinds. */
static size_t group_of(const struct tl_target *items, const struct tl_target *one)
{
    size_t first = 0;
    while (strcmp(items[first].about.suffix, one->about.suffix) != 0)
        first++;
    return first;
}

static bool is_before(const struct tl_target *a, const struct tl_target *b)
{
    if (a->about.pypy != b->about.pypy)
        return b->about.pypy;
    int order = strverscmp(a->about.version, b->about.version);
    return order != 0 ? order < 0 : a->about.build < b->about.build;
}

/* By insertion: equal ones stay in the order in which they were asked for. */
void targets_sort(struct tl_targets *targets)
{
    struct tl_target *items = targets->items;
    for (size_t i = 1; i < targets->count; i++) {
        size_t at = i, group = group_of(items, &items[i]);
        struct tl_target moved = items[i];
        while (at > 0 && (group_of(items, &items[at - 1]) > group ||
                          (strcmp(items[at - 1].about.suffix, moved.about.suffix) == 0 &&
                           is_before(&moved, &items[at - 1]))))
            at--;
        memmove(&items[at + 1], &items[at], (i - at) * sizeof *items);
        items[at] = moved;
    }
}

void targets_free(struct tl_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        implementation_clear(&targets->items[i].about);
        loop_free(targets->items[i].loop);
    }
    free(targets->items);
    *targets = (struct tl_targets){0};
}
