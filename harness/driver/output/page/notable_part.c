/* What is not as expected, and what could not be measured: a row for what is the same. */
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "memory.h"
#include "parts.h"
#include "text.h"

/* Cells that share a row: `cells` of them, one after the other. */
struct row {
    const struct tl_checked **cells;
    size_t count;
};

struct notables {
    const struct html_grid *grid;
    bool unmeasured;
    const struct tl_checked **cells;
    struct row *rows;
    size_t count, row_count;
    bool *columns, *cases; /* of the row that is being written */
};

static bool is_notable(const struct tl_checked *cell, bool unmeasured)
{
    return unmeasured ? !verdict_differs(cell->verdict) && html_unmeasured(cell)
                      : verdict_differs(cell->verdict);
}

/* What its verdict says, to be freed. */
static char *text_of(const struct tl_checked *cell)
{
    for (size_t i = 0; i < cell->findings.count; i++)
        if (cell->findings.items[i].verdict == cell->verdict)
            return finding_text(cell->cell, &cell->findings.items[i]);
    return text_make("%s", "");
}

/* --- which cells say the same --- */

/* Of all cases, guards and pressures. */
static int by_reason(const void *a, const void *b)
{
    const struct tl_checked *const *x = a, *const *y = b;
    return strcmp(html_why_unmeasured(*x), html_why_unmeasured(*y));
}

static int by_difference(const void *a, const void *b)
{
    const struct tl_checked *const *x = a, *const *y = b;
    const struct tl_result *in_x = (*x)->cell, *in_y = (*y)->cell;
    int order = cells_by_case(in_x, in_y);
    order = order != 0 ? order : (*x)->verdict < (*y)->verdict ? -1 : (*x)->verdict > (*y)->verdict;
    if (order != 0)
        return order;
    char *text_x = text_of(*x), *text_y = text_of(*y);
    order = strcmp(text_x, text_y);
    free(text_x);
    free(text_y);
    return order;
}

typedef int comparison(const void *, const void *);

static comparison *order_of(const struct notables *notables)
{
    return notables->unmeasured ? by_reason : by_difference;
}

static int in_order(const void *a, const void *b, void *data)
{
    const struct tl_checked *const *x = a, *const *y = b;
    int order = order_of(data)(a, b);
    return order != 0 ? order : (*x > *y) - (*x < *y);
}

static int by_count(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->cells[0] > y->cells[0]) - (x->cells[0] < y->cells[0]);
}

static void find_rows(struct notables *notables)
{
    const struct tl_report *report = notables->grid->report;
    for (size_t i = 0; i < report->count; i++)
        if (is_notable(&report->cells[i], notables->unmeasured))
            notables->cells[notables->count++] = &report->cells[i];
    qsort_r(notables->cells, notables->count, sizeof *notables->cells, in_order, notables);
    for (size_t i = 0; i < notables->count; i++) {
        const struct tl_checked **cell = &notables->cells[i];
        if (i == 0 || order_of(notables)(cell - 1, cell) != 0)
            notables->rows[notables->row_count++] = (struct row){.cells = cell};
        notables->rows[notables->row_count - 1].count++;
    }
    if (notables->unmeasured)
        qsort(notables->rows, notables->row_count, sizeof *notables->rows, by_count);
}

/* --- the list --- */

static void put_case(struct html *html, const struct html_grid *grid, const struct tl_checked *cell)
{
    html_open(html, "a");
    html_attribute_put(html, "href", "#x%zu", html_line(grid, cell));
    html_put(html, "%s %s", cell->cell->case_id, cell->cell->case_name);
    html_close(html);
}

static void mark(struct notables *notables, const struct row *row)
{
    const struct html_grid *grid = notables->grid;
    memset(notables->columns, 0, grid->column_count * sizeof *notables->columns);
    memset(notables->cases, 0, grid->case_count * sizeof *notables->cases);
    for (size_t i = 0; i < row->count; i++) {
        size_t column = html_find_column(grid, row->cells[i]->cell);
        size_t line = html_find_case(grid, row->cells[i]->cell);
        if (column < grid->column_count) /* else the grid does not show it */
            notables->columns[column] = true;
        if (line < grid->case_count)
            notables->cases[line] = true;
    }
}

static void put_number(struct html *html, size_t number)
{
    html_open(html, "td");
    html_class(html, "n");
    html_put(html, "%zu", number);
    html_close(html);
}

static void put_places(struct html *html, const struct notables *notables)
{
    html_open(html, "td");
    html_put_places(html, notables->grid, notables->columns);
    html_close(html);
}

/* "a01 stream_client_read" leads to the first cell; the ids of the other cases follow. */
#define CASES_NAMED 8

static void put_cases(struct html *html, const struct notables *notables, const struct row *row)
{
    const struct html_grid *grid = notables->grid;
    size_t first = html_find_case(grid, row->cells[0]->cell), named = 0, more = 0;
    html_open(html, "td");
    put_case(html, grid, row->cells[0]);
    for (size_t i = 0; i < grid->case_count; i++) {
        if (!notables->cases[i] || i == first)
            continue;
        if (named++ < CASES_NAMED)
            html_put(html, ", %s", grid->cases[i]->case_id);
        else
            more++;
    }
    if (more > 0)
        html_put(html, " and %zu more", more);
    html_close(html);
}

static void put_reason(struct html *html, const struct notables *notables, const struct row *row)
{
    html_raw(html, "<tr>");
    put_number(html, row->count);
    html_element(html, "td", NULL, html_why_unmeasured(row->cells[0]));
    put_places(html, notables);
    put_cases(html, notables, row);
    html_raw(html, "</tr>\n");
}

static void put_difference(struct html *html, const struct notables *notables,
                           const struct row *row)
{
    const struct html_grid *grid = notables->grid;
    const struct tl_checked *first = row->cells[0];
    html_raw(html, "<tr><td>");
    put_case(html, grid, first);
    html_raw(html, "</td>");
    html_open(html, "td");
    html_put_view(html, grid, html_find_view(grid, first->cell));
    html_close(html);
    put_places(html, notables);
    html_element(html, "td", NULL, tl_verdicts[first->verdict].name);
    char *text = text_of(first);
    html_element(html, "td", NULL, text);
    free(text);
    html_raw(html, "</tr>\n");
}

static void put_list(struct html *html, struct notables *notables)
{
    html_raw(html, notables->unmeasured ? "<section><h2>Could not be measured</h2>"
                                        : "<section><h2>Differences</h2>");
    html_raw(html, "<div class=\"scroll low\" tabindex=\"0\" role=\"region\" aria-label=\"List\">"
                   "<table class=\"sortable\"><thead><tr>");
    html_raw(html, notables->unmeasured
                       ? "<th scope=\"col\">Cells</th><th scope=\"col\">Why</th>"
                         "<th scope=\"col\">Implementations</th><th scope=\"col\">Cases</th>"
                       : "<th scope=\"col\">Case</th><th scope=\"col\">Guard</th>"
                         "<th scope=\"col\">Implementations</th><th scope=\"col\">Verdict</th>"
                         "<th scope=\"col\">Numbers</th>");
    html_raw(html, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < notables->row_count; i++) {
        mark(notables, &notables->rows[i]);
        (notables->unmeasured ? put_reason : put_difference)(html, notables, &notables->rows[i]);
    }
    html_raw(html, "</tbody></table></div></section>\n");
}

void html_put_notables(struct html *html, const struct html_grid *grid, bool unmeasured)
{
    size_t room = grid->report->count + 1;
    struct notables notables = {.grid = grid,
                                .unmeasured = unmeasured,
                                .cells = memory_zeroed(room, sizeof *notables.cells),
                                .rows = memory_zeroed(room, sizeof *notables.rows),
                                .columns =
                                    memory_zeroed(grid->column_count, sizeof *notables.columns),
                                .cases = memory_zeroed(grid->case_count, sizeof *notables.cases)};
    find_rows(&notables);
    if (notables.row_count > 0)
        put_list(html, &notables);
    free(notables.cells);
    free(notables.rows);
    free(notables.columns);
    free(notables.cases);
}
