/* A tree of words: parsed by descent, one function a level of binding. */
#include "keyword.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"
#include "near.h"
#include "text.h"

#define DEEPEST 100 /* brackets and nots within each other */

enum field { ANY, ID, CASE, GUARD, PRESSURE, PYTHON };

static const char *const field_names[] = {"", "id", "case", "guard", "pressure", "python"};

#define FIELD_COUNT (sizeof field_names / sizeof field_names[0])

enum kind { WORD, NOT, AND, OR };

struct keyword {
    enum kind kind;
    struct keyword *left, *right; /* NOT: left only */
    enum field field;
    char *word;
};

struct reading {
    const char *text, *at;
    int depth;
    struct tl_error *error;
};

static struct keyword *read_or(struct reading *reading);

static void *refuse(const struct reading *reading, const char *what)
{
    tl_fail(reading->error, TL_EXIT_USAGE, "-k: %s in '%s', as in \"stream and not guard:set\"",
            what, reading->text);
    return NULL;
}

static void skip_spaces(struct reading *reading)
{
    reading->at += strspn(reading->at, " \t\n");
}

/* How long the word is that stands here; a bracket is no part of one. */
static size_t word_length(const struct reading *reading)
{
    return strcspn(reading->at, " \t\n()");
}

static bool take(struct reading *reading, const char *word)
{
    skip_spaces(reading);
    size_t length = word_length(reading);
    if (length != strlen(word) || strncasecmp(reading->at, word, length) != 0)
        return false;
    reading->at += length;
    return true;
}

static bool take_bracket(struct reading *reading, char bracket)
{
    skip_spaces(reading);
    if (*reading->at != bracket)
        return false;
    reading->at++;
    return true;
}

static struct keyword *node(enum kind kind, struct keyword *left, struct keyword *right)
{
    struct keyword *made = memory_zeroed(1, sizeof *made);
    made->kind = kind;
    made->left = left;
    made->right = right;
    return made;
}

static int read_field(struct reading *reading, struct keyword *made, const char *word,
                      size_t length)
{
    char *name = text_make("%.*s", (int)length, word), hint[80];
    for (size_t i = 1; i < FIELD_COUNT; i++)
        if (strcasecmp(name, field_names[i]) == 0)
            made->field = (enum field)i;
    int result =
        made->field != ANY
            ? 0
            : tl_fail(reading->error, TL_EXIT_USAGE,
                      "-k: '%s:' in '%s' is no id:, case:, guard:, pressure: or python:%s", name,
                      reading->text,
                      near_hint(hint, sizeof hint, name, field_names + 1, FIELD_COUNT - 1));
    free(name);
    return result;
}

static struct keyword *read_word(struct reading *reading)
{
    skip_spaces(reading);
    size_t length = word_length(reading);
    const char *word = reading->at, *colon = memchr(word, ':', length);
    if (length == 0)
        return refuse(reading, "a word is missing");
    if (colon == word + length - 1)
        return refuse(reading, "a word is missing after ':'");
    struct keyword *made = node(WORD, NULL, NULL);
    if (colon != NULL && read_field(reading, made, word, (size_t)(colon - word)) < 0)
        return keyword_free(made), NULL;
    const char *start = colon != NULL ? colon + 1 : word;
    made->word = text_make("%.*s", (int)(word + length - start), start);
    reading->at += length;
    return made;
}

static struct keyword *read_bracket(struct reading *reading)
{
    struct keyword *inner = read_or(reading);
    if (inner != NULL && !take_bracket(reading, ')')) {
        keyword_free(inner);
        return refuse(reading, "a ')' is missing");
    }
    return inner;
}

static bool is_operator(struct reading *reading)
{
    const char *at = reading->at;
    bool is = take(reading, "and") || take(reading, "or");
    reading->at = at;
    return is;
}

static struct keyword *read_not(struct reading *reading)
{
    struct keyword *made;
    if (reading->depth++ == DEEPEST)
        return refuse(reading, "too many brackets");
    if (is_operator(reading))
        made = refuse(reading, "a word is missing");
    else if (take(reading, "not")) {
        made = read_not(reading);
        made = made != NULL ? node(NOT, made, NULL) : NULL;
    } else
        made = take_bracket(reading, '(') ? read_bracket(reading) : read_word(reading);
    reading->depth--;
    return made;
}

/* Both levels of two sides: one joined by `word`, its sides read by `side`. */
static struct keyword *read_joined(struct reading *reading, const char *word, enum kind kind,
                                   struct keyword *(*side)(struct reading *))
{
    struct keyword *left = side(reading);
    while (left != NULL && take(reading, word)) {
        struct keyword *right = side(reading);
        if (right == NULL)
            return keyword_free(left), NULL;
        left = node(kind, left, right);
    }
    return left;
}

static struct keyword *read_and(struct reading *reading)
{
    return read_joined(reading, "and", AND, read_not);
}

static struct keyword *read_or(struct reading *reading)
{
    return read_joined(reading, "or", OR, read_and);
}

int keyword_parse(struct keyword **out, const char *text, struct tl_error *error)
{
    struct reading reading = {.text = text, .at = text, .error = error};
    *out = read_or(&reading);
    if (*out == NULL)
        return -1;
    skip_spaces(&reading);
    if (*reading.at == '\0')
        return 0;
    keyword_free(*out);
    *out = NULL;
    refuse(&reading, *reading.at == ')' ? "a '(' is missing" : "'and' or 'or' is missing");
    return -1;
}

void keyword_free(struct keyword *keyword)
{
    if (keyword == NULL)
        return;
    keyword_free(keyword->left);
    keyword_free(keyword->right);
    free(keyword->word);
    free(keyword);
}

static bool begins(const char *name, const char *word)
{
    return strncasecmp(name, word, strlen(word)) == 0;
}

static bool field_fits(enum field field, const char *word, const struct tl_cell *cell)
{
    char pressure[64];
    switch (field) {
    case ID:
        return strcasecmp(cell->the_case->id, word) == 0;
    case CASE:
        return strcasestr(cell->the_case->name, word) != NULL;
    case GUARD:
        return strcasecmp(tl_guards[cell->guard].name, word) == 0;
    case PRESSURE:
        words_pressure_name(pressure, sizeof pressure, cell->pressure.pressure,
                            cell->pressure.argument);
        return strcasecmp(pressure, word) == 0;
    case PYTHON:
        return begins(cell->target->about.name, word);
    case ANY:
        break;
    }
    for (size_t i = 1; i < FIELD_COUNT; i++)
        if (field_fits((enum field)i, word, cell))
            return true;
    return false;
}

bool keyword_fits(const struct keyword *keyword, const struct tl_cell *cell)
{
    switch (keyword->kind) {
    case NOT:
        return !keyword_fits(keyword->left, cell);
    case AND:
        return keyword_fits(keyword->left, cell) && keyword_fits(keyword->right, cell);
    case OR:
        return keyword_fits(keyword->left, cell) || keyword_fits(keyword->right, cell);
    case WORD:
        break;
    }
    return field_fits(keyword->field, keyword->word, cell);
}

bool keyword_wanted(void *context, const struct tl_cell *cell)
{
    return keyword_fits(context, cell);
}
