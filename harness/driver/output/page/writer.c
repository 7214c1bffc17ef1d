/* Elements and texts of the conformance page, escaped in one place. */
#include "writer.h"

#include <stdarg.h>
#include <stdlib.h>

#include "escape.h"

static void note(struct html *html, int result)
{
    html->failed |= result < 0;
}

int html_begin(struct html *html, FILE *out)
{
    xmlOutputBufferPtr buffer = xmlOutputBufferCreateFile(out, NULL);
    *html = (struct html){0};
    if (buffer != NULL)
        html->writer = xmlNewTextWriter(buffer);
    if (html->writer != NULL)
        return 0;
    xmlOutputBufferClose(buffer);
    return -1;
}

void html_end(struct html *html)
{
    note(html, xmlTextWriterFlush(html->writer));
    xmlFreeTextWriter(html->writer);
}

void html_open(struct html *html, const char *element)
{
    note(html, xmlTextWriterStartElement(html->writer, BAD_CAST element));
}

/* With an end tag even where it is empty: HTML knows no "<td/>". */
void html_close(struct html *html)
{
    note(html, xmlTextWriterFullEndElement(html->writer));
}

void html_close_void(struct html *html)
{
    note(html, xmlTextWriterEndElement(html->writer));
}

void html_attribute(struct html *html, const char *name, const char *value)
{
    char *clean = escape_lines(value);
    note(html, clean == NULL
                   ? -1
                   : xmlTextWriterWriteAttribute(html->writer, BAD_CAST name, BAD_CAST clean));
    free(clean);
}

static char *format_text(const char *format, va_list arguments)
{
    char *text;
    return vasprintf(&text, format, arguments) < 0 ? NULL : text;
}

void html_attribute_put(struct html *html, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = format_text(format, arguments);
    va_end(arguments);
    if (text == NULL)
        html->failed = true;
    else
        html_attribute(html, name, text);
    free(text);
}

void html_class(struct html *html, const char *name)
{
    html_attribute(html, "class", name);
}

void html_text(struct html *html, const char *text)
{
    char *clean = escape_lines(text);
    note(html, clean == NULL ? -1 : xmlTextWriterWriteString(html->writer, BAD_CAST clean));
    free(clean);
}

void html_put(struct html *html, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = format_text(format, arguments);
    va_end(arguments);
    if (text == NULL)
        html->failed = true;
    else
        html_text(html, text);
    free(text);
}

void html_element(struct html *html, const char *element, const char *class, const char *text)
{
    html_open(html, element);
    if (class != NULL)
        html_class(html, class);
    html_text(html, text);
    html_close(html);
}

void html_link(struct html *html, const char *target, const char *text)
{
    html_open(html, "a");
    html_attribute_put(html, "href", "#%s", target);
    html_text(html, text);
    html_close(html);
}

void html_raw(struct html *html, const char *markup)
{
    note(html, xmlTextWriterWriteRaw(html->writer, BAD_CAST markup));
}

void html_later_begin(struct html *html)
{
    html_raw(html, "<noscript class=\"later\">");
}

void html_later_end(struct html *html)
{
    html_raw(html, "</noscript>");
}
