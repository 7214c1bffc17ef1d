/* Text as a terminal or a document can take it: valid UTF-8, no control characters, of a known
 * width. */
#ifndef TASKLOSS_UTF8_H
#define TASKLOSS_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The next character, moving `text` past it; 0 at its end. Control characters come as a space;
 * bytes that are no UTF-8, and what XML does not allow, as U+FFFD. */
uint32_t utf8_next(const char **text);

/* Is each byte part of a character? */
bool utf8_is_valid(const char *text);

/* Columns that the text takes on a terminal. */
size_t utf8_width(const char *text);

/* Writes the text, cut to `width` columns ("..." as one character) and, where `pad`, filled up with
 * spaces to them. */
void utf8_put(FILE *out, const char *text, size_t width, int pad);

/* The text, cleaned, in as many columns as it takes. */
void utf8_put_all(FILE *out, const char *text);

/* One line, cleaned, whatever its words hold; the newline is added. */
void utf8_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Several lines of somebody else's: newlines and tabs stay. */
void utf8_put_lines(FILE *out, const char *text, size_t length);

/* The text, cleaned, as far as it fits: never cut inside a character. */
void utf8_copy(char *out, size_t size, const char *text);

/* Makes clean UTF-8 of `text` where it stands, without making it longer: a character that was cut
 * at the end goes, other bytes that are no UTF-8 become '?', control characters spaces. */
void utf8_mend(char *text);

/* Writes one character as UTF-8. */
void utf8_put_character(FILE *out, uint32_t character);

/* A cleaned copy (see utf8_next), to be freed; NULL: no memory. */
char *utf8_clean(const char *text);

/* A share as "0 %", "0.4 %", "<0.1 %", "57 %", ">99.9 %", "100 %": only exact ends show as ends. */
void utf8_percent(char *out, size_t size, double share);

#endif
