/* Verdicts: which counts are judged under which guard, and what a difference is called. */
#include "verdict.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "counts.h"
#include "list.h"
#include "memory.h"
#include "stats.h"
#include "text.h"
#include "versions.h"

const struct tl_term tl_verdicts[TL_VERDICT_COUNT] = {
#define X(symbol, name, difference, meaning) {name, meaning},
    TL_VERDICTS(X)
#undef X
};

bool verdict_differs(enum tl_verdict verdict)
{
    static const bool differs[TL_VERDICT_COUNT] = {
#define X(symbol, name, difference, meaning) difference,
        TL_VERDICTS(X)
#undef X
    };
    return differs[verdict];
}

/* What more and less of a count is called, by the first pattern that its key fits. */
static const struct {
    const char *pattern;
    enum tl_verdict more, less;
} words[] = {
    {"lost", TL_VERDICT_NEW_LOSS, TL_VERDICT_LOSS_GONE},
    {"leaked*", TL_VERDICT_NEW_LEAK, TL_VERDICT_LEAK_GONE},
    {"*_left", TL_VERDICT_NEW_LEAK, TL_VERDICT_LEAK_GONE},
    {"left_*", TL_VERDICT_NEW_LEAK, TL_VERDICT_LEAK_GONE},
    {"*_kept", TL_VERDICT_NEW_LEAK, TL_VERDICT_LEAK_GONE},
    {"silent", TL_VERDICT_NOW_SILENT, TL_VERDICT_NOW_REPORTED},
    {"reported*", TL_VERDICT_NOW_REPORTED, TL_VERDICT_NOW_SILENT},
    {"unraisable", TL_VERDICT_NOW_REPORTED, TL_VERDICT_NOW_SILENT},
    {"*", TL_VERDICT_CHANGED, TL_VERDICT_CHANGED},
};

static enum tl_verdict word_for(const char *key, bool more)
{
    size_t i = 0;
    while (fnmatch(words[i].pattern, key, 0) != 0)
        i++;
    return more ? words[i].more : words[i].less;
}

/* --- what is expected --- */

/* The name without its path: "3.14.10d+debug (/usr/bin/python)". */
static bool in_set(const struct tl_result *cell, const char *text, bool *out,
                   struct tl_error *error)
{
    struct versions *set;
    if (versions_parse(&set, text, error) < 0)
        return false;
    char *name = text_make("%.*s", (int)strcspn(cell->implementation, " "), cell->implementation);
    *out = versions_match(set, name, cell->version);
    free(name);
    versions_free(set);
    return true;
}

static const char *head_of(const struct tl_result *cell, const char *key)
{
    for (size_t i = 0; i < cell->expectation_count; i++)
        if (strcmp(cell->expectations[i].what, key) == 0)
            return cell->expectations[i].versions;
    return NULL;
}

static int by_head(const struct tl_result *cell, const char *key, enum tl_expected *out,
                   struct tl_error *error)
{
    bool above = false;
    const char *versions = head_of(cell, key);
    if (versions != NULL && !in_set(cell, versions, &above, error))
        return -1;
    *out = above ? TL_EXPECT_ABOVE : TL_EXPECT_ZERO;
    return 0;
}

/* Does the guard hold its tasks on this implementation? */
static int keeps(const struct tl_result *cell, bool *out, struct tl_error *error)
{
    int guard = tl_term_find(tl_guards, TL_GUARD_COUNT, cell->guard);
    *out = false;
    return guard < 0 || in_set(cell, tl_guard_rules[guard].keeps, out, error) ? 0 : -1;
}

static bool guard_is(const struct tl_result *cell, enum tl_guard guard)
{
    return strcmp(cell->guard, tl_guards[guard].name) == 0;
}

/* --- the findings of a cell --- */

/* A cell while it is judged. */
struct judged {
    const struct tl_result *cell;
    const struct tl_baseline_cell *baseline;
    bool measured, each_step, kept;
    struct tl_findings *out;
    size_t first; /* of this cell in `out` */
    struct tl_error *error;
};

static struct tl_finding *add(struct judged *j, const char *key, enum tl_expected expected)
{
    struct tl_finding *finding = list_grow(&j->out->items, j->out->count++, sizeof *finding);
    int64_t ignored;
    *finding = (struct tl_finding){.key = text_make("%s", key),
                                   .expected = expected,
                                   .of_jobs = counts_of_jobs(j->cell, key, &ignored),
                                   .spawned = j->cell->spawned,
                                   .baseline_spawned = -1};
    if (j->measured)
        finding->seen = counts_number(j->cell, key);
    return finding;
}

static bool contradicts(enum tl_expected expected, int64_t seen)
{
    return (expected == TL_EXPECT_ZERO && seen > 0) || (expected == TL_EXPECT_ABOVE && seen == 0);
}

/* `implied`: a finding only where it is contradicted. */
static void judge(struct judged *j, const char *key, enum tl_expected expected, bool implied)
{
    int64_t seen = j->measured ? counts_number(j->cell, key) : 0;
    bool wrong = j->measured && contradicts(expected, seen);
    if (implied && !wrong)
        return;
    if (!j->each_step &&
        (strcmp(key, "lost") != 0 || (expected == TL_EXPECT_ABOVE && seen == 0 && j->measured)))
        return;
    struct tl_finding *finding = add(j, key, expected);
    if (!j->measured)
        finding->verdict = TL_VERDICT_COULD_NOT_MEASURE;
    else if (wrong)
        finding->verdict = word_for(key, seen > 0);
}

static int judge_by_head(struct judged *j, const char *key)
{
    enum tl_expected expected;
    if (by_head(j->cell, key, &expected, j->error) < 0)
        return -1;
    judge(j, key, expected, strcmp(key, "lost") != 0 && head_of(j->cell, key) == NULL);
    return 0;
}

static int judge_kept(struct judged *j)
{
    enum tl_expected leaked;
    if (by_head(j->cell, "leaked", &leaked, j->error) < 0)
        return -1;
    judge(j, "lost", TL_EXPECT_ZERO, false);
    judge(j, "orphaned", TL_EXPECT_ZERO, true);
    if (!guard_is(j->cell, TL_GUARD_LIST))
        judge(j, "leaked", leaked, false);
    return 0;
}

static bool is_common(const char *key)
{
    static const char *const common[] = {"lost", "orphaned", "stranded", "leaked", "failed"};
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (strcmp(common[i], key) == 0)
            return true;
    return false;
}

static int judge_dropped(struct judged *j)
{
    if (judge_by_head(j, "lost") < 0 || judge_by_head(j, "orphaned") < 0 ||
        judge_by_head(j, "stranded") < 0 || judge_by_head(j, "leaked") < 0 ||
        judge_by_head(j, "failed") < 0)
        return -1;
    for (size_t i = 0; guard_is(j->cell, TL_GUARD_BARE) && i < j->cell->expectation_count; i++)
        if (!is_common(j->cell->expectations[i].what) &&
            judge_by_head(j, j->cell->expectations[i].what) < 0)
            return -1;
    return 0;
}

/* --- against a baseline --- */

static struct tl_finding *finding_of(struct judged *j, const char *key)
{
    for (size_t i = j->first; i < j->out->count; i++)
        if (strcmp(j->out->items[i].key, key) == 0)
            return &j->out->items[i];
    return NULL;
}

static void take_baseline(struct judged *j, struct tl_finding *finding, int64_t before)
{
    const struct tl_count *spawned =
        counts_find(j->baseline->counts, j->baseline->count, "spawned");
    finding->has_baseline = true;
    finding->baseline = before;
    finding->baseline_spawned = spawned != NULL ? spawned->number : -1;
}

static enum tl_verdict word_between(const char *key, int64_t before, int64_t now)
{
    if (before == now)
        return TL_VERDICT_AS_EXPECTED;
    return before == 0 || now == 0 ? word_for(key, now > before) : TL_VERDICT_CHANGED;
}

/* `always`: a finding even where nothing differs. */
static void compare_count(struct judged *j, const char *key, int64_t before, bool always)
{
    struct tl_finding *finding = finding_of(j, key);
    if (finding == NULL && !always && before == counts_number(j->cell, key))
        return;
    if (finding == NULL)
        finding = add(j, key, TL_EXPECT_NOTHING);
    take_baseline(j, finding, before);
    if (finding->verdict == TL_VERDICT_AS_EXPECTED)
        finding->verdict = word_between(key, before, finding->seen);
}

/* More finished jobs are no news of their own: each is one fewer of another fate. */
static bool is_compared(const char *key)
{
    return strcmp(key, tl_fates[TL_FATE_FINISHED].name) != 0;
}

static void compare_exactly(struct judged *j)
{
    const struct tl_baseline_cell *before = j->baseline;
    struct tl_count *now;
    size_t count;
    for (size_t i = 0; i < before->count; i++)
        if (is_compared(before->counts[i].key))
            compare_count(j, before->counts[i].key, before->counts[i].number,
                          strcmp(before->counts[i].key, "lost") == 0);
    counts_list(j->cell, &now, &count);
    for (size_t i = 0; i < count; i++)
        if (is_compared(now[i].key) &&
            counts_find(before->counts, before->count, now[i].key) == NULL)
            compare_count(j, now[i].key, 0, false);
    counts_free(now, count);
}

static void compare_by_chance(struct judged *j, uint64_t seed)
{
    const struct tl_baseline_cell *baseline = j->baseline;
    const struct tl_count *before = counts_find(baseline->counts, baseline->count, "lost");
    double p = counts_p(j->cell->samples, j->cell->sample_count, baseline->samples,
                        baseline->sample_count, seed);
    if (before == NULL || isnan(p))
        return;
    struct tl_finding *finding = finding_of(j, "lost");
    if (finding == NULL)
        finding = add(j, "lost", TL_EXPECT_NOTHING);
    take_baseline(j, finding, before->number);
    finding->tested = true;
    finding->p = finding->q = p;
}

int verdict_cell(const struct tl_result *cell, const struct tl_baseline_cell *baseline,
                 uint64_t seed, struct tl_findings *out, struct tl_error *error)
{
    struct judged j = {
        .cell = cell, .baseline = baseline, .out = out, .first = out->count, .error = error};
    j.measured = cell->unmeasured == NULL && cell->measured == cell->trials && cell->trials > 0;
    j.each_step = strcmp(cell->pressure, tl_pressures[TL_PRESSURE_STEP].name) == 0;
    if (strcmp(cell->pressure, tl_pressures[TL_PRESSURE_OFF].name) != 0) {
        if (keeps(cell, &j.kept, error) < 0 || (j.kept ? judge_kept(&j) : judge_dropped(&j)) < 0)
            return -1;
    } else if (!j.measured)
        add(&j, "lost", TL_EXPECT_NOTHING)->verdict = TL_VERDICT_COULD_NOT_MEASURE;
    if (j.measured && baseline != NULL && counts_is_exact(cell->pressure))
        compare_exactly(&j);
    else if (j.measured && baseline != NULL)
        compare_by_chance(&j, seed);
    return 0;
}

/* --- all cells together --- */

static void settle_one(struct tl_finding *finding, double q)
{
    finding->q = q;
    if (q > STATS_FALSE_DISCOVERY_RATE || finding->verdict != TL_VERDICT_AS_EXPECTED)
        return;
    bool from_or_to_none = finding->baseline == 0 || finding->seen == 0;
    finding->verdict = from_or_to_none ? word_for(finding->key, finding->seen > 0)
                                       : TL_VERDICT_CHANGED; /* equal counts, but not rates */
}

int verdict_settle(struct tl_findings *const *cells, size_t count, struct tl_error *error)
{
    size_t tested = 0;
    for (size_t c = 0; c < count; c++)
        for (size_t i = 0; i < cells[c]->count; i++)
            tested += cells[c]->items[i].tested;
    double *q = memory_zeroed(tested, sizeof *q);
    size_t n = 0;
    for (size_t c = 0; c < count; c++)
        for (size_t i = 0; i < cells[c]->count; i++)
            if (cells[c]->items[i].tested)
                q[n++] = cells[c]->items[i].p;
    int result = stats_fdr(q, tested);
    n = 0;
    for (size_t c = 0; result == 0 && c < count; c++)
        for (size_t i = 0; i < cells[c]->count; i++)
            if (cells[c]->items[i].tested)
                settle_one(&cells[c]->items[i], q[n++]);
    free(q);
    return result == 0 ? 0 : tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
}

enum tl_verdict verdict_of(const struct tl_findings *findings)
{
    enum tl_verdict verdict = TL_VERDICT_AS_EXPECTED;
    for (size_t i = 0; i < findings->count; i++) {
        if (verdict_differs(findings->items[i].verdict))
            return findings->items[i].verdict;
        if (findings->items[i].verdict == TL_VERDICT_COULD_NOT_MEASURE)
            verdict = TL_VERDICT_COULD_NOT_MEASURE;
    }
    return verdict;
}

void verdict_free(struct tl_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        free(findings->items[i].key);
    free(findings->items);
    *findings = (struct tl_findings){0};
}
