/* What is behind the cells: each case's story and text, its numbers, and what repeats them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "exposed.h"
#include "exposure.h"
#include "finding.h"
#include "memory.h"
#include "parts.h"
#include "sources.h"
#include "text.h"
#include "utf8.h"

#define FILE_MAX ((size_t)1 << 20)

/* --- the case itself --- */

/* NULL with `why` filled in: the file cannot be read. */
static char *read_file(const char *path, char **why)
{
    FILE *in = fopen(path, "re");
    char *text = memory_zeroed(1, FILE_MAX + 1);
    if (in == NULL) {
        *why = text_make("%s", strerror(errno));
        free(text);
        text = NULL;
    } else
        text[fread(text, 1, FILE_MAX, in)] = '\0';
    if (in != NULL)
        fclose(in);
    return text;
}

static void put_source(struct html *html, const char *path)
{
    char *why = NULL, *text = read_file(path, &why);
    if (text == NULL) {
        html_open(html, "p");
        html_put(html, "The text of the case, %s, cannot be shown (%s).", path, why);
        html_close(html);
    } else {
        html_raw(html, "<details class=\"file\"><summary>The file</summary>");
        html_open(html, "pre");
        html_attribute(html, "tabindex", "0");
        html_text(html, text);
        html_close(html);
        html_raw(html, "</details>");
    }
    free(text);
    free(why);
}

/* A blank line ends a paragraph. */
static void put_paragraphs(struct html *html, const char *text)
{
    while (*(text += strspn(text, "\n")) != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t length = end == NULL ? strlen(text) : (size_t)(end - text);
        html_open(html, "p");
        html_put(html, "%.*s", (int)length, text);
        html_close(html);
        text += length;
    }
}

/* The story is in the file's head; a file that is gone or no longer a case has none. */
static void put_story(struct html *html, const char *path)
{
    struct tl_cases cases = {0};
    struct tl_error error;
    if (cases_load_file(&cases, path, &error) == 0)
        put_paragraphs(html, cases.items[0].story);
    cases_free(&cases);
}

/* Issues and pages lead to where they are. */
static void put_source_of(struct html *html, const char *source)
{
    char url[SOURCE_URL_MAX];
    if (source == NULL || source[0] == '\0')
        return;
    html_raw(html, "<p>Known from: ");
    for (const char *at = source; *at != '\0';) {
        const char *start = at;
        int length = (int)source_next(&at, url);
        if (url[0] != '\0') {
            html_open(html, "a");
            html_attribute(html, "href", url);
        }
        html_put(html, "%.*s", length, start);
        if (url[0] != '\0')
            html_close(html);
    }
    html_raw(html, "</p>");
}

static void put_expectations(struct html *html, const struct tl_result *the_case)
{
    if (the_case->expectation_count == 0)
        return;
    html_raw(html, "<p>Where counts above zero are expected: ");
    for (size_t i = 0; i < the_case->expectation_count; i++) {
        html_put(html, "%s%s: ", i > 0 ? "; " : "", the_case->expectations[i].what);
        html_element(html, "b", NULL, the_case->expectations[i].versions);
    }
    html_raw(html, ".</p>");
}

/* --- its numbers --- */

static void put_number_cell(struct html *html, uint64_t number)
{
    html_open(html, "td");
    html_class(html, "n");
    html_put(html, "%llu", (unsigned long long)number);
    html_close(html);
}

static void put_share(struct html *html, const struct tl_result *cell)
{
    html_open(html, "td");
    html_class(html, "n");
    if (!cell->has_rate) {
        html_raw(html, cell->measured > 0 ? "no jobs counted" : "no data");
    } else {
        char rate[24], low[24], high[24];
        utf8_percent(rate, sizeof rate, cell->rate);
        utf8_percent(low, sizeof low, cell->low);
        utf8_percent(high, sizeof high, cell->high);
        html_attribute_put(html, "data-v", "%.9g", cell->rate);
        html_text(html, rate);
        if (cell->measured > 1)
            html_put(html, " (%s..%s)", low, high);
    }
    html_close(html);
}

static void put_exposure(struct html *html, const struct tl_result *cell)
{
    char text[EXPOSED_MAX];
    double share;
    html_open(html, "td");
    if (exposure_of_cell(cell, &share))
        html_attribute_put(html, "data-v", "%.9g", share);
    html_text(html, exposed_share(text, cell));
    html_close(html);
}

static void put_count(struct html *html, bool *first, const char *name, int64_t number)
{
    if (number == 0)
        return;
    html_put(html, "%s%s %lld", *first ? "" : ", ", name, (long long)number);
    *first = false;
}

/* All counts above zero but the lost ones, which have a column. */
static void put_counts(struct html *html, const struct tl_result *cell)
{
    bool first = true;
    html_open(html, "td");
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        if (i != TL_COUNT_LOST && tl_count_rules[i].on_page)
            put_count(html, &first, tl_counts[i].name, cell->counts[i]);
    for (size_t i = 0; i < cell->fact_count; i++)
        put_count(html, &first, cell->facts[i].name, cell->facts[i].trial);
    put_count(html, &first, "audit differences", cell->audit_differences);
    html_close(html);
}

static void put_findings(struct html *html, const struct tl_checked *checked)
{
    for (size_t i = 0; i < checked->findings.count; i++) {
        const struct tl_finding *finding = &checked->findings.items[i];
        if (finding->verdict == TL_VERDICT_AS_EXPECTED ||
            finding->verdict == TL_VERDICT_COULD_NOT_MEASURE)
            continue;
        html_raw(html, "<br/>");
        char *text = finding_text(checked->cell, finding);
        html_text(html, text);
        free(text);
    }
    if (html_unmeasured(checked)) {
        html_raw(html, "<br/>");
        html_text(html, html_why_unmeasured(checked));
    }
}

/* So much of it says what it is; the command prints it all. */
#define OUTPUT_MAX 900

static size_t whole_characters(const char *text, size_t most)
{
    while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--;
    return most;
}

static void put_output(struct html *html, const char *output)
{
    if (output == NULL || output[0] == '\0')
        return;
    size_t length = strlen(output), shown = length;
    if (length > OUTPUT_MAX + OUTPUT_MAX / 8)
        shown = whole_characters(output, OUTPUT_MAX);
    html_raw(html, "<details><summary>What it printed</summary>");
    html_open(html, "pre");
    html_put(html, "%.*s", (int)shown, output);
    if (shown < length)
        html_put(html, "... (and %zu bytes)", length - shown);
    html_close(html);
    html_raw(html, "</details>");
}

static void put_why(struct html *html, const char *why)
{
    if (why == NULL)
        return;
    html_raw(html, "<details><summary>Why</summary>");
    html_element(html, "pre", NULL, why);
    html_raw(html, "</details>");
}

static void put_verdict(struct html *html, const struct tl_checked *checked)
{
    bool nothing = checked->findings.count == 0 && !html_unmeasured(checked);
    html_open(html, "td");
    html_class(html, verdict_differs(checked->verdict) ? "bad"
                     : html_unmeasured(checked)        ? "unknown"
                                                       : "good");
    html_text(html, nothing ? "nothing is expected" : tl_verdicts[checked->verdict].name);
    put_findings(html, checked);
    put_why(html, checked->why);
    put_output(html, checked->output);
    html_close(html);
}

/* Which columns share the line of a cell. */
struct line {
    const struct html_grid *grid;
    const struct tl_checked *first;
    size_t the_case, view;
    bool *on;
};

static void find_columns(struct line *line)
{
    const struct html_grid *grid = line->grid;
    size_t number = html_line(grid, line->first);
    for (size_t i = 0; i < grid->column_count; i++) {
        const struct tl_checked *cell = html_cell(grid, i, line->the_case, line->view);
        line->on[i] = cell != NULL && html_line(grid, cell) == number;
    }
}

/* The command of a cell, with what --python has in it apart. */
static const char *rest_of(const struct tl_checked *cell)
{
    return cell->repeat + cell->repeat_python[1];
}

static bool same_command(const struct tl_checked *a, const struct tl_checked *b)
{
    return a->repeat_python[0] == b->repeat_python[0] &&
           strncmp(a->repeat, b->repeat, a->repeat_python[0]) == 0 &&
           strcmp(rest_of(a), rest_of(b)) == 0;
}

/* The page's script makes a command of another implementation's by putting its name in. */
static bool is_by_name(const struct tl_checked *cell)
{
    const char *name = cell->cell->implementation->name;
    size_t length = cell->repeat_python[1] - cell->repeat_python[0];
    return strlen(name) == length &&
           strncmp(cell->repeat + cell->repeat_python[0], name, length) == 0;
}

static const struct tl_checked *cell_of(const struct line *line, size_t column)
{
    return html_cell(line->grid, column, line->the_case, line->view);
}

/* Do the commands differ only by the implementation? */
static bool is_one_command(const struct line *line)
{
    if (!is_by_name(line->first))
        return false;
    for (size_t i = 0; i < line->grid->column_count; i++)
        if (line->on[i] &&
            (!is_by_name(cell_of(line, i)) || !same_command(line->first, cell_of(line, i))))
            return false;
    return true;
}

/* The page's script makes the commands of the other implementations from the first one's. */
static void put_repeats(struct html *html, const struct line *line)
{
    const struct tl_checked *first = line->first;
    html_raw(html, "<td class=\"repeat\"><details><summary>Repeat</summary><pre tabindex=\"0\">");
    if (is_one_command(line)) {
        html_put(html, "%.*s", (int)first->repeat_python[0], first->repeat);
        html_element(html, "b", NULL, first->cell->implementation->name);
        html_text(html, rest_of(first));
    } else
        for (size_t i = 0; i < line->grid->column_count; i++)
            if (line->on[i])
                html_put(html, "%s\n", cell_of(line, i)->repeat);
    html_raw(html, "</pre></details></td>");
}

static void put_line(struct html *html, const struct line *line)
{
    const struct tl_checked *first = line->first;
    html_open(html, "tr");
    html_attribute_put(html, "id", "x%zu", html_line(line->grid, first));
    html_open(html, "td");
    html_put_view(html, line->grid, line->view);
    html_close(html);
    html_open(html, "td");
    html_put_places(html, line->grid, line->on);
    html_close(html);
    put_number_cell(html, first->cell->counts[TL_COUNT_SPAWNED]);
    put_number_cell(html, first->cell->counts[TL_FATE_LOST]);
    put_share(html, first->cell);
    put_exposure(html, first->cell);
    put_counts(html, first->cell);
    put_verdict(html, first);
    put_repeats(html, line);
    html_close(html);
    html_raw(html, "\n");
}

static void put_view(struct html *html, const struct html_grid *grid, size_t the_case, size_t view,
                     bool *on)
{
    for (size_t i = 0; i < grid->column_count; i++) {
        const struct tl_checked *cell = html_cell(grid, i, the_case, view);
        struct line line = {grid, cell, the_case, view, on};
        if (cell == NULL || &grid->report->cells[html_line(grid, cell)] != cell)
            continue;
        find_columns(&line);
        put_line(html, &line);
    }
}

static void put_numbers(struct html *html, const struct html_grid *grid, size_t the_case)
{
    bool *on = memory_zeroed(grid->column_count, sizeof *on);
    html_raw(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Numbers\">"
                   "<table class=\"sortable\"><thead><tr><th scope=\"col\">Guard</th>"
                   "<th scope=\"col\">Implementations</th><th scope=\"col\">Jobs</th>"
                   "<th scope=\"col\">Lost</th><th scope=\"col\">Share</th>"
                   "<th scope=\"col\">Exposed</th>"
                   "<th scope=\"col\">Other counts</th><th scope=\"col\">Verdict</th>"
                   "<th scope=\"col\">Command</th></tr></thead><tbody>\n");
    for (size_t view = 0; view < grid->view_count; view++)
        put_view(html, grid, the_case, view, on);
    html_raw(html, "</tbody></table></div>");
    free(on);
}

static void put_case(struct html *html, const struct html_grid *grid, size_t the_case)
{
    const struct tl_result *first = grid->cases[the_case];
    html_open(html, "details");
    html_class(html, "case");
    html_attribute_put(html, "id", "k%zu", the_case);
    if (html_awaits(first)[0] != '\0')
        html_attribute(html, "data-awaits", html_awaits(first));
    html_open(html, "summary");
    html_element(html, "b", NULL, first->case_id);
    html_put(html, " %s: %s", first->case_name, first->case_title != NULL ? first->case_title : "");
    html_close(html);
    html_later_begin(html);
    if (first->case_file != NULL)
        put_story(html, first->case_file);
    put_source_of(html, first->case_source);
    put_expectations(html, first);
    put_numbers(html, grid, the_case);
    if (first->case_file != NULL)
        put_source(html, first->case_file);
    html_later_end(html);
    html_close(html);
    html_raw(html, "\n");
}

void html_put_cases(struct html *html, const struct html_grid *grid)
{
    for (size_t i = 0; i < grid->case_count; i++)
        put_case(html, grid, i);
}
