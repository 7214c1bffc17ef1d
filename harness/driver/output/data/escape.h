/* Text of any bytes, as each format can hold it. */
#ifndef TASKLOSS_OUTPUT_ESCAPE_H
#define TASKLOSS_OUTPUT_ESCAPE_H

#include <stdio.h>

/* A field of RFC 4180: quoted where it holds a comma, a quote or a line's end. NULL: nothing. */
void escape_csv(FILE *out, const char *text);

/* Markdown of one line, in a table or outside: shows as it is, and makes no markup. */
void escape_markdown(FILE *out, const char *text);

/* The same as code, by an HTML element, which needs no fence that the text could close. */
void escape_markdown_code(FILE *out, const char *text);

/* Several lines as an HTML <pre> element. */
void escape_markdown_block(FILE *out, const char *text);

/* A JSON string with its quotes, which is a YAML string too. */
void escape_json(FILE *out, const char *text);

/* A copy to be freed: valid UTF-8 of characters that XML 1.0 can hold, lines and tabs kept; the
 * others come as a space or U+FFFD. NULL: no memory. */
char *escape_lines(const char *text);

#endif
