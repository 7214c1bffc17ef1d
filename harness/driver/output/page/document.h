/* What every page has: its frame, numbers on top, facts. */
#ifndef TASKLOSS_OUTPUT_HTML_DOCUMENT_H
#define TASKLOSS_OUTPUT_HTML_DOCUMENT_H

#include "writer.h"

/* Up to the heading inside <header>, which is left open; the main part's id is where a link at the
 * top leads to. */
void html_document_begin(struct html *html, const char *title, const char *heading,
                         const char *main_part);

/* Closes <main> and the rest. */
void html_document_end(struct html *html);

/* A number on top; its class is "good", "bad", "unknown" or "none". */
void html_tile(struct html *html, const char *class, size_t number, const char *what);

/* A pair of a <dl>; `value` is taken over. */
void html_fact(struct html *html, const char *name, char *value);

/* The text, or "". */
const char *html_or_empty(const char *text);

#endif
