/* The cells of a report by implementation, case, and guard with pressure. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "places.h"

static bool same_case(const struct tl_result *a, const struct tl_result *b)
{
    return cells_by_case_only(a, b) == 0;
}

static bool same_pressure(const struct pressure *a, const struct pressure *b)
{
    return a->pressure == b->pressure && a->argument == b->argument;
}

static bool same_view(const struct html_view *view, const struct tl_result *cell)
{
    return view->guard == cell->guard && same_pressure(&view->pressure, &cell->pressure);
}

size_t html_find_case(const struct html_grid *grid, const struct tl_result *cell)
{
    size_t at = 0;
    while (at < grid->case_count && !same_case(grid->cases[at], cell))
        at++;
    return at;
}

size_t html_find_view(const struct html_grid *grid, const struct tl_result *cell)
{
    size_t at = 0;
    while (at < grid->view_count && !same_view(&grid->views[at], cell))
        at++;
    return at;
}

const char *html_awaits(const struct tl_result *the_case)
{
    return the_case->case_awaits != NULL ? the_case->case_awaits : "";
}

bool html_begins_group(const struct html_grid *grid, size_t the_case)
{
    bool said = false;
    for (size_t i = 0; i < grid->case_count; i++)
        said |= html_awaits(grid->cases[i])[0] != '\0';
    return said && (the_case == 0 || strcmp(html_awaits(grid->cases[the_case - 1]),
                                            html_awaits(grid->cases[the_case])) != 0);
}

static int by_id(const void *a, const void *b)
{
    const struct tl_result *const *x = a, *const *y = b;
    return cells_by_case_only(*x, *y);
}

/* Those that await the same stand together, the groups in the order of their first cases. */
static void gather_groups(struct html_grid *grid)
{
    const struct tl_result **all = grid->cases;
    size_t count = 0;
    grid->cases = memory_zeroed(grid->case_count + 1, sizeof *grid->cases);
    for (int unsaid = 0; unsaid < 2; unsaid++)
        for (size_t i = 0; i < grid->case_count; i++) {
            const char *awaits = all[i] == NULL ? "" : html_awaits(all[i]);
            if (all[i] == NULL || (awaits[0] == '\0') != unsaid)
                continue;
            for (size_t k = i; k < grid->case_count; k++)
                if (all[k] != NULL && strcmp(html_awaits(all[k]), awaits) == 0) {
                    grid->cases[count++] = all[k];
                    all[k] = NULL;
                }
        }
    free(all);
}

static int by_guard(const void *a, const void *b)
{
    const struct html_view *x = a, *y = b;
    if (x->guard != y->guard)
        return (int)x->guard - (int)y->guard;
    if (x->pressure.pressure != y->pressure.pressure)
        return (int)x->pressure.pressure - (int)y->pressure.pressure;
    return (x->pressure.argument > y->pressure.argument) -
           (x->pressure.argument < y->pressure.argument);
}

static void find_axes(struct html_grid *grid)
{
    const struct tl_report *report = grid->report;
    for (size_t i = 0; i < report->count; i++) {
        const struct tl_result *cell = report->cells[i].cell;
        if (html_find_case(grid, cell) == grid->case_count)
            grid->cases[grid->case_count++] = cell;
        if (html_find_view(grid, cell) == grid->view_count)
            grid->views[grid->view_count++] = (struct html_view){cell->guard, cell->pressure};
    }
    if (grid->case_count > 1)
        list_sort(grid->cases, grid->case_count, sizeof *grid->cases, by_id);
    gather_groups(grid);
    if (grid->view_count > 1)
        list_sort(grid->views, grid->view_count, sizeof *grid->views, by_guard);
    for (size_t i = 1; i < grid->view_count; i++)
        grid->pressures |= !same_pressure(&grid->views[i].pressure, &grid->views[0].pressure);
}

static size_t place(const struct html_grid *grid, size_t column, size_t the_case, size_t view)
{
    return (column * grid->case_count + the_case) * grid->view_count + view;
}

size_t html_find_column(const struct html_grid *grid, const struct tl_result *cell)
{
    size_t at = 0;
    while (at < grid->column_count && grid->columns[at] != cell->implementation)
        at++;
    return at;
}

static void fill(struct html_grid *grid)
{
    const struct tl_report *report = grid->report;
    for (size_t i = 0; i < report->count; i++) {
        const struct tl_result *cell = report->cells[i].cell;
        size_t column = html_find_column(grid, cell);
        grid->lines[i] = i;
        if (column < grid->column_count)
            grid->cells[place(grid, column, html_find_case(grid, cell),
                              html_find_view(grid, cell))] = &report->cells[i];
    }
}

static const struct tl_implementation *column(const void *item)
{
    return *(const struct tl_implementation *const *)item;
}

static void find_columns(struct html_grid *grid)
{
    grid->column_count = grid->report->total_count;
    for (size_t i = 0; i < grid->column_count; i++)
        grid->columns[i] = grid->report->totals[i].implementation;
    places_gather(grid->columns, grid->column_count, sizeof *grid->columns, column);
}

void html_grid_make(struct html_grid *out, const struct tl_report *report)
{
    *out = (struct html_grid){.report = report,
                              .cases = memory_zeroed(report->count, sizeof *out->cases),
                              .views = memory_zeroed(report->count, sizeof *out->views),
                              .lines = memory_zeroed(report->count, sizeof *out->lines),
                              .columns = memory_zeroed(report->total_count, sizeof *out->columns)};
    find_columns(out);
    find_axes(out);
    out->cells =
        memory_zeroed(out->column_count * out->case_count * out->view_count, sizeof *out->cells);
    fill(out);
    html_find_lines(out);
}

void html_grid_free(struct html_grid *grid)
{
    free(grid->cases);
    free(grid->views);
    free(grid->cells);
    free(grid->lines);
    free(grid->columns);
    *grid = (struct html_grid){0};
}

const struct tl_checked *html_cell(const struct html_grid *grid, size_t column, size_t the_case,
                                   size_t view)
{
    return grid->cells[place(grid, column, the_case, view)];
}

size_t html_line(const struct html_grid *grid, const struct tl_checked *cell)
{
    return grid->lines[cell - grid->report->cells];
}

void html_put_places(struct html *html, const struct html_grid *grid, const bool *on)
{
    char *text = places_text(grid->columns, on, grid->column_count);
    html_text(html, text);
    free(text);
}

bool html_unmeasured(const struct tl_checked *cell)
{
    return cell->cell->unmeasured != NULL || cell->cell->measured < cell->cell->trials ||
           cell->verdict == TL_VERDICT_COULD_NOT_MEASURE;
}

const char *html_why_unmeasured(const struct tl_checked *cell)
{
    return cell->cell->unmeasured != NULL ? cell->cell->unmeasured : "not all trials were measured";
}

void html_put_view(struct html *html, const struct html_grid *grid, size_t view)
{
    char text[CELL_PRESSURE_MAX];
    const struct html_view *of = &grid->views[view];
    html_text(html, tl_guards[of->guard].name);
    if (grid->pressures)
        html_put(
            html, ", %s",
            words_pressure_name(text, sizeof text, of->pressure.pressure, of->pressure.argument));
}
