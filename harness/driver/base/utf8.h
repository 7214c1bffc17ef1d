/* Text as a terminal or a document can take it: valid UTF-8, no control characters, of a known
 * width. */
#ifndef TASKLOSS_UTF8_H
#define TASKLOSS_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The next character, moving `text` past it; 0 at its end. Control characters come as a space,
 * bytes that are no UTF-8 as U+FFFD. */
uint32_t utf8_next(const char **text);

/* Columns that the text takes on a terminal. */
size_t utf8_width(const char *text);

/* Writes the text, cut to `width` columns ("..." as one character) and, where `pad`, filled up with
 * spaces to them. */
void utf8_put(FILE *out, const char *text, size_t width, int pad);

/* Writes one character as UTF-8. */
void utf8_put_character(FILE *out, uint32_t character);

/* A cleaned copy (see utf8_next), to be freed; NULL: no memory. */
char *utf8_clean(const char *text);

/* A share as "0 %", "0.4 %", "<0.1 %", "57 %", ">99.9 %", "100 %": only exact ends show as ends. */
void utf8_percent(char *out, size_t size, double share);

#endif
