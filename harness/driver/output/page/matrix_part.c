/* The matrices: a row a case, a column an implementation, each cell a link to its numbers. */
#include <stdlib.h>
#include <string.h>

#include "outcome.h"
#include "parts.h"
#include "places.h"
#include "pool.h"
#include "utf8.h"

/* Shades of the share lost; the number stands in the cell all the same. */
static const char *shade(const struct tl_result *cell)
{
    static const struct {
        double most;
        const char *name;
    } shades[] = {{0, "s0"}, {0.25, "s1"}, {0.5, "s2"}, {0.75, "s3"}, {0.999999, "s4"}};
    for (size_t i = 0; i < sizeof shades / sizeof shades[0]; i++)
        if (cell->rate <= shades[i].most)
            return shades[i].name;
    return "s5";
}

static bool is_difference(const struct tl_checked *checked)
{
    return verdict_differs(checked->verdict);
}

/* X(outcome, class, letters where there is little room) */
#define CLASSES(X)                                                                                 \
    X(LOST, "", "")                                                                                \
    X(STALLED, "st", "st")                                                                         \
    X(BROKEN, "br", "br")                                                                          \
    X(UNCANCELLED, "or", "uc")                                                                     \
    X(ORPHANED, "or", "or")                                                                        \
    X(LEAKED, "le", "le")                                                                          \
    X(SILENT, "si", "si")                                                                          \
    X(LEAVES, "le", "lv")                                                                          \
    X(UNMEASURED, "un", "")                                                                        \
    X(NO_JOBS, "nj", "")                                                                           \
    X(NONE, "s0", "")

static const struct {
    const char *name, *letters;
} classes[OUTCOME_COUNT] = {
#define X(symbol, name, letters) [OUTCOME_##symbol] = {name, letters},
    CLASSES(X)
#undef X
};

static enum outcome outcome_of_cell(const struct tl_checked *checked)
{
    struct pool_point point = pool_cell(checked->cell);
    enum outcome outcome = outcome_of(&point);
    bool nothing = outcome == OUTCOME_NONE || outcome == OUTCOME_NO_JOBS;
    return nothing && html_unmeasured(checked) ? OUTCOME_UNMEASURED : outcome;
}

static void put_class(struct html *html, const struct tl_checked *checked, enum outcome outcome)
{
    char name[16];
    snprintf(name, sizeof name, "%s%s%s",
             outcome == OUTCOME_LOST ? shade(checked->cell) : classes[outcome].name,
             html_unmeasured(checked) && outcome == OUTCOME_LOST ? " un" : "",
             is_difference(checked) ? " d" : "");
    html_class(html, name);
}

/* The share lost, the name of another finding, "-" where there were no jobs, "?" where something
 * could not be measured, and a sign where it differs from what is expected: nothing is told by
 * colour alone. */
static void put_finding(struct html *html, const struct tl_checked *checked, enum outcome outcome,
                        bool many)
{
    const struct tl_result *cell = checked->cell;
    char text[24] = "";
    if (classes[outcome].letters[0] != '\0')
        snprintf(text, sizeof text, "%s", many ? classes[outcome].letters : outcomes[outcome].name);
    else if (cell->has_rate) {
        utf8_percent(text, sizeof text, cell->rate);
        text[strcspn(text, " ")] = '\0';
    } else if (!html_unmeasured(checked))
        strcpy(text, "-");
    html_put(html, "%s%s%s", text, html_unmeasured(checked) ? "?" : "",
             is_difference(checked) ? "\xe2\x89\xa0" : "");
}

/* With more columns than this the names stand upright. */
#define COLUMNS_WIDE 20

static bool is_many(const struct html_grid *grid)
{
    return grid->column_count > COLUMNS_WIDE;
}

static void put_meaning(struct html *html, enum outcome outcome, bool many)
{
    html_raw(html, "<i>");
    html_element(html, "span", classes[outcome].name,
                 many ? classes[outcome].letters : outcomes[outcome].name);
    if (many)
        html_put(html, "%s: ", outcomes[outcome].name);
    html_text(html, outcomes[outcome].meaning);
    html_raw(html, "</i>");
}

void html_put_legend(struct html *html, const struct html_grid *grid)
{
    html_raw(html, "<p class=\"legend\">"
                   "<i><span class=\"s0\">0</span>nothing found</i>"
                   "<i><span class=\"s3\">57</span>some lost</i>"
                   "<i><span class=\"s5\">100</span>all lost</i>");
    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        if (classes[i].letters[0] != '\0')
            put_meaning(html, (enum outcome)i, is_many(grid));
    html_raw(html, "<i><span class=\"un\">?</span>could not be measured</i>"
                   "<i><span class=\"nj\">-</span>no jobs whose loss is counted</i>"
                   "<i><span class=\"s0 d\">0&#x2260;</span>not as expected</i>"
                   "<i><span>&#xa0;</span>does not apply, or was not asked for</i></p>");
}

static void put_cell(struct html *html, const struct html_grid *grid,
                     const struct tl_checked *checked)
{
    html_open(html, "td");
    if (checked != NULL) {
        enum outcome outcome = outcome_of_cell(checked);
        put_class(html, checked, outcome);
        html_open(html, "a");
        html_attribute_put(html, "href", "#x%zu", html_line(grid, checked));
        html_attribute(html, "tabindex", "-1"); /* the arrow keys lead there */
        put_finding(html, checked, outcome, is_many(grid));
        html_close(html);
    }
    html_close(html);
}

static bool has_row(const struct html_grid *grid, size_t the_case, size_t view)
{
    for (size_t i = 0; i < grid->column_count; i++)
        if (html_cell(grid, i, the_case, view) != NULL)
            return true;
    return false;
}

static void put_row(struct html *html, const struct html_grid *grid, size_t the_case, size_t view)
{
    const struct tl_result *first = grid->cases[the_case];
    html_open(html, "tr");
    html_open(html, "th");
    html_attribute(html, "scope", "row");
    html_open(html, "a");
    html_attribute_put(html, "href", "#k%zu", the_case);
    html_attribute(html, "tabindex", "-1");
    html_attribute(html, "title", first->case_title != NULL ? first->case_title : "");
    html_element(html, "b", NULL, first->case_id);
    html_put(html, " %s", first->case_name);
    html_close(html);
    html_close(html);
    for (size_t i = 0; i < grid->column_count; i++)
        put_cell(html, grid, html_cell(grid, i, the_case, view));
    html_close(html);
    html_raw(html, "\n");
}

/* What the jobs of the cases under it await. */
static void put_heading(struct html *html, const struct html_grid *grid, size_t the_case)
{
    const char *awaits = html_awaits(grid->cases[the_case]);
    html_open(html, "tr");
    html_class(html, "a");
    html_open(html, "th");
    html_attribute_put(html, "colspan", "%zu", grid->column_count + 1);
    html_attribute(html, "scope", "rowgroup");
    html_element(html, "span", NULL, awaits[0] != '\0' ? awaits : "what their heads do not say");
    html_close(html);
    html_close(html);
}

/* Those that await the same are a body of the table: sorting stays within it. */
static void put_rows(struct html *html, const struct html_grid *grid, size_t view)
{
    bool due = false, open = false;
    for (size_t i = 0; i < grid->case_count; i++) {
        due |= html_begins_group(grid, i);
        if (!has_row(grid, i, view))
            continue;
        if (due || !open)
            html_raw(html, open ? "</tbody><tbody>\n" : "<tbody>\n");
        if (due)
            put_heading(html, grid, i);
        put_row(html, grid, i, view);
        open = true;
        due = false;
    }
    html_raw(html, open ? "</tbody>" : "<tbody></tbody>");
}

static size_t group_end(const struct html_grid *grid, size_t first)
{
    size_t end = first + 1;
    while (end < grid->column_count &&
           implementation_same_suffix(grid->columns[first], grid->columns[end]))
        end++;
    return end;
}

static void put_group(struct html *html, const struct html_grid *grid, size_t first, size_t end)
{
    const char *suffix = grid->columns[first]->suffix;
    size_t length = strlen(suffix);
    html_open(html, "th");
    html_attribute_put(html, "colspan", "%zu", end - first);
    html_attribute_put(html, "style", "--n:%zu", end - first);
    html_attribute(html, "scope", "colgroup");
    /* A name that is wider than its columns stands upright as they do. */
    html_class(html, is_many(grid) && length > 5 * (end - first) ? "g v" : "g");
    html_open(html, "span");
    html_text(html, length > 0 ? suffix + 1 : "asyncio");
    html_close(html);
    html_close(html);
}

/* The event loops and kinds, where there are several. */
static void put_groups(struct html *html, const struct html_grid *grid)
{
    html_raw(html, "<tr class=\"groups\"><td></td>");
    for (size_t i = 0, end; i < grid->column_count; i = end) {
        end = group_end(grid, i);
        put_group(html, grid, i, end);
    }
    html_raw(html, "</tr>");
}

static void put_head(struct html *html, const struct html_grid *grid)
{
    bool groups = grid->column_count > 0 && group_end(grid, 0) < grid->column_count;
    html_raw(html, "<thead>");
    if (groups)
        put_groups(html, grid);
    html_raw(html, "<tr><th scope=\"col\">Case</th>");
    for (size_t i = 0, end = 0; i < grid->column_count; i++) {
        const struct tl_implementation *column = grid->columns[i];
        html_open(html, "th");
        html_attribute(html, "scope", "col");
        if (i == end) {
            end = group_end(grid, i);
            html_class(html, i > 0 ? "g" : "f");
        }
        if (groups && strcmp(column->base, column->name) != 0)
            html_attribute(html, "title", column->name);
        html_text(html, groups ? column->base : column->name);
        html_close(html);
    }
    html_raw(html, "</tr></thead>\n");
}

static void put_title(struct html *html, const struct html_grid *grid, size_t view)
{
    html_open(html, "summary");
    html_raw(html, "Guard ");
    html_open(html, "b");
    html_put_view(html, grid, view);
    html_close(html);
    html_put(html, ": %s", tl_guards[grid->views[view].guard].meaning);
    html_close(html);
}

static void put_table(struct html *html, const struct html_grid *grid, size_t view)
{
    html_raw(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Matrix\">");
    html_raw(html, is_many(grid) ? "<table class=\"matrix many sortable\">"
                                 : "<table class=\"matrix sortable\">");
    put_head(html, grid);
    put_rows(html, grid, view);
    html_raw(html, "</table></div>");
}

static void put_matrix(struct html *html, const struct html_grid *grid, size_t view)
{
    html_open(html, "details");
    if (view == 0) {
        html_attribute(html, "open", "open");
        put_title(html, grid, view);
        put_table(html, grid, view);
    } else {
        put_title(html, grid, view);
        html_later_begin(html);
        put_table(html, grid, view);
        html_later_end(html);
    }
    html_close(html);
    html_raw(html, "\n");
}

void html_put_matrices(struct html *html, const struct html_grid *grid)
{
    for (size_t i = 0; i < grid->view_count; i++)
        put_matrix(html, grid, i);
}
