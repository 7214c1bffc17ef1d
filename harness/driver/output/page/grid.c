/* The cells of a report by implementation, case, and guard with pressure. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "places.h"

static bool same_case(const struct tl_result *a, const struct tl_result *b)
{
    return strcmp(a->case_id, b->case_id) == 0 && strcmp(a->case_name, b->case_name) == 0;
}

static bool same_view(const struct html_view *view, const struct tl_result *cell)
{
    return strcmp(view->guard, cell->guard) == 0 && strcmp(view->pressure, cell->pressure) == 0;
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

static int by_id(const void *a, const void *b)
{
    const struct tl_result *const *x = a, *const *y = b;
    int order = strverscmp((*x)->case_id, (*y)->case_id);
    return order != 0 ? order : strcmp((*x)->case_name, (*y)->case_name);
}

static int guard_rank(const char *guard)
{
    int rank = tl_term_find(tl_guards, TL_GUARD_COUNT, guard);
    return rank < 0 ? TL_GUARD_COUNT : rank;
}

static int by_guard(const void *a, const void *b)
{
    const struct html_view *x = a, *y = b;
    int order = guard_rank(x->guard) - guard_rank(y->guard);
    return order != 0 ? order : strcmp(x->pressure, y->pressure);
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
        qsort(grid->cases, grid->case_count, sizeof *grid->cases, by_id);
    if (grid->view_count > 1)
        qsort(grid->views, grid->view_count, sizeof *grid->views, by_guard);
    for (size_t i = 1; i < grid->view_count; i++)
        grid->pressures |= strcmp(grid->views[i].pressure, grid->views[0].pressure) != 0;
}

static size_t place(const struct html_grid *grid, size_t column, size_t the_case, size_t view)
{
    return (column * grid->case_count + the_case) * grid->view_count + view;
}

size_t html_find_column(const struct html_grid *grid, const struct tl_result *cell)
{
    size_t at = 0;
    while (at < grid->name_count && strcmp(grid->names[at], cell->implementation) != 0)
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
        if (column < grid->name_count)
            grid->cells[place(grid, column, html_find_case(grid, cell),
                              html_find_view(grid, cell))] = &report->cells[i];
    }
}

static const char *name_of(const void *name)
{
    return *(const char *const *)name;
}

static int name_columns(struct html_grid *grid)
{
    grid->name_count = grid->report->total_count;
    for (size_t i = 0; i < grid->name_count; i++)
        grid->names[i] = grid->report->totals[i].implementation;
    return places_gather(grid->names, grid->name_count, sizeof *grid->names, name_of);
}

int html_grid_make(struct html_grid *out, const struct tl_report *report)
{
    *out = (struct html_grid){.report = report};
    out->cases = calloc(report->count + 1, sizeof *out->cases);
    out->views = calloc(report->count + 1, sizeof *out->views);
    out->lines = calloc(report->count + 1, sizeof *out->lines);
    out->names = calloc(report->total_count + 1, sizeof *out->names);
    if (out->cases == NULL || out->views == NULL || out->lines == NULL || out->names == NULL ||
        name_columns(out) != 0)
        return -1;
    find_axes(out);
    out->cells =
        calloc(out->name_count * out->case_count * out->view_count + 1, sizeof *out->cells);
    if (out->cells == NULL)
        return -1;
    fill(out);
    html_find_lines(out);
    return 0;
}

void html_grid_free(struct html_grid *grid)
{
    free(grid->cases);
    free(grid->views);
    free(grid->cells);
    free(grid->lines);
    free(grid->names);
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
    char *text = places_text(grid->names, on, grid->name_count);
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
    html_text(html, grid->views[view].guard);
    if (grid->pressures)
        html_put(html, ", %s", grid->views[view].pressure);
}
