/* Style and script are in the page, so that it is one file. */
#include "document.h"

#include <stdlib.h>

#include "page_css.h"
#include "page_js.h"

void html_document_begin(struct html *html, const char *title, const char *heading,
                         const char *main_part)
{
    html_raw(html, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                   "<meta name=\"color-scheme\" content=\"light dark\"/>");
    html_element(html, "title", NULL, title);
    html_raw(html, "<style>\n");
    html_raw(html, page_css);
    html_raw(html, "</style></head>\n<body>");
    html_open(html, "a");
    html_class(html, "skip");
    html_attribute_put(html, "href", "#%s", main_part);
    html_put(html, "To the %s", main_part);
    html_close(html);
    html_raw(html, "<header>");
    html_element(html, "h1", NULL, heading);
}

void html_document_end(struct html *html)
{
    html_raw(html, "</main><script>\n");
    html_raw(html, page_js);
    html_raw(html, "</script></body></html>\n");
}

void html_tile(struct html *html, const char *class, size_t number, const char *what)
{
    html_open(html, "p");
    html_class(html, class);
    html_open(html, "b");
    html_put(html, "%zu", number);
    html_close(html);
    html_put(html, " %s", what);
    html_close(html);
}

void html_fact(struct html *html, const char *name, char *value)
{
    html_element(html, "dt", NULL, name);
    html_element(html, "dd", NULL, value);
    free(value);
}

const char *html_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}
