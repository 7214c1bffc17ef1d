/* One request a cell; the worker answers with a graph, which is searched here. */
#include "whys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "request.h"
#include "supervise.h"
#include "text.h"
#include "utf8.h"

struct running {
    struct why *why;
    size_t first; /* the subject of the plan's first cell */
    const struct plan *plan;
    const struct tl_run *run;
    uint32_t step; /* 0: one that is telling */
    bool each;     /* cell i at loop step i + 1 */
};

static struct why_subject *subject_of(const struct running *running, size_t cell)
{
    return &running->why->subjects[running->first + cell];
}

static void fill_request(void *context, size_t cell, struct tl_request *out)
{
    const struct running *running = context;
    request_fill(&running->plan->cells[cell], running->run, running->run->seed, 1, out);
    out->graph = 1;
    out->graph_step = running->each ? (uint32_t)cell + 1 : running->step;
}

static int on_graph(void *context, size_t cell, const char *json, struct tl_error *error)
{
    struct chains_graph graph;
    if (json[0] == '\0')
        return 0;
    if (chains_read(&graph, json, error) < 0) {
        chains_free(&graph);
        return -1;
    }
    told_make(&subject_of(context, cell)->told, &graph);
    return 0;
}

/* Without a graph there is a reason; with one and without a job, too. */
static void say_why(struct why_subject *subject, const struct tl_answer *answer)
{
    if (subject->told.graph.step == 0)
        snprintf(subject->why, sizeof subject->why, "%s",
                 answer->note[0] != '\0' ? answer->note : tl_endings[answer->ending].name);
    else if (subject->told.graph.job_count == 0)
        snprintf(subject->why, sizeof subject->why, "no job had been made by loop step %llu of %u",
                 (unsigned long long)subject->told.graph.step, answer->control.steps);
}

static int on_trial(void *context, size_t cell, const struct tl_answer *answer,
                    const struct tl_task_row *tasks, const struct tl_fact *facts,
                    const char *output, struct tl_error *error)
{
    struct why_subject *subject = subject_of(context, cell);
    (void)facts, (void)output, (void)error;
    subject->steps = answer->control.steps;
    for (uint32_t i = 0; i < answer->task_count; i++) {
        subject->waited += tasks[i].exposure.waited;
        subject->exposed += tasks[i].exposure.exposed;
    }
    say_why(subject, answer);
    return 0;
}

static int on_done(void *context, size_t cell, struct tl_error *error)
{
    (void)context, (void)cell, (void)error;
    return 0;
}

static int on_unmeasured(void *context, size_t cell, uint64_t seed, const char *why,
                         struct tl_error *error)
{
    struct why_subject *subject = subject_of(context, cell);
    (void)seed, (void)error;
    snprintf(subject->why, sizeof subject->why, "%s", why);
    return 0;
}

static void add_subject(struct why *why, const struct tl_cell *cell)
{
    struct why_subject *subject = list_grow(&why->subjects, why->count++, sizeof *subject);
    const char *file = cell->the_case->file, *slash = strrchr(file, '/');
    *subject = (struct why_subject){
        .implementation = cell->target->about.name,
        .case_id = cell->the_case->id,
        .case_name = cell->the_case->name,
        .guard = tl_guards[cell->guard].name,
        .folder = slash != NULL ? text_make("%.*s", (int)(slash - file), file) : memory_text(""),
    };
}

static int run_cells(struct running *running, struct tl_error *error)
{
    const struct plan *plan = running->plan;
    struct supervise_options how = {.slots = 2};
    struct supervise_calls calls = {.context = running,
                                    .request = fill_request,
                                    .trial = on_trial,
                                    .done = on_done,
                                    .unmeasured = on_unmeasured,
                                    .graph = on_graph};
    for (size_t i = 0; i < plan->count; i++)
        add_subject(running->why, &plan->cells[i]);
    if (how.slots > plan->chunk_count)
        how.slots = (unsigned)plan->chunk_count;
    return plan->count > 0 ? supervise(plan, &how, &calls, error) : 0;
}

/* ---- the same wait ---- */

enum { MOST_STEPS = 200 };

static bool is_exposed(const struct why_subject *subject)
{
    const struct told_job *job = told_first(&subject->told);
    return job != NULL && job->exposed;
}

/* Is a job of `subject` held, where one of `exposed` would be lost, while it waits there? */
static bool waits_alike(const struct why_subject *subject, const struct why_subject *exposed,
                        bool *elsewhere)
{
    struct difference difference;
    difference_find(&difference, &subject->told, &exposed->told);
    bool alike = difference.found && !difference.gone && !difference.elsewhere;
    *elsewhere = difference.found && difference.elsewhere;
    difference_free(&difference);
    return alike;
}

/* Does no job wait there at this step? False too where it could not be looked at. */
static bool nobody_waits_there(const struct why_subject *step, const struct why_subject *exposed)
{
    const struct chains_graph *graph = &step->told.graph;
    const struct chains_place *there =
        chains_own_place(&exposed->told.graph.jobs[told_first(&exposed->told)->job]);
    if (graph->step == 0 || there == NULL)
        return false;
    for (size_t i = 0; i < graph->job_count; i++) {
        const struct chains_place *here = chains_own_place(&graph->jobs[i]);
        if (here != NULL && here->line == there->line && strcmp(here->file, there->file) == 0)
            return false;
    }
    return true;
}

/* Looks at each loop step of the plan's cell for one at which its job waits where that of
 * `exposed` does. */
static int look_for_wait(struct why_subject *held, const struct why_subject *exposed,
                         const struct plan *plan, size_t cell, const struct tl_run *run,
                         struct tl_error *error)
{
    struct why all = {0};
    struct pressure step[MOST_STEPS];
    struct pressure **pressures = memory_zeroed(plan->count, sizeof *pressures);
    size_t *counts = memory_zeroed(plan->count, sizeof *counts), *origins;
    struct plan steps;
    bool found = false, ignored;
    counts[cell] = held->steps < MOST_STEPS ? (size_t)held->steps : MOST_STEPS;
    pressures[cell] = step;
    for (size_t i = 0; i < counts[cell]; i++)
        step[i] = plan->cells[cell].pressure;
    plan_spread(&steps, plan, pressures, counts, &origins);
    struct running running = {.why = &all, .plan = &steps, .run = run, .each = true};
    int result = run_cells(&running, error);
    for (size_t i = 0; result == 0 && i < all.count && !found; i++)
        if (all.subjects[i].why[0] == '\0' &&
            (found = waits_alike(&all.subjects[i], exposed, &ignored))) {
            struct told other = held->told;
            held->told = all.subjects[i].told;
            all.subjects[i].told = other;
        }
    held->never_there = result == 0 && !found && counts[cell] == held->steps;
    for (size_t i = 0; held->never_there && i < all.count; i++)
        held->never_there = nobody_waits_there(&all.subjects[i], exposed);
    whys_free(&all);
    plan_free(&steps);
    free(origins);
    free(counts);
    free(pressures);
    return result;
}

/* Neighbours of which one is exposed are compared at the same wait. */
static int align(struct why *why, size_t first, const struct plan *plan, const struct tl_run *run,
                 struct tl_error *error)
{
    int result = 0;
    for (size_t i = 0; result == 0 && i + 1 < plan->count; i++) {
        struct why_subject *a = &why->subjects[first + i], *b = a + 1;
        bool elsewhere = false;
        if (a->why[0] != '\0' || b->why[0] != '\0' || is_exposed(a) == is_exposed(b))
            continue;
        bool swapped = is_exposed(a);
        struct why_subject *held = swapped ? b : a, *exposed = swapped ? a : b;
        if (!waits_alike(held, exposed, &elsewhere) && elsewhere)
            result = look_for_wait(held, exposed, plan, i + swapped, run, error);
    }
    return result;
}

int whys_run(struct why *why, const struct plan *plan, const struct tl_run *run, uint32_t step,
             struct tl_error *error)
{
    struct running running = {
        .why = why, .first = why->count, .plan = plan, .run = run, .step = step};
    size_t first = why->count;
    int result = run_cells(&running, error);
    return result == 0 && step == 0 ? align(why, first, plan, run, error) : result;
}

/* ---- comparing ---- */

static bool same_case(const struct why_subject *a, const struct why_subject *b)
{
    return strcmp(a->case_id, b->case_id) == 0;
}

static bool same_python(const struct why_subject *a, const struct why_subject *b)
{
    return strcmp(a->implementation, b->implementation) == 0;
}

static void name_subjects(struct why *why)
{
    bool one_case = true, one_python = true;
    for (size_t i = 1; i < why->count; i++) {
        one_case = one_case && same_case(&why->subjects[0], &why->subjects[i]);
        one_python = one_python && same_python(&why->subjects[0], &why->subjects[i]);
    }
    for (size_t i = 0; i < why->count; i++) {
        struct why_subject *subject = &why->subjects[i];
        subject->label = one_case ? memory_text(subject->implementation)
                         : one_python
                             ? memory_text(subject->case_id)
                             : text_make("%s on %s", subject->case_id, subject->implementation);
    }
}

/* Is it worth a word that these two differ? Of two, whatever it is; of many, where the job is held
 * here and not there. */
static bool is_telling(const struct why *why, const struct difference *d)
{
    return why->count == 2 || (d->found && !d->both_hold && !d->both_exposed);
}

static void compare(struct why *why, size_t first, size_t second)
{
    struct difference difference;
    const struct why_subject *a = &why->subjects[first], *b = &why->subjects[second];
    if (a->why[0] != '\0' || b->why[0] != '\0')
        return;
    difference_find(&difference, &a->told, &b->told);
    if (!is_telling(why, &difference)) {
        difference_free(&difference);
        return;
    }
    struct why_difference *item =
        list_grow(&why->differences, why->difference_count++, sizeof *item);
    *item = (struct why_difference){first, second, difference};
}

/* The next subject of the same case; where there is but one of each, of the same Python. */
static size_t next_like(const struct why *why, size_t from,
                        bool (*same)(const struct why_subject *, const struct why_subject *))
{
    for (size_t i = from + 1; i < why->count; i++)
        if (same(&why->subjects[from], &why->subjects[i]) && why->subjects[i].why[0] == '\0')
            return i;
    return why->count;
}

void whys_compare(struct why *why)
{
    name_subjects(why);
    bool several = false;
    for (size_t i = 1; i < why->count; i++)
        several = several || !same_case(&why->subjects[0], &why->subjects[i]);
    for (size_t i = 0; i < why->count; i++) {
        size_t other = next_like(why, i, several ? same_python : same_case);
        if (other < why->count)
            compare(why, i, other);
    }
}

/* ---- the verdict ---- */

static bool has_object(const struct why_subject *subject)
{
    for (size_t i = 0; i < subject->told.graph.job_count; i++)
        if (subject->told.graph.jobs[i].node != CHAINS_NONE)
            return true;
    return false;
}

int whys_verdict(const struct why *why, struct tl_error *error)
{
    int verdict = TL_EXIT_AS_EXPECTED;
    bool any = false;
    for (size_t i = 0; i < why->count; i++) {
        any = any || has_object(&why->subjects[i]);
        if (why->subjects[i].why[0] != '\0')
            verdict = TL_EXIT_UNMEASURED;
    }
    const struct why_subject *first = &why->subjects[0];
    if (why->count == 1 && first->why[0] != '\0')
        return tl_fail(error, TL_EXIT_UNMEASURED, "%s on %s: %s", first->case_id,
                       first->implementation, first->why);
    if (any || verdict != TL_EXIT_AS_EXPECTED)
        return verdict;
    return tl_fail(error, TL_EXIT_UNMEASURED,
                   "%s on %s: no job is pending at loop step %llu of %llu, and nothing is left of "
                   "those that have ended; --step looks at another",
                   first->case_id, first->implementation,
                   (unsigned long long)first->told.graph.step, (unsigned long long)first->steps);
}

void whys_free(struct why *why)
{
    for (size_t i = 0; i < why->difference_count; i++)
        difference_free(&why->differences[i].difference);
    for (size_t i = 0; i < why->count; i++) {
        told_free(&why->subjects[i].told);
        free(why->subjects[i].label);
        free(why->subjects[i].folder);
    }
    free(why->differences);
    free(why->subjects);
    *why = (struct why){0};
}
