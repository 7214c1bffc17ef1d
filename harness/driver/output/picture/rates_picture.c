/* The picture of loss rates and findings, and which picture it is that is asked for. */
#include "plot.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "gnuplot.h"
#include "outcome.h"
#include "rates.h"
#include "steps.h"
#include "utf8.h"

#define RATE_COLUMNS_MAX 40 /* more would leave no room for their names */

#define TITLE_WIDTH   44
#define VERSION_WIDTH 24

/* What is shown of loss rates, and the run it is from. */
struct rates {
    struct plot_data data;
    const struct tl_run *run;
    enum plot_kind kind;
    const struct plot_claim *claim;
};

/* What the map shows by colour: an outcome's name, or a share. */
static const char *finding_of(const struct rates *rates, const struct pool_point *point)
{
    if (plot_point_state(point) != PLOT_STATE_MEASURED)
        return plot_point_state(point) == PLOT_STATE_ABSENT ? "" : "unmeasured";
    if (rates->kind == PLOT_EXPOSURE)
        return point->rate > 0 ? "share" : "none";
    return outcomes[outcome_of(point)].name;
}

/* A share as its number, another finding by its name, in as many letters as a cell has room for. */
static void put_text(FILE *out, const struct rates *rates, const struct pool_point *point)
{
    char text[16];
    const char *finding = finding_of(rates, point);
    bool by_name = strcmp(finding, "lost") != 0 && strcmp(finding, "share") != 0 &&
                   strcmp(finding, "none") != 0 && strcmp(finding, "unmeasured") != 0;
    plot_point_text(text, point);
    bool in_part = point->has_rate && strcmp(finding, "unmeasured") == 0;
    fprintf(out, "%s%s\t%s\t", by_name ? finding : text, in_part ? "?" : "", finding);
}

/* How many Pythons before this one are not neighbours of those before them: a line has gaps there.
 */
static size_t stretch_of(const struct plot_data *data, size_t version)
{
    size_t breaks = 1;
    for (size_t v = 1; v <= version; v++)
        breaks += !plot_neighbours(data->versions[v - 1]->implementation,
                                   data->versions[v]->implementation);
    return breaks;
}

static int is_claimed(const struct rates *rates, size_t version)
{
    return rates->claim != NULL &&
           versions_match(rates->claim->lost, rates->data.versions[version]->implementation);
}

static void put_numbers(FILE *out, const struct pool_point *point)
{
    if (pool_has_interval(point))
        fprintf(out, "%.9g\t%.9g\t%.9g\t", point->rate, point->low, point->high);
    else if (point->has_rate)
        fprintf(out, "%.9g\tNaN\tNaN\t", point->rate);
    else
        fputs("NaN\tNaN\tNaN\t", out);
    fprintf(out, "%" PRIu64 "\t%" PRIu64 "\t", point->measured, point->counts[TL_COUNT_SPAWNED]);
}

static void put_place(FILE *out, const struct plot_data *data, size_t panel, const char *title,
                      size_t series, size_t version)
{
    fprintf(out, "%zu\t", panel);
    plot_put_field(out, title, TITLE_WIDTH);
    fprintf(out, "%zu\t", series + 1);
    plot_put_field(out, data->series[series], SIZE_MAX);
    fprintf(out, "%zu\t", version);
    plot_put_field(out, data->versions[version]->implementation->name, VERSION_WIDTH);
}

static void put_point(FILE *out, const struct rates *rates, size_t panel, size_t series,
                      size_t version)
{
    static const char *const states[] = {
#define X(symbol, name) name,
        PLOT_STATES(X)
#undef X
    };
    const struct plot_data *data = &rates->data;
    const struct plot_panel *of = &data->panels[panel];
    const struct pool_point *point = plot_point(data, panel, series, version);
    char pressure[CELL_PRESSURE_MAX];
    put_place(out, data, panel, of->title, series, version);
    put_numbers(out, point);
    fprintf(out, "%s\t", states[plot_point_state(point)]);
    plot_put_field(out, cell_pressure(data->pressure, pressure), 40);
    put_text(out, rates, point);
    fprintf(out, "%zu\t", of->row);
    plot_put_field(out, plot_awaits(of->the_case), TITLE_WIDTH);
    fprintf(out, "%zu\t%d\t%d\n", stretch_of(data, version), is_claimed(rates, version),
            plot_has_no_series(data, panel, series));
}

/* A map's heading has a row of its own, in which the names of the columns stand again. */
static void put_heading(FILE *out, const struct plot_data *data, const struct plot_panel *panel)
{
    const char *awaits = plot_awaits(panel->the_case);
    char pressure[CELL_PRESSURE_MAX];
    for (size_t v = 0; v < data->version_count; v++) {
        put_place(out, data, (size_t)(panel - data->panels),
                  awaits[0] != '\0' ? awaits : "what their heads do not say", 0, v);
        fputs("NaN\tNaN\tNaN\t0\t0\theading\t", out);
        plot_put_field(out, cell_pressure(data->pressure, pressure), 40);
        fprintf(out, "\t\t%zu\t\t0\t0\t0\n", panel->row - 1);
    }
}

static void put_data(FILE *out, const void *source)
{
    const struct rates *rates = source;
    const struct plot_data *data = &rates->data;
    fputs(
        "panel\ttitle\tseries\tguard\tx\timplementation\trate\tlow\thigh\ttrials\tspawned\tstate\t"
        "pressure\ttext\tfinding\trow\tawaits\tstretch\tclaimed\tunfit\n",
        out);
    for (size_t p = 0; p < data->panel_count; p++) {
        if (data->panels[p].heads && plot_is_map(rates->kind))
            put_heading(out, data, &data->panels[p]);
        for (size_t s = 0; s < data->series_count; s++)
            for (size_t v = 0; v < data->version_count; v++)
                put_point(out, rates, p, s, v);
    }
}

static size_t widest(const struct plot_data *data, bool titles)
{
    size_t most = 0, count = titles ? data->panel_count : data->version_count;
    for (size_t i = 0; i < count; i++) {
        size_t width =
            utf8_width(titles ? data->panels[i].title : data->versions[i]->implementation->name);
        size_t limit = titles ? TITLE_WIDTH : VERSION_WIDTH;
        width = width < limit ? width : limit;
        most = width > most ? width : most;
    }
    return most;
}

static size_t count_unmeasured(const struct plot_data *data)
{
    size_t count = 0;
    for (size_t i = 0; i < data->panel_count * data->series_count * data->version_count; i++)
        count += plot_point_state(&data->points[i]) == PLOT_STATE_UNMEASURED;
    return count;
}

static size_t count_unfit(const struct plot_data *data)
{
    size_t count = 0;
    for (size_t p = 0; p < data->panel_count; p++)
        for (size_t s = 0; s < data->series_count; s++)
            count += plot_has_no_series(data, p, s);
    return count;
}

/* A text of somebody else's for the script: what a quoted string of gnuplot takes as it is. */
static void put_string(FILE *out, const char *name, const char *text)
{
    fprintf(out, "%s = '", name);
    for (uint32_t c; (c = utf8_next(&text)) != 0;)
        utf8_put_character(out, c == '\'' ? 0x2019 : c == '\\' ? '/' : c);
    fputs("'\n", out);
}

static void put_rates(FILE *out, const void *source)
{
    const struct rates *rates = source;
    const struct plot_data *data = &rates->data;
    const struct tl_run *run = rates->run;
    fprintf(out, "panels = %zu; series = %zu; versions = %zu; rows = %zu\n", data->panel_count,
            data->series_count, data->version_count, data->row_count);
    fprintf(out, "label_chars = %zu; title_chars = %zu; unmeasured = %zu; unfit = %zu\n",
            widest(data, false), widest(data, true), count_unmeasured(data), count_unfit(data));
    fprintf(out, "stretches = %zu\n", stretch_of(data, data->version_count - 1));
    fprintf(out, "trials = %" PRIu32 "; jobs = %" PRIu32 "\n", run->trials, run->jobs);
    fprintf(out, "subject = '%s'; numbers = 'numbers are per cent'; narrow = 0; findings = %d\n",
            plot_subject(rates->kind), rates->kind == PLOT_HEATMAP);
    put_string(out, "claim", rates->claim == NULL ? "" : rates->claim->text);
    put_string(out, "claimed_by", rates->claim == NULL ? "" : rates->claim->where);
}

static int begin_rates(struct rates *rates, struct plot_source *source,
                       const struct tl_results *results, const struct plot_options *options,
                       struct tl_error *error)
{
    *rates = (struct rates){.run = &results->run, .kind = options->kind, .claim = options->claim};
    *source = (struct plot_source){
        .data = rates,
        .put_data = put_data,
        .put_parameters = put_rates,
        .folder = options->scripts,
        .script = plot_kinds[plot_is_map(options->kind) ? PLOT_HEATMAP : options->kind].name};
    return plot_data_fill(&rates->data, results, options, error);
}

int plot_file(const struct tl_results *results, const struct plot_options *options,
              const char *path, struct tl_error *error)
{
    struct rates rates;
    struct plot_source source;
    if (steps_wanted(options))
        return steps_file(results, options, path, error);
    if (begin_rates(&rates, &source, results, options, error) != 0)
        return -1;
    int result = -1;
    if (options->kind == PLOT_RATE && rates.data.version_count > RATE_COLUMNS_MAX)
        tl_fail(error, TL_EXIT_USAGE,
                "a rate plot has room for %d implementations, and the run has %zu: choose some "
                "with --python, or draw --kind heatmap",
                RATE_COLUMNS_MAX, rates.data.version_count);
    else
        result = plot_picture(&source, path, error);
    plot_data_free(&rates.data);
    return result;
}

int plot_svg(const struct tl_results *results, const struct plot_options *options, char **svg,
             size_t *size, struct tl_error *error)
{
    struct rates rates;
    struct plot_source source;
    if (begin_rates(&rates, &source, results, options, error) != 0)
        return -1;
    int result = drawing_make(&source, "svg", svg, size, error);
    plot_data_free(&rates.data);
    return result;
}
