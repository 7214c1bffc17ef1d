/* Draws a plot with block characters. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "plot.h"
#include "rates.h"
#include "steps.h"
#include "utf8.h"

#define TITLE_MAX  26
#define PLACE_MAX  22
#define GUARD_MAX  9
#define BAR_MAX    40
#define BAR_LEAST  6
#define RATE_WIDTH 13

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

/* --- rates: a line for neighbours that chance alone may tell apart --- */

struct stretch {
    size_t from, to;  /* versions, `to` not included */
    double low, high; /* the least and the most of their rates */
};

/* Could both be of one rate, as far as their intervals tell? */
static bool may_be_same(const struct pool_point *a, const struct pool_point *b)
{
    if (!pool_has_interval(a) || !pool_has_interval(b))
        return a->rate == b->rate;
    return a->low <= b->rate && b->rate <= a->high && b->low <= a->rate && a->rate <= b->high;
}

static bool joins(const struct plot_data *data, size_t panel, size_t series, size_t from,
                  size_t version)
{
    const struct pool_point *point = plot_point(data, panel, series, version);
    for (size_t v = from; v < version; v++) {
        const struct pool_point *other = plot_point(data, panel, series, v);
        if (plot_point_state(point) != plot_point_state(other) ||
            !implementation_same_suffix(data->versions[v]->implementation,
                                        data->versions[version]->implementation) ||
            (plot_point_state(point) == PLOT_STATE_MEASURED && !may_be_same(point, other)))
            return false;
    }
    return true;
}

static struct stretch stretch_from(const struct plot_data *data, size_t panel, size_t series,
                                   size_t from)
{
    struct stretch stretch = {from, from, 1, 0};
    while (stretch.to < data->version_count && joins(data, panel, series, from, stretch.to)) {
        double rate = plot_point(data, panel, series, stretch.to++)->rate;
        stretch.low = rate < stretch.low ? rate : stretch.low;
        stretch.high = rate > stretch.high ? rate : stretch.high;
    }
    return stretch;
}

/* How the lines are laid out. */
struct layout {
    size_t title, guard, bar;
    bool silent[TL_GUARD_COUNT + 1]; /* series of which no panel has a loss: one line for all */
};

static void put_places(FILE *out, const struct plot_data *data, const struct stretch *stretch)
{
    char versions[PLOT_VERSIONS_MAX], text[PLOT_VERSIONS_MAX + 64];
    plot_versions_text(versions, data, stretch->from, stretch->to);
    snprintf(text, sizeof text, "%s%s", versions,
             data->versions[stretch->from]->implementation->suffix);
    utf8_put(out, text, PLACE_MAX, 1);
}

static void put_range(FILE *out, const struct stretch *stretch)
{
    char low[24], high[24];
    utf8_percent(low, sizeof low, stretch->low);
    utf8_percent(high, sizeof high, stretch->high);
    if (strcmp(low, high) == 0)
        fprintf(out, " %s\n", low);
    else
        fprintf(out, " %.*s-%s\n", (int)strcspn(low, " "), low, high);
}

static void put_stretch(FILE *out, const struct plot_data *data, size_t panel, size_t series,
                        const struct stretch *stretch, const struct layout *layout)
{
    enum plot_state state = plot_point_state(plot_point(data, panel, series, stretch->from));
    if (layout->guard > 0)
        utf8_put(out, data->series[series], layout->guard, 1);
    put_places(out, data, stretch);
    putc(' ', out);
    if (state == PLOT_STATE_UNMEASURED) {
        fputs("could not be measured\n", out);
        return;
    }
    put_bar(out, stretch->high, layout->bar);
    put_range(out, stretch);
}

static void put_panel(FILE *out, const struct plot_data *data, size_t panel,
                      const struct layout *layout)
{
    size_t lines = 0;
    for (size_t s = 0; s < data->series_count; s++)
        for (size_t v = 0; v < data->version_count && !layout->silent[s];) {
            struct stretch stretch = stretch_from(data, panel, s, v);
            v = stretch.to;
            if (plot_point_state(plot_point(data, panel, s, stretch.from)) == PLOT_STATE_ABSENT)
                continue;
            utf8_put(out, lines++ == 0 ? data->panels[panel].title : "", layout->title, 1);
            putc(' ', out);
            put_stretch(out, data, panel, s, &stretch, layout);
        }
}

/* Is none of its points a loss, and each measured that applies? */
static bool is_silent(const struct plot_data *data, size_t series)
{
    for (size_t p = 0; p < data->panel_count; p++)
        for (size_t v = 0; v < data->version_count; v++) {
            const struct pool_point *point = plot_point(data, p, series, v);
            if (plot_point_state(point) == PLOT_STATE_UNMEASURED || point->rate > 0)
                return false;
        }
    return true;
}

static struct layout lay_out(const struct plot_data *data, size_t width)
{
    struct layout layout = {.title = map_widest(data, true, TITLE_MAX)};
    size_t shown = 0;
    for (size_t s = 0; s < data->series_count; s++) {
        layout.silent[s] = s > 0 && is_silent(data, s);
        shown += !layout.silent[s];
    }
    layout.guard = shown > 1 ? GUARD_MAX : 0;
    size_t used = layout.title + 1 + layout.guard + PLACE_MAX + 1 + RATE_WIDTH;
    layout.bar = width > used + BAR_LEAST ? width - used : BAR_LEAST;
    layout.bar = layout.bar > BAR_MAX ? BAR_MAX : layout.bar;
    return layout;
}

static void put_rates(FILE *out, const struct plot_data *data, size_t width)
{
    struct layout layout = lay_out(data, width);
    for (size_t p = 0; p < data->panel_count; p++)
        put_panel(out, data, p, &layout);
    for (size_t s = 0; s < data->series_count; s++)
        if (layout.silent[s])
            fprintf(out, "%s: no job lost, in each case that it fits\n", data->series[s]);
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
    fprintf(out, "%s%s\n%u trial%s of %u jobs a cell; pressure: ", plot_subject(options->kind),
            plot_is_map(options->kind) ? ", per cent" : "", results->run.trials,
            results->run.trials == 1 ? "" : "s", results->run.jobs);
    utf8_put(out, cell_pressure(data.pressure, pressure), 40, 0);
    if (plot_is_map(options->kind))
        fputs("; guard: ", out), utf8_put_all(out, data.series[0]);
    putc('\n', out);
    if (plot_is_map(options->kind))
        map_put(out, &data, options->kind, (size_t)width);
    else
        put_rates(out, &data, (size_t)width);
    plot_data_free(&data);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the plot cannot be written (%s)",
                       strerror(errno));
    return 0;
}
