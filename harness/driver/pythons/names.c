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

/* --- names of Pythons and comparisons --- */

#define MOST_COMPARISONS 8

/* As far as it was written: 3.12 has 2 numbers, and stands for all of 3.12.x. */
struct number {
    int parts[3];
    int count;
    char stage[16]; /* "a1", "rc2", of one that is not released; "" */
};

enum operator{ LEAST, MOST, ABOVE, BELOW, IS, IS_NOT, COMPATIBLE };

static const struct {
    const char *sign;
    enum operator how;
} operators[] = {{">=", LEAST},      {"<=", MOST}, {"==", IS},  {"!=", IS_NOT},
                 {"~=", COMPATIBLE}, {">", ABOVE}, {"<", BELOW}};

/* What a name means. */
struct wish {
    bool pypy;
    unsigned build;
    struct {
        enum operator how;
        struct number number;
    } comparisons[MOST_COMPARISONS];
    int count;
};

static bool take(const char **at, const char *token)
{
    size_t length = strlen(token);
    if (strncmp(*at, token, length) != 0)
        return false;
    *at += length;
    return true;
}

/* "a1", "b2", "rc1": letters, then digits. */
static void take_stage(const char **at, struct number *out)
{
    size_t letters = strspn(*at, "abrc"), digits = strspn(*at + letters, "0123456789");
    if (letters == 0 || digits == 0 || letters + digits >= sizeof out->stage)
        return;
    memcpy(out->stage, *at, letters + digits);
    out->stage[letters + digits] = '\0';
    *at += letters + digits;
}

static bool take_number(const char **at, struct number *out)
{
    *out = (struct number){.count = 0};
    while (isdigit((unsigned char)**at) && out->count < 3) {
        char *end;
        long part = strtol(*at, &end, 10);
        if (end - *at > 4)
            return false;
        out->parts[out->count++] = (int)part;
        *at = end;
        if ((*at)[0] != '.' || !isdigit((unsigned char)(*at)[1]))
            break;
        ++*at;
    }
    take_stage(at, out);
    return out->count > 0;
}

/* "312" of "cp312": the first digit is the major version. */
static bool take_tag(const char **at, struct number *out)
{
    size_t digits = strspn(*at, "0123456789");
    if (digits < 2 || digits > 3 || (*at)[digits] == '.')
        return false;
    *out = (struct number){{(*at)[0] - '0', atoi(*at + 1)}, 2, ""};
    *at += digits;
    return true;
}

static unsigned take_build(const char **at)
{
    unsigned build = 0;
    for (; **at == 'd' || **at == 't'; ++*at)
        build |= **at == 'd' ? TL_BUILD_DEBUG : TL_BUILD_FREE_THREADED;
    return build;
}

static bool take_comparison(const char **at, struct wish *wish)
{
    if (wish->count == MOST_COMPARISONS)
        return false;
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (!take(at, operators[i].sign))
            continue;
        *at += strspn(*at, " ");
        wish->comparisons[wish->count].how = operators[i].how;
        if (!take_number(at, &wish->comparisons[wish->count++].number))
            return false;
        take(at, ".*");
        *at += strspn(*at, " ");
        return true;
    }
    return false;
}

static bool take_comparisons(const char **at, struct wish *wish)
{
    do {
        *at += strspn(*at, " ");
        if (!take_comparison(at, wish))
            return false;
    } while (take(at, ","));
    return true;
}

static bool take_version(const char **at, struct wish *wish, bool is_tag)
{
    wish->comparisons[0].how = IS;
    wish->count = 1;
    if (is_tag ? !take_tag(at, &wish->comparisons[0].number)
               : !take_number(at, &wish->comparisons[0].number))
        return false;
    wish->build = take_build(at);
    return true;
}

/* "cpython", "pypy@", "cp": `*named` if one stands here. */
static bool take_implementation(const char **at, struct wish *wish, bool *named)
{
    bool is_tag = false;
    *named = true;
    if (take(at, "pypy"))
        wish->pypy = true;
    else if (take(at, "pp"))
        is_tag = wish->pypy = true;
    else if (!take(at, "cpython"))
        *named = is_tag = take(at, "cp");
    if (*named)
        take(at, "@");
    return is_tag;
}

static bool is_all(const char *spec)
{
    return strncmp(spec, ALL, strlen(ALL)) == 0 && strchr("+", spec[strlen(ALL)]) != NULL;
}

/* `length` characters of a spec; false: they are no name. */
static bool wish_parse(struct wish *wish, const char *spec, size_t length)
{
    char text[128];
    bool named;
    *wish = (struct wish){.count = 0};
    if (length >= sizeof text)
        return false;
    memcpy(text, spec, length);
    text[length] = '\0';
    const char *at = text;
    bool is_tag = take_implementation(&at, wish, &named), good;
    if (*at == '\0')
        return named && !is_tag;
    good = strchr("<>=!~", *at) != NULL && !is_tag ? take_comparisons(&at, wish)
                                                   : take_version(&at, wish, is_tag);
    return good && *at == '\0';
}

/* As far as `bound` was written: 3.12.7 equals 3.12. */
static int compare(const struct number *version, const struct number *bound)
{
    for (int i = 0; i < bound->count; i++)
        if (version->parts[i] != bound->parts[i])
            return version->parts[i] < bound->parts[i] ? -1 : 1;
    if (bound->stage[0] == '\0')
        return 0;
    if (version->stage[0] == '\0')
        return 1; /* released: after all of its stages */
    return strverscmp(version->stage, bound->stage);
}

static bool holds(enum operator how, const struct number *version, struct number bound)
{
    int order = compare(version, &bound);
    switch (how) {
    case LEAST:
        return order >= 0;
    case MOST:
        return order <= 0;
    case ABOVE:
        return order > 0;
    case BELOW:
        return order < 0;
    case IS:
        return order == 0;
    case IS_NOT:
        return order != 0;
    case COMPATIBLE: /* at least that, and the same but for the last number */
        bound.count -= bound.count > 1;
        bound.stage[0] = '\0';
        return order >= 0 && compare(version, &bound) == 0;
    }
    return false;
}

static bool wish_fits(const struct wish *wish, bool pypy, const char *version, unsigned build)
{
    struct number number;
    if (pypy != wish->pypy || (wish->count > 0 && build != wish->build))
        return false;
    if (wish->count > 0 && !take_number(&version, &number))
        return false;
    for (int i = 0; i < wish->count; i++)
        if (!holds(wish->comparisons[i].how, &number, wish->comparisons[i].number))
            return false;
    return true;
}

bool names_is_name(const char *spec)
{
    struct wish wish;
    return is_all(spec) || wish_parse(&wish, spec, strcspn(spec, "+"));
}

/* The version of a PyPy in its name is that of Python, "pypy3.11", as far as it is told. */
bool names_mean(const char *spec, const char *name, const char *version, unsigned build)
{
    struct wish wish;
    size_t length = strcspn(spec, "+");
    if (strlen(name) == length && strncmp(spec, name, length) == 0)
        return true;
    return version != NULL && wish_parse(&wish, spec, length) &&
           wish_fits(&wish, strncmp(name, "pypy", 4) == 0, version, build);
}

/* --- implementations --- */

bool names_fit(const struct tl_implementation *implementation, const char *spec)
{
    if (strcmp(implementation->name, spec) == 0)
        return true;
    struct text_list wanted = suffixes_of(spec);
    bool fit = (is_all(spec) || names_mean(spec, implementation->python, implementation->version,
                                           implementation->build)) &&
               fit_suffixes(&wanted, implementation);
    text_clear(&wanted);
    return fit;
}

bool names_is_many(const char *spec)
{
    struct text_list suffixes = suffixes_of(spec);
    bool compares = spec[strcspn(spec, "<>=!~+")] != '\0' &&
                    strchr("<>=!~", spec[strcspn(spec, "<>=!~+")]) != NULL;
    bool many = is_all(spec) || compares || text_has(&suffixes, ALL_LOOPS);
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
