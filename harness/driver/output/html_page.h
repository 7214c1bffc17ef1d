/* The parts of the conformance page, and the grid of cells that they share. */
#ifndef TASKLOSS_OUTPUT_HTML_PAGE_H
#define TASKLOSS_OUTPUT_HTML_PAGE_H

#include "html_writer.h"
#include "report.h"

/* A guard and a pressure: one matrix. */
struct html_view {
    const char *guard, *pressure;
};

/* All is borrowed from the report. Implementations are the report's totals, in their order. */
struct html_grid {
    const struct tl_report *report;
    const struct tl_result **cases; /* each by its first cell; by id */
    size_t case_count;
    struct html_view *views; /* in the order of the guards; bare first */
    size_t view_count;
    const struct tl_checked **cells; /* see html_cell */
    bool pressures;                  /* several */
};

/* -1: no memory. Free with html_grid_free, also after a failure. */
int html_grid_make(struct html_grid *out, const struct tl_report *report);
void html_grid_free(struct html_grid *grid);

/* NULL: there is none, because it does not apply or was not asked for. */
const struct tl_checked *html_cell(const struct html_grid *grid, size_t implementation,
                                   size_t the_case, size_t view);

/* The number by which a cell is linked to: its place in the report. */
size_t html_cell_number(const struct html_grid *grid, const struct tl_checked *cell);

/* Was something, or all, of it not measured? */
bool html_unmeasured(const struct tl_checked *cell);

/* Why not, in one line; never NULL. */
const char *html_why_unmeasured(const struct tl_checked *cell);

/* "bare", or "bare, step=3" where the report has several pressures. */
void html_put_view(struct html *html, const struct html_grid *grid, size_t view);

void html_put_matrices(struct html *html, const struct html_grid *grid);
void html_put_cases(struct html *html, const struct html_grid *grid);

#endif
