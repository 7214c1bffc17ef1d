/* JUnit XML, and GitHub's annotations: what continuous integration shows beside a change. */
#include "watch_formats.h"

#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "escape.h"
#include "text.h"
#include "utf8.h"

/* ---- JUnit ---- */

/* Takes `value` over. */
static void put_attribute(xmlTextWriterPtr writer, const char *name, char *value)
{
    char *clean = escape_lines(value);
    xmlTextWriterWriteAttribute(writer, BAD_CAST name, BAD_CAST(clean != NULL ? clean : ""));
    free(clean);
    free(value);
}

static void put_story(xmlTextWriterPtr writer, const struct watched_finding *finding,
                      const char *folder)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return;
    struct watched one = {.findings = (struct watched_finding *)(uintptr_t)finding, .count = 1};
    const struct allowed_list none = {0};
    const struct watch_style style = {.folder = folder, .all = true, .most = 1};
    output_watch_text(&one, &none, &style, out);
    fclose(out);
    char *last = text != NULL ? strstr(text, "taskloss watch: saw") : NULL;
    if (last != NULL)
        *last = '\0';
    char *clean = text != NULL ? escape_lines(text) : NULL;
    xmlTextWriterWriteString(writer, BAD_CAST(clean != NULL ? clean : ""));
    free(clean);
    free(text);
}

/* Where the task was made; NULL: that is not known. */
static const struct watched_frame *place_of(const struct watched_finding *finding)
{
    const struct watched_frame *at = watch_place(finding);
    return at != NULL && at->line != 0 ? at : NULL;
}

static void put_place(xmlTextWriterPtr writer, const struct watched_frame *at, const char *folder)
{
    put_attribute(writer, "file", text_make("%s", watched_below(at->file, folder)));
    put_attribute(writer, "line", text_make("%llu", (unsigned long long)at->line));
}

/* Where no attribute may say it. */
static void put_place_as_output(xmlTextWriterPtr writer, const struct watched_frame *at,
                                const char *folder)
{
    char *place =
        text_make("%s:%llu", watched_below(at->file, folder), (unsigned long long)at->line);
    char *clean = place != NULL ? escape_lines(place) : NULL;
    xmlTextWriterWriteElement(writer, BAD_CAST "system-out", BAD_CAST(clean != NULL ? clean : ""));
    free(clean);
    free(place);
}

static void put_case(xmlTextWriterPtr writer, const struct watched_finding *finding, bool is_xunit2,
                     const char *folder)
{
    const struct watched_frame *at = place_of(finding);
    const struct watched_kind_info *kind = &watched_kinds[finding->kind];
    const char *test = finding->tests.count > 0 ? finding->tests.items[0] : "taskloss watch";
    xmlTextWriterStartElement(writer, BAD_CAST "testcase");
    put_attribute(writer, "classname", text_make("%s", test));
    put_attribute(writer, "name", watch_headline(finding, folder));
    put_attribute(writer, "time", text_make("0")); /* a finding has none of its own */
    if (at != NULL && !is_xunit2)
        put_place(writer, at, folder);
    if (finding->accepted != NULL || !kind->fails) {
        xmlTextWriterStartElement(writer, BAD_CAST "skipped");
        put_attribute(writer, "message",
                      text_make("%s", finding->accepted != NULL ? finding->accepted : kind->title));
    } else {
        xmlTextWriterStartElement(writer, BAD_CAST "failure");
        put_attribute(writer, "message", watch_headline(finding, folder));
        put_attribute(writer, "type", text_make("%s", kind->name));
        put_story(writer, finding, folder);
    }
    xmlTextWriterEndElement(writer);
    if (at != NULL && is_xunit2)
        put_place_as_output(writer, at, folder);
    xmlTextWriterEndElement(writer);
}

static void put_element(xmlTextWriterPtr writer, const char *name)
{
    xmlTextWriterStartElement(writer, BAD_CAST name);
    xmlTextWriterEndElement(writer);
}

/* No finding: a pass, if anything was watched. */
static void put_nothing(xmlTextWriterPtr writer, const char *why)
{
    xmlTextWriterStartElement(writer, BAD_CAST "testcase");
    put_attribute(writer, "classname", text_make("taskloss watch"));
    put_attribute(writer, "name", text_make("no task would have been lost"));
    put_attribute(writer, "time", text_make("0"));
    if (why != NULL) {
        xmlTextWriterStartElement(writer, BAD_CAST "error");
        put_attribute(writer, "message", text_make("nothing could be watched: %s", why));
        put_attribute(writer, "type", text_make("unwatched"));
        xmlTextWriterEndElement(writer);
    }
    xmlTextWriterEndElement(writer);
}

/* The schema wants a time without zone or fraction. */
static char *timestamp(void)
{
    char text[32];
    time_t now = time(NULL);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime(&now));
    return text_make("%s", text);
}

static void put_suite(xmlTextWriterPtr writer, const struct watched *watched, bool is_xunit2,
                      const char *folder)
{
    size_t failures = 0, skipped = 0;
    char *nothing = watched_nothing(watched);
    for (size_t i = 0; i < watched->count; i++) {
        const struct watched_finding *finding = &watched->findings[i];
        int fails = watched_kinds[finding->kind].fails && finding->accepted == NULL;
        failures += (size_t)fails;
        skipped += (size_t)!fails;
    }
    xmlTextWriterStartElement(writer, BAD_CAST "testsuite");
    put_attribute(writer, "name", text_make("taskloss watch"));
    put_attribute(writer, "package", text_make("taskloss"));
    put_attribute(writer, "id", text_make("0"));
    put_attribute(writer, "timestamp", timestamp());
    put_attribute(writer, "hostname", text_make("localhost"));
    put_attribute(writer, "tests", text_make("%zu", watched->count > 0 ? watched->count : 1));
    put_attribute(writer, "failures", text_make("%zu", failures));
    put_attribute(writer, "errors", text_make("%d", watched->count == 0 && nothing != NULL));
    put_attribute(writer, "skipped", text_make("%zu", skipped));
    put_attribute(writer, "time", text_make("0"));
    put_element(writer, "properties");
    for (size_t i = 0; i < watched->count; i++)
        put_case(writer, &watched->findings[i], is_xunit2, folder);
    if (watched->count == 0)
        put_nothing(writer, nothing);
    put_element(writer, "system-out");
    put_element(writer, "system-err");
    xmlTextWriterEndElement(writer);
    free(nothing);
}

static int put(const struct watched *watched, bool is_xunit2, const char *folder, FILE *out,
               struct tl_error *error)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr writer = xmlNewTextWriterMemory(buffer, 0);
    xmlTextWriterSetIndent(writer, 1);
    xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL);
    xmlTextWriterStartElement(writer, BAD_CAST "testsuites");
    put_suite(writer, watched, is_xunit2, folder);
    int result = xmlTextWriterEndDocument(writer);
    xmlFreeTextWriter(writer);
    if (result >= 0)
        fputs((const char *)xmlBufferContent(buffer), out);
    xmlBufferFree(buffer);
    return result >= 0 && !ferror(out)
               ? 0
               : tl_fail(error, TL_EXIT_UNMEASURED, "cannot write the JUnit file");
}

int output_watch_junit(const struct watched *watched, const char *folder, FILE *out,
                       struct tl_error *error)
{
    return put(watched, false, folder, out, error);
}

int output_watch_xunit2(const struct watched *watched, const char *folder, FILE *out,
                        struct tl_error *error)
{
    return put(watched, true, folder, out, error);
}

/* ---- GitHub ---- */

/* The characters that end a value, or a line, are written as %XX. */
static void put_value(const char *text, int is_property, FILE *out)
{
    for (uint32_t c; (c = utf8_next(&text)) != 0;)
        if (c == '%' || (is_property && (c == ':' || c == ',')))
            fprintf(out, "%%%02X", (unsigned)c);
        else
            utf8_put_character(out, c);
}

void output_watch_github(const struct watched *watched, const char *folder, FILE *out)
{
    for (size_t i = 0; i < watched->count; i++) {
        const struct watched_finding *finding = &watched->findings[i];
        const struct watched_frame *place = watch_place(finding);
        if (!watched_kinds[finding->kind].fails || finding->accepted != NULL || place == NULL)
            continue;
        char *line = watch_headline(finding, folder);
        fputs("::error file=", out);
        put_value(watched_below(place->file, folder), 1, out);
        fprintf(out, ",line=%llu,title=taskloss watch::", (unsigned long long)place->line);
        put_value(line, 0, out);
        fputs(". ", out);
        put_value(watched_kinds[finding->kind].fix, 0, out);
        putc('\n', out);
        free(line);
    }
}
