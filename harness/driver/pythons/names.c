/* Specs taken apart: a Python's version with the letters of its build, then a suffix after each
 * '+'. */
#include "names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "python.h"
#include "text.h"

#define ALL       "all"
#define ALL_LOOPS "loops" /* as a suffix: each event loop */

/* The suffixes of a spec. */
static struct text_list suffixes_of(const char *spec)
{
    struct text_list list = {0};
    char *copy = text_make("%s", spec), *rest = copy, *suffix;
    strsep(&rest, "+");
    while ((suffix = strsep(&rest, "+")) != NULL)
        text_add(&list, text_make("%s", suffix));
    free(copy);
    return list;
}

static bool is_all(const char *spec)
{
    return strncmp(spec, ALL, strlen(ALL)) == 0 && strchr("+", spec[strlen(ALL)]) != NULL;
}

static bool fit_suffixes(const struct text_list *wanted,
                         const struct tl_implementation *implementation)
{
    uint32_t kinds = 0;
    bool loop = false;
    for (size_t i = 0; i < wanted->count; i++) {
        int kind = tl_term_find(tl_kinds, TL_KIND_COUNT, wanted->items[i]);
        kinds |= kind >= 0 ? 1u << kind : 0;
        loop |= kind < 0;
        if (kind < 0 &&
            (implementation->loop == NULL || (strcmp(wanted->items[i], ALL_LOOPS) != 0 &&
                                              strcmp(wanted->items[i], implementation->loop) != 0)))
            return false;
    }
    return kinds == implementation->kinds && loop == (implementation->loop != NULL);
}

/* Of "3.14.10d": how long it is without the letters of its build. */
static size_t without_build(const char *text, size_t length)
{
    while (length > 0 && strchr("dt", text[length - 1]) != NULL)
        length--;
    return length;
}

static bool fit_python(const char *name, const char *spec)
{
    size_t in_name = strlen(name), in_spec = strcspn(spec, "+");
    size_t version = without_build(spec, in_spec), whole = without_build(name, in_name);
    if (is_all(spec))
        return true;
    return version <= whole && strncmp(name, spec, version) == 0 &&
           (version == whole || !isdigit((unsigned char)name[version])) &&
           in_spec - version == in_name - whole &&
           strncmp(spec + version, name + whole, in_spec - version) == 0;
}

bool names_fit(const struct tl_implementation *implementation, const char *spec)
{
    if (strcmp(implementation->name, spec) == 0)
        return true;
    struct text_list wanted = suffixes_of(spec);
    bool fit = fit_python(implementation->python, spec) && fit_suffixes(&wanted, implementation);
    text_clear(&wanted);
    return fit;
}

bool names_is_many(const char *spec)
{
    struct text_list suffixes = suffixes_of(spec);
    bool many = is_all(spec) || text_has(&suffixes, ALL_LOOPS);
    text_clear(&suffixes);
    return many;
}

void names_major_minor(const char *version, int *major, int *minor)
{
    *major = *minor = 0;
    sscanf(version, "%d.%d", major, minor);
}

char *names_python(const char *implementation, const char *version, unsigned build)
{
    int major, minor;
    names_major_minor(version, &major, &minor);
    if (strcmp(implementation, "pypy") == 0)
        return text_make("pypy%d.%d", major, minor);
    return text_make("%s%s%s", version, build & TL_BUILD_FREE_THREADED ? "t" : "",
                     build & TL_BUILD_DEBUG ? "d" : "");
}

char *names_age(const char *version)
{
    int major, minor;
    names_major_minor(version, &major, &minor);
    if (major > 3 || (major == 3 && minor >= NAMES_OLDEST_MINOR))
        return NULL;
    return text_make("Python %s is too old: taskloss needs 3.%d or newer", version,
                     NAMES_OLDEST_MINOR);
}
