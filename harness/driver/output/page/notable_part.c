/* What is not as expected, and what could not be measured: a row for what is the same. */
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "list.h"
#include "memory.h"
#include "parts.h"
#include "text.h"

/* A cell that was not measured, or one difference of a cell. */
struct notable {
    const struct tl_checked *cell;
    const struct tl_finding *finding; /* NULL: of what was not measured */
};

/* Those that share a row: `items` of them, one after the other. */
struct row {
    const struct notable *items;
    size_t count;
};

struct notables {
    const struct html_grid *grid;
    bool unmeasured;
    struct notable *items;
    struct row *rows;
    size_t count, row_count;
    bool *columns, *cases; /* of the row that is being written */
};

static void add(struct notables *notables, const struct tl_checked *cell,
                const struct tl_finding *finding)
{
    *(struct notable *)list_grow(&notables->items, notables->count++, sizeof(struct notable)) =
        (struct notable){cell, finding};
}

/* The differences are those that the tile at the top counts. */
static void find_items(struct notables *notables, const struct tl_checked *cell)
{
    if (notables->unmeasured && !verdict_differs(cell->verdict) && html_unmeasured(cell))
        add(notables, cell, NULL);
    for (size_t i = 0; !notables->unmeasured && i < cell->findings.count; i++)
        if (verdict_counts(&cell->findings.items[i], TL_VERDICT_CHANGED))
            add(notables, cell, &cell->findings.items[i]);
}

/* --- which cells say the same --- */

/* Of all cases, guards and pressures. */
static int by_reason(const void *a, const void *b)
{
    const struct notable *x = a, *y = b;
    return strcmp(html_why_unmeasured(x->cell), html_why_unmeasured(y->cell));
}

static int by_difference(const void *a, const void *b)
{
    const struct notable *x = a, *y = b;
    int order = cells_by_case(x->cell->cell, y->cell->cell);
    order = order != 0 ? order : (int)x->finding->verdict - (int)y->finding->verdict;
    if (order != 0)
        return order;
    char *text_x = finding_text(x->cell->cell, x->finding),
         *text_y = finding_text(y->cell->cell, y->finding);
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
    const struct notable *x = a, *y = b;
    int order = order_of(data)(a, b);
    return order != 0 ? order : (x->cell > y->cell) - (x->cell < y->cell);
}

static int by_count(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->items > y->items) - (x->items < y->items);
}

static void find_rows(struct notables *notables)
{
    const struct tl_report *report = notables->grid->report;
    for (size_t i = 0; i < report->count; i++)
        find_items(notables, &report->cells[i]);
    if (notables->count > 1)
        qsort_r(notables->items, notables->count, sizeof *notables->items, in_order, notables);
    notables->rows = memory_zeroed(notables->count + 1, sizeof *notables->rows);
    for (size_t i = 0; i < notables->count; i++) {
        const struct notable *item = &notables->items[i];
        if (i == 0 || order_of(notables)(item - 1, item) != 0)
            notables->rows[notables->row_count++] = (struct row){.items = item};
        notables->rows[notables->row_count - 1].count++;
    }
    if (notables->unmeasured)
        list_sort(notables->rows, notables->row_count, sizeof *notables->rows, by_count);
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
        size_t column = html_find_column(grid, row->items[i].cell->cell);
        size_t line = html_find_case(grid, row->items[i].cell->cell);
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
    size_t first = html_find_case(grid, row->items[0].cell->cell), named = 0, more = 0;
    html_open(html, "td");
    put_case(html, grid, row->items[0].cell);
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
    html_element(html, "td", NULL, html_why_unmeasured(row->items[0].cell));
    put_places(html, notables);
    put_cases(html, notables, row);
    html_raw(html, "</tr>\n");
}

static void put_difference(struct html *html, const struct notables *notables,
                           const struct row *row)
{
    const struct html_grid *grid = notables->grid;
    const struct tl_checked *first = row->items[0].cell;
    const struct tl_finding *finding = row->items[0].finding;
    html_raw(html, "<tr>");
    put_number(html, row->count);
    html_raw(html, "<td>");
    put_case(html, grid, first);
    html_raw(html, "</td>");
    html_open(html, "td");
    html_put_view(html, grid, html_find_view(grid, first->cell));
    html_close(html);
    put_places(html, notables);
    html_element(html, "td", NULL, tl_verdicts[finding->verdict].name);
    char *text = finding_text(first->cell, finding);
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
    html_raw(
        html,
        notables->unmeasured
            ? "<th scope=\"col\">Cells</th><th scope=\"col\">Why</th>"
              "<th scope=\"col\">Implementations</th><th scope=\"col\">Cases</th>"
            : "<th scope=\"col\">Times</th><th scope=\"col\">Case</th><th scope=\"col\">Guard</th>"
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
    struct notables notables = {.grid = grid,
                                .unmeasured = unmeasured,
                                .columns =
                                    memory_zeroed(grid->column_count, sizeof *notables.columns),
                                .cases = memory_zeroed(grid->case_count, sizeof *notables.cases)};
    find_rows(&notables);
    if (notables.row_count > 0)
        put_list(html, &notables);
    free(notables.items);
    free(notables.rows);
    free(notables.columns);
    free(notables.cases);
}
