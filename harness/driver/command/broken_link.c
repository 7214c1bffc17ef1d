/* Commits share a build folder: one is asked before the other is built. */
#include "broken_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "subject.h"
#include "whys.h"

static bool is_cell_of(void *context, const struct tl_cell *cell)
{
    const struct counted_cell *wanted = context;
    return strcmp(cell->the_case->id, wanted->case_id) == 0;
}

/* `side`: what the hunt's cell becomes on one commit; `why` borrows from it. */
static int ask(struct subject *side, struct why *why, const struct hunt *hunt, const char *hash,
               const struct counted *counted, struct tl_error *error)
{
    struct counted_cell cell = *hunt->cell;
    struct pressure step = {TL_PRESSURE_STEP, 0};
    struct run_options options = *counted->options;
    const char *build[1];
    char *folder = NULL;
    if (repository_build(counted->repository, hash, &folder, error) <= 0)
        return -1;
    build[0] = folder;
    options.pythons = (struct run_words){build, 1};
    options.guards = 1u << cell.guard;
    options.pressures = &step;
    options.pressure_count = 1;
    options.is_wanted = is_cell_of;
    options.wanted_context = &cell;
    const struct tl_run run = {.seed = options.seed,
                               .jobs = options.jobs,
                               .deadline_ms = options.deadline_ms,
                               .memory_mb = options.memory_mb};
    int result = subject_load(side, &options, error);
    free(folder);
    return result == 0 ? whys_run(why, &side->plan, &run, 0, error) : -1;
}

/* Is the job held on the one and not on the other? */
static bool tells_them_apart(const struct why *why)
{
    const struct told_job *jobs[2];
    for (size_t i = 0; i < 2; i++) {
        if (why->count != 2 || why->subjects[i].why[0] != '\0')
            return false;
        jobs[i] = told_first(&why->subjects[i].told);
    }
    return jobs[0] != NULL && jobs[1] != NULL && jobs[0]->exposed != jobs[1]->exposed;
}

static int find(struct hunt *hunt, const struct counted *counted, struct tl_error *error)
{
    struct subject before = {0}, changed = {0};
    struct why why = {0};
    fprintf(stderr, "%s: who holds a job before %.10s, and who does there\n", hunt->cell->case_id,
            hunt->changed->about.hash);
    int result = ask(&before, &why, hunt, hunt->before->about.hash, counted, error);
    if (result == 0)
        result = ask(&changed, &why, hunt, hunt->changed->about.hash, counted, error);
    if (result == 0 && tells_them_apart(&why)) {
        whys_compare(&why);
        if (why.difference_count > 0) {
            hunt->before_link = why_side(&why, &why.differences[0], true);
            hunt->changed_link = why_side(&why, &why.differences[0], false);
        }
    }
    whys_free(&why);
    subject_unload(&before);
    subject_unload(&changed);
    return result;
}

static bool destroys(const struct hunt *hunt)
{
    int count = hunt->key != NULL ? tl_count_find(hunt->key) : -1;
    return count == TL_COUNT_LOST || count == TL_COUNT_ORPHANED;
}

static bool is_found(const struct hunt *hunt)
{
    return hunt->changed != NULL && hunt->before != NULL && hunt->why == NULL && !hunt->narrowed;
}

/* The link was found for another count of the same cell. */
static bool take_over(struct hunt *hunt, const struct hunts *hunts)
{
    for (const struct hunt *other = hunts->items; other < hunt; other++)
        if (other->cell == hunt->cell && other->changed == hunt->changed && destroys(other)) {
            if (other->before_link != NULL) {
                hunt->before_link = memory_text(other->before_link);
                hunt->changed_link = memory_text(other->changed_link);
            }
            return true;
        }
    return false;
}

int broken_links_find(struct hunts *hunts, const struct counted *counted, struct tl_error *error)
{
    for (size_t i = 0; i < hunts->count; i++) {
        struct hunt *hunt = &hunts->items[i];
        struct tl_error why_not = {0};
        if (!destroys(hunt) || !is_found(hunt) || take_over(hunt, hunts))
            continue;
        if (find(hunt, counted, &why_not) < 0 && why_not.exit == TL_EXIT_INTERRUPTED) {
            *error = why_not;
            return -1;
        }
    }
    return 0;
}
