/* A line a finding, for spreadsheets and data frames. */
#include "formats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "finding.h"
#include "unfinished.h"

static const char *const expected_names[] = {
    [TL_EXPECT_NOTHING] = "", [TL_EXPECT_ZERO] = "zero", [TL_EXPECT_ABOVE] = "above"};

static void put_text(FILE *out, const char *text)
{
    escape_csv(out, text);
    putc(',', out);
}

static void put_cell(FILE *out, const struct tl_result *cell)
{
    char pressure[CELL_PRESSURE_MAX];
    put_text(out, cell->implementation->name);
    put_text(out, cell->implementation->version);
    put_text(out, cell->case_id);
    put_text(out, cell->case_name);
    put_text(out, tl_guards[cell->guard].name);
    put_text(out, cell_pressure(cell, pressure));
}

static void put_finding(FILE *out, const struct tl_checked *checked,
                        const struct tl_finding *finding)
{
    bool measured = finding->verdict != TL_VERDICT_COULD_NOT_MEASURE;
    put_cell(out, checked->cell);
    put_text(out, finding->key);
    put_text(out, tl_verdicts[finding->verdict].name);
    put_text(out, expected_names[finding->expected]);
    if (measured)
        fprintf(out, "%lld", (long long)finding->seen);
    putc(',', out);
    if (finding->has_baseline)
        fprintf(out, "%lld", (long long)finding->baseline);
    putc(',', out);
    if (finding->tested)
        fprintf(out, "%.9g,%.9g,", finding->p, finding->q);
    else
        fputs(",,", out);
    fprintf(out, "%llu,", (unsigned long long)checked->seed);
    char *text = finding_text(checked->cell, finding);
    put_text(out, text);
    free(text);
    escape_csv(out, checked->repeat);
    fputs("\r\n", out);
}

int output_check_csv(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    fputs("implementation,version,case,name,guard,pressure,key,verdict,expected,seen,baseline,p,q,"
          "seed,text,repeat\r\n",
          out);
    for (size_t i = 0; i < report->count; i++)
        for (size_t k = 0; k < report->cells[i].findings.count; k++)
            put_finding(out, &report->cells[i], &report->cells[i].findings.items[k]);
    char *unfinished = unfinished_text(report->run);
    if (unfinished != NULL) {
        escape_csv(out, unfinished); /* a line that is no cell: its first field says so */
        fputs("\r\n", out);
    }
    free(unfinished);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the CSV cannot be written (%s)",
                       strerror(errno));
    return 0;
}
