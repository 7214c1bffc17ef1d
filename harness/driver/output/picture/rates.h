/* What a plot shows, before it is known how: panels of series of points, one point a Python. */
#ifndef TASKLOSS_PLOT_DATA_H
#define TASKLOSS_PLOT_DATA_H

#include "plot.h"
#include "pool.h"

struct plot_data {
    struct pool_axes axes;
    const struct tl_result *pressure;  /* borrowed, as all cells */
    const struct tl_result **versions; /* those with a cell under this pressure, in order */
    size_t version_count;
    struct plot_panel {
        char *title;                      /* "a01 stream_client_read" */
        const struct tl_result *the_case; /* those that await the same are neighbours */
        bool heads; /* of a map: its row is the first of its group, under a heading of its own */
        size_t row; /* of a map: its place, where a heading takes one too */
    } * panels;
    size_t panel_count, row_count;
    const char *series[TL_GUARD_COUNT + 1]; /* guards' names or POOL_GUARDED; borrowed */
    size_t series_count;
    struct pool_point *points; /* see plot_point */
};

/* States of a point, as the data file names them. */
#define PLOT_STATES(X)                                                                             \
    X(MEASURED, "measured")                                                                        \
    X(UNMEASURED, "could-not-measure")                                                             \
    X(ABSENT, "not-applicable")

enum plot_state {
#define X(symbol, name) PLOT_STATE_##symbol,
    PLOT_STATES(X)
#undef X
};

/* What the job of a case awaits, for a heading; "": its head does not say. */
const char *plot_awaits(const struct tl_result *the_case);

/* Does a Python come right after another in its line of releases? Only between such two is a line
 * drawn: a debug build, another event loop and a version that is missing between them break it. */
bool plot_neighbours(const struct tl_implementation *a, const struct tl_implementation *b);

/* Has the panel nothing in this series, as its case does not fit the guard? */
bool plot_has_no_series(const struct plot_data *data, size_t panel, size_t series);

/* Is it of one guard? */
bool plot_is_map(enum plot_kind kind);

/* The versions `from` to `to`, the latter not included, of which there is one at least and all are
 * of one event loop and kinds, which it does not name: "3.12.1", "3.8.18..3.15.2", or "all 15"
 * where these are all of several. */
#define PLOT_VERSIONS_MAX 128
void plot_versions_text(char text[static PLOT_VERSIONS_MAX], const struct plot_data *data,
                        size_t from, size_t to);

/* What the numbers of a kind are: "Share of jobs lost". */
const char *plot_subject(enum plot_kind kind);

/* Of exposure, a point's rate is the share of its jobs' wait that they were exposed. */
int plot_data_fill(struct plot_data *out, const struct tl_results *results,
                   const struct plot_options *options, struct tl_error *error);
void plot_data_free(struct plot_data *data);

const struct pool_point *plot_point(const struct plot_data *data, size_t panel, size_t series,
                                    size_t version);
enum plot_state plot_point_state(const struct pool_point *point);

/* A point's rate as few characters: "57", "0.4", "?", "". */
void plot_point_text(char text[static 16], const struct pool_point *point);

#endif
