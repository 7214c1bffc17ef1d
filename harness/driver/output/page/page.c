/* The conformance page: what was found on top, then the matrices, then every case. */
#include "page.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "parts.h"
#include "text.h"
#include "unfinished.h"

/* --- the top --- */

static void put_run(struct html *html, const struct tl_report *report)
{
    const struct tl_run *run = report->run;
    html_raw(html, "<dl>");
    html_fact(html, "When",
              text_make("%s%s", html_or_empty(run->started),
                        run->ended == NULL ? ", and not finished" : ""));
    html_fact(html, "Machine", text_make("%s", html_or_empty(run->machine)));
    html_fact(html, "Command", text_make("%s", html_or_empty(run->command)));
    html_fact(html, "Options",
              text_make("seed %" PRIu64 "; trials a cell: %" PRIu32 "; jobs a trial: %" PRIu32
                        "; deadline %g s; memory limit %" PRIu32 " MiB; %s",
                        run->seed, run->trials, run->jobs, run->deadline_ms / 1000.0,
                        run->memory_mb, run->audit != 0 ? "audited" : "not audited"));
    html_fact(html, "Made by", text_make("taskloss %s", html_or_empty(run->tool)));
    html_raw(html, "</dl>");
}

static void put_summary(struct html *html, const struct html_grid *grid)
{
    const struct tl_report *report = grid->report;
    html_open(html, "p");
    html_put(html,
             "%zu cases under %zu guard%s on %zu implementations: is a job lost whose task nobody "
             "keeps, and what else becomes of it?",
             grid->case_count, grid->view_count, grid->view_count == 1 ? "" : "s",
             report->total_count);
    html_close(html);
    char *unfinished = unfinished_text(report->run);
    if (unfinished != NULL)
        html_element(html, "p", "bad", unfinished);
    free(unfinished);
    html_raw(html, "<div class=\"tiles\">");
    html_tile(html, "good", report->verified, "behaviours verified");
    html_tile(html, report->differences > 0 ? "bad" : "none", report->differences, "differences");
    html_tile(html, report->unmeasured > 0 ? "unknown" : "none", report->unmeasured,
              "behaviours could not be measured");
    html_raw(html, "</div>");
    put_run(html, report);
    html_raw(html, "</header>\n<main>");
}

/* --- the sections --- */

static void put_matrix(struct html *html, const struct html_grid *grid)
{
    html_raw(
        html,
        "<section id=\"matrix\"><h2>Matrix</h2>"
        "<p>What was found of the jobs of a case, grouped by what they await: the per cent that "
        "were lost, or else the gravest other finding. A cell leads to its numbers, a name to its "
        "case, a column's head sorts each group. Arrow keys move from cell to cell.</p>");
    html_put_legend(html, grid);
    html_raw(html, "<div id=\"filters\" role=\"search\"></div>");
    html_put_matrices(html, grid);
    html_raw(html, "</section>\n");
}

static void put_total(struct html *html, const struct tl_check_total *total)
{
    const size_t numbers[] = {total->behaviours, total->verified, total->differences,
                              total->unmeasured};
    html_raw(html, "<tr>");
    html_open(html, "th");
    html_attribute(html, "scope", "row");
    html_text(html, total->implementation->name);
    html_close(html);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        html_open(html, "td");
        html_class(html, "n");
        html_put(html, "%zu", numbers[i]);
        html_close(html);
    }
    html_raw(html, "</tr>\n");
}

static void put_totals(struct html *html, const struct tl_report *report)
{
    html_raw(html, "<section><h2>Implementations</h2>"
                   "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Totals\">"
                   "<table class=\"sortable\"><thead><tr><th scope=\"col\">Implementation</th>"
                   "<th scope=\"col\">Behaviours</th><th scope=\"col\">Verified</th>"
                   "<th scope=\"col\">Differences</th><th scope=\"col\">Could not measure</th>"
                   "</tr></thead><tbody>\n");
    for (size_t i = 0; i < report->total_count; i++)
        put_total(html, &report->totals[i]);
    html_raw(html, "</tbody></table></div></section>\n");
}

static void put_picture(struct html *html, const struct html_picture *picture)
{
    html_raw(html, "<section><h2>Heatmap</h2>");
    if (picture->svg != NULL) {
        html_raw(html, "<details><summary>The matrix of bare jobs as a picture</summary>"
                       "<noscript class=\"later\"><div class=\"scroll picture\" tabindex=\"0\" "
                       "role=\"region\" aria-label=\"Heatmap\">");
        html_raw(html, picture->svg);
        html_raw(html, "</div></noscript></details>");
    } else {
        html_open(html, "p");
        html_put(html, "There is no picture: %s.",
                 picture->why_none != NULL ? picture->why_none : "none was drawn");
        html_close(html);
    }
    html_raw(html, "</section>\n");
}

static void put_page(struct html *html, const struct html_grid *grid,
                     const struct html_picture *picture)
{
    html_document_begin(html, "taskloss: asyncio implementations compared",
                        "Fire-and-forget tasks on asyncio implementations", "matrix");
    put_summary(html, grid);
    html_put_notables(html, grid, false);
    put_matrix(html, grid);
    put_totals(html, grid->report);
    html_put_notables(html, grid, true);
    html_raw(
        html,
        "<section><h2>Cases</h2><noscript><p>\"Repeat\" shows the command of the first "
        "implementation of a line; it is the same with the name of another one.</p></noscript>\n");
    html_put_cases(html, grid);
    html_raw(html, "</section>\n");
    put_picture(html, picture);
    html_document_end(html);
}

int output_html(const struct tl_report *report, const struct html_picture *picture, FILE *out,
                struct tl_error *error)
{
    struct html html;
    struct html_grid grid;
    bool written = false;
    html_grid_make(&grid, report);
    if (html_begin(&html, out) == 0) {
        put_page(&html, &grid, picture);
        html_end(&html);
        written = !html.failed;
    }
    html_grid_free(&grid);
    if (!written || fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the page cannot be written (%s)",
                       strerror(errno));
    return 0;
}
