/* Curves of how long unheld jobs exist, with intervals from drawing whole seeds again. */
#include "lives.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap.h"
#include "list.h"
#include "memory.h"
#include "near.h"
#include "pool.h"
#include "text.h"

const char *const survival_axes[SURVIVAL_AXIS_COUNT] = {
#define X(symbol, name) name,
    SURVIVAL_AXES(X)
#undef X
};

/* --- one curve ------------------------------------------------------------------------------- */

static int fill_counted(struct survival_side *side, struct member *members, size_t count)
{
    double *times = memory_zeroed(count, sizeof *times);
    bool *events = memory_zeroed(count, sizeof *events);
    for (size_t i = 0; i < count; i++) {
        times[i] = members[i].time;
        events[i] = members[i].destroyed;
    }
    int result = stats_survival(times, events, count, &side->curve);
    free(times);
    free(events);
    return result != 0 ? -1 : bootstrap_intervals(side, members, count);
}

/* A curve of some of the jobs only would mislead: all are counted, or none is shown. */
int survival_side_fill(struct survival_side *side, enum survival_axis axis,
                       const struct survival_life *lives, size_t count)
{
    memset(side, 0, sizeof *side);
    for (size_t i = 0; i < count; i++)
        if (!lives[i].counted[axis])
            return 0;
    if (count == 0)
        return 0;
    struct member *members = memory_zeroed(count, sizeof *members);
    for (size_t i = 0; i < count; i++)
        members[i] = (struct member){
            .time = lives[i].time[axis], .seed = lives[i].seed, .destroyed = lives[i].destroyed};
    int result = fill_counted(side, members, count);
    free(members);
    return result;
}

/* Both are steps: the greatest distance is at one of their times. */
double survival_distance(const struct stats_survival *a, const struct stats_survival *b)
{
    double x = 1, y = 1, most = 0;
    for (size_t i = 0, k = 0; i < a->count || k < b->count;) {
        double now = INFINITY;
        if (i < a->count)
            now = a->steps[i].time;
        if (k < b->count && b->steps[k].time < now)
            now = b->steps[k].time;
        if (i < a->count && a->steps[i].time <= now)
            x = a->steps[i++].survival;
        if (k < b->count && b->steps[k].time <= now)
            y = b->steps[k++].survival;
        most = fmax(most, fabs(x - y));
    }
    return most;
}

void survival_median_text(char text[static 64], const struct survival_side *side)
{
    char median[20] = "not reached", low[20], high[20] = "...";
    if (side->curve.count == 0) {
        snprintf(text, 64, "-");
        return;
    }
    if (side->curve.has_median)
        snprintf(median, sizeof median, "%.0f", side->curve.median);
    if (!side->has_interval || isinf(side->low)) {
        snprintf(text, 64, "%s", median);
        return;
    }
    snprintf(low, sizeof low, "%.0f", side->low);
    if (!isinf(side->high))
        snprintf(high, sizeof high, "%.0f", side->high);
    snprintf(text, 64, "%s [%s-%s]", median, low, high);
}

/* --- from the store -------------------------------------------------------------------------- */

/* The lives of one Python. */
struct lives {
    struct survival_life *items;
    size_t count;
};

static int out_of_memory(struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
}

static struct survival_life life_of(const struct tl_job_row *row)
{
    const struct tl_task_row *task = &row->task;
    struct survival_life life = {.seed = row->seed};
    life.destroyed = task->fate == TL_FATE_LOST || task->fate == TL_FATE_ORPHANED;
    life.counted[SURVIVAL_STEPS] = true;
    life.time[SURVIVAL_STEPS] = (double)task->ended_step - (double)task->born_step;
    life.counted[SURVIVAL_ALLOCATIONS] =
        task->ended_allocation != 0 && task->ended_allocation >= task->born_allocation;
    if (life.counted[SURVIVAL_ALLOCATIONS])
        life.time[SURVIVAL_ALLOCATIONS] = (double)(task->ended_allocation - task->born_allocation);
    return life;
}

static int add_cell(struct lives *lives, struct store *store, int64_t cell, struct tl_error *error)
{
    struct tl_job_row *rows;
    size_t count;
    if (store_tasks(store, cell, &rows, &count, error) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct survival_life *life = list_grow(&lives->items, lives->count++, sizeof *life);
        *life = life_of(&rows[i]);
    }
    free(rows);
    return 0;
}

/* --- which cells ----------------------------------------------------------------------------- */

static bool names(const struct tl_result *cell, const char *word)
{
    return strcmp(cell->case_id, word) == 0 || strcmp(cell->case_name, word) == 0;
}

static bool lost_everywhere(const struct tl_result *cell)
{
    for (size_t i = 0; i < cell->expectation_count; i++)
        if (strcmp(cell->expectations[i].what, "lost") == 0)
            return strcmp(cell->expectations[i].versions, "all") == 0;
    return false;
}

struct choice {
    const char *guard, *pressure;
    const char *const *cases;
    size_t case_count;
};

static bool is_chosen(const struct tl_result *cell, const struct choice *choice)
{
    char pressure[CELL_PRESSURE_MAX];
    if (strcmp(tl_guards[cell->guard].name, choice->guard) != 0 ||
        strcmp(cell_pressure(cell, pressure), choice->pressure) != 0)
        return false;
    for (size_t i = 0; i < choice->case_count; i++)
        if (names(cell, choice->cases[i]))
            return true;
    return choice->case_count == 0 && lost_everywhere(cell);
}

static bool any_chosen(const struct tl_results *results, const struct choice *choice)
{
    for (size_t i = 0; i < results->count; i++)
        if (is_chosen(&results->cells[i], choice))
            return true;
    return false;
}

/* Jobs of this case are out of reach from their first step on. */
static const char *const reference[] = {"a31"};

static int choose(struct choice *choice, const struct tl_results *results,
                  const struct survival_options *options, struct tl_error *error)
{
    *choice = (struct choice){
        .guard = options->guard == NULL ? tl_guards[TL_GUARD_BARE].name : options->guard,
        .pressure =
            options->pressure == NULL ? tl_pressures[TL_PRESSURE_NATURAL].name : options->pressure,
        .cases = options->case_count > 0 ? options->cases : reference,
        .case_count = options->case_count > 0 ? options->case_count : 1};
    if (options->case_count == 0 && !any_chosen(results, choice))
        choice->case_count = 0;
    if (any_chosen(results, choice))
        return 0;
    return tl_fail(error, TL_EXIT_USAGE,
                   "the run holds no such jobs under guard %s and pressure %s; make some with "
                   "'taskloss run a31 --guard %s --pressure %s --trials 100'",
                   choice->guard, choice->pressure, choice->guard, choice->pressure);
}

static char *title_of(const struct tl_results *results, const struct choice *choice)
{
    const struct tl_result *first = NULL;
    size_t count = 0;
    struct pool_axes axes;
    pool_axes(results, &axes);
    for (size_t c = 0; c < axes.case_count; c++)
        for (size_t i = 0; i < results->count; i++)
            if (pool_same_case(&results->cells[i], axes.cases[c]) &&
                is_chosen(&results->cells[i], choice)) {
                first = axes.cases[c];
                count++;
                break;
            }
    pool_axes_free(&axes);
    if (count == 1)
        return text_make("%s %s, guard %s, pressure %s", first->case_id, first->case_name,
                         choice->guard, choice->pressure);
    return text_make("%zu cases, guard %s, pressure %s", count, choice->guard, choice->pressure);
}

/* --- all of it ------------------------------------------------------------------------------- */

static size_t count_seeds(const struct lives *lives)
{
    struct member *members = memory_zeroed(lives->count, sizeof *members);
    for (size_t i = 0; i < lives->count; i++)
        members[i].seed = lives->items[i].seed;
    size_t seeds = bootstrap_clusters(members, lives->count);
    free(members);
    return seeds;
}

static int curve_fill(struct survival_curve *curve, const struct lives *lives)
{
    int result = 0;
    curve->jobs = lives->count;
    for (size_t i = 0; i < lives->count; i++)
        curve->destroyed += lives->items[i].destroyed;
    curve->seeds = count_seeds(lives);
    for (int axis = 0; axis < SURVIVAL_AXIS_COUNT && result == 0; axis++)
        result = survival_side_fill(&curve->sides[axis], (enum survival_axis)axis, lives->items,
                                    lives->count);
    return result;
}

static int read_lives(struct lives *out, struct store *store, const struct tl_results *results,
                      const struct choice *choice, const struct tl_result *python,
                      struct tl_error *error)
{
    struct pool_query query = {.implementation = python};
    for (size_t i = 0; i < results->count; i++)
        if (pool_matches(&results->cells[i], &query) && is_chosen(&results->cells[i], choice) &&
            add_cell(out, store, results->cells[i].cell, error) != 0)
            return -1;
    return 0;
}

static int pool_group(struct survival *out, const struct lives *lives, size_t from, size_t to)
{
    struct lives all = {0};
    struct survival_curve *group = &out->groups[out->group_count];
    for (size_t i = from; i < to; i++)
        all.count += lives[i].count;
    all.items = memory_zeroed(all.count, sizeof *all.items);
    for (size_t i = from, at = 0; i < to; at += lives[i++].count) {
        if (lives[i].count > 0)
            memcpy(&all.items[at], lives[i].items, lives[i].count * sizeof *all.items);
        out->pythons[i].group = out->group_count;
    }
    group->group = out->group_count++;
    group->name = to - from == 1
                      ? text_make("%s", out->pythons[from].name)
                      : text_make("%s..%s (%zu)", out->pythons[from].implementation->base,
                                  out->pythons[to - 1].name, to - from);
    int result = curve_fill(group, &all);
    free(all.items);
    return result;
}

static bool alike(const struct survival_curve *a, const struct survival_curve *b)
{
    return implementation_same_suffix(a->implementation, b->implementation) &&
           survival_distance(&a->sides[SURVIVAL_STEPS].curve, &b->sides[SURVIVAL_STEPS].curve) <=
               SURVIVAL_ALIKE;
}

/* Neighbours join the group of the one before while they are like its first. */
static int make_groups(struct survival *out, const struct lives *lives)
{
    out->groups = memory_zeroed(out->python_count, sizeof *out->groups);
    for (size_t from = 0, to; from < out->python_count; from = to) {
        for (to = from + 1; to < out->python_count; to++)
            if (!alike(&out->pythons[from], &out->pythons[to]))
                break;
        if (pool_group(out, lives, from, to) != 0)
            return -1;
    }
    return 0;
}

static int make_pythons(struct survival *out, struct lives *lives, struct store *store,
                        const struct tl_results *results, const struct pool_axes *axes,
                        const struct choice *choice, struct tl_error *error)
{
    for (size_t i = 0; i < axes->implementation_count; i++) {
        struct lives *here = &lives[out->python_count];
        if (read_lives(here, store, results, choice, axes->implementations[i], error) != 0)
            return -1;
        if (here->count == 0)
            continue;
        struct survival_curve *curve = &out->pythons[out->python_count++];
        curve->implementation = axes->implementations[i]->implementation;
        curve->name = text_make("%s", curve->implementation->name);
        if (curve_fill(curve, here) != 0)
            return out_of_memory(error);
    }
    if (out->python_count == 0)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "no trial of these cells could be measured: there is nothing to draw");
    return make_groups(out, lives) != 0 ? out_of_memory(error) : 0;
}

int survival_make(struct survival *out, struct store *store, const struct tl_results *results,
                  const struct survival_options *options, struct tl_error *error)
{
    struct choice choice;
    struct pool_axes axes;
    memset(out, 0, sizeof *out);
    if (choose(&choice, results, options, error) != 0)
        return -1;
    pool_axes(results, &axes);
    out->title = title_of(results, &choice);
    out->pythons = memory_zeroed(axes.implementation_count, sizeof *out->pythons);
    struct lives *lives = memory_zeroed(axes.implementation_count, sizeof *lives);
    int result = make_pythons(out, lives, store, results, &axes, &choice, error);
    for (size_t i = 0; i < axes.implementation_count; i++)
        free(lives[i].items);
    free(lives);
    pool_axes_free(&axes);
    if (result != 0)
        survival_free(out);
    return result;
}

static void curves_free(struct survival_curve *curves, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(curves[i].name);
        for (int axis = 0; axis < SURVIVAL_AXIS_COUNT; axis++)
            free(curves[i].sides[axis].curve.steps);
    }
    free(curves);
}

void survival_free(struct survival *survival)
{
    curves_free(survival->pythons, survival->python_count);
    curves_free(survival->groups, survival->group_count);
    free(survival->title);
    memset(survival, 0, sizeof *survival);
}
