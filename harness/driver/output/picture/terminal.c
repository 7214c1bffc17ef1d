/* Draws a plot with block characters. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "outcome.h"
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
    char text[128];
    const char *first = data->versions[stretch->from]->implementation->name;
    const char *last = data->versions[stretch->to - 1]->implementation->name;
    if (stretch->to - stretch->from == 1)
        snprintf(text, sizeof text, "%s", first);
    else if (stretch->to - stretch->from == data->version_count)
        snprintf(text, sizeof text, "all %zu", data->version_count);
    else
        snprintf(text, sizeof text, "%s..%s", first, last);
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

static struct layout lay_out(const struct plot_data *data, size_t width)
{
    struct layout layout = {.title = widest(data, true, TITLE_MAX)};
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

/* --- a map: equal neighbours share a column, rows of one pattern a line --- */

struct map {
    const struct plot_data *data;
    enum plot_kind kind;
    size_t *columns, column_count; /* the first version of each */
    size_t label, column;          /* widths */
    size_t *lines;                 /* see find_lines */
    char (*shown)[16];
};

static void text_of(char text[static 16], const struct map *map, size_t panel, size_t version)
{
    const struct pool_point *point = plot_point(map->data, panel, 0, version);
    enum outcome outcome =
        plot_point_state(point) == PLOT_STATE_MEASURED && map->kind == PLOT_HEATMAP
            ? outcome_of(point)
            : OUTCOME_NONE;
    plot_point_text(text, point);
    if (outcome == OUTCOME_UNMEASURED)
        strcpy(text, "?");
    else if (outcome != OUTCOME_NONE && outcome != OUTCOME_LOST)
        snprintf(text, 16, "%s", outcomes[outcome].name);
    else if (plot_point_state(point) == PLOT_STATE_ABSENT)
        strcpy(text, "-");
}

static bool same_cell(const struct map *map, size_t panel, size_t a, size_t other, size_t b)
{
    char one[16], two[16];
    text_of(one, map, panel, a);
    text_of(two, map, other, b);
    return strcmp(one, two) == 0;
}

static bool same_column(const struct map *map, size_t a, size_t b)
{
    const struct plot_data *data = map->data;
    bool same = implementation_same_suffix(data->versions[a]->implementation,
                                           data->versions[b]->implementation);
    for (size_t p = 0; same && p < data->panel_count; p++)
        same = same_cell(map, p, a, p, b);
    return same;
}

/* Which rows share a line: those that say the same wherever both apply. `lines` has for each row
 * the first of its line; what a line shows is what any of its rows says. */
static bool agree(const struct map *map, size_t line, size_t row)
{
    for (size_t v = 0; v < map->data->version_count; v++) {
        const char *shown = map->shown[line * map->data->version_count + v];
        char text[16];
        text_of(text, map, row, v);
        if (strcmp(shown, text) != 0 && strcmp(shown, "-") != 0 && strcmp(text, "-") != 0)
            return false;
    }
    return true;
}

static void take_row(struct map *map, size_t line, size_t row)
{
    for (size_t v = 0; v < map->data->version_count; v++) {
        char text[16];
        text_of(text, map, row, v);
        if (line == row || strcmp(text, "-") != 0)
            strcpy(map->shown[line * map->data->version_count + v], text);
    }
    map->lines[row] = line;
}

static void find_lines(struct map *map)
{
    for (size_t row = 0; row < map->data->panel_count; row++) {
        size_t line = 0;
        while (line < row && !(map->lines[line] == line && agree(map, line, row)))
            line++;
        take_row(map, line, row);
    }
}

static bool same_row(const struct map *map, size_t a, size_t b)
{
    return map->lines[a] == map->lines[b];
}

static void find_columns(struct map *map)
{
    for (size_t v = 0; v < map->data->version_count; v++)
        if (v == 0 || !same_column(map, v - 1, v))
            map->columns[map->column_count++] = v;
}

static void put_map_head(FILE *out, const struct map *map, size_t from, size_t to)
{
    utf8_put(out, "", map->label, 1);
    for (size_t i = from; i < to; i++) {
        size_t next = i + 1 < map->column_count ? map->columns[i + 1] : map->data->version_count;
        const char *name = map->data->versions[map->columns[i]]->implementation->name;
        size_t room = map->column - 2, used = utf8_width(name) < room ? utf8_width(name) : room;
        fprintf(out, "%*s", (int)(map->column - 1 - used), "");
        utf8_put(out, name, room, 0);
        putc(next - map->columns[i] > 1 ? '+' : ' ', out);
    }
    putc('\n', out);
}

/* "a02 a03 a08 and 97 more", or a lone case with its name. */
static void put_label(FILE *out, const struct map *map, size_t panel)
{
    const struct plot_data *data = map->data;
    char text[160];
    size_t used = 0, named = 0, count = 0;
    for (size_t p = panel; p < data->panel_count; p++)
        count += same_row(map, panel, p);
    if (count == 1) {
        utf8_put(out, data->panels[panel].title, map->label, 1);
        return;
    }
    for (size_t p = panel; p < data->panel_count; p++) {
        size_t length = strlen(data->panels[p].the_case->case_id) + 1;
        if (!same_row(map, panel, p) || used + length + sizeof "and 999 more" > map->label ||
            used + length > sizeof text)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s ",
                                 data->panels[p].the_case->case_id);
        named++;
    }
    if (count > named)
        snprintf(text + used, sizeof text - used, named > 0 ? "and %zu more" : "%zu cases",
                 count - named);
    utf8_put(out, text, map->label, 1);
}

static void put_map_row(FILE *out, const struct map *map, size_t panel, size_t from, size_t to)
{
    put_label(out, map, panel);
    for (size_t i = from; i < to; i++)
        fprintf(out, "%*s ", (int)map->column - 1,
                map->shown[panel * map->data->version_count + map->columns[i]]);
    putc('\n', out);
}

/* Columns that do not fit side by side come in a further block. */
static void put_map(FILE *out, const struct plot_data *data, enum plot_kind kind, size_t width)
{
    struct map map = {.data = data, .kind = kind};
    map.columns = memory_zeroed(data->version_count, sizeof *map.columns);
    map.lines = memory_zeroed(data->panel_count, sizeof *map.lines);
    map.shown = memory_zeroed(data->panel_count * data->version_count, sizeof *map.shown);
    find_columns(&map);
    find_lines(&map);
    map.column = widest(data, false, 24) + 2 < 10 ? 10 : widest(data, false, 24) + 2;
    size_t wanted = widest(data, true, 44), least = wanted < 22 ? wanted : 22;
    map.label = width > least + map.column * map.column_count
                    ? width - map.column * map.column_count
                    : least;
    map.label = map.label > wanted ? wanted : map.label;
    size_t each = width - map.label > map.column ? (width - map.label) / map.column : 1;
    for (size_t from = 0; from < map.column_count; from += each) {
        size_t to = from + each < map.column_count ? from + each : map.column_count;
        put_map_head(out, &map, from, to);
        for (size_t p = 0; p < data->panel_count; p++)
            if (map.lines[p] == p)
                put_map_row(out, &map, p, from, to);
    }
    fputs("+: and those after it; ?: could not be measured; -: does not apply, or was not asked "
          "for\n",
          out);
    free(map.columns);
    free(map.lines);
    free(map.shown);
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
            plot_is_map(options->kind) ? ", per cent" : "");
    utf8_put(out, cell_pressure(data.pressure, pressure), 40, 0);
    if (plot_is_map(options->kind))
        fputs(", guard: ", out), utf8_put_all(out, data.series[0]);
    fprintf(out, ")\n%u trial%s of %u jobs a cell\n", results->run.trials,
            results->run.trials == 1 ? "" : "s", results->run.jobs);
    if (plot_is_map(options->kind))
        put_map(out, &data, options->kind, (size_t)width);
    else
        put_rates(out, &data, (size_t)width);
    plot_data_free(&data);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the plot cannot be written (%s)",
                       strerror(errno));
    return 0;
}
