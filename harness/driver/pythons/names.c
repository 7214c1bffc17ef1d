/* Names taken apart: a Python's version with the letters of its build, then a suffix after each
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

static struct text_list suffixes_of(const char *name)
{
    struct text_list list = {0};
    char *copy = text_make("%.*s", (int)strcspn(name, " "), name), *rest = copy, *suffix;
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

/* Does the spec's suffix stand for this one? */
static bool means(const char *wanted, const char *suffix)
{
    return strcmp(wanted, suffix) == 0 ||
           (strcmp(wanted, ALL_LOOPS) == 0 && tl_term_find(tl_kinds, TL_KIND_COUNT, suffix) < 0);
}

static bool fit_suffixes(const struct text_list *wanted, const struct text_list *suffixes)
{
    bool fit = wanted->count == suffixes->count;
    for (size_t i = 0; fit && i < suffixes->count; i++) {
        bool found = false;
        for (size_t w = 0; w < wanted->count; w++)
            found |= means(wanted->items[w], suffixes->items[i]);
        fit = found;
    }
    return fit;
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
    size_t in_name = strcspn(name, "+ "), in_spec = strcspn(spec, "+");
    size_t version = without_build(spec, in_spec), whole = without_build(name, in_name);
    if (is_all(spec))
        return true;
    return version <= whole && strncmp(name, spec, version) == 0 &&
           (version == whole || !isdigit((unsigned char)name[version])) &&
           in_spec - version == in_name - whole &&
           strncmp(spec + version, name + whole, in_spec - version) == 0;
}

bool names_fit(const char *name, const char *spec)
{
    if (strcmp(name, spec) == 0)
        return true;
    struct text_list wanted = suffixes_of(spec), suffixes = suffixes_of(name);
    bool fit = fit_python(name, spec) && fit_suffixes(&wanted, &suffixes);
    text_clear(&wanted);
    text_clear(&suffixes);
    return fit;
}

bool names_is_many(const char *spec)
{
    struct text_list suffixes = suffixes_of(spec);
    bool many = is_all(spec) || text_has(&suffixes, ALL_LOOPS);
    text_clear(&suffixes);
    return many;
}

bool names_same_python(const char *a, const char *b)
{
    size_t length = strcspn(a, "+ ");
    return length == strcspn(b, "+ ") && strncmp(a, b, length) == 0 &&
           strcmp(a + strcspn(a, " "), b + strcspn(b, " ")) == 0;
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
