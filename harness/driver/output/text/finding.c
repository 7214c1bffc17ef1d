/* A finding's numbers as the one line that a reader gets. */
#include "finding.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exposed.h"
#include "memory.h"
#include "near.h"
#include "text.h"

static void say_baseline(const struct tl_finding *finding, char *out, size_t size)
{
    if (finding->of_jobs && finding->baseline_spawned >= 0)
        snprintf(out, size, "; the baseline has %" PRId64 " of %" PRId64, finding->baseline,
                 finding->baseline_spawned);
    else
        snprintf(out, size, "; the baseline has %" PRId64, finding->baseline);
}

/* Of jobs that were not lost: could they have been? */
static void say_exposed(const struct tl_result *cell, char exposed[static EXPOSED_MAX + 2])
{
    char words[EXPOSED_MAX];
    struct pool_point point = pool_cell(cell);
    if (exposed_words(words, &point)[0] != '\0')
        snprintf(exposed, EXPOSED_MAX + 2, ", %s", words);
}

static char *say_never_noted(const struct tl_result *cell, const struct tl_finding *finding)
{
    char hint[160];
    const char **names = memory_zeroed(cell->fact_count, sizeof *names);
    for (size_t i = 0; i < cell->fact_count; i++)
        names[i] = cell->facts[i].name;
    near_hint(hint, sizeof hint, finding->key, names, cell->fact_count);
    free(names);
    return text_make("%s: the head expects it, and the program never noted such a fact%s",
                     finding->key, hint);
}

static char *say_unmeasured(const struct tl_result *cell, const struct tl_finding *finding)
{
    if (finding->key == NULL)
        return text_make("%s", cell->unmeasured != NULL ? cell->unmeasured : "");
    if (finding->never_noted)
        return say_never_noted(cell, finding);
    if (cell->unmeasured != NULL)
        return text_make("%s: %s", finding->key, cell->unmeasured);
    if (cell->counts[TL_COUNT_SPAWNED] == 0 && cell->measured > 0)
        return text_make("%s: the head expects it of jobs, and there were none", finding->key);
    if (cell->measured > 0 && cell->uncollected == cell->measured)
        return text_make("%s: no collection fell in its trials", finding->key);
    return text_make("%s: only %" PRIu32 " of %" PRIu32 " trials were measured", finding->key,
                     cell->measured, cell->trials);
}

char *finding_text(const struct tl_result *cell, const struct tl_finding *finding)
{
    static const char *const expected[] = {"", "expected 0, ", "expected above 0, "};
    char jobs[40] = "", before[80] = "", chance[80] = "", exposed[EXPOSED_MAX + 2] = "";
    if (finding->verdict == TL_VERDICT_COULD_NOT_MEASURE)
        return say_unmeasured(cell, finding);
    if (finding->never_noted && !finding->has_baseline)
        return text_make("%s: expected above 0, and the program never noted it", finding->key);
    if (finding->of_jobs)
        snprintf(jobs, sizeof jobs, " of %" PRId64 " jobs", finding->spawned);
    if (finding->has_baseline)
        say_baseline(finding, before, sizeof before);
    if (finding->tested)
        snprintf(chance, sizeof chance, " (p = %.2g, q = %.2g)", finding->p, finding->q);
    if (finding->seen == 0 && strcmp(finding->key, tl_fates[TL_FATE_LOST].name) == 0)
        say_exposed(cell, exposed);
    const char *after = finding->by_itself ? cell->unmeasured : cell->followed;
    return text_make("%s: %ssaw %" PRId64 "%s%s%s%s%s%s", finding->key, expected[finding->expected],
                     finding->seen, jobs, exposed, before, chance,
                     after == NULL        ? ""
                     : finding->by_itself ? "; "
                                          : "; then ",
                     after != NULL ? after : "");
}
