/* The parts of the conformance page, and the grid of cells that they share. */
#ifndef TASKLOSS_OUTPUT_HTML_PAGE_H
#define TASKLOSS_OUTPUT_HTML_PAGE_H

#include "findings.h"
#include "writer.h"

/* A guard and a pressure: one matrix. */
struct html_view {
    enum tl_guard guard;
    struct pressure pressure;
};

/* All is borrowed from the report. Columns are its implementations, those of one event loop and
 * kinds beside each other. */
struct html_grid {
    const struct tl_report *report;
    const struct tl_implementation **columns;
    size_t column_count;
    const struct tl_result **cases; /* each by its first cell; by what is awaited, then by id */
    size_t case_count;
    struct html_view *views; /* in the order of the guards; bare first */
    size_t view_count;
    const struct tl_checked **cells; /* see html_cell */
    size_t *lines;                   /* of each cell of the report: see html_line */
    bool pressures;                  /* several */
};

/* Free with html_grid_free. */
void html_grid_make(struct html_grid *out, const struct tl_report *report);
void html_grid_free(struct html_grid *grid);

/* What the job of a case awaits; "": its head does not say. Does a case begin a group of those that
 * await the same? Never, where no head says it. */
const char *html_awaits(const struct tl_result *the_case);
bool html_begins_group(const struct html_grid *grid, size_t the_case);

/* NULL: there is none, because it does not apply or was not asked for. */
const struct tl_checked *html_cell(const struct html_grid *grid, size_t column, size_t the_case,
                                   size_t view);

/* Cells of one case and view that say the same share a line. Its number is the place in the report
 * of its first cell; that is where each of them leads to. */
size_t html_line(const struct html_grid *grid, const struct tl_checked *cell);
/* Fills `lines`. */
void html_find_lines(struct html_grid *grid);

size_t html_find_column(const struct html_grid *grid, const struct tl_result *cell);
size_t html_find_case(const struct html_grid *grid, const struct tl_result *cell);
size_t html_find_view(const struct html_grid *grid, const struct tl_result *cell);

/* The columns that are `on`, in short, as a text. */
void html_put_places(struct html *html, const struct html_grid *grid, const bool *on);

/* Was something, or all, of it not measured? */
bool html_unmeasured(const struct tl_checked *cell);

/* Why not, in one line; never NULL. */
const char *html_why_unmeasured(const struct tl_checked *cell);

/* "bare", or "bare, step=3" where the report has several pressures. */
void html_put_view(struct html *html, const struct html_grid *grid, size_t view);

/* The list of differences, or of what could not be measured: a row for what is the same. */
void html_put_notables(struct html *html, const struct html_grid *grid, bool unmeasured);
/* What the cells of the matrices say. */
void html_put_legend(struct html *html, const struct html_grid *grid);
void html_put_matrices(struct html *html, const struct html_grid *grid);
void html_put_cases(struct html *html, const struct html_grid *grid);

#endif
