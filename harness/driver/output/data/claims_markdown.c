/* The page of claims: a table of verdicts, then each claim with what every Python showed. */
#include "claims_markdown.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "memory.h"
#include "sources.h"

struct page {
    const struct claim_judged *judged;
    size_t count;
    const struct tl_results *results;
    FILE *out;
};

/* --- neighbours that showed the same ---------------------------------------------------------- */

static bool same(const struct claim_python *a, const struct claim_python *b)
{
    return a->applies == b->applies && a->measured == b->measured && a->seen == b->seen &&
           a->spawned == b->spawned && a->claimed == b->claimed;
}

static size_t run_end(const struct claim_judged *judged, size_t from)
{
    size_t to = from + 1;
    while (to < judged->count && same(&judged->pythons[from], &judged->pythons[to]))
        to++;
    return to;
}

static void put_names(FILE *out, const struct claim_judged *judged, size_t from, size_t to)
{
    escape_markdown(out, judged->pythons[from].cell->implementation->name);
    if (to - from == 1)
        return;
    fputs("..", out);
    escape_markdown(out, judged->pythons[to - 1].cell->implementation->name);
    fprintf(out, " (%zu)", to - from);
}

static bool holds(const struct claim_python *python)
{
    return (python->seen > 0) == python->claimed;
}

/* "4 of 4", or a fact's number. */
static void put_numbers(FILE *out, const struct claim_python *python)
{
    if (!python->applies)
        fputs("does not apply, or was not run", out);
    else if (!python->measured)
        fputs("could not be measured", out);
    else if (python->spawned > 0)
        fprintf(out, "%" PRId64 " of %" PRIu64 " jobs", python->seen, python->spawned);
    else
        fprintf(out, "%" PRId64, python->seen);
}

/* --- one claim -------------------------------------------------------------------------------- */

static void put_command(const struct page *page, const struct claim *claim)
{
    FILE *out = page->out;
    char command[512];
    bool all = strcmp(claim->the_case, "*") == 0;
    snprintf(command, sizeof command, "taskloss run%s%s --guard %s --pressure %s --seed %" PRIu64,
             all ? "" : " ", all ? "" : claim->the_case, claim->guard, claim->pressure,
             page->results->run.seed);
    escape_markdown_code(out, command);
}

/* The versions on which it holds, in short. */
static void put_where(FILE *out, const struct claim_judged *judged)
{
    bool any = false;
    for (size_t from = 0, to; from < judged->count; from = to) {
        for (to = from + 1; to < judged->count; to++) {
            const struct claim_python *a = &judged->pythons[from], *b = &judged->pythons[to];
            if (a->applies != b->applies || a->measured != b->measured || holds(a) != holds(b))
                break;
        }
        if (!judged->pythons[from].applies || !judged->pythons[from].measured ||
            !holds(&judged->pythons[from]))
            continue;
        fputs(any ? ", " : "", out);
        put_names(out, judged, from, to);
        any = true;
    }
    fputs(any ? "" : "none", out);
}

/* A boundary is refuted where both sides are the same: on one of them it is as claimed by chance.
 */
static void put_verdict_where(FILE *out, const struct claim_judged *judged)
{
    bool any = false;
    for (size_t i = 0; i < judged->count; i++)
        any |=
            judged->pythons[i].applies && judged->pythons[i].measured && holds(&judged->pythons[i]);
    if (judged->verdict == CLAIM_REFUTED && any)
        fputs("none: it is the same before and after", out);
    else
        put_where(out, judged);
}

static void put_source(FILE *out, const char *where)
{
    char url[SOURCE_URL_MAX];
    for (const char *at = where; *at != '\0';) {
        const char *start = at;
        char *part = memory_sure(strndup(start, source_next(&at, url)));
        fputs(url[0] != '\0' ? "[" : "", out);
        escape_markdown(out, part);
        if (url[0] != '\0')
            fprintf(out, "](%s)", url);
        free(part);
    }
}

static void put_row(const struct page *page, size_t number)
{
    const struct claim_judged *judged = &page->judged[number];
    FILE *out = page->out;
    fprintf(out, "| [%zu](#claim-%zu) | ", number + 1, number + 1);
    escape_markdown(out, judged->claim->text);
    fputs(" | ", out);
    put_source(out, judged->claim->where);
    fprintf(out, " | **%s** | ", claim_verdicts[judged->verdict].name);
    put_verdict_where(out, judged);
    fputs(" |\n", out);
}

static const char *title_of(const struct page *page, const struct claim *claim)
{
    if (strcmp(claim->the_case, "*") == 0)
        return "every case of the run under this guard";
    for (size_t i = 0; i < page->results->count; i++)
        if (strcmp(page->results->cells[i].case_id, claim->the_case) == 0)
            return page->results->cells[i].case_title;
    return "a case that the run does not have";
}

static void put_said(const struct page *page, const struct claim *claim)
{
    FILE *out = page->out;
    fputs("Said by: ", out);
    put_source(out, claim->where);
    fputs(". Shown by case ", out);
    escape_markdown(out, strcmp(claim->the_case, "*") == 0 ? "(all)" : claim->the_case);
    fputs(" (", out);
    escape_markdown(out, title_of(page, claim));
    fputs("), guard ", out);
    escape_markdown(out, claim->guard);
    fputs(", pressure ", out);
    escape_markdown(out, claim->pressure);
    fputs(". It says that the count ", out);
    escape_markdown_code(out, claim->what);
    fputs(" is above zero on: ", out);
    escape_markdown(out, claim->versions);
    fputs(".\n\n", out);
}

static void put_claim(const struct page *page, size_t number)
{
    const struct claim_judged *judged = &page->judged[number];
    FILE *out = page->out;
    fprintf(out, "### <a name=\"claim-%zu\"></a>%zu. ", number + 1, number + 1);
    escape_markdown(out, judged->claim->text);
    fprintf(out, "\n\n**%s**. ", claim_verdicts[judged->verdict].name);
    put_said(page, judged->claim);
    fputs("| Python | ", out);
    escape_markdown(out, judged->claim->what);
    fputs(" | claimed | measured |\n|---|---|---|---|\n", out);
    for (size_t from = 0, to; from < judged->count; from = to) {
        const struct claim_python *python = &judged->pythons[from];
        to = run_end(judged, from);
        fputs("| ", out);
        put_names(out, judged, from, to);
        fputs(" | ", out);
        put_numbers(out, python);
        fprintf(out, " | %s | %s |\n", python->claimed ? "above 0" : "0",
                !python->applies || !python->measured ? ""
                : holds(python)                       ? "as claimed"
                                                      : "not as claimed");
    }
    fputs("\n", out);
    put_command(page, judged->claim);
    fputs("\n\n", out);
}

/* --- the page --------------------------------------------------------------------------------- */

/* The command may hold any file name: a comment must not be closed by it. */
static void put_comment(FILE *out, const char *command)
{
    fputs("<!-- Generated by taskloss report: do not edit. Made again by\n     ", out);
    for (; *command != '\0'; command++)
        if ((unsigned char)*command >= ' ' && *command != '>')
            putc(*command, out);
    fputs("\n     taskloss report --format claims -o THIS_FILE -->\n", out);
}

static void put_made(const struct page *page)
{
    FILE *out = page->out;
    const char *command = page->results->run.command;
    put_comment(out, command == NULL ? "" : command);
    fputs("# What is claimed about asyncio's tasks, and what was measured\n\nGenerated from one "
          "run, from the claims in ",
          out);
    escape_markdown_code(out, "cases/claims.tsv");
    fputs(". To make it again: ", out);
    escape_markdown_code(out, command == NULL ? "taskloss run" : command);
    fputs(", then ", out);
    escape_markdown_code(out, "taskloss report --format claims -o results/claims.md");
    fputs(".\n\n", out);
}

static void put_sums(const struct page *page)
{
    for (int verdict = 0; verdict < CLAIM_VERDICT_COUNT; verdict++) {
        size_t count = 0;
        for (size_t i = 0; i < page->count; i++)
            count += page->judged[i].verdict == (enum claim_verdict)verdict;
        fprintf(page->out, "- %zu **%s**: %s\n", count, claim_verdicts[verdict].name,
                claim_verdicts[verdict].meaning);
    }
    putc('\n', page->out);
}

static void put_pythons(const struct page *page)
{
    FILE *out = page->out;
    fputs("Pythons of the run: ", out);
    for (size_t i = 0; page->count > 0 && i < page->judged[0].count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        escape_markdown(out, page->judged[0].pythons[i].cell->implementation->name);
    }
    fputs(".\n\n", out);
}

int output_claims(const struct claim_judged *judged, size_t count, const struct tl_results *results,
                  FILE *out, struct tl_error *error)
{
    struct page page = {.judged = judged, .count = count, .results = results, .out = out};
    put_made(&page);
    put_pythons(&page);
    put_sums(&page);
    fputs("| | claim | said by | verdict | holds on |\n|---|---|---|---|---|\n", out);
    for (size_t i = 0; i < count; i++)
        put_row(&page, i);
    fputs("\n## Each claim\n\n", out);
    for (size_t i = 0; i < count; i++)
        put_claim(&page, i);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the claims cannot be written (%s)",
                       strerror(errno));
    return 0;
}
