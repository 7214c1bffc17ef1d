/* The jobs of each cell's first trial, as the map's data: the share of them exposed at each step.
 */
#include "steps.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "exposure.h"
#include "gnuplot.h"
#include "rates.h"
#include "utf8.h"

#define NAME_WIDTH 24

/* The case's cells, and as many steps as any of them has, as far as their steps are known. */
struct steps {
    struct plot_data data;
    const struct tl_run *run;
    uint32_t count;
};

bool steps_wanted(const struct plot_options *options)
{
    return options->kind == PLOT_EXPOSURE && options->case_count == 1;
}

static const struct tl_result *cell_of(const struct steps *steps, size_t version)
{
    const struct plot_data *data = &steps->data;
    struct pool_query query = {.implementation = data->versions[version],
                               .the_case = data->panels[0].the_case,
                               .pressure = data->pressure,
                               .guard = data->series[0]};
    return pool_first(&data->axes, &query);
}

/* Did the oracle look at jobs of this cell? */
static bool is_known(const struct tl_result *cell)
{
    return cell != NULL && cell->sight != TL_SIGHT_NONE && cell->job_count > 0;
}

static double share_at(const struct tl_result *cell, uint32_t step)
{
    uint32_t exposed = 0;
    for (uint32_t i = 0; i < cell->job_count; i++)
        exposed += exposure_at(&cell->jobs[i].exposure, step);
    return (double)exposed / cell->job_count;
}

static int fill(struct steps *steps, const struct tl_results *results,
                const struct plot_options *options, struct tl_error *error)
{
    *steps = (struct steps){.run = &results->run};
    if (plot_data_fill(&steps->data, results, options, error) != 0)
        return -1;
    for (size_t v = 0; v < steps->data.version_count; v++) {
        const struct tl_result *cell = cell_of(steps, v);
        if (is_known(cell) && cell->control_steps > steps->count)
            steps->count = cell->control_steps;
    }
    if (steps->count >= EXPOSURE_STEPS)
        steps->count = EXPOSURE_STEPS - 1;
    if (steps->count > 0)
        return 0;
    tl_fail(error, TL_EXIT_UNMEASURED, "the oracle looked at no job of %s: nothing to draw",
            steps->data.panels[0].title);
    plot_data_free(&steps->data);
    return -1;
}

/* ---- as a picture ---- */

static void put_step(FILE *out, const struct steps *steps, size_t version, uint32_t step)
{
    const struct tl_result *cell = cell_of(steps, version);
    char pressure[CELL_PRESSURE_MAX];
    bool beyond = is_known(cell) && step > cell->control_steps;
    fprintf(out, "%zu\t", version);
    plot_put_field(out, steps->data.versions[version]->implementation->name, NAME_WIDTH);
    fputs("1\t", out);
    plot_put_field(out, steps->data.series[0], SIZE_MAX);
    fprintf(out, "%" PRIu32 "\t%" PRIu32 "\t", step - 1, step);
    if (is_known(cell))
        fprintf(out, "%.9g\tNaN\tNaN\t%" PRIu32 "\t%" PRIu32 "\t", share_at(cell, step),
                cell->measured, cell->job_count);
    else
        fputs("NaN\tNaN\tNaN\t0\t0\t", out);
    fprintf(out, "%s\t",
            beyond || cell == NULL ? "not-applicable"
            : is_known(cell)       ? "measured"
                                   : "could-not-measure");
    plot_put_field(out, cell_pressure(steps->data.pressure, pressure), 40);
    fprintf(out, "\t%s\t%zu\n",
            !is_known(cell)              ? "unmeasured"
            : share_at(cell, step) > 0.0 ? "share"
                                         : "none",
            version);
}

static void put_data(FILE *out, const void *source)
{
    const struct steps *steps = source;
    fputs("panel\timplementation\tseries\tguard\tx\tstep\texposed\tlow\thigh\ttrials\tjobs\tstate\t"
          "pressure\ttext\tfinding\trow\n",
          out);
    for (size_t v = 0; v < steps->data.version_count; v++)
        for (uint32_t step = 1; step <= steps->count; step++)
            put_step(out, steps, v, step);
}

static size_t widest(const struct steps *steps)
{
    size_t most = 0;
    for (size_t v = 0; v < steps->data.version_count; v++) {
        size_t width = utf8_width(steps->data.versions[v]->implementation->name);
        width = width < NAME_WIDTH ? width : NAME_WIDTH;
        most = width > most ? width : most;
    }
    return most;
}

/* The title of a case is free of quotes, as its name is one of a file. */
static void put_parameters(FILE *out, const void *source)
{
    const struct steps *steps = source;
    fprintf(out, "panels = %zu; series = 1; versions = %" PRIu32 "; rows = %zu\n",
            steps->data.version_count, steps->count, steps->data.version_count);
    fprintf(out, "label_chars = 3; title_chars = %zu; unmeasured = 0\n", widest(steps));
    fprintf(out, "trials = 1; jobs = %" PRIu32 "\n", steps->run->jobs);
    fputs("subject = 'Share of jobs exposed at each loop step of ", out);
    for (const char *c = steps->data.panels[0].the_case->case_id; *c != '\0'; c++)
        putc(*c == '\'' || *c == '\\' || (unsigned char)*c < ' ' ? '_' : *c, out);
    fputs("'; numbers = ''; narrow = 1; findings = 0\n", out);
}

int steps_file(const struct tl_results *results, const struct plot_options *options,
               const char *path, struct tl_error *error)
{
    struct steps steps;
    if (fill(&steps, results, options, error) != 0)
        return -1;
    struct plot_source source = {.data = &steps,
                                 .put_data = put_data,
                                 .put_parameters = put_parameters,
                                 .folder = options->scripts,
                                 .script = plot_kinds[PLOT_HEATMAP].name};
    int result = plot_picture(&source, path, error);
    plot_data_free(&steps.data);
    return result;
}

/* ---- in the terminal ---- */

static char mark_at(const struct tl_result *cell, uint32_t step)
{
    double share = share_at(cell, step);
    return step > cell->control_steps ? ' ' : share <= 0 ? '.' : share < 1 ? '+' : '#';
}

static void put_row(FILE *out, const struct steps *steps, size_t version, uint32_t room)
{
    const struct tl_result *cell = cell_of(steps, version);
    utf8_put(out, steps->data.versions[version]->implementation->name, NAME_WIDTH, 1);
    putc(' ', out);
    if (!is_known(cell))
        fputs(cell == NULL ? "-" : "?", out);
    for (uint32_t step = 1; is_known(cell) && step <= steps->count && step <= room; step++)
        putc(mark_at(cell, step), out);
    fputs(steps->count > room ? " ...\n" : "\n", out);
}

int steps_terminal(const struct tl_results *results, const struct plot_options *options, int width,
                   FILE *out, struct tl_error *error)
{
    struct steps steps;
    char pressure[CELL_PRESSURE_MAX];
    if (fill(&steps, results, options, error) != 0)
        return -1;
    utf8_put_all(out, steps.data.panels[0].title);
    fprintf(out, ": loop steps 1 to %" PRIu32 " (pressure: %s, guard: %s)\n", steps.count,
            cell_pressure(steps.data.pressure, pressure), steps.data.series[0]);
    for (size_t v = 0; v < steps.data.version_count; v++)
        put_row(out, &steps, v, (uint32_t)width - NAME_WIDTH - 6);
    fputs("#: all jobs are exposed; +: some; .: none; ?: could not be measured\n", out);
    plot_data_free(&steps.data);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the plot cannot be written (%s)",
                       strerror(errno));
    return 0;
}
