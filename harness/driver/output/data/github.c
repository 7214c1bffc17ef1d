/* Workflow commands of GitHub Actions: an annotation a finding, shown beside the case's file. */
#include "formats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "text.h"
#include "unfinished.h"
#include "utf8.h"

/* A command ends with its line, of which utf8_next leaves none; a property ends at ',' and ':'. */
static void put_escaped(FILE *out, const char *text, const char *special)
{
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (c < 0x80 && strchr(special, (int)c) != NULL)
            fprintf(out, "%%%02X", (unsigned)c);
        else
            utf8_put_character(out, c);
    }
}

static void put_property(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s=", name);
    put_escaped(out, value, "%:,");
}

static char *title_of(const struct tl_checked *checked, enum tl_verdict verdict)
{
    const struct tl_result *cell = checked->cell;
    return text_make("%s: %s %s on %s, guard %s", tl_verdicts[verdict].name, cell->case_id,
                     cell->case_name, cell->implementation->name, tl_guards[cell->guard].name);
}

static void put_annotation(FILE *out, const struct tl_checked *checked,
                           const struct tl_finding *finding)
{
    const char *file = checked->cell->case_file;
    char *title = title_of(checked, finding->verdict);
    char *text = finding_text(checked->cell, finding);
    fprintf(out, "::%s ", verdict_differs(finding->verdict) ? "error" : "warning");
    if (file != NULL) {
        put_property(out, "file", file);
        fputs(",line=1,", out);
    }
    put_property(out, "title", title);
    fputs("::", out);
    put_escaped(out, text, "%");
    if (checked->repeat != NULL) {
        fputs("%0ARepeat: ", out);
        put_escaped(out, checked->repeat, "%");
    }
    putc('\n', out);
    free(text);
    free(title);
}

static bool is_worth_a_line(const struct tl_finding *finding)
{
    return finding->verdict != TL_VERDICT_AS_EXPECTED && finding->standing != TL_STANDING_ACCEPTED;
}

static void put_cell(FILE *out, const struct tl_checked *checked)
{
    struct tl_finding whole = {.verdict = checked->verdict};
    if (checked->findings.count == 0 && is_worth_a_line(&whole))
        put_annotation(out, checked, &whole);
    for (size_t i = 0; i < checked->findings.count; i++)
        if (is_worth_a_line(&checked->findings.items[i]))
            put_annotation(out, checked, &checked->findings.items[i]);
}

int output_github(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    for (size_t i = 0; i < report->count; i++)
        put_cell(out, &report->cells[i]);
    char *unfinished = unfinished_text(report->run);
    if (unfinished != NULL) {
        fputs("::error title=taskloss::", out);
        put_escaped(out, unfinished, "%");
        putc('\n', out);
    }
    free(unfinished);
    fprintf(out,
            "::notice title=taskloss::%zu verified, %zu differences, %zu could not be measured\n",
            report->verified, report->differences, report->unmeasured);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the annotations cannot be written (%s)",
                       strerror(errno));
    return 0;
}
