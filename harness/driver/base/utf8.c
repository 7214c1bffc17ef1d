/* Decodes UTF-8, measures and cuts text. */
#include "utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "memory.h"

#define BAD 0xfffd

/* The bytes after the first of a sequence; -1: it begins none. */
static int following(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first < 0xe0)
        return 1;
    if (first >= 0xe0 && first < 0xf0)
        return 2;
    return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

uint32_t utf8_next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    if (*at == 0)
        return 0;
    int more = following(*at);
    ++*text;
    if (more < 0)
        return BAD;
    if (more == 0)
        return *at < 0x20 || *at == 0x7f ? ' ' : *at;
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    uint32_t character = *at & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return BAD;
        character = character << 6 | (at[i] & 0x3fu);
    }
    if (character < least[more] || character > 0x10ffff ||
        (character >= 0xd800 && character < 0xe000))
        return BAD;
    *text += more;
    if ((character & 0xfffe) == 0xfffe)
        return BAD;
    return character < 0xa0 ? ' ' : character;
}

/* U+FE0F shows what stands before it as a picture, of which each takes two columns. */
#define PICTURE_SIGN 0xfe0f

static size_t width_alone(uint32_t character)
{
    int width = utf8proc_charwidth((utf8proc_int32_t)character);
    return width > 0 ? (size_t)width : 0;
}

/* Columns of the character that stands behind `before` (0: nothing). */
static size_t character_width(uint32_t character, uint32_t before)
{
    if (character == PICTURE_SIGN)
        return before >= 0x2000 && width_alone(before) == 1;
    return width_alone(character);
}

bool utf8_is_valid(const char *text)
{
    static const char replacement[] = "\xef\xbf\xbd";
    while (*text != '\0') {
        const char *from = text;
        if (utf8_next(&text) == 0xfffd && strncmp(from, replacement, 3) != 0)
            return false;
    }
    return true;
}

size_t utf8_width(const char *text)
{
    size_t width = 0;
    for (uint32_t character, before = 0; (character = utf8_next(&text)) != 0; before = character)
        width += character_width(character, before);
    return width;
}

/* The character as bytes; how many. */
static size_t encode(char out[static 4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(first[length] | c);
    return length;
}

void utf8_put_character(FILE *out, uint32_t c)
{
    char bytes[4];
    fwrite(bytes, 1, encode(bytes, c), out);
}

void utf8_copy(char *out, size_t size, const char *text)
{
    size_t used = 0;
    char bytes[4];
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        size_t length = encode(bytes, c);
        if (used + length >= size)
            break;
        memcpy(out + used, bytes, length);
        used += length;
    }
    out[used] = '\0';
}

void utf8_put_all(FILE *out, const char *text)
{
    for (uint32_t c; (c = utf8_next(&text)) != 0;)
        utf8_put_character(out, c);
}

/* Is the sequence that begins here cut by the end of the text? */
static bool is_cut(const char *at)
{
    int more = following((unsigned char)*at);
    for (int i = 1; i <= more; i++) {
        if (at[i] == '\0')
            return true;
        if (((unsigned char)at[i] & 0xc0) != 0x80)
            return false;
    }
    return false;
}

void utf8_mend(char *text)
{
    char *out = text;
    for (const char *at = text; *at != '\0' && !is_cut(at);) {
        const char *start = at;
        uint32_t c = utf8_next(&at);
        if (c == BAD && at == start + 1)
            *out++ = '?';
        else
            out += encode(out, c);
    }
    *out = '\0';
}

void utf8_print(FILE *out, const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    utf8_put_all(out, memory_sure(text));
    putc('\n', out);
    free(text);
}

void utf8_put_lines(FILE *out, const char *text, size_t length)
{
    for (const char *end = text + length; text < end;) {
        if (*text == '\n' || *text == '\t' || *text == '\0')
            putc(*text == '\0' ? ' ' : *text, out), text++;
        else
            utf8_put_character(out, utf8_next(&text));
    }
}

void utf8_put(FILE *out, const char *text, size_t width, int pad)
{
    size_t used = 0, whole = utf8_width(text);
    size_t room = whole <= width ? width : width - (width > 0);
    for (uint32_t character, before = 0; (character = utf8_next(&text)) != 0; before = character) {
        size_t columns = character_width(character, before);
        if (used + columns > room)
            break;
        utf8_put_character(out, character);
        used += columns;
    }
    if (whole > width && width > 0) {
        utf8_put_character(out, 0x2026);
        used++;
    }
    for (; pad && used < width; used++)
        putc(' ', out);
}

char *utf8_clean(const char *text)
{
    char *clean = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&clean, &size);
    if (out == NULL)
        return NULL;
    for (uint32_t character; (character = utf8_next(&text)) != 0;)
        utf8_put_character(out, character);
    return fclose(out) == 0 ? clean : NULL;
}

void utf8_percent(char *out, size_t size, double share)
{
    double percent = share * 100;
    if (share <= 0 || share >= 1)
        snprintf(out, size, "%s", share <= 0 ? "0 %" : "100 %");
    else if (percent < 0.1)
        snprintf(out, size, "<0.1 %%");
    else if (percent > 99.9)
        snprintf(out, size, ">99.9 %%");
    else
        snprintf(out, size, percent < 9.95 || percent >= 99 ? "%.1f %%" : "%.0f %%", percent);
}
