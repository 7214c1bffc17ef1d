/* The file of claims: a line each, fields with tabs between, every word of it checked. */
#include "claims_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counts.h"
#include "list.h"
#include "memory.h"
#include "near.h"
#include "text.h"
#include "words.h"

/* The columns, in the file's order. X(name, member) */
#define COLUMNS(X)                                                                                 \
    X("claim", text)                                                                               \
    X("where", where)                                                                              \
    X("case", the_case)                                                                            \
    X("guard", guard)                                                                              \
    X("pressure", pressure)                                                                        \
    X("what", what)                                                                                \
    X("versions", versions)

#define X(name, member) +1
#define COLUMN_COUNT    (0 COLUMNS(X))
enum { column_count = COLUMN_COUNT };
#undef X
#define X(name, member) name "\t"
static const char header[] = COLUMNS(X);
#undef X

struct reading {
    const char *file;
    size_t line;
    const struct tl_cases *cases;
    struct tl_error *error;
};

static int refuse(const struct reading *reading, const char *what, const char *word,
                  const char *const *names, size_t count)
{
    char hint[256];
    return tl_fail(reading->error, TL_EXIT_USAGE, "%s:%zu: unknown %s '%s'%s", reading->file,
                   reading->line, what, word, near_hint(hint, sizeof hint, word, names, count));
}

static const struct tl_case *find_case(const struct tl_cases *cases, const char *word)
{
    for (size_t i = 0; i < cases->count; i++)
        if (strcmp(cases->items[i].id, word) == 0 || strcmp(cases->items[i].name, word) == 0)
            return &cases->items[i];
    return NULL;
}

static int unknown_case(const struct reading *reading, const char *word)
{
    size_t count = 2 * reading->cases->count;
    const char **names = memory_zeroed(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = i % 2 ? reading->cases->items[i / 2].name : reading->cases->items[i / 2].id;
    int result = refuse(reading, "case", word, names, count);
    free(names);
    return result;
}

static int check_what(const struct reading *reading, const struct tl_case *the_case,
                      const char *what)
{
    const char *names[TL_COUNT_COUNT + 32];
    size_t count = 0;
    if (tl_count_find(what) >= 0)
        return 0;
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        names[count++] = tl_counts[i].name;
    for (size_t i = 0; the_case != NULL && i < the_case->expectation_count && i < 32; i++) {
        if (strcmp(the_case->expectations[i].what, what) == 0)
            return 0;
        names[count++] = the_case->expectations[i].what;
    }
    return refuse(reading, "count", what, names, count);
}

static int check_guard(const struct reading *reading, const struct tl_case *the_case,
                       const char *word)
{
    const char *names[TL_GUARD_COUNT];
    int guard = tl_term_find(tl_guards, TL_GUARD_COUNT, word);
    for (size_t i = 0; i < TL_GUARD_COUNT; i++)
        names[i] = tl_guards[i].name;
    if (guard < 0)
        return refuse(reading, "guard", word, names, TL_GUARD_COUNT);
    if (the_case != NULL && (the_case->guards & (1u << guard)) == 0)
        return tl_fail(reading->error, TL_EXIT_USAGE, "%s:%zu: guard %s does not fit case %s",
                       reading->file, reading->line, word, the_case->id);
    return 0;
}

/* An error of another module, with the place put before it. */
static int place(const struct reading *reading)
{
    struct tl_error inner = *reading->error;
    return tl_fail(reading->error, TL_EXIT_USAGE, "%s:%zu: %s", reading->file, reading->line,
                   inner.text);
}

static int check(const struct reading *reading, struct claim *claim)
{
    struct pressure pressure;
    const struct tl_case *the_case = NULL;
    if (strcmp(claim->the_case, "*") != 0) {
        the_case = find_case(reading->cases, claim->the_case);
        if (the_case == NULL)
            return unknown_case(reading, claim->the_case);
        free(claim->the_case);
        claim->the_case = text_make("%s", the_case->id);
    }
    if (check_guard(reading, the_case, claim->guard) != 0 ||
        check_what(reading, the_case, claim->what) != 0)
        return -1;
    if (words_pressure(claim->pressure, &pressure, reading->error) != 0 ||
        versions_parse(&claim->set, claim->versions, reading->error) != 0)
        return place(reading);
    return 0;
}

/* Splits at tabs; the number of fields must be the columns'. */
static int split(const struct reading *reading, char *line, struct claim *claim)
{
    char *fields[column_count + 1];
    size_t count = 0;
    for (char *rest = line, *field; count <= column_count && (field = strsep(&rest, "\t")) != NULL;)
        fields[count++] = field;
    if (count != column_count)
        return tl_fail(reading->error, TL_EXIT_USAGE,
                       "%s:%zu: a claim is %d fields with tabs between, not %s%zu", reading->file,
                       reading->line, column_count, count > column_count ? "over " : "",
                       count > column_count ? (size_t)column_count : count);
    for (size_t i = 0; i < count; i++)
        if (fields[i][0] == '\0')
            return tl_fail(reading->error, TL_EXIT_USAGE, "%s:%zu: field %zu is empty",
                           reading->file, reading->line, i + 1);
    char **field = fields;
#define X(name, member) claim->member = text_make("%s", *field++);
    COLUMNS(X)
#undef X
    return 0;
}

static int add_claim(struct claims *claims, const struct reading *reading, char *line)
{
    struct claim *claim = list_grow(&claims->items, claims->count++, sizeof *claim);
    claim->line = reading->line;
    return split(reading, line, claim) != 0 ? -1 : check(reading, claim);
}

static bool is_header(const char *line)
{
    return strlen(line) + 1 == strlen(header) && strncmp(line, header, strlen(line)) == 0;
}

static int read_lines(struct claims *out, struct reading *reading, FILE *in)
{
    char *line = NULL;
    size_t room = 0;
    bool headed = false;
    int result = 0;
    for (ssize_t length; result == 0 && (length = getline(&line, &room, in)) >= 0;) {
        reading->line++;
        if ((size_t)length != strlen(line))
            result = tl_fail(reading->error, TL_EXIT_USAGE, "%s:%zu: a NUL byte: no text file",
                             reading->file, reading->line);
        line[strcspn(line, "\r\n")] = '\0';
        if (result != 0 || line[0] == '#' || line[strspn(line, " \t")] == '\0')
            continue;
        if (headed)
            result = add_claim(out, reading, line);
        else if (!is_header(line))
            result = tl_fail(reading->error, TL_EXIT_USAGE,
                             "%s:%zu: the first line names the columns: claim, where, case, "
                             "guard, pressure, what, versions, with tabs between",
                             reading->file, reading->line);
        headed = true;
    }
    free(line);
    if (result == 0 && ferror(in))
        return tl_fail(reading->error, TL_EXIT_USAGE, "%s cannot be read (%s)", reading->file,
                       strerror(errno));
    if (result == 0 && out->count == 0)
        return tl_fail(reading->error, TL_EXIT_USAGE, "%s holds no claims", reading->file);
    return result;
}

int claims_read(struct claims *out, const char *file, const struct tl_cases *cases,
                struct tl_error *error)
{
    struct reading reading = {.file = file, .cases = cases, .error = error};
    *out = (struct claims){0};
    FILE *in = fopen(file, "re");
    if (in == NULL)
        return tl_fail(error, TL_EXIT_USAGE, "%s cannot be read (%s)", file, strerror(errno));
    int result = read_lines(out, &reading, in);
    fclose(in);
    return result;
}

void claims_free(struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++) {
#define X(name, member) free(claims->items[i].member);
        COLUMNS(X)
#undef X
        versions_free(claims->items[i].set);
    }
    free(claims->items);
    *claims = (struct claims){0};
}

bool claims_boundary(const struct claim *claim)
{
    return strcmp(claim->versions, "all") != 0 && strcmp(claim->versions, "none") != 0;
}
