/* A check as people read it: what differs, with the command that repeats it, then the totals. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "formats.h"
#include "memory.h"
#include "remarks.h"
#include "unfinished.h"
#include "utf8.h"

static void put(FILE *out, const char *text)
{
    utf8_put(out, text, 100000, 0);
}

static void put_why(const char *why, FILE *out)
{
    size_t length = strcspn(why, "\n");
    char *line = memory_text(why);
    line[length] = '\0';
    fputs("  why:    ", out);
    put(out, line);
    free(line);
    if (why[length] != '\0') {
        fputs("\n          ", out);
        put(out, why + length + 1);
    }
    putc('\n', out);
}

static void put_where(const struct tl_checked *checked, FILE *out)
{
    char pressure[CELL_PRESSURE_MAX];
    const struct tl_result *cell = checked->cell;
    fputs("  where:  ", out);
    put(out, cell->implementation->name);
    fputs(", case ", out);
    put(out, cell->case_id);
    putc(' ', out);
    put(out, cell->case_name);
    fprintf(out, ", guard %s, pressure %s, seed %" PRIu64 "\n", tl_guards[cell->guard].name,
            cell_pressure(cell, pressure), checked->seed);
    fputs("  repeat: ", out);
    put(out, checked->repeat);
    if (checked->replay != NULL) {
        fputs("\n  replay: ", out);
        put(out, checked->replay);
    }
    putc('\n', out);
    if (checked->why != NULL)
        put_why(checked->why, out);
}

static void put_finding(const struct tl_checked *checked, const struct tl_finding *finding,
                        FILE *out)
{
    fprintf(out, "%s  ", tl_verdicts[finding->verdict].name);
    if (finding->standing != TL_STANDING_NEW)
        fprintf(out, "(%s) ", tl_standings[finding->standing].name);
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
        if (finding->verdict == TL_VERDICT_AS_EXPECTED || (unmeasured && said) ||
            finding->standing == TL_STANDING_ACCEPTED)
            continue;
        said |= unmeasured;
        put_finding(checked, finding, out);
    }
}

static size_t widest(const struct tl_report *report)
{
    size_t most = utf8_width("implementation");
    for (size_t i = 0; i < report->total_count; i++) {
        size_t width = utf8_width(report->totals[i].implementation->name);
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
        utf8_put(out, total->implementation->name, width, 1);
        fprintf(out, "  %8zu  %11zu  %17zu%s\n", total->verified, total->differences,
                total->unmeasured,
                report->baseline != NULL && !total->in_baseline
                    ? "  (not in the baseline: compared with the cases' heads only)"
                    : "");
    }
}

/* In brackets behind the totals: what stands apart. */
static void put_standings(const struct tl_report *report, FILE *out)
{
    for (size_t i = TL_STANDING_KNOWN; i < TL_STANDING_COUNT; i++)
        if (report->standings[i] > 0)
            fprintf(out, ", %zu %s", report->standings[i], tl_standings[i].name);
}

#define MOST_NAMED 10

static void put_missing(const struct tl_report *report, FILE *out)
{
    char pressure[CELL_PRESSURE_MAX];
    if (report->missing_count == 0 || report->allow_new)
        return;
    fprintf(out,
            "\n%zu cells are not in the baseline %s (--allow-new lets them be, "
            "--update-baseline takes them in):\n",
            report->missing_count, report->baseline);
    for (size_t i = 0; i < report->missing_count && i < MOST_NAMED; i++) {
        const struct tl_result *cell = report->missing[i];
        fputs("  ", out);
        put(out, cell->implementation->name);
        fprintf(out, " %s %s %s\n", cell->case_id, tl_guards[cell->guard].name,
                cell_pressure(cell, pressure));
    }
    if (report->missing_count > MOST_NAMED)
        fputs("  ...\n", out);
}

/* What is accepted, and what was accepted and is no more, or not seen. */
static void put_accepted(const struct tl_report *report, FILE *out)
{
    const struct accepted_list *list = report->accepted_list;
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct accepted *one = &list->items[i];
        fprintf(out,
                "%s %s until %s: ", one->used ? "accepted" : "not seen, or over:", one->the_case,
                one->until);
        put(out, one->reason);
        putc('\n', out);
    }
}

static void put_remarks(const struct tl_report *report, FILE *out)
{
    struct remarks remarks = {0};
    for (size_t i = 0; i < report->count; i++)
        remarks_add(&remarks, report->cells[i].cell);
    for (size_t i = 0; i < TL_REMARK_COUNT; i++) {
        char *line = remarks_line(&remarks, (enum tl_remark)i);
        if (line != NULL)
            utf8_print(out, "%s", line);
        free(line);
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
        fputs(report->verified + report->accepted > 0 ? ", no difference" : ": nothing was judged",
              out);
    put_standings(report, out);
    putc('\n', out);
    put_missing(report, out);
    put_accepted(report, out);
    put_remarks(report, out);
    char *unfinished = unfinished_text(report->run);
    if (unfinished != NULL)
        fprintf(out, "\n%s\n", unfinished);
    free(unfinished);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the report cannot be written (%s)",
                       strerror(errno));
    return 0;
}
