/* Sets of versions: a list of terms, each a range and the kinds it asks for. */
#include "versions.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "near.h"

#define MOST_KINDS 4
#define KIND_MAX   24

/* As far as it was written: 3.12 has 2 numbers, and stands for all of 3.12.x. */
struct number {
    int parts[3];
    int count;
};

enum bound { NONE, AT_LEAST, ABOVE, AT_MOST, BELOW };

struct term {
    bool excluded, pypy, nothing;
    enum bound low_bound, high_bound;
    struct number low, high;
    char kinds[MOST_KINDS][KIND_MAX];
    int kind_count;
};

struct versions {
    struct term *terms;
    size_t count;
    bool only_excluded;
};

/* Kinds and loops that a term may name: those of terms.h, and what else a name can have after '+'.
 */
static const char *const words[] = {
#define X(symbol, name, meaning) name,
    TL_KINDS(X)
#undef X
#define X(name, package, requirements, factory) name,
        TL_LOOPS(X)
#undef X
            "free-threaded",
    "pypy", "all", "none"};

#define WORD_COUNT (sizeof words / sizeof words[0])

static void skip_spaces(const char **at)
{
    while (isspace((unsigned char)**at))
        ++*at;
}

static bool take(const char **at, const char *token)
{
    size_t length = strlen(token);
    if (strncmp(*at, token, length) != 0)
        return false;
    *at += length;
    return true;
}

/* Takes digits and dots; false if there are none, or too many. A dot without a digit after it is
 * left, so that ".." ends a number. */
static bool take_number(const char **at, struct number *out)
{
    out->count = 0;
    while (isdigit((unsigned char)**at) && out->count < 3) {
        char *end;
        long value = strtol(*at, &end, 10);
        if (value > 9999 || end - *at > 4)
            return false;
        out->parts[out->count++] = (int)value;
        *at = end;
        if ((*at)[0] != '.' || !isdigit((unsigned char)(*at)[1]))
            break;
        ++*at;
    }
    return out->count > 0;
}

/* Compares as far as `bound` was written: 3.12.7 equals 3.12. A part that `version` lacks is 0. */
static int compare(const struct number *version, const struct number *bound)
{
    for (int i = 0; i < bound->count; i++) {
        int part = i < version->count ? version->parts[i] : 0;
        if (part != bound->parts[i])
            return part < bound->parts[i] ? -1 : 1;
    }
    return 0;
}

static bool is_word(const char *text)
{
    for (size_t i = 0; i < WORD_COUNT; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

static int take_kind(const char **at, struct term *term, struct tl_error *error)
{
    char kind[KIND_MAX], hint[80];
    size_t length = strcspn(*at, "+, \t");
    snprintf(kind, sizeof kind, "%.*s", (int)length, *at);
    if (length >= KIND_MAX || !is_word(kind) || strcmp(kind, "all") == 0 ||
        strcmp(kind, "none") == 0)
        return tl_fail(error, TL_EXIT_USAGE, "'%s' is no version and no kind of task%s", kind,
                       near_hint(hint, sizeof hint, kind, words, WORD_COUNT));
    *at += length;
    if (strcmp(kind, "pypy") == 0) {
        term->pypy = true;
        return 0;
    }
    if (term->kind_count == MOST_KINDS)
        return tl_fail(error, TL_EXIT_USAGE, "too many kinds in one term");
    memcpy(term->kinds[term->kind_count++], kind, sizeof kind);
    return 0;
}

static enum bound take_bound(const char **at)
{
    return take(at, ">=")   ? AT_LEAST
           : take(at, "<=") ? AT_MOST
           : take(at, ">")  ? ABOVE
           : take(at, "<")  ? BELOW
                            : NONE;
}

static int bad_version(const char *text, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_USAGE,
                   "'%.40s' is no version; write it as 3.12, >=3.8, <3.10 or 3.10.13..3.12", text);
}

/* A version, or a pair with ".." between. */
static int take_span(const char **at, struct term *term, struct tl_error *error)
{
    const char *start = *at;
    if (!take_number(at, &term->low))
        return bad_version(start, error);
    term->high = term->low;
    skip_spaces(at);
    if (take(at, "..")) {
        skip_spaces(at);
        if (!take_number(at, &term->high))
            return bad_version(start, error);
    }
    if (compare(&term->low, &term->high) > 0)
        return tl_fail(error, TL_EXIT_USAGE, "'%.40s' has its ends the wrong way round", start);
    term->low_bound = AT_LEAST;
    term->high_bound = AT_MOST;
    return 0;
}

/* A range of versions, if one is written here. */
static int take_range(const char **at, struct term *term, struct tl_error *error)
{
    const char *start = *at;
    enum bound bound = take_bound(at);
    bool upper = bound == AT_MOST || bound == BELOW;
    skip_spaces(at);
    if (bound == NONE)
        return isdigit((unsigned char)**at) ? take_span(at, term, error) : 0;
    if (!take_number(at, upper ? &term->high : &term->low))
        return bad_version(start, error);
    *(upper ? &term->high_bound : &term->low_bound) = bound;
    return 0;
}

/* "all" or "none" as a whole word. */
static bool take_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0 || strchr("+, \t", (*at)[length]) == NULL)
        return false;
    *at += length;
    return true;
}

static int take_term(const char **at, struct term *term, struct tl_error *error)
{
    memset(term, 0, sizeof *term);
    term->excluded = take(at, "-");
    skip_spaces(at);
    const char *start = *at;
    if (take_word(at, "none"))
        term->nothing = true;
    else if (!take_word(at, "all")) {
        term->pypy = take(at, "pypy");
        if (take_range(at, term, error) < 0)
            return -1;
        if (*at == start && take_kind(at, term, error) < 0)
            return -1;
    }
    skip_spaces(at);
    while (take(at, "+")) {
        skip_spaces(at);
        if (take_kind(at, term, error) < 0)
            return -1;
        skip_spaces(at);
    }
    if (**at != ',' && **at != '\0')
        return bad_version(start, error);
    return 0;
}

static int take_terms(struct versions *versions, const char *text, struct tl_error *error)
{
    const char *at = text;
    versions->only_excluded = true;
    do {
        struct term *term = &versions->terms[versions->count];
        skip_spaces(&at);
        if (*at == '\0' || *at == ',')
            return tl_fail(error, TL_EXIT_USAGE, "a version is missing in '%.80s'", text);
        if (take_term(&at, term, error) < 0)
            return -1;
        versions->only_excluded &= term->excluded;
        versions->count++;
    } while (take(&at, ","));
    return 0;
}

int versions_parse(struct versions **out, const char *text, struct tl_error *error)
{
    size_t most = 1;
    for (const char *c = text; *c != '\0'; c++)
        most += *c == ',';
    struct versions *versions = memory_zeroed(1, sizeof *versions);
    versions->terms = memory_zeroed(most, sizeof *versions->terms);
    if (take_terms(versions, text, error) < 0) {
        versions_free(versions);
        return -1;
    }
    *out = versions;
    return 0;
}

void versions_free(struct versions *versions)
{
    if (versions != NULL)
        free(versions->terms);
    free(versions);
}

static bool in_range(const struct term *term, const struct number *version)
{
    int low = compare(version, &term->low), high = compare(version, &term->high);
    return !term->nothing && (term->low_bound != AT_LEAST || low >= 0) &&
           (term->low_bound != ABOVE || low > 0) && (term->high_bound != AT_MOST || high <= 0) &&
           (term->high_bound != BELOW || high < 0);
}

/* Is `kind` among the "+A+B" at the end of a name? */
static bool has_kind(const char *suffix, const char *kind)
{
    size_t length = strlen(kind);
    for (const char *plus = strchr(suffix, '+'); plus != NULL; plus = strchr(plus + 1, '+'))
        if (strncmp(plus + 1, kind, length) == 0 &&
            (plus[1 + length] == '\0' || plus[1 + length] == '+'))
            return true;
    return false;
}

static bool fits(const struct term *term, bool pypy, const struct number *version,
                 const char *suffix)
{
    if (term->pypy && !pypy)
        return false;
    for (int i = 0; i < term->kind_count; i++)
        if (!has_kind(suffix, term->kinds[i]))
            return false;
    return in_range(term, version);
}

bool versions_match(const struct versions *versions, const struct tl_implementation *implementation)
{
    struct number number = {.count = 0};
    const char *version = implementation->version;
    bool in = versions->only_excluded;
    char suffix[256];
    take_number(&version, &number);
    snprintf(suffix, sizeof suffix, "%s%s",
             implementation->build & TL_BUILD_FREE_THREADED ? "+free-threaded" : "",
             implementation->suffix);
    for (size_t i = 0; i < versions->count; i++)
        if (fits(&versions->terms[i], implementation->pypy, &number, suffix)) {
            if (versions->terms[i].excluded)
                return false;
            in = true;
        }
    return in;
}
