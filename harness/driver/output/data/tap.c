/* TAP 13, the Test Anything Protocol: a line a finding, its numbers as YAML. */
#include "formats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "finding.h"
#include "unfinished.h"
#include "utf8.h"

/* In a description, '#' begins a directive and '\' escapes it. */
static void put_description(FILE *out, const char *text)
{
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (c == '#' || c == '\\')
            putc('\\', out);
        utf8_put_character(out, c);
    }
}

static void put_name(FILE *out, const struct tl_checked *checked, const char *key)
{
    const struct tl_result *cell = checked->cell;
    char pressure[CELL_PRESSURE_MAX];
    const char *const words[] = {cell->implementation->name,
                                 cell->case_id,
                                 cell->case_name,
                                 tl_guards[cell->guard].name,
                                 cell_pressure(cell, pressure),
                                 key};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i] != NULL) {
            putc(' ', out);
            put_description(out, words[i]);
        }
}

static void put_entry(FILE *out, const char *key, const char *value)
{
    if (value == NULL)
        return;
    fprintf(out, "  %s: ", key);
    escape_json(out, value);
    putc('\n', out);
}

static void put_diagnostics(FILE *out, const struct tl_checked *checked,
                            const struct tl_finding *finding)
{
    fputs("  ---\n", out);
    char *text = finding_text(checked->cell, finding);
    put_entry(out, "message", text);
    free(text);
    put_entry(out, "severity", verdict_differs(finding->verdict) ? "fail" : "error");
    put_entry(out, "verdict", tl_verdicts[finding->verdict].name);
    fprintf(out, "  seen: %lld\n", (long long)finding->seen);
    if (finding->has_baseline)
        fprintf(out, "  baseline: %lld\n", (long long)finding->baseline);
    if (finding->tested)
        fprintf(out, "  p: %.6g\n  q: %.6g\n", finding->p, finding->q);
    fprintf(out, "  seed: %llu\n", (unsigned long long)checked->seed);
    put_entry(out, "repeat", checked->repeat);
    put_entry(out, "output", checked->output);
    fputs("  ...\n", out);
}

static size_t lines_of(const struct tl_checked *checked)
{
    return checked->findings.count == 0 ? 1 : checked->findings.count;
}

/* A cell of which nothing is expected says so; one without findings that could not be measured is
 * no skipped test. */
static void put_empty(FILE *out, size_t number, const struct tl_checked *checked)
{
    bool ok = checked->verdict == TL_VERDICT_AS_EXPECTED;
    fprintf(out, "%s %zu -", ok ? "ok" : "not ok", number);
    put_name(out, checked, NULL);
    fputs(ok ? " # SKIP nothing is expected of this case on this Python\n" : "\n", out);
    if (ok)
        return;
    struct tl_finding finding = {.verdict = checked->verdict};
    put_diagnostics(out, checked, &finding);
}

static void put_finding(FILE *out, size_t number, const struct tl_checked *checked,
                        const struct tl_finding *finding)
{
    bool ok = finding->verdict == TL_VERDICT_AS_EXPECTED;
    fprintf(out, "%s %zu -", ok ? "ok" : "not ok", number);
    put_name(out, checked, finding->key);
    fputs(finding->standing == TL_STANDING_ACCEPTED ? " # TODO accepted\n" : "\n", out);
    if (!ok)
        put_diagnostics(out, checked, finding);
}

int output_tap(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    size_t count = 0, number = 0;
    for (size_t i = 0; i < report->count; i++)
        count += lines_of(&report->cells[i]);
    fprintf(out, "TAP version 13\n1..%zu\n", count);
    for (size_t i = 0; i < report->count; i++) {
        const struct tl_checked *checked = &report->cells[i];
        if (checked->findings.count == 0)
            put_empty(out, ++number, checked);
        for (size_t k = 0; k < checked->findings.count; k++)
            put_finding(out, ++number, checked, &checked->findings.items[k]);
    }
    char *unfinished = unfinished_text(report->run);
    if (unfinished != NULL)
        fprintf(out, "Bail out! %s\n", unfinished);
    free(unfinished);
    fprintf(out, "# %zu verified, %zu differences, %zu could not be measured\n", report->verified,
            report->differences, report->unmeasured);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the TAP cannot be written (%s)",
                       strerror(errno));
    return 0;
}
