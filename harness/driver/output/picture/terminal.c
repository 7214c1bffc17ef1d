/* Draws a plot with block characters. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "plot.h"
#include "rates.h"
#include "steps.h"
#include "utf8.h"

#define NAME_WIDTH  16
#define GUARD_WIDTH 10

/* A bar of `width` columns, filled to eighths of one; any loss shows, and only a whole one fills
 * it. */
static void put_bar(FILE *out, double share, size_t width)
{
    size_t eighths = (size_t)lround(share * (double)width * 8);
    if (share > 0 && eighths == 0)
        eighths = 1;
    if (share < 1 && eighths == width * 8)
        eighths--;
    for (size_t i = 0; i < width; i++) {
        size_t here = eighths > i * 8 ? eighths - i * 8 : 0;
        utf8_put_character(out, here == 0 ? 0xb7 : here >= 8 ? 0x2588 : 0x2590 - (uint32_t)here);
    }
}

static void put_rate(FILE *out, const struct plot_data *data, size_t panel, size_t series,
                     size_t version, size_t width)
{
    const struct pool_point *point = plot_point(data, panel, series, version);
    enum plot_state state = plot_point_state(point);
    char rate[16];
    if (state == PLOT_STATE_ABSENT)
        return;
    fputs("  ", out);
    utf8_put(out, series == 0 ? data->versions[version]->implementation->name : "", NAME_WIDTH, 1);
    utf8_put(out, data->series[series], GUARD_WIDTH, 1);
    if (state == PLOT_STATE_UNMEASURED) {
        fputs("could not be measured\n", out);
        return;
    }
    utf8_percent(rate, sizeof rate, point->rate);
    put_bar(out, point->rate, width);
    fprintf(out, " %7s", rate);
    if (pool_has_interval(point))
        fprintf(out, " [%.0f-%.0f]", floor(point->low * 100), ceil(point->high * 100));
    putc('\n', out);
}

static void put_rates(FILE *out, const struct plot_data *data, size_t width)
{
    size_t bar = width > NAME_WIDTH + GUARD_WIDTH + 40 ? width - NAME_WIDTH - GUARD_WIDTH - 20 : 20;
    for (size_t p = 0; p < data->panel_count; p++) {
        putc('\n', out);
        utf8_put(out, data->panels[p].title, width, 0);
        putc('\n', out);
        for (size_t v = 0; v < data->version_count; v++)
            for (size_t s = 0; s < data->series_count; s++)
                put_rate(out, data, p, s, v, bar > 50 ? 50 : bar);
    }
}

/* The widest of the panels' titles or the versions' names, at most `limit`. */
static size_t widest(const struct plot_data *data, bool titles, size_t limit)
{
    size_t most = 5, count = titles ? data->panel_count : data->version_count;
    for (size_t i = 0; i < count; i++) {
        size_t width =
            utf8_width(titles ? data->panels[i].title : data->versions[i]->implementation->name);
        most = width > most ? width : most;
    }
    return most < limit ? most : limit;
}

static void put_map_row(FILE *out, const struct plot_data *data, size_t panel, size_t from,
                        size_t to, size_t column)
{
    for (size_t v = from; v < to; v++) {
        char text[16];
        const struct pool_point *point = plot_point(data, panel, 0, v);
        plot_point_text(text, point);
        fprintf(out, "%*s", (int)column, point->cells == 0 ? "-" : text);
    }
    putc('\n', out);
}

/* Versions that do not fit side by side come in a further block. */
static void put_map(FILE *out, const struct plot_data *data, size_t width)
{
    size_t label = widest(data, true, width / 2), column = widest(data, false, 24) + 1;
    size_t each = width - label > column ? (width - label) / column : 1;
    for (size_t from = 0; from < data->version_count; from += each) {
        size_t to = from + each < data->version_count ? from + each : data->version_count;
        putc('\n', out);
        utf8_put(out, "", label, 1);
        for (size_t v = from; v < to; v++) {
            const char *name = data->versions[v]->implementation->name;
            size_t used = utf8_width(name) < column - 1 ? utf8_width(name) : column - 1;
            fprintf(out, "%*s", (int)(column - used), "");
            utf8_put(out, name, column - 1, 0);
        }
        putc('\n', out);
        for (size_t p = 0; p < data->panel_count; p++) {
            utf8_put(out, data->panels[p].title, label, 1);
            put_map_row(out, data, p, from, to, column);
        }
    }
    fputs("\n?: could not be measured; -: does not apply, or was not asked for\n", out);
}

int plot_terminal(const struct tl_results *results, const struct plot_options *options, int width,
                  FILE *out, struct tl_error *error)
{
    struct plot_data data;
    char pressure[CELL_PRESSURE_MAX];
    if (steps_wanted(options))
        return steps_terminal(results, options, width, out, error);
    if (plot_data_fill(&data, results, options, error) != 0)
        return -1;
    fprintf(out, "%s%s (pressure: ", plot_subject(options->kind),
            plot_is_map(options->kind) ? ", per cent" : " [95 % interval, clustered by trial]");
    utf8_put(out, cell_pressure(data.pressure, pressure), 40, 0);
    if (plot_is_map(options->kind))
        fputs(", guard: ", out), utf8_put_all(out, data.series[0]);
    fprintf(out, "), %u trials of %u jobs a cell\n", results->run.trials, results->run.jobs);
    if (plot_is_map(options->kind))
        put_map(out, &data, (size_t)width);
    else
        put_rates(out, &data, (size_t)width);
    plot_data_free(&data);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the plot cannot be written (%s)",
                       strerror(errno));
    return 0;
}
