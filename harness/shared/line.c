/* A cut is marked, and falls between two characters. */
#include "line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "\xe2\x80\xa6"; /* U+2026 */

/* Does a character of UTF-8 go on here? */
static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

bool line_copy(char *line, size_t size, const char *text)
{
    size_t length = strlen(text), kept = length;
    bool whole = length < size;
    if (!whole) {
        kept = size - sizeof mark;
        while (kept > 0 && is_inside(text[kept]))
            kept--;
    }
    for (size_t i = 0; i < kept; i++)
        line[i] = (unsigned char)text[i] < ' ' || text[i] == 0x7f ? ' ' : text[i];
    strcpy(line + kept, whole ? "" : mark);
    return whole;
}

bool line_make(char *line, size_t size, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    bool whole = length >= 0 && line_copy(line, size, text);
    if (length < 0)
        strcpy(line, "?");
    else
        free(text);
    return whole;
}
