/* The conformance page: one HTML file that needs nothing else, the matrix implementation by
 * behaviour and all that is behind each of its cells. */
#ifndef TASKLOSS_OUTPUT_HTML_H
#define TASKLOSS_OUTPUT_HTML_H

#include <stdio.h>

#include "error.h"
#include "findings.h"

/* An SVG document drawn by gnuplot; or NULL, then `why_none` says why in one line. */
struct html_picture {
    char *svg, *why_none;
};

/* The text of each case is read from its file; if it is gone, the page says so. */
int output_html(const struct tl_report *report, const struct html_picture *picture, FILE *out,
                struct tl_error *error);

/* Draws the heatmap of the run; what hinders it is in `why_none` and no failure. Free with
 * html_picture_free. */
void html_picture_draw(struct html_picture *out, const struct tl_results *results);
void html_picture_free(struct html_picture *picture);

#endif
