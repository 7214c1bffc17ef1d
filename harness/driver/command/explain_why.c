/* A run of its own up to one loop step, on two Pythons at once. Found anew are only their names. */
#include "explain_why.h"

#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "memory.h"
#include "names.h"
#include "text.h"
#include "whys.h"

#define MOST 5 /* new losses: each starts two workers */

/* What a cell's case and Pythons become. */
struct asked {
    struct tl_cases cases;
    struct tl_targets targets;
    struct plan plan;
    struct why why;
};

static bool is_new_loss(const struct tl_checked *checked)
{
    if (tl_pressure_rules[checked->cell->pressure.pressure].cancels)
        return false; /* no chain of references tells why */
    for (size_t i = 0; i < checked->findings.count; i++)
        if (checked->findings.items[i].verdict == TL_VERDICT_NEW_LOSS &&
            checked->findings.items[i].standing == TL_STANDING_NEW)
            return true;
    return false;
}

static bool is_like(const struct tl_result *a, const struct tl_result *b)
{
    return strcmp(a->case_file, b->case_file) == 0 && a->guard == b->guard &&
           a->pressure.pressure == b->pressure.pressure &&
           a->pressure.argument == b->pressure.argument &&
           implementation_same_suffix(a->implementation, b->implementation);
}

static bool is_lossy(const struct tl_result *cell)
{
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        if (tl_fate_rules[i].loss && cell->counts[i] > 0)
            return true;
    return cell->exposed_steps > 0;
}

static bool is_safe(const struct tl_result *cell)
{
    return cell_is_measured(cell) && !cell->implementation->pypy && !is_lossy(cell) &&
           cell->sight == TL_SIGHT_EXACT;
}

/* The nearest one before it, else behind it; NULL: none of the run is safe. */
static const struct tl_result *safe_one(const struct tl_report *report, size_t lossy)
{
    const struct tl_result *cell = report->cells[lossy].cell, *found = NULL;
    for (size_t i = 0; i < report->count; i++) {
        const struct tl_result *other = report->cells[i].cell;
        if (is_like(other, cell) && is_safe(other) && (i < lossy || found == NULL))
            found = other;
    }
    return found;
}

/* `safe`: a --python, or NULL. */
static int ask(struct asked *asked, struct tl_pythons *pythons, const char *safe,
               const struct tl_checked *lossy, const struct run_options *options,
               struct tl_error *error)
{
    const struct tl_result *cell = lossy->cell;
    char *own = implementation_spec(cell->implementation);
    const char *specs[2];
    size_t count = 0;
    if (safe != NULL)
        specs[count++] = safe;
    specs[count++] = own;
    struct pressure pressure = {TL_PRESSURE_STEP, 0};
    struct tl_run run = {.seed = lossy->seed,
                         .jobs = options->jobs,
                         .deadline_ms = options->deadline_ms,
                         .memory_mb = options->memory_mb};
    int result = cases_load_file(&asked->cases, cell->case_file, error);
    if (result == 0)
        result = targets_select(&asked->targets, pythons, (const char *const *)specs, count, error);
    if (result == 0)
        result = plan_make(&asked->plan, &asked->targets, &asked->cases, 1u << cell->guard,
                           &pressure, 1, error);
    if (result == 0)
        result = whys_run(&asked->why, &asked->plan, &run, 0, error);
    free(own);
    return result;
}

static void forget(struct asked *asked)
{
    whys_free(&asked->why);
    plan_free(&asked->plan);
    targets_free(&asked->targets);
    cases_free(&asked->cases);
    *asked = (struct asked){0};
}

static char *side_of(const struct why *why, bool first)
{
    const struct why_difference *difference = &why->differences[0];
    char *side = why_side(why, difference, first);
    char *line = text_make(
        "%s: %s", why->subjects[first ? difference->first : difference->second].label, side);
    free(side);
    return line;
}

static char *difference_text(const struct why *why)
{
    char *first = side_of(why, true), *second = side_of(why, false);
    char *text = text_make("%s\n%s", first, second);
    free(first);
    free(second);
    return text;
}

/* "a cycle that only holds itself: Task job() coroutine job() local future Future ..." */
static char *cycle_text(const struct told *told)
{
    const struct told_job *job = told_first(told);
    char *text = NULL;
    size_t size;
    if (job == NULL || !job->exposed || job->cycle.count == 0)
        return NULL;
    FILE *out = memory_sure(open_memstream(&text, &size));
    fprintf(out, "a cycle that only holds itself: %s",
            told->graph.nodes[job->cycle.items[0].from].text);
    for (size_t i = 0; i < job->cycle.count; i++) {
        const struct chains_link *link = &job->cycle.items[i];
        const char *name = link->name[0] == ' ' ? link->name + 1 : link->name;
        fprintf(out, " %s → %s", name, told->graph.nodes[link->to].text);
    }
    fclose(out);
    return memory_sure(text);
}

static char *text_of(struct why *why)
{
    whys_compare(why);
    if (why->difference_count > 0 && why->differences[0].difference.found)
        return difference_text(why);
    const struct why_subject *lossy = &why->subjects[why->count - 1];
    return lossy->why[0] == '\0' ? cycle_text(&lossy->told) : NULL;
}

/* ---- where no Python of the run is safe ---- */

static int minor_of(const char *version)
{
    int major, minor;
    names_major_minor(version, &major, &minor);
    return minor;
}

/* The same minor version is the nearest, then those before it. */
static int distance(const struct tl_python *python, const struct tl_result *lossy)
{
    int own = minor_of(lossy->implementation->version), other = minor_of(python->version);
    return other <= own ? own - other : 100 + other - own;
}

static bool is_in_run(const struct tl_report *report, const struct tl_python *python)
{
    for (size_t i = 0; i < report->count; i++)
        if (strcmp(report->cells[i].cell->implementation->libpython, python->libpython) == 0)
            return true;
    return false;
}

/* The nearest that is further away than `beyond`, the newest of its minor version; NULL: none. */
static const struct tl_python *next_other(const struct tl_report *report,
                                          const struct tl_pythons *pythons,
                                          const struct tl_result *lossy, int beyond)
{
    const struct tl_python *found = NULL;
    for (size_t i = 0; i < pythons->count; i++) {
        const struct tl_python *python = &pythons->items[i];
        if (!python->usable || strncmp(python->name, "pypy", 4) == 0 || python->build != 0 ||
            python->libpython == NULL || is_in_run(report, python))
            continue;
        int away = distance(python, lossy);
        if (away > beyond && (found == NULL || away <= distance(found, lossy)))
            found = python;
    }
    return found;
}

/* The first Python was not asked by the run: is the job safe there, and not on the second? */
static bool tells_them_apart(const struct why *why)
{
    if (why->count != 2 || why->subjects[0].why[0] != '\0' || why->subjects[1].why[0] != '\0')
        return false;
    const struct told_job *safe = told_first(&why->subjects[0].told);
    const struct told_job *lossy = told_first(&why->subjects[1].told);
    return safe != NULL && lossy != NULL && !safe->exposed && lossy->exposed;
}

enum { MOST_OTHERS = 3 };

/* Asks Pythons of this machine that the run left out, until one is safe. */
static int ask_others(struct asked *asked, const struct tl_report *report,
                      struct tl_pythons *pythons, const struct tl_checked *lossy,
                      const struct run_options *options, struct tl_error *error)
{
    int result = 0, beyond = -1;
    for (int i = 0; result == 0 && i < MOST_OTHERS; i++) {
        const struct tl_python *other = next_other(report, pythons, lossy->cell, beyond);
        if (other == NULL)
            return 0;
        beyond = distance(other, lossy->cell);
        char *spec = text_make("%s%s", other->path, lossy->cell->implementation->suffix);
        result = ask(asked, pythons, spec, lossy, options, error);
        free(spec);
        if (result == 0 && tells_them_apart(&asked->why))
            return 0;
        forget(asked);
        result = result < 0 && error->exit == TL_EXIT_INTERRUPTED ? -1 : 0;
    }
    return result;
}

/* ---- each cell ---- */

static int ask_for(struct asked *asked, const struct tl_report *report, size_t index,
                   struct tl_pythons *pythons, const struct run_options *options,
                   struct tl_error *error)
{
    const struct tl_result *safe = safe_one(report, index);
    const struct tl_checked *lossy = &report->cells[index];
    if (safe == NULL) {
        int result = ask_others(asked, report, pythons, lossy, options, error);
        return result != 0 || asked->why.count > 0
                   ? result
                   : ask(asked, pythons, NULL, lossy, options, error);
    }
    char *spec = implementation_spec(safe->implementation);
    int result = ask(asked, pythons, spec, lossy, options, error);
    free(spec);
    return result;
}

static int explain(struct tl_report *report, size_t index, struct tl_pythons *pythons,
                   const struct run_options *options, struct tl_error *error)
{
    struct asked asked = {0};
    int result = ask_for(&asked, report, index, pythons, options, error);
    if (result == 0 && asked.why.count > 0)
        report->cells[index].why = text_of(&asked.why);
    forget(&asked);
    return result;
}

/* Its jobs are lost or exposed, and those of no cell like it before. */
static bool is_first_lossy(const struct tl_report *report, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_lossy(report->cells[i].cell) &&
            is_like(report->cells[i].cell, report->cells[index].cell))
            return false;
    return is_lossy(report->cells[index].cell);
}

static bool is_wanted(const struct tl_report *report, size_t index, enum explain_which which)
{
    if (report->cells[index].cell->implementation->pypy)
        return false;
    return which == EXPLAIN_NEW_LOSSES ? is_new_loss(&report->cells[index])
                                       : is_first_lossy(report, index);
}

int explain_why(struct tl_report *report, enum explain_which which,
                const struct run_options *options, struct tl_error *error)
{
    struct tl_pythons pythons = {0};
    struct tl_error why_not = {0};
    size_t told = 0, most = which == EXPLAIN_NEW_LOSSES ? MOST : report->count;
    for (size_t i = 0; i < report->count && told < most; i++) {
        if (!is_wanted(report, i, which))
            continue;
        if (told++ == 0 && pythons_find(&pythons, &why_not) < 0)
            break;
        if (explain(report, i, &pythons, options, &why_not) < 0 &&
            why_not.exit == TL_EXIT_INTERRUPTED)
            break;
    }
    pythons_free(&pythons);
    if (why_not.exit != TL_EXIT_INTERRUPTED)
        return 0;
    *error = why_not;
    return -1;
}
