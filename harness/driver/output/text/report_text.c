/* A check as people read it: what differs, with the command that repeats it, then the totals. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "formats.h"
#include "utf8.h"

static void put(FILE *out, const char *text)
{
    utf8_put(out, text, 100000, 0);
}

static void put_where(const struct tl_checked *checked, FILE *out)
{
    const struct tl_result *cell = checked->cell;
    fputs("  where:  ", out);
    put(out, cell->implementation);
    fputs(", case ", out);
    put(out, cell->case_id);
    putc(' ', out);
    put(out, cell->case_name);
    fprintf(out, ", guard %s, pressure %s, seed %" PRIu64 "\n", cell->guard, cell->pressure,
            checked->seed);
    fputs("  repeat: ", out);
    put(out, checked->repeat);
    putc('\n', out);
}

static void put_finding(const struct tl_checked *checked, const struct tl_finding *finding,
                        FILE *out)
{
    fprintf(out, "%s  ", tl_verdicts[finding->verdict].name);
    char *text = finding_text(checked->cell, finding);
    put(out, text);
    free(text);
    putc('\n', out);
    put_where(checked, out);
    putc('\n', out);
}

/* A cell that could not be measured says so once, whatever it would have been asked. */
static void put_cell(const struct tl_checked *checked, FILE *out)
{
    bool said = false;
    for (size_t i = 0; i < checked->findings.count; i++) {
        const struct tl_finding *finding = &checked->findings.items[i];
        bool unmeasured = finding->verdict == TL_VERDICT_COULD_NOT_MEASURE;
        if (finding->verdict == TL_VERDICT_AS_EXPECTED || (unmeasured && said))
            continue;
        said |= unmeasured;
        put_finding(checked, finding, out);
    }
}

static size_t widest(const struct tl_report *report)
{
    size_t most = utf8_width("implementation");
    for (size_t i = 0; i < report->total_count; i++) {
        size_t width = utf8_width(report->totals[i].implementation);
        most = width > most ? width : most;
    }
    return most;
}

static void put_totals(const struct tl_report *report, FILE *out)
{
    size_t width = widest(report);
    utf8_put(out, "implementation", width, 1);
    fputs("  verified  differences  could not measure\n", out);
    for (size_t i = 0; i < report->total_count; i++) {
        const struct tl_check_total *total = &report->totals[i];
        utf8_put(out, total->implementation, width, 1);
        fprintf(out, "  %8zu  %11zu  %17zu%s\n", total->verified, total->differences,
                total->unmeasured,
                report->baseline != NULL && !total->in_baseline
                    ? "  (not in the baseline: compared with the cases' heads only)"
                    : "");
    }
}

int output_report_text(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    for (size_t i = 0; i < report->count; i++)
        put_cell(&report->cells[i], out);
    put_totals(report, out);
    fprintf(out, "\n%zu behaviours x %zu implementations: %zu verified", report->behaviours,
            report->total_count, report->verified);
    if (report->differences > 0)
        fprintf(out, ", %zu differences", report->differences);
    if (report->unmeasured > 0)
        fprintf(out, ", %zu could not be measured", report->unmeasured);
    if (report->differences + report->unmeasured == 0)
        fputs(report->verified > 0 ? ", no difference" : ": nothing was judged", out);
    putc('\n', out);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the report cannot be written (%s)",
                       strerror(errno));
    return 0;
}
