/* JUnit XML, as continuous integration reads it, in the two forms that pytest calls xunit1 and
 * xunit2: with the file and line of a test, or as the schema of Jenkins' xUnit plugin has it, which
 * knows neither. */
#include "formats.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "files.h"
#include "finding.h"
#include "text.h"
#include "unfinished.h"

struct junit {
    const struct tl_report *report;
    xmlTextWriterPtr writer;
    bool is_xunit2;
    bool pressures; /* several: a test's name has its own */
    bool failed;
};

static void note(struct junit *junit, int result)
{
    junit->failed |= result < 0;
}

static void begin(struct junit *junit, const char *element)
{
    note(junit, xmlTextWriterStartElement(junit->writer, BAD_CAST element));
}

static void end(struct junit *junit)
{
    note(junit, xmlTextWriterEndElement(junit->writer));
}

/* Takes `value` over. */
static void put_attribute(struct junit *junit, const char *name, char *value)
{
    char *clean = escape_lines(value);
    if (clean == NULL)
        junit->failed = true;
    else
        note(junit, xmlTextWriterWriteAttribute(junit->writer, BAD_CAST name, BAD_CAST clean));
    free(clean);
    free(value);
}

static void put_seconds(struct junit *junit, uint64_t microseconds)
{
    put_attribute(junit, "time", text_make("%.3f", (double)microseconds / 1e6));
}

/* As SARIF has it, a case is at its first line. */
static void put_place(struct junit *junit, const struct tl_result *cell)
{
    if (cell->case_file == NULL || junit->is_xunit2)
        return;
    put_attribute(junit, "file", text_make("%s", files_below_here(cell->case_file)));
    put_attribute(junit, "line", text_make("1"));
}

static void put_text(struct junit *junit, const char *text)
{
    char *clean = escape_lines(text);
    if (clean == NULL)
        junit->failed = true;
    else
        note(junit, xmlTextWriterWriteString(junit->writer, BAD_CAST clean));
    free(clean);
}

/* What a failure or error says: every finding that is not as expected, how to see it again, and
 * what the program printed. */
static void put_story(struct junit *junit, const struct tl_checked *checked)
{
    for (size_t i = 0; i < checked->findings.count; i++) {
        const struct tl_finding *finding = &checked->findings.items[i];
        if (finding->verdict == TL_VERDICT_AS_EXPECTED || finding->standing == TL_STANDING_ACCEPTED)
            continue;
        char *text = finding_text(checked->cell, finding);
        char *line = text_make("%s: %s\n", tl_verdicts[finding->verdict].name, text);
        put_text(junit, line);
        free(line);
        free(text);
    }
    char *line = text_make("\nRepeat: %s\nSeed: %llu\n", checked->repeat ? checked->repeat : "",
                           (unsigned long long)checked->seed);
    put_text(junit, line);
    free(line);
    if (checked->output != NULL && checked->output[0] != '\0') {
        put_text(junit, "\nOutput:\n");
        put_text(junit, checked->output);
    }
}

/* The finding that the verdict is of. */
static char *message_of(const struct tl_checked *checked)
{
    for (size_t i = 0; i < checked->findings.count; i++)
        if (checked->findings.items[i].verdict == checked->verdict)
            return finding_text(checked->cell, &checked->findings.items[i]);
    return text_make("%s", checked->cell->unmeasured != NULL ? checked->cell->unmeasured : "");
}

static void put_trouble(struct junit *junit, const struct tl_checked *checked, const char *element)
{
    const char *name = tl_verdicts[checked->verdict].name;
    begin(junit, element);
    char *message = message_of(checked);
    put_attribute(junit, "message", text_make("%s: %s", name, message));
    free(message);
    put_attribute(junit, "type", text_make("%s", name));
    put_story(junit, checked);
    end(junit);
}

/* Where no attribute may say it. */
static void put_place_as_output(struct junit *junit, const struct tl_result *cell)
{
    char *place = cell->case_file != NULL && junit->is_xunit2
                      ? text_make("%s:1", files_below_here(cell->case_file))
                      : NULL;
    if (place == NULL)
        return;
    begin(junit, "system-out");
    put_text(junit, place);
    end(junit);
    free(place);
}

static void put_skipped(struct junit *junit)
{
    begin(junit, "skipped");
    put_attribute(junit, "message", text_make("nothing is expected of this case on this Python"));
    end(junit);
}

static void put_case(struct junit *junit, const struct tl_checked *checked)
{
    const struct tl_result *cell = checked->cell;
    const char *guard = tl_guards[cell->guard].name;
    char pressure[CELL_PRESSURE_MAX];
    begin(junit, "testcase");
    put_attribute(junit, "classname", text_make("%s %s", cell->case_id, cell->case_name));
    put_attribute(junit, "name",
                  junit->pressures ? text_make("%s, %s, %s", guard, cell_pressure(cell, pressure),
                                               cell->implementation->name)
                                   : text_make("%s, %s", guard, cell->implementation->name));
    put_seconds(junit, cell->wall_us);
    put_place(junit, cell);
    if (verdict_differs(checked->verdict))
        put_trouble(junit, checked, "failure");
    else if (checked->verdict == TL_VERDICT_COULD_NOT_MEASURE)
        put_trouble(junit, checked, "error");
    else if (checked->findings.count == 0)
        put_skipped(junit);
    put_place_as_output(junit, cell);
    end(junit);
}

static bool is_of(const struct tl_checked *checked, const struct tl_check_total *total)
{
    return checked->cell->implementation == total->implementation;
}

struct sums {
    size_t tests, failures, errors, skipped;
    uint64_t wall_us;
};

static struct sums sums_of(const struct tl_report *report, const struct tl_check_total *total)
{
    struct sums sums = {0};
    for (size_t i = 0; i < report->count; i++) {
        const struct tl_checked *checked = &report->cells[i];
        if (!is_of(checked, total))
            continue;
        sums.tests++;
        sums.wall_us += checked->cell->wall_us;
        sums.failures += verdict_differs(checked->verdict);
        sums.errors += checked->verdict == TL_VERDICT_COULD_NOT_MEASURE;
        sums.skipped += checked->verdict == TL_VERDICT_AS_EXPECTED && checked->findings.count == 0;
    }
    return sums;
}

/* The schema wants a time without zone or fraction: "2026-11-22T01:02:03". */
static char *timestamp_of(const char *started)
{
    return started != NULL && strlen(started) >= 19 ? text_make("%.19s", started)
                                                    : text_make("1970-01-01T00:00:00");
}

static void put_property(struct junit *junit, const char *name, char *value)
{
    begin(junit, "property");
    put_attribute(junit, "name", text_make("%s", name));
    put_attribute(junit, "value", value);
    end(junit);
}

static void put_properties(struct junit *junit, const struct tl_check_total *total)
{
    const struct tl_run *run = junit->report->run;
    begin(junit, "properties");
    put_property(junit, "seed", text_make("%llu", (unsigned long long)run->seed));
    put_property(junit, "command", text_make("%s", run->command == NULL ? "" : run->command));
    put_property(junit, "taskloss", text_make("%s", run->tool == NULL ? "" : run->tool));
    put_property(junit, "behaviours verified", text_make("%zu", total->verified));
    put_property(junit, "differences", text_make("%zu", total->differences));
    put_property(junit, "could not measure", text_make("%zu", total->unmeasured));
    end(junit);
}

static void put_suite(struct junit *junit, size_t number)
{
    const struct tl_check_total *total = &junit->report->totals[number];
    struct sums sums = sums_of(junit->report, total);
    begin(junit, "testsuite");
    put_attribute(junit, "name", text_make("taskloss %s", total->implementation->name));
    put_attribute(junit, "package", text_make("taskloss"));
    put_attribute(junit, "id", text_make("%zu", number));
    put_attribute(junit, "timestamp", timestamp_of(junit->report->run->started));
    put_attribute(junit, "hostname", text_make("localhost"));
    put_attribute(junit, "tests", text_make("%zu", sums.tests));
    put_attribute(junit, "failures", text_make("%zu", sums.failures));
    put_attribute(junit, "errors", text_make("%zu", sums.errors));
    put_attribute(junit, "skipped", text_make("%zu", sums.skipped));
    put_seconds(junit, sums.wall_us);
    put_properties(junit, total);
    for (size_t i = 0; i < junit->report->count; i++)
        if (is_of(&junit->report->cells[i], total))
            put_case(junit, &junit->report->cells[i]);
    begin(junit, "system-out");
    end(junit);
    begin(junit, "system-err");
    end(junit);
    end(junit);
}

static bool same_pressure(const struct tl_result *a, const struct tl_result *b)
{
    return a->pressure.pressure == b->pressure.pressure &&
           a->pressure.argument == b->pressure.argument;
}

static bool has_pressures(const struct tl_report *report)
{
    for (size_t i = 1; i < report->count; i++)
        if (!same_pressure(report->cells[i].cell, report->cells[0].cell))
            return true;
    return false;
}

/* A suite of one test that failed, so that a part of a run is no pass. */
static void put_unfinished(struct junit *junit)
{
    char *text = unfinished_text(junit->report->run);
    if (text == NULL)
        return;
    begin(junit, "testsuite");
    put_attribute(junit, "name", text_make("taskloss: the run"));
    put_attribute(junit, "package", text_make("taskloss"));
    put_attribute(junit, "id", text_make("%zu", junit->report->total_count));
    put_attribute(junit, "timestamp", timestamp_of(junit->report->run->started));
    put_attribute(junit, "hostname", text_make("localhost"));
    put_attribute(junit, "tests", text_make("1"));
    put_attribute(junit, "failures", text_make("0"));
    put_attribute(junit, "errors", text_make("1"));
    put_attribute(junit, "skipped", text_make("0"));
    put_attribute(junit, "time", text_make("0"));
    begin(junit, "properties");
    end(junit);
    begin(junit, "testcase");
    put_attribute(junit, "classname", text_make("the run"));
    put_attribute(junit, "name", text_make("comes to its end"));
    put_attribute(junit, "time", text_make("0"));
    begin(junit, "error");
    put_attribute(junit, "message", text);
    put_attribute(junit, "type", text_make("unfinished"));
    end(junit);
    end(junit);
    begin(junit, "system-out");
    end(junit);
    begin(junit, "system-err");
    end(junit);
    end(junit);
}

static void put_document(struct junit *junit)
{
    note(junit, xmlTextWriterSetIndent(junit->writer, 1));
    note(junit, xmlTextWriterStartDocument(junit->writer, NULL, "UTF-8", NULL));
    begin(junit, "testsuites");
    for (size_t i = 0; i < junit->report->total_count; i++)
        put_suite(junit, i);
    put_unfinished(junit);
    end(junit);
    note(junit, xmlTextWriterEndDocument(junit->writer));
    note(junit, xmlTextWriterFlush(junit->writer));
}

static int put(const struct tl_report *report, bool is_xunit2, FILE *out, struct tl_error *error)
{
    struct junit junit = {
        .report = report, .is_xunit2 = is_xunit2, .pressures = has_pressures(report)};
    xmlOutputBufferPtr buffer = xmlOutputBufferCreateFile(out, NULL);
    if (buffer != NULL)
        junit.writer = xmlNewTextWriter(buffer);
    if (junit.writer == NULL) {
        xmlOutputBufferClose(buffer);
        return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    }
    put_document(&junit);
    xmlFreeTextWriter(junit.writer);
    if (junit.failed || fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the JUnit XML cannot be written (%s)",
                       strerror(errno));
    return 0;
}

int output_junit(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    return put(report, false, out, error);
}

int output_xunit2(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    return put(report, true, out, error);
}
