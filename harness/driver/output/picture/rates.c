/* Chooses what a plot shows: which cases, under which pressure, which guards against which. */
#include "rates.h"

#include <stdlib.h>
#include <string.h>

#include "exposure.h"
#include "list.h"
#include "memory.h"
#include "near.h"
#include "places.h"

/* Small multiples beside the pooled panel, when no case was asked for. */
#define PANELS_MAX 12

const struct tl_term plot_kinds[PLOT_KIND_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    PLOT_KINDS(X)
#undef X
};

bool plot_is_map(enum plot_kind kind)
{
    return kind == PLOT_HEATMAP || kind == PLOT_EXPOSURE;
}

const char *plot_subject(enum plot_kind kind)
{
    return kind == PLOT_EXPOSURE  ? "Share of their wait that jobs are exposed"
           : kind == PLOT_HEATMAP ? "What becomes of jobs, by what they await"
                                  : "Share of jobs lost";
}

static int no_memory(struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
}

static const struct tl_result *find_pressure(const struct pool_axes *axes, const char *name)
{
    char text[CELL_PRESSURE_MAX];
    for (size_t i = 0; i < axes->pressure_count; i++)
        if (strcmp(cell_pressure(axes->pressures[i], text), name) == 0)
            return axes->pressures[i];
    return NULL;
}

static int choose_pressure(struct plot_data *data, const struct plot_options *options,
                           struct tl_error *error)
{
    const struct pool_axes *axes = &data->axes;
    char text[CELL_PRESSURE_MAX];
    if (axes->pressure_count == 0)
        return tl_fail(error, TL_EXIT_UNMEASURED, "the run holds no cells: nothing to draw");
    if (options->pressure != NULL) {
        data->pressure = find_pressure(axes, options->pressure);
        return data->pressure != NULL
                   ? 0
                   : tl_fail(error, TL_EXIT_USAGE,
                             "nothing was run under pressure '%s'; there is '%s'",
                             options->pressure, cell_pressure(axes->pressures[0], text));
    }
    data->pressure = find_pressure(axes, "natural");
    if (data->pressure == NULL)
        data->pressure = find_pressure(axes, "step");
    if (data->pressure == NULL)
        data->pressure = axes->pressures[0];
    return 0;
}

static const struct tl_implementation *implementation_of(const void *version)
{
    return (*(const struct tl_result *const *)version)->implementation;
}

static bool minor_of(const struct tl_implementation *implementation, int *major, int *minor)
{
    return sscanf(implementation->version, "%d.%d", major, minor) == 2;
}

bool plot_neighbours(const struct tl_implementation *a, const struct tl_implementation *b)
{
    int major[2], minor[2];
    return implementation_same_suffix(a, b) && a->pypy == b->pypy && a->build == b->build &&
           a->by_path == b->by_path && minor_of(a, &major[0], &minor[0]) &&
           minor_of(b, &major[1], &minor[1]) && major[0] == major[1] &&
           abs(minor[0] - minor[1]) <= 1;
}

/* Those of one event loop beside each other. */
static int choose_versions(struct plot_data *data)
{
    const struct pool_axes *axes = &data->axes;
    data->versions = memory_zeroed(axes->implementation_count, sizeof *data->versions);
    if (data->versions == NULL)
        return -1;
    for (size_t i = 0; i < axes->implementation_count; i++) {
        struct pool_query query = {.implementation = axes->implementations[i],
                                   .pressure = data->pressure};
        if (pool_any(&data->axes, &query))
            data->versions[data->version_count++] = axes->implementations[i];
    }
    places_gather(data->versions, data->version_count, sizeof *data->versions, implementation_of);
    return 0;
}

static int choose_series(struct plot_data *data, const struct plot_options *options,
                         struct tl_error *error)
{
    for (size_t i = 0; i < options->guard_count && i < TL_GUARD_COUNT; i++) {
        struct pool_query query = {.guard = options->guards[i], .pressure = data->pressure};
        if (!pool_any(&data->axes, &query))
            return tl_fail(error, TL_EXIT_USAGE, "nothing was run under guard '%s'",
                           options->guards[i]);
        data->series[data->series_count++] = options->guards[i];
    }
    static const char *const usual[] = {"bare", POOL_GUARDED};
    for (size_t i = 0; options->guard_count == 0 && i < 2; i++) {
        struct pool_query query = {.guard = usual[i], .pressure = data->pressure};
        if (pool_any(&data->axes, &query))
            data->series[data->series_count++] = usual[i];
    }
    for (size_t i = 0; data->series_count == 0 && i < TL_GUARD_COUNT; i++) {
        struct pool_query query = {.guard = tl_guards[i].name, .pressure = data->pressure};
        if (pool_any(&data->axes, &query))
            data->series[data->series_count++] = tl_guards[i].name;
    }
    if (plot_is_map(options->kind) && data->series_count > 1)
        data->series_count = 1;
    return 0;
}

static bool names_case(const struct tl_result *the_case, const char *word)
{
    return strcmp(the_case->case_id, word) == 0 || strcmp(the_case->case_name, word) == 0;
}

static int unknown_case(const struct plot_data *data, const char *word, struct tl_error *error)
{
    size_t count = 2 * data->axes.case_count;
    const char **names = memory_zeroed(count, sizeof *names);
    char hint[256] = "";
    for (size_t i = 0; names != NULL && i < count; i++)
        names[i] = i % 2 ? data->axes.cases[i / 2]->case_name : data->axes.cases[i / 2]->case_id;
    if (names != NULL)
        near_hint(hint, sizeof hint, word, names, count);
    free(names);
    return tl_fail(error, TL_EXIT_USAGE, "the run holds no case '%s'%s", word, hint);
}

static int check_cases(const struct plot_data *data, const struct plot_options *options,
                       struct tl_error *error)
{
    for (size_t i = 0; i < options->case_count; i++) {
        bool found = false;
        for (size_t k = 0; k < data->axes.case_count && !found; k++)
            found = names_case(data->axes.cases[k], options->cases[i]);
        if (!found)
            return unknown_case(data, options->cases[i], error);
    }
    return 0;
}

static bool is_chosen(const struct tl_result *the_case, const struct plot_options *options)
{
    for (size_t i = 0; i < options->case_count; i++)
        if (names_case(the_case, options->cases[i]))
            return true;
    return options->case_count == 0;
}

/* The place of the first case that awaits the same; behind all where the head does not say. */
static size_t group_of(const struct plot_data *data, const struct tl_result *the_case)
{
    const struct pool_axes *axes = &data->axes;
    size_t first = axes->case_count;
    if (the_case->case_awaits == NULL || the_case->case_awaits[0] == '\0')
        return first;
    for (size_t i = 0; i < axes->case_count; i++)
        if (axes->cases[i]->case_awaits != NULL &&
            strcmp(axes->cases[i]->case_awaits, the_case->case_awaits) == 0 &&
            (first == axes->case_count ||
             cells_by_case_only(axes->cases[i], axes->cases[first]) < 0))
            first = i;
    return first;
}

/* How much a case's rate differs between versions; a case that loses everywhere comes before one
 * that loses nowhere. */
struct candidate {
    const struct tl_result *the_case;
    size_t group; /* see group_of */
    double spread;
    bool shown; /* it has a point to show: in some cases there are no jobs at all */
};

static int compare_spread(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->spread < y->spread || x->spread > y->spread)
        return x->spread < y->spread ? 1 : -1;
    return cells_by_case_only(x->the_case, y->the_case);
}

static int compare_place(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return cells_by_case_only(x->the_case, y->the_case);
}

static int spread_of(const struct plot_data *data, struct candidate *candidate)
{
    double low = 1, high = 0;
    struct pool_query query = {
        .the_case = candidate->the_case, .pressure = data->pressure, .guard = data->series[0]};
    for (size_t i = 0; i < data->version_count; i++) {
        struct pool_point point;
        query.implementation = data->versions[i];
        pool(&data->axes, &query, &point);
        candidate->shown |= plot_point_state(&point) != PLOT_STATE_ABSENT;
        if (!point.has_rate)
            continue;
        low = point.rate < low ? point.rate : low;
        high = point.rate > high ? point.rate : high;
    }
    candidate->spread = high < low ? -1 : high - low + high * 1e-6;
    return 0;
}

/* The cases to show, in `out`; -1: no memory. */
static int candidates_fill(const struct plot_data *data, const struct plot_options *options,
                           struct candidate *out, size_t *count)
{
    for (size_t i = 0; i < data->axes.case_count; i++) {
        struct pool_query query = {.the_case = data->axes.cases[i],
                                   .pressure = data->pressure,
                                   .guard = plot_is_map(options->kind) ? data->series[0] : NULL};
        if (!is_chosen(data->axes.cases[i], options) || !pool_any(&data->axes, &query))
            continue;
        out[*count].the_case = data->axes.cases[i];
        out[*count].group = group_of(data, data->axes.cases[i]);
        out[*count].shown = false;
        if (spread_of(data, &out[*count]) != 0)
            return -1;
        *count += out[*count].shown;
    }
    if (options->kind == PLOT_RATE && options->case_count == 0 && *count > PANELS_MAX) {
        list_sort(out, *count, sizeof *out, compare_spread);
        *count = PANELS_MAX;
    }
    list_sort(out, *count, sizeof *out, compare_place);
    return 0;
}

static int add_panel(struct plot_data *data, const struct tl_result *the_case, char *title)
{
    data->panels[data->panel_count].the_case = the_case;
    data->panels[data->panel_count].title = title;
    data->panel_count++;
    return title == NULL ? -1 : 0;
}

const char *plot_awaits(const struct tl_result *the_case)
{
    return the_case->case_awaits != NULL ? the_case->case_awaits : "";
}

/* Under a heading each group of rows of a map, where any case says what its job awaits. */
static void place_rows(struct plot_data *data)
{
    bool said = false;
    for (size_t i = 0; i < data->panel_count; i++)
        said |= group_of(data, data->panels[i].the_case) < data->axes.case_count;
    for (size_t i = 0; i < data->panel_count; i++) {
        struct plot_panel *panel = &data->panels[i];
        panel->heads = said && (i == 0 || strcmp(plot_awaits(panel->the_case),
                                                 plot_awaits(panel[-1].the_case)) != 0);
        data->row_count += panel->heads;
        panel->row = data->row_count++;
    }
}

static int choose_panels(struct plot_data *data, const struct plot_options *options)
{
    size_t count = 0;
    struct candidate *candidates = memory_zeroed(data->axes.case_count, sizeof *candidates);
    data->panels = memory_zeroed(data->axes.case_count + 2, sizeof *data->panels);
    int result = candidates == NULL || data->panels == NULL ? -1 : 0;
    if (result == 0)
        result = candidates_fill(data, options, candidates, &count);
    for (size_t i = 0; result == 0 && i < count; i++) {
        char *title = NULL;
        if (asprintf(&title, "%s %s", candidates[i].the_case->case_id,
                     candidates[i].the_case->case_name) < 0)
            title = NULL;
        result = add_panel(data, candidates[i].the_case, title);
    }
    place_rows(data);
    free(candidates);
    return result;
}

static void fill_panel(struct plot_data *data, size_t panel)
{
    for (size_t s = 0; s < data->series_count; s++)
        for (size_t v = 0; v < data->version_count; v++) {
            struct pool_query query = {.implementation = data->versions[v],
                                       .the_case = data->panels[panel].the_case,
                                       .pressure = data->pressure,
                                       .guard = data->series[s]};
            size_t at = (panel * data->series_count + s) * data->version_count + v;
            pool(&data->axes, &query, &data->points[at]);
        }
}

/* Where nobody looked, or no job ever waited, there is no share. */
static void expose(struct pool_point *point)
{
    point->rate = 0;
    point->has_rate = exposure_of_point(point, &point->rate);
    point->low = point->high = point->rate;
}

static void fill_points(struct plot_data *data, const struct plot_options *options)
{
    size_t room = data->panel_count * data->series_count * data->version_count;
    data->points = memory_zeroed(room, sizeof *data->points);
    for (size_t i = 0; i < data->panel_count; i++)
        fill_panel(data, i);
    for (size_t i = 0; options->kind == PLOT_EXPOSURE && i < room; i++)
        expose(&data->points[i]);
}

int plot_data_fill(struct plot_data *out, const struct tl_results *results,
                   const struct plot_options *options, struct tl_error *error)
{
    memset(out, 0, sizeof *out);
    pool_axes(results, &out->axes);
    int result = choose_pressure(out, options, error);
    if (result == 0)
        result = choose_series(out, options, error);
    if (result == 0)
        result = check_cases(out, options, error);
    if (result == 0 && (choose_versions(out) != 0 || choose_panels(out, options) != 0))
        result = no_memory(error);
    if (result == 0 && out->panel_count == 0)
        result = tl_fail(error, TL_EXIT_UNMEASURED, "no cell of the run fits: nothing to draw");
    if (result == 0)
        fill_points(out, options);
    else
        plot_data_free(out);
    return result;
}

bool plot_has_no_series(const struct plot_data *data, size_t panel, size_t series)
{
    for (size_t v = 0; v < data->version_count; v++)
        if (plot_point_state(plot_point(data, panel, series, v)) != PLOT_STATE_ABSENT)
            return false;
    return true;
}

void plot_data_free(struct plot_data *data)
{
    for (size_t i = 0; i < data->panel_count; i++)
        free(data->panels[i].title);
    free(data->panels);
    free(data->points);
    free(data->versions);
    pool_axes_free(&data->axes);
    memset(data, 0, sizeof *data);
}

const struct pool_point *plot_point(const struct plot_data *data, size_t panel, size_t series,
                                    size_t version)
{
    return &data->points[(panel * data->series_count + series) * data->version_count + version];
}

enum plot_state plot_point_state(const struct pool_point *point)
{
    if (point->cells == 0 || pool_no_jobs(point))
        return PLOT_STATE_ABSENT;
    return point->has_rate ? PLOT_STATE_MEASURED : PLOT_STATE_UNMEASURED;
}

void plot_point_text(char text[static 16], const struct pool_point *point)
{
    double percent = point->rate * 100;
    if (plot_point_state(point) != PLOT_STATE_MEASURED)
        snprintf(text, 16, "%s", plot_point_state(point) == PLOT_STATE_ABSENT ? "" : "?");
    else if (point->rate <= 0 || point->rate >= 1)
        snprintf(text, 16, "%s", point->rate <= 0 ? "0" : "100");
    else if (percent < 0.1 || percent > 99.9)
        snprintf(text, 16, "%s", percent < 0.1 ? "<0.1" : ">99.9");
    else
        snprintf(text, 16, percent < 9.95 || percent >= 99 ? "%.1f" : "%.0f", percent);
}

void plot_versions_text(char text[static PLOT_VERSIONS_MAX], const struct plot_data *data,
                        size_t from, size_t to)
{
    const char *first = data->versions[from]->implementation->base;
    const char *last = data->versions[to - 1]->implementation->base;
    if (to - from == 1)
        snprintf(text, PLOT_VERSIONS_MAX, "%s", first);
    else if (to - from == data->version_count)
        snprintf(text, PLOT_VERSIONS_MAX, "all %zu", to - from);
    else
        snprintf(text, PLOT_VERSIONS_MAX, "%s..%s", first, last);
}
