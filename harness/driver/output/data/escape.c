/* Escapes text for CSV, Markdown, JSON and XML. */
#include "escape.h"

#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"

/* A spreadsheet takes a cell that begins like this for a formula, and runs it. An apostrophe makes
 * text of it, and is not shown there. */
static bool is_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

void escape_csv(FILE *out, const char *text)
{
    char *lines = text == NULL ? NULL : memory_sure(escape_lines(text));
    if (lines == NULL)
        return;
    bool quoted = strpbrk(lines, ",\"\r\n") != NULL;
    fputs(quoted ? "\"" : "", out);
    fputs(is_formula(text) ? "'" : "", out);
    for (const char *c = lines; *c != '\0'; c++) {
        if (*c == '"')
            putc('"', out);
        putc(*c, out);
    }
    fputs(quoted ? "\"" : "", out);
    free(lines);
}

static int is_word(uint32_t character)
{
    return character >= 0x80 || (character < 0x80 && isalnum((int)character));
}

/* May `c` begin or end markup of GitHub's Markdown here? '@' would call people, '#' link issues;
 * '_' does nothing inside a word, ':' only before "//". */
static int is_special(uint32_t before, uint32_t c, const char *rest)
{
    if (c == '_')
        return !is_word(before) || !is_word(utf8_next(&rest));
    if (c == ':')
        return rest[0] == '/';
    return c < 0x80 && strchr("\\`*[]<>#|~@&$", (int)c) != NULL;
}

/* Special characters after a backslash, or as "&#NUMBER;", where no Markdown or HTML sees markup.
 */
static void put_escaped(FILE *out, const char *text, const char *before_special, const char *after)
{
    uint32_t before = 0;
    for (uint32_t c; (c = utf8_next(&text)) != 0; before = c) {
        bool special = is_special(before, c, text);
        fputs(special ? before_special : "", out);
        if (special && *after != '\0')
            fprintf(out, "%u%s", (unsigned)c, after);
        else
            utf8_put_character(out, c);
    }
}

void escape_markdown(FILE *out, const char *text)
{
    put_escaped(out, text, "\\", "");
}

void escape_markdown_code(FILE *out, const char *text)
{
    fputs("<code>", out);
    put_escaped(out, text, "&#", ";");
    fputs("</code>", out);
}

/* Markdown leaves all of a <pre> block alone up to its end tag, which the text cannot hold. */
void escape_markdown_block(FILE *out, const char *text)
{
    char *lines = escape_lines(text);
    size_t length = lines == NULL ? 0 : strlen(lines);
    fputs("<pre>\n", out);
    for (size_t i = 0; i < length; i++)
        if (strchr("<>&", lines[i]) != NULL)
            fprintf(out, "&#%d;", lines[i]);
        else
            putc(lines[i], out);
    fputs(length > 0 && lines[length - 1] != '\n' ? "\n</pre>\n" : "</pre>\n", out);
    free(lines);
}

char *escape_lines(const char *text)
{
    char *copy;
    size_t size;
    FILE *out = open_memstream(&copy, &size);
    if (out == NULL)
        return NULL;
    while (*text != '\0') {
        if (*text == '\n' || *text == '\t') {
            putc(*text++, out);
            continue;
        }
        utf8_put_character(out, utf8_next(&text));
    }
    if (fclose(out) == 0)
        return copy;
    free(copy);
    return NULL;
}

void escape_json(FILE *out, const char *text)
{
    char *lines = escape_lines(text);
    json_t *string = lines == NULL ? NULL : json_string(lines);
    char *dump = string == NULL ? NULL : json_dumps(string, JSON_ENCODE_ANY);
    fputs(dump == NULL ? "\"\"" : dump, out);
    free(dump);
    json_decref(string);
    free(lines);
}
