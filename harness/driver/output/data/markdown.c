/* Markdown for the summary of a job: the verdict, the differences, and the rest folded away. */
#include "formats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "finding.h"
#include "memory.h"
#include "remarks.h"
#include "unfinished.h"

/* GitHub takes at most a mebibyte for a summary: so many differences have their output shown. */
#define OUTPUTS_MAX 40
#define ROWS_MAX    400

static bool is_difference(enum tl_verdict verdict)
{
    return verdict_differs(verdict);
}

static void put_remarks(FILE *out, const struct tl_report *report)
{
    struct remarks remarks = {0};
    for (size_t i = 0; i < report->count; i++)
        remarks_add(&remarks, report->cells[i].cell);
    for (size_t i = 0; i < TL_REMARK_COUNT; i++) {
        char *line = remarks_line(&remarks, (enum tl_remark)i);
        if (line != NULL) {
            escape_markdown(out, line);
            fputs("\n\n", out);
        }
        free(line);
    }
}

/* What stands apart, and what is not there. */
static void put_apart(FILE *out, const struct tl_report *report)
{
    char *unfinished = unfinished_text(report->run);
    if (unfinished != NULL)
        fprintf(out, "**%s.**\n\n", unfinished);
    free(unfinished);
    if (report->missing_count > 0 && !report->allow_new)
        fprintf(out, "%zu cells are not in the baseline.\n\n", report->missing_count);
    for (size_t i = TL_STANDING_KNOWN; i < TL_STANDING_COUNT; i++)
        if (report->standings[i] > 0)
            fprintf(out, "%zu %s: %s.\n\n", report->standings[i], tl_standings[i].name,
                    tl_standings[i].meaning);
    put_remarks(out, report);
}

static void put_verdict(FILE *out, const struct tl_report *report)
{
    if (report->differences > 0)
        fprintf(out, "**taskloss: %zu difference%s**", report->differences,
                report->differences == 1 ? "" : "s");
    else if (report->run->ended == NULL)
        fprintf(out, "**taskloss: the run is unfinished**");
    else if (report->unmeasured > 0)
        fprintf(out, "**taskloss: could not measure everything**");
    else if (report->verified == 0)
        fprintf(out, "**taskloss: nothing was verified**");
    else
        fprintf(out, "**taskloss: as expected**");
    fprintf(out,
            ": %zu verified, %zu different, %zu could not be measured; %zu behaviours on %zu "
            "implementation%s\n\n",
            report->verified, report->differences, report->unmeasured, report->behaviours,
            report->total_count, report->total_count == 1 ? "" : "s");
    put_apart(out, report);
}

static void put_cells(FILE *out, const struct tl_result *cell)
{
    fputs("| ", out);
    escape_markdown(out, cell->implementation->name);
    fputs(" | ", out);
    escape_markdown(out, cell->case_id);
    putc(' ', out);
    escape_markdown(out, cell->case_name);
    fputs(" | ", out);
    escape_markdown(out, tl_guards[cell->guard].name);
}

static void put_row(FILE *out, const struct tl_checked *checked, const struct tl_finding *finding)
{
    put_cells(out, checked->cell);
    fprintf(out, " | %s | ", tl_verdicts[finding->verdict].name);
    char *text = finding_text(checked->cell, finding);
    escape_markdown(out, text);
    free(text);
    fputs(" |\n", out);
}

static bool is_wanted(enum tl_verdict verdict, bool differences)
{
    return differences ? is_difference(verdict) : verdict == TL_VERDICT_COULD_NOT_MEASURE;
}

/* The findings of a cell that are wanted; a cell that could not be measured may have none. */
static size_t put_rows(FILE *out, const struct tl_checked *checked, bool differences, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < checked->findings.count; i++)
        if (checked->findings.items[i].standing != TL_STANDING_ACCEPTED &&
            is_wanted(checked->findings.items[i].verdict, differences) && count++ < room)
            put_row(out, checked, &checked->findings.items[i]);
    if (checked->findings.count == 0 && is_wanted(checked->verdict, differences) &&
        count++ < room) {
        struct tl_finding finding = {.verdict = checked->verdict};
        put_row(out, checked, &finding);
    }
    return count;
}

static size_t count_rows(const struct tl_report *report, bool differences)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += put_rows(NULL, &report->cells[i], differences, 0);
    return count;
}

static void put_table(FILE *out, const struct tl_report *report, bool differences)
{
    size_t count = 0, all = count_rows(report, differences);
    if (all == 0)
        return;
    fputs(differences ? "### Differences\n\n" : "### Could not be measured\n\n", out);
    fputs("| Python | case | guard | verdict | numbers |\n|---|---|---|---|---|\n", out);
    for (size_t i = 0; i < report->count; i++)
        count +=
            put_rows(out, &report->cells[i], differences, count < ROWS_MAX ? ROWS_MAX - count : 0);
    if (all > ROWS_MAX)
        fprintf(out, "\n%zu more are left out here.\n", all - ROWS_MAX);
    putc('\n', out);
}

/* In a block of their own, folded away: in the table they would break its rows. */
static void put_commands(FILE *out, const struct tl_report *report)
{
    char *text = NULL;
    size_t size = 0, count = 0;
    FILE *lines = memory_sure(open_memstream(&text, &size));
    for (size_t i = 0; i < report->count && count < ROWS_MAX; i++) {
        const struct tl_checked *checked = &report->cells[i];
        if (checked->verdict == TL_VERDICT_AS_EXPECTED || checked->repeat == NULL)
            continue;
        fprintf(lines, "%s\n", checked->repeat);
        count++;
    }
    fclose(lines);
    if (count > 0) {
        fputs("<details><summary>The commands that repeat them</summary>\n\n", out);
        escape_markdown_block(out, text);
        fputs("\n</details>\n\n", out);
    }
    free(text);
}

static void put_output(FILE *out, const struct tl_checked *checked)
{
    fputs("<details><summary>What it printed: ", out);
    escape_markdown(out, checked->cell->implementation->name);
    putc(' ', out);
    escape_markdown(out, checked->cell->case_id);
    putc(' ', out);
    escape_markdown(out, tl_guards[checked->cell->guard].name);
    fprintf(out, ", seed %llu</summary>\n\n", (unsigned long long)checked->seed);
    escape_markdown_block(out, checked->output);
    fputs("\n</details>\n\n", out);
}

static void put_outputs(FILE *out, const struct tl_report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count && count < OUTPUTS_MAX; i++) {
        const struct tl_checked *checked = &report->cells[i];
        if (checked->verdict == TL_VERDICT_AS_EXPECTED || checked->output == NULL ||
            checked->output[0] == '\0')
            continue;
        put_output(out, checked);
        count++;
    }
}

static void put_totals(FILE *out, const struct tl_report *report)
{
    fputs("<details><summary>Behaviours verified on each Python</summary>\n\n"
          "| Python | behaviours | verified | different | could not be measured |\n"
          "|---|---:|---:|---:|---:|\n",
          out);
    for (size_t i = 0; i < report->total_count; i++) {
        const struct tl_check_total *total = &report->totals[i];
        fputs("| ", out);
        escape_markdown(out, total->implementation->name);
        fprintf(out, " | %zu | %zu | %zu | %zu |\n", total->behaviours, total->verified,
                total->differences, total->unmeasured);
    }
    fputs("\n</details>\n\n", out);
}

static void put_run(FILE *out, const struct tl_report *report)
{
    const struct tl_run *run = report->run;
    fprintf(out, "Seed %llu, by ", (unsigned long long)run->seed);
    escape_markdown_code(out, run->command == NULL ? "" : run->command);
    if (report->baseline != NULL) {
        fputs(", against the baseline ", out);
        escape_markdown_code(out, report->baseline);
    }
    fputs(".\n", out);
}

int output_markdown(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    put_verdict(out, report);
    put_table(out, report, true);
    put_table(out, report, false);
    put_commands(out, report);
    put_outputs(out, report);
    put_totals(out, report);
    put_run(out, report);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the Markdown cannot be written (%s)",
                       strerror(errno));
    return 0;
}
