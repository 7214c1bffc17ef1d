/* HTML by libxml2's writer: whatever a text holds, it stays text. */
#ifndef TASKLOSS_OUTPUT_HTML_WRITER_H
#define TASKLOSS_OUTPUT_HTML_WRITER_H

#include <libxml/xmlwriter.h>
#include <stdbool.h>
#include <stdio.h>

struct html {
    xmlTextWriterPtr writer;
    bool failed; /* something could not be written; the rest is then of no use */
};

/* -1: no memory. */
int html_begin(struct html *html, FILE *out);
void html_end(struct html *html);

void html_open(struct html *html, const char *element);
void html_close(struct html *html);
/* For elements that have no end tag, as meta. */
void html_close_void(struct html *html);
void html_attribute(struct html *html, const char *name, const char *value);
void html_attribute_put(struct html *html, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void html_class(struct html *html, const char *name);
void html_text(struct html *html, const char *text);
void html_put(struct html *html, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A whole element with a text; `class` may be NULL. */
void html_element(struct html *html, const char *element, const char *class, const char *text);
/* A link to #TARGET. */
void html_link(struct html *html, const char *target, const char *text);
/* Around what nobody sees until a <details> is opened: without a script it is there as ever; with
 * one the browser makes its elements after those that are seen (page.js). Not within another. */
void html_later_begin(struct html *html);
void html_later_end(struct html *html);
/* Markup of our own, never a text that came from elsewhere. */
void html_raw(struct html *html, const char *markup);

#endif
