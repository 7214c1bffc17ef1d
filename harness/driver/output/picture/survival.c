/* Survival curves as a picture's data and script, and their medians as a table. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "gnuplot.h"
#include "lives.h"
#include "plot.h"
#include "utf8.h"

#define NAME_WIDTH 40

/* --- picture --------------------------------------------------------------------------------- */

static bool has_axis(const struct survival *survival, enum survival_axis axis)
{
    for (size_t i = 0; i < survival->group_count; i++)
        if (survival->groups[i].sides[axis].curve.count > 0)
            return true;
    return false;
}

static void put_point(FILE *out, double time, const struct stats_step *step)
{
    fprintf(out, "%.9g\t%.9g\t%.9g\t%.9g\n", time, step->survival, step->low, step->high);
}

static void put_head(FILE *out, const struct survival *survival, int axis, const char *kind,
                     const struct survival_curve *curve)
{
    char median[64];
    survival_median_text(median, &curve->sides[axis]);
    fprintf(out, "%d\t", axis);
    plot_put_field(out, survival_axes[axis], SIZE_MAX);
    plot_put_field(out, survival->title, 100);
    fprintf(out, "%s\t%zu\t", kind, curve->group);
    plot_put_field(out, curve->name, NAME_WIDTH);
    fprintf(out, "%s\t", median);
}

/* As stairs: a point where each step begins, and one where it ends. */
static void put_curve(FILE *out, const struct survival *survival, int axis, const char *kind,
                      const struct survival_curve *curve)
{
    const struct stats_survival *steps = &curve->sides[axis].curve;
    struct stats_step now = {.survival = 1, .low = 1, .high = 1};
    if (steps->count == 0)
        return;
    put_head(out, survival, axis, kind, curve);
    put_point(out, 0, &now);
    for (size_t i = 0; i < steps->count; i++) {
        put_head(out, survival, axis, kind, curve);
        put_point(out, steps->steps[i].time, &now);
        now = steps->steps[i];
        put_head(out, survival, axis, kind, curve);
        put_point(out, now.time, &now);
    }
    putc('\n', out); /* an empty line ends a curve */
}

static void put_data(FILE *out, const void *data)
{
    const struct survival *survival = data;
    fputs("axis\tunit\ttitle\tkind\tgroup\tname\tmedian\ttime\tsurvival\tlow\thigh\n", out);
    for (int axis = 0; axis < SURVIVAL_AXIS_COUNT; axis++) {
        for (size_t i = 0; i < survival->python_count; i++)
            put_curve(out, survival, axis, "python", &survival->pythons[i]);
        for (size_t i = 0; i < survival->group_count; i++)
            put_curve(out, survival, axis, "group", &survival->groups[i]);
    }
}

/* Where an axis ends: nearly all of what happens is before it. */
static double longest(const struct survival *survival, enum survival_axis axis)
{
    double most = 1;
    for (size_t i = 0; i < survival->group_count; i++) {
        const struct stats_survival *curve = &survival->groups[i].sides[axis].curve;
        for (size_t k = 0; k < curve->count; k++)
            if (curve->steps[k].at_risk * 100 >= curve->steps[0].at_risk &&
                curve->steps[k].time > most)
                most = curve->steps[k].time;
    }
    return most;
}

static void put_parameters(FILE *out, const void *data)
{
    const struct survival *survival = data;
    bool both = has_axis(survival, SURVIVAL_ALLOCATIONS);
    size_t jobs = 0, seeds = 0;
    for (size_t i = 0; i < survival->python_count; i++) {
        jobs += survival->pythons[i].jobs;
        seeds = survival->pythons[i].seeds > seeds ? survival->pythons[i].seeds : seeds;
    }
    fprintf(out, "axes = %d; groups = %zu; pythons = %zu; jobs = %zu; trials = %zu\n", both ? 2 : 1,
            survival->group_count, survival->python_count, jobs, seeds);
    fprintf(out, "array longest[2] = [%.9g, %.9g]\n", longest(survival, SURVIVAL_STEPS),
            longest(survival, SURVIVAL_ALLOCATIONS));
    fprintf(out, "alike = %g\n", SURVIVAL_ALIKE * 100);
}

int plot_survival_file(const struct survival *survival, const char *scripts, const char *path,
                       struct tl_error *error)
{
    struct plot_source source = {.data = survival,
                                 .put_data = put_data,
                                 .put_parameters = put_parameters,
                                 .folder = scripts,
                                 .script = plot_kinds[PLOT_SURVIVAL].name};
    return plot_picture(&source, path, error);
}

/* --- table ----------------------------------------------------------------------------------- */

#define TABLE_NAME 26 /* with it a line has 80 columns */

static void put_row(FILE *out, const struct survival_curve *curve)
{
    static const int widths[SURVIVAL_AXIS_COUNT] = {14, 19};
    fputs("  ", out);
    utf8_put(out, curve->name, TABLE_NAME, 1);
    fprintf(out, "%7zu %9zu", curve->jobs, curve->destroyed);
    for (int axis = 0; axis < SURVIVAL_AXIS_COUNT; axis++) {
        char median[64];
        survival_median_text(median, &curve->sides[axis]);
        fprintf(out, " %*s", widths[axis], median);
    }
    putc('\n', out);
}

int plot_survival_terminal(const struct survival *survival, FILE *out, struct tl_error *error)
{
    fputs("How long a job that nobody holds exists\n", out);
    utf8_put(out, survival->title, SIZE_MAX, 0);
    fprintf(out, "\n\n  %-*s%7s %9s %14s %19s\n", TABLE_NAME, "Python", "jobs", "destroyed",
            "median steps", "median allocations");
    for (size_t i = 0; i < survival->python_count; i++)
        put_row(out, &survival->pythons[i]);
    fprintf(out, "\n  neighbours whose curves are nowhere more than %g points apart, together\n",
            SURVIVAL_ALIKE * 100);
    for (size_t i = 0; i < survival->group_count; i++)
        put_row(out, &survival->groups[i]);
    fputs("\nmedian [low-high]: loop steps, and object allocations, from a job's start until\n"
          "half of the jobs are destroyed (Kaplan and Meier; jobs that end otherwise count\n"
          "until then); 95 % interval from drawing whole seeds again; -: not counted\n",
          out);
    if (fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the table cannot be written (%s)",
                       strerror(errno));
    return 0;
}
