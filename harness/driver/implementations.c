/* What a user means by --python: specs to Pythons and kinds, with a name for each. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "describe.h"
#include "near.h"
#include "pythons.h"
#include "text.h"

struct pick {
    size_t index; /* of the Python: pointers do not last while paths are added */
    unsigned kinds;
};

struct picks {
    struct pick *items;
    size_t count;
};

/* --- which Pythons --- */

static void choose(struct tl_choice *choice, size_t index)
{
    size_t *items = realloc(choice->items, (choice->count + 1) * sizeof *items);
    if (items == NULL)
        abort();
    items[choice->count++] = index;
    choice->items = items;
}

void pythons_choice_free(struct tl_choice *choice)
{
    free(choice->items);
    *choice = (struct tl_choice){0};
}

/* Does "3.12", "3.12.1" or "3.14d" name this one? A version without a letter means ordinary builds;
 * the letter of a build may follow any part of its version. */
static bool version_names(const char *spec, const struct tl_python *python)
{
    if (strncmp(spec, "pypy", 4) == 0 || strncmp(python->name, "pypy", 4) == 0)
        return strcmp(spec, python->name) == 0 ||
               (strncmp(python->name, "pypy", 4) == 0 &&
                (strcmp(spec, "pypy") == 0 || strcmp(spec, "pypy3") == 0));
    size_t length = strspn(spec, "0123456789.");
    if (python->version == NULL || length == 0)
        return false;
    if (strcmp(spec, python->name) == 0)
        return true;
    unsigned build = (strchr(spec + length, 'd') != NULL ? TL_BUILD_DEBUG : 0) |
                     (strchr(spec + length, 't') != NULL ? TL_BUILD_FREE_THREADED : 0);
    return strspn(spec + length, "dt") == strlen(spec + length) && build == python->build &&
           strncmp(spec, python->version, length) == 0 &&
           !isdigit((unsigned char)python->version[length]);
}

static bool looks_like_version(const char *spec)
{
    return isdigit((unsigned char)*spec) || strncmp(spec, "pypy", 4) == 0;
}

static int no_such_python(const struct tl_pythons *pythons, const char *spec,
                          struct tl_error *error)
{
    char hint[256], *age = NULL;
    const char **names = calloc(pythons->count + 1, sizeof *names);
    if (names == NULL)
        abort();
    size_t count = 0;
    for (size_t i = 0; i < pythons->count; i++)
        if (pythons->items[i].version != NULL)
            names[count++] = pythons->items[i].name;
    near_hint(hint, sizeof hint, spec, names, count);
    free(names);
    if (*spec >= '0' && *spec <= '9')
        age = describe_age(spec);
    if (age != NULL)
        tl_fail(error, TL_EXIT_UNMEASURED, "%s", age);
    else
        tl_fail(error, TL_EXIT_UNMEASURED,
                "no Python '%s' here%s (see taskloss pythons; scripts/get-pythons fetches more)",
                spec, hint);
    free(age);
    return -1;
}

int pythons_choose(struct tl_choice *out, struct tl_pythons *pythons, const char *spec,
                   struct tl_error *error)
{
    size_t index;
    bool all = strcmp(spec, "all") == 0;
    *out = (struct tl_choice){0};
    if (*spec == '\0')
        return tl_fail(error, TL_EXIT_USAGE, "--python needs a version, a path or 'all'");
    if (!all &&
        (strchr(spec, '/') != NULL || (!looks_like_version(spec) && access(spec, F_OK) == 0))) {
        if (pythons_add(pythons, spec, &index, error) != 0)
            return -1;
        choose(out, index);
        return 0;
    }
    for (size_t i = 0; i < pythons->count; i++) {
        const struct tl_python *python = &pythons->items[i];
        if (python->site == NULL && !pythons_is_spare(pythons, python) &&
            (all || version_names(spec, python)))
            choose(out, i);
    }
    return out->count > 0 || all ? 0 : no_such_python(pythons, spec, error);
}

/* --- which kinds --- */

static int add_kind(unsigned *kinds, const char *spec, const char *suffix, struct tl_error *error)
{
    const char *names[TL_KIND_COUNT];
    char hint[128];
    int kind = tl_term_find(tl_kinds, TL_KIND_COUNT, suffix);
    if (kind >= 0 && (*kinds & 1u << kind) != 0)
        return tl_fail(error, TL_EXIT_USAGE, "'%s' names +%s twice", spec, suffix);
    if (kind >= 0) {
        *kinds |= 1u << kind;
        return 0;
    }
    for (size_t i = 0; i < TL_KIND_COUNT; i++)
        names[i] = tl_kinds[i].name;
    return tl_fail(error, TL_EXIT_USAGE,
                   "'+%s' of '%s' is neither a task kind nor an event loop that is supported%s",
                   suffix, spec, near_hint(hint, sizeof hint, suffix, names, TL_KIND_COUNT));
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

/* Splits a spec; `base` is to be freed. */
static int split(const char *spec, char **base, unsigned *kinds, struct tl_error *error)
{
    size_t length = base_length(spec);
    *base = text_make("%.*s", (int)length, spec);
    *kinds = 0;
    char *copy = text_make("%s", spec + length), *rest = copy, *suffix;
    int result = 0;
    strsep(&rest, "+");
    while (result == 0 && (suffix = strsep(&rest, "+")) != NULL)
        result = add_kind(kinds, spec, suffix, error);
    free(copy);
    if (result == 0 && length == 0)
        result = tl_fail(error, TL_EXIT_USAGE, "'%s' names no Python: write all%s", spec, spec);
    if (result != 0)
        free(*base);
    return result;
}

/* --- selection --- */

static void pick(struct picks *picks, size_t index, unsigned kinds)
{
    for (size_t i = 0; i < picks->count; i++)
        if (picks->items[i].index == index && picks->items[i].kinds == kinds)
            return;
    struct pick *items = realloc(picks->items, (picks->count + 1) * sizeof *items);
    if (items == NULL)
        abort();
    items[picks->count++] = (struct pick){index, kinds};
    picks->items = items;
}

/* The usable ones of a spec; that there is none is an error, with the reason of the first. */
static int pick_spec(struct picks *picks, struct tl_pythons *pythons, const char *spec,
                     struct tl_error *error)
{
    char *base;
    unsigned kinds;
    struct tl_choice choice = {0};
    if (split(spec, &base, &kinds, error) != 0)
        return -1;
    int result = pythons_choose(&choice, pythons, base, error);
    size_t usable = 0;
    for (size_t i = 0; result == 0 && i < choice.count; i++)
        if (pythons->items[choice.items[i]].usable) {
            pick(picks, choice.items[i], kinds);
            usable++;
        }
    if (result == 0 && usable == 0 && strcmp(base, "all") != 0) {
        const struct tl_python *first = &pythons->items[choice.items[0]];
        result = first->version == NULL ? tl_fail(error, TL_EXIT_UNMEASURED, "%s", first->why)
                                        : tl_fail(error, TL_EXIT_UNMEASURED,
                                                  "%s cannot be measured: %s", base, first->why);
    } else if (result == 0 && usable == 0)
        result = tl_fail(error, TL_EXIT_UNMEASURED,
                         "no Python here can be measured: see taskloss pythons, or fetch some with "
                         "scripts/get-pythons");
    pythons_choice_free(&choice);
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

/* "3.12.1+debug", and " (PATH)" behind it where the name is not enough. */
static char *implementation_name(const struct tl_pythons *pythons, const struct tl_python *python,
                                 unsigned kinds)
{
    char *name = text_make("%s", python->name);
    for (size_t i = 0; i < TL_KIND_COUNT; i++)
        if ((kinds & 1u << i) != 0) {
            char *longer = text_make("%s+%s", name, tl_kinds[i].name);
            free(name);
            name = longer;
        }
    if (name_is_enough(pythons, python))
        return name;
    char *longer = text_make("%s (%s)", name, python->path);
    free(name);
    return longer;
}

static void build(struct tl_implementations *out, const struct tl_pythons *pythons,
                  const struct picks *picks)
{
    *out = (struct tl_implementations){calloc(picks->count + 1, sizeof *out->items), picks->count};
    if (out->items == NULL)
        abort();
    for (size_t i = 0; i < picks->count; i++) {
        const struct tl_python *python = &pythons->items[picks->items[i].index];
        unsigned kinds = picks->items[i].kinds;
        out->items[i] =
            (struct tl_implementation){implementation_name(pythons, python, kinds), python, kinds};
    }
}

int implementations_select(struct tl_implementations *out, struct tl_pythons *pythons,
                           const char *const *specs, size_t spec_count, struct tl_error *error)
{
    static const char *const all[] = {"all"};
    struct picks picks = {0};
    int result = 0;
    if (spec_count == 0) {
        specs = all;
        spec_count = 1;
    }
    *out = (struct tl_implementations){0};
    for (size_t i = 0; i < spec_count && result == 0; i++)
        result = pick_spec(&picks, pythons, specs[i], error);
    if (result == 0)
        build(out, pythons, &picks);
    free(picks.items);
    return result;
}

void implementations_free(struct tl_implementations *implementations)
{
    for (size_t i = 0; i < implementations->count; i++)
        free(implementations->items[i].name);
    free(implementations->items);
    *implementations = (struct tl_implementations){0};
}
