/* Verdicts: which counts are judged under which guard, and what a difference is called. */
#include "verdict.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "named_counts.h"
#include "stats.h"
#include "text.h"
#include "versions.h"

const struct tl_term tl_verdicts[TL_VERDICT_COUNT] = {
#define X(symbol, name, difference, meaning) {name, meaning},
    TL_VERDICTS(X)
#undef X
};

const struct tl_term tl_standings[TL_STANDING_COUNT] = {
#define X(symbol, name, meaning) {name, meaning},
    TL_STANDINGS(X)
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
    {"stalled", TL_VERDICT_NEW_LOSS, TL_VERDICT_LOSS_GONE},
    {"broken", TL_VERDICT_NEW_LOSS, TL_VERDICT_LOSS_GONE},
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

static bool cancels(const struct tl_result *cell)
{
    return tl_pressure_rules[cell->pressure.pressure].cancels;
}

/* What the head says of a count, or a fact, under the cell's pressure; NULL: nothing. */
static const char *head_of(const struct tl_result *cell, const char *key)
{
    if (!cancels(cell))
        return cell_head(cell, key);
    char *own = text_make(CASE_CANCEL "%s", key);
    const char *versions = cell_head(cell, own);
    free(own);
    return versions;
}

static enum tl_expected by_head(const struct tl_result *cell, const char *key)
{
    const char *versions = head_of(cell, key);
    return versions != NULL && cell_is_in(cell, versions) ? TL_EXPECT_ABOVE : TL_EXPECT_ZERO;
}

/* --- the findings of a cell --- */

/* A cell while it is judged. */
struct judged {
    const struct tl_result *cell;
    const struct tl_baseline_cell *baseline;
    bool measured, each_step;
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
                                   .spawned = j->cell->counts[TL_COUNT_SPAWNED],
                                   .baseline_spawned = -1};
    if (j->measured)
        finding->seen = counts_number(j->cell, key);
    return finding;
}

static bool contradicts(enum tl_expected expected, int64_t seen)
{
    return (expected == TL_EXPECT_ZERO && seen > 0) || (expected == TL_EXPECT_ABOVE && seen == 0);
}

/* A job that would have stalled or broken is lost itself where nobody keeps it. */
static bool was_lost_instead(const struct judged *j, const char *key, enum tl_expected expected)
{
    int fate = tl_term_find(tl_fates, TL_FATE_COUNT, key);
    return expected == TL_EXPECT_ABOVE && fate >= 0 && fate != TL_FATE_LOST &&
           tl_fate_rules[fate].loss && j->cell->counts[TL_COUNT_LOST] > 0;
}

/* Where there was no job, nothing is known of any: that no job was lost would be true of nothing.
 */
static bool is_of_no_job(const struct judged *j, const char *key)
{
    return j->measured && j->cell->counts[TL_COUNT_SPAWNED] == 0 && tl_count_find(key) >= 0;
}

/* The runs of a few cancellations may all have failed: of their jobs nothing is known then. */
static bool is_sample(const struct tl_result *cell)
{
    return tl_pressure_rules[cell->pressure.pressure].cancels == TL_CANCELS_SOME;
}

/* Where the interpreter's thresholds brought no collection in any trial, nothing could be lost. */
static bool is_of_no_collection(const struct judged *j, const char *key, enum tl_expected expected)
{
    return j->measured && !tl_pressure_rules[j->cell->pressure.pressure].steps &&
           !cancels(j->cell) && expected == TL_EXPECT_ZERO && tl_count_find(key) >= 0 &&
           j->cell->measured > 0 && j->cell->uncollected == j->cell->measured &&
           counts_number(j->cell, key) == 0;
}

/* `implied`: a finding only where it is contradicted. */
static void judge(struct judged *j, const char *key, enum tl_expected expected, bool implied)
{
    if (is_of_no_job(j, key)) {
        if (expected == TL_EXPECT_ABOVE && !is_sample(j->cell))
            add(j, key, expected)->verdict = TL_VERDICT_COULD_NOT_MEASURE;
        return;
    }
    if (is_of_no_collection(j, key, expected)) {
        if (strcmp(key, "lost") == 0)
            add(j, key, expected)->verdict = TL_VERDICT_COULD_NOT_MEASURE;
        return;
    }
    int64_t seen = j->measured ? counts_number(j->cell, key) : 0;
    bool wrong = j->measured && contradicts(expected, seen) && !was_lost_instead(j, key, expected);
    if (implied && !wrong)
        return;
    if (!j->each_step && ((strcmp(key, "lost") != 0 && !cancels(j->cell)) ||
                          (expected == TL_EXPECT_ABOVE && seen == 0 && j->measured)))
        return;
    struct tl_finding *finding = add(j, key, expected);
    if (!j->measured)
        finding->verdict = TL_VERDICT_COULD_NOT_MEASURE;
    else if (wrong)
        finding->verdict = word_for(key, seen > 0);
}

static void judge_by_head(struct judged *j, const char *key)
{
    judge(j, key, by_head(j->cell, key),
          strcmp(key, tl_counts[TL_COUNT_LOST].name) != 0 && head_of(j->cell, key) == NULL);
}

/* A guard that keeps its tasks: none of them is destroyed. What they wait for may be, if the head
 * says so. */
static void judge_kept(struct judged *j)
{
    judge(j, "lost", TL_EXPECT_ZERO, false);
    judge(j, "orphaned", TL_EXPECT_ZERO, true);
    for (size_t i = 0; i < TL_FATE_COUNT; i++)
        if (tl_fate_rules[i].loss && i != TL_FATE_LOST)
            judge_by_head(j, tl_fates[i].name);
    if (j->cell->guard != TL_GUARD_LIST)
        judge(j, "leaked", by_head(j->cell, "leaked"), false);
}

static bool is_noted(const struct judged *j, const char *key)
{
    for (size_t i = 0; i < j->cell->fact_count; i++)
        if (strcmp(j->cell->facts[i].name, key) == 0)
            return true;
    return false;
}

/* A name in the head that is no count and no ending is a fact: a trial that never noted it did not
 * show that it is zero. A case that is proven would have. */
static void judge_fact(struct judged *j, const char *key)
{
    if (is_noted(j, key) || !j->measured || j->cell->measured == 0) {
        judge_by_head(j, key);
        return;
    }
    struct tl_finding *finding = add(j, key, by_head(j->cell, key));
    bool differs = finding->expected == TL_EXPECT_ABOVE && j->each_step && !cancels(j->cell) &&
                   cell_is_proven(j->cell);
    finding->never_noted = true;
    finding->verdict = differs ? word_for(key, false) : TL_VERDICT_COULD_NOT_MEASURE;
}

static void judge_dropped(struct judged *j)
{
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        if (tl_count_rules[i].judged)
            judge_by_head(j, tl_counts[i].name);
    for (size_t i = 0; j->cell->guard == TL_GUARD_BARE && i < j->cell->expectation_count; i++) {
        const char *key = j->cell->expectations[i].what;
        int count = tl_count_find(key);
        if (case_key_cancels(key))
            continue;
        if (count < 0 && tl_ending_of_key(key) < 0)
            judge_fact(j, key);
        else if (count >= 0 && !tl_count_rules[count].judged)
            judge_by_head(j, key);
    }
}

/* Is the key, without "cancel.", one that is judged of each case whose jobs are cancelled? */
static bool is_of_each(const char *key)
{
    int count = tl_count_find(key);
    return tl_term_find(tl_aftermaths, TL_AFTERMATH_COUNT, key) >= 0 ||
           (count >= 0 && tl_count_is_trouble((enum tl_count)count));
}

/* What could not be counted on this interpreter is no finding, unless there should be some. */
static void judge_aftermath(struct judged *j, const char *key)
{
    bool counted = is_noted(j, key);
    if (counted || !j->measured)
        judge_by_head(j, key);
    else if (by_head(j->cell, key) == TL_EXPECT_ABOVE)
        add(j, key, TL_EXPECT_ABOVE)->verdict = TL_VERDICT_COULD_NOT_MEASURE;
}

/* Whoever owns the jobs: what is cancelled ends, and nothing else is as it was not in the control.
 * Where nothing was cancelled, as no job ever waited, nothing is known. */
static void judge_cancelled(struct judged *j)
{
    const char *stalled = tl_counts[TL_COUNT_STALLED].name;
    if (j->measured && counts_number(j->cell, TL_CANCELLATIONS) == 0)
        return;
    judge(j, stalled, by_head(j->cell, stalled), false);
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        if (tl_count_is_trouble((enum tl_count)i) && i != TL_COUNT_STALLED)
            judge(j, tl_counts[i].name, by_head(j->cell, tl_counts[i].name),
                  head_of(j->cell, tl_counts[i].name) == NULL);
    for (size_t i = 0; i < TL_AFTERMATH_COUNT; i++)
        judge_aftermath(j, tl_aftermaths[i].name);
    for (size_t i = 0; i < j->cell->expectation_count; i++) {
        const char *key = j->cell->expectations[i].what;
        if (case_key_cancels(key) && !is_of_each(key + strlen(CASE_CANCEL)))
            judge_fact(j, key + strlen(CASE_CANCEL));
    }
}

/* What a cancellation does is a behaviour of its own. */
static void name_cancelled(struct judged *j)
{
    for (size_t i = j->first; i < j->out->count; i++) {
        struct tl_finding *finding = &j->out->items[i];
        char *key = text_make(CASE_CANCEL "%s", finding->key);
        free(finding->key);
        finding->key = key;
    }
}

/* Jobs that fail where the head does not have it. */
static bool judge_failing(struct judged *j)
{
    if (j->cell->failed_by_themselves == 0)
        return false;
    struct tl_finding *finding = add(j, tl_fates[TL_FATE_FAILED].name, TL_EXPECT_ZERO);
    finding->seen = j->cell->failed_by_themselves;
    finding->of_jobs = false;
    finding->by_itself = true;
    finding->verdict = TL_VERDICT_CHANGED;
    return true;
}

/* The endings that a head speaks of, and those of a program that fails by itself where its head has
 * it run to its end: true where one is seen, and nothing else is to be judged. */
static bool judge_endings(struct judged *j)
{
    bool seen = judge_failing(j);
    for (size_t i = 0; i < TL_ENDING_COUNT; i++) {
        const char *key = tl_ending_rules[i].key;
        bool is_asked = key[0] != '\0' && cell_head(j->cell, key) != NULL;
        if (!is_asked && j->cell->by_itself[i] == 0)
            continue;
        struct tl_finding *finding = add(j, key, by_head(j->cell, key));
        finding->seen = is_asked ? j->cell->endings[i] : j->cell->by_itself[i];
        finding->by_itself = j->cell->by_itself[i] > 0;
        finding->of_jobs = false;
        if (j->cell->trials == 0)
            finding->verdict = TL_VERDICT_COULD_NOT_MEASURE;
        else if (contradicts(finding->expected, finding->seen))
            finding->verdict = TL_VERDICT_CHANGED;
        seen |= finding->seen > 0;
    }
    return seen;
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
    const struct tl_named_count *spawned =
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
    struct tl_named_count *now;
    size_t count;
    for (size_t i = 0; i < before->count; i++)
        if (is_compared(before->counts[i].key))
            compare_count(j, before->counts[i].key, before->counts[i].number,
                          strcmp(before->counts[i].key, "lost") == 0 &&
                              !is_of_no_job(j, before->counts[i].key));
    counts_list(j->cell, &now, &count);
    for (size_t i = 0; i < count; i++)
        if (is_compared(now[i].key) &&
            counts_find(before->counts, before->count, now[i].key) == NULL)
            compare_count(j, now[i].key, 0, false);
    counts_free(now, count);
    for (size_t i = j->first; i < j->out->count; i++)
        if (!j->out->items[i].has_baseline)
            compare_count(j, j->out->items[i].key, 0, true);
}

static void compare_by_chance(struct judged *j, uint64_t seed)
{
    const struct tl_baseline_cell *baseline = j->baseline;
    const struct tl_named_count *before = counts_find(baseline->counts, baseline->count, "lost");
    const struct tl_result *cell = j->cell;
    double p = cell->anytime ? counts_anytime_p(cell->samples, cell->sample_count,
                                                baseline->samples, baseline->sample_count)
                             : counts_p(cell->samples, cell->sample_count, baseline->samples,
                                        baseline->sample_count, seed);
    if (before == NULL || isnan(p))
        return;
    struct tl_finding *finding = finding_of(j, "lost");
    if (finding == NULL)
        finding = add(j, "lost", TL_EXPECT_NOTHING);
    take_baseline(j, finding, before->number);
    finding->tested = true;
    finding->verdict = TL_VERDICT_AS_EXPECTED; /* settled with all cells together */
    finding->p = finding->q = p;
}

/* Heads are checked when they are read: one that does not parse is of another taskloss, or damaged.
 */
static int check_head(const struct tl_result *cell, struct tl_error *error)
{
    for (size_t i = 0; i < cell->expectation_count; i++) {
        struct versions *versions;
        if (versions_parse(&versions, cell->expectations[i].versions, error) < 0)
            return -1;
        versions_free(versions);
    }
    return 0;
}

int verdict_cell(const struct tl_result *cell, const struct tl_baseline_cell *baseline,
                 uint64_t seed, struct tl_findings *out, struct tl_error *error)
{
    struct judged j = {
        .cell = cell, .baseline = baseline, .out = out, .first = out->count, .error = error};
    if (check_head(cell, error) < 0)
        return -1;
    j.measured = cell_is_measured(cell);
    j.each_step = (tl_pressure_rules[cell->pressure.pressure].steps || cancels(cell)) &&
                  cell->pressure.argument == 0;
    if (cell->pressure.pressure == TL_PRESSURE_OFF) {
        if (!j.measured)
            add(&j, "lost", TL_EXPECT_NOTHING)->verdict = TL_VERDICT_COULD_NOT_MEASURE;
    } else if (cancels(cell)) {
        judge_cancelled(&j);
    } else if (!judge_endings(&j)) {
        if (cell_is_in(cell, tl_guard_rules[cell->guard].keeps))
            judge_kept(&j);
        else
            judge_dropped(&j);
    }
    for (size_t i = j.first; i < out->count; i++)
        out->items[i].by_head = out->items[i].verdict;
    if (j.measured && baseline != NULL && cell_is_exact(cell))
        compare_exactly(&j);
    else if (j.measured && baseline != NULL)
        compare_by_chance(&j, seed);
    if (cancels(cell))
        name_cancelled(&j);
    return 0;
}

/* --- all cells together --- */

static void stand(struct tl_finding *finding)
{
    finding->standing = TL_STANDING_NEW;
    if (!finding->has_baseline)
        return;
    bool differs = finding->verdict != TL_VERDICT_AS_EXPECTED;
    if (!differs && finding->by_head != TL_VERDICT_AS_EXPECTED)
        finding->standing = TL_STANDING_KNOWN;
    else if (differs && contradicts(finding->expected, finding->baseline) &&
             !contradicts(finding->expected, finding->seen))
        finding->standing = TL_STANDING_IMPROVED;
}

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
    for (size_t c = 0; c < count; c++)
        for (size_t i = 0; i < cells[c]->count; i++)
            stand(&cells[c]->items[i]);
    return result == 0 ? 0 : tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
}

bool verdict_counts(const struct tl_finding *finding, enum tl_verdict kind)
{
    bool same = kind == TL_VERDICT_COULD_NOT_MEASURE
                    ? finding->verdict == TL_VERDICT_COULD_NOT_MEASURE
                    : verdict_differs(finding->verdict);
    return same && finding->standing != TL_STANDING_ACCEPTED;
}

enum tl_verdict verdict_of(const struct tl_findings *findings)
{
    enum tl_verdict verdict = TL_VERDICT_AS_EXPECTED;
    for (size_t i = 0; i < findings->count; i++) {
        if (verdict_counts(&findings->items[i], TL_VERDICT_CHANGED))
            return findings->items[i].verdict;
        if (verdict_counts(&findings->items[i], TL_VERDICT_COULD_NOT_MEASURE))
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
