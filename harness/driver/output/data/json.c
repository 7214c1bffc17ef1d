/* The JSON document of a run. */
#include "formats.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exposure.h"
#include "finding.h"
#include "forms.h"
#include "json_text.h"

/* JSON's integers here have 63 bits: a greater number is given as a string of digits. */
static json_t *number_of(uint64_t number)
{
    char digits[24];
    if (number <= INT64_MAX)
        return json_integer((json_int_t)number);
    snprintf(digits, sizeof digits, "%" PRIu64, number);
    return json_string(digits);
}

static json_t *real_or_null(bool has, double value)
{
    return has ? json_real(value) : json_null();
}

/* Without memory `value` is NULL and the member is left out: *failed tells. */
static void set(json_t *object, const char *key, json_t *value, bool *failed)
{
    *failed |= json_object_set_new(object, key, value) != 0;
}

static json_t *range_of(struct tl_range range)
{
    return json_pack("[I, I]", (json_int_t)range.low, (json_int_t)range.high);
}

static json_t *run_of(const struct tl_run *run, bool *failed)
{
    json_t *object = json_object(), *workload = json_object();
    set(object, "id", json_integer(run->id), failed);
    set(object, "started", json_text_as_is(run->started), failed);
    set(object, "ended", json_text_as_is(run->ended), failed);
    set(object, "command", json_text_as_is(run->command), failed);
    set(object, "machine", json_text_as_is(run->machine), failed);
    set(object, "tool", json_text_as_is(run->tool), failed);
    set(object, "seed", number_of(run->seed), failed);
    set(object, "trials", number_of(run->trials), failed);
    set(object, "until", run->precision_ppm > 0 ? json_real(run->precision_ppm / 1e6) : json_null(),
        failed);
    set(object, "jobs", number_of(run->jobs), failed);
    set(object, "deadline_ms", number_of(run->deadline_ms), failed);
    set(object, "memory_mb", number_of(run->memory_mb), failed);
    set(object, "audit", json_boolean(run->audit != 0), failed);
    set(object, "oracle", json_text_as_is(tl_oracles[run->oracle].name), failed);
    set(object, "isolation", json_text_as_is(tl_isolations[run->isolation].name), failed);
    set(object, "planned_trials", number_of(run->planned), failed);
    set(object, "missing_trials", number_of(run->missing), failed);
    set(object, "finished", json_boolean(run->ended != NULL), failed);
    set(workload, "garbage", range_of(run->workload.garbage), failed);
    set(workload, "ballast", range_of(run->workload.ballast), failed);
    set(workload, "wait", range_of(run->workload.wait), failed);
    set(object, "workload", workload, failed);
    return object;
}

static json_t *endings_of(const struct tl_result *cell, bool *failed)
{
    json_t *object = json_object();
    for (size_t i = 0; i < TL_ENDING_COUNT; i++)
        if (cell->endings[i] > 0)
            set(object, tl_endings[i].name, number_of(cell->endings[i]), failed);
    return object;
}

static json_t *facts_of(const struct tl_result *cell, bool *failed)
{
    json_t *object = json_object();
    for (size_t i = 0; i < cell->fact_count; i++)
        set(object, cell->facts[i].name,
            json_pack("{s:I, s:I}", "trial", (json_int_t)cell->facts[i].trial, "control",
                      (json_int_t)cell->facts[i].control),
            failed);
    return object;
}

static json_t *remarks_of(const struct tl_result *cell, bool *failed)
{
    json_t *list = json_array();
    for (size_t i = 0; i < TL_REMARK_COUNT; i++)
        if (cell->remarks & 1u << i)
            *failed |= json_array_append_new(list, json_text_as_is(tl_remarks[i])) != 0;
    return list;
}

static json_t *expectations_of(const struct tl_result *cell, bool *failed)
{
    json_t *object = json_object();
    for (size_t i = 0; i < cell->expectation_count; i++)
        set(object, cell->expectations[i].what, json_text_as_is(cell->expectations[i].versions),
            failed);
    return object;
}

static void set_counts(json_t *object, const struct tl_result *cell, bool *failed)
{
    char key[TL_COUNT_KEY_MAX];
    set(object, "trials", number_of(cell->trials), failed);
    set(object, "measured", number_of(cell->measured), failed);
    for (size_t i = 0; i < TL_COUNT_COUNT; i++)
        set(object, tl_count_key((enum tl_count)i, key), number_of(cell->counts[i]), failed);
    set(object, "audit_differences", number_of(cell->audit_differences), failed);
}

/* [[2, 9], [12, 12]]: from where to where the job was exposed, as far as its steps are known. */
static json_t *exposed_at(const struct tl_exposure *exposure, bool *failed)
{
    json_t *list = json_array();
    uint32_t first = 0;
    for (uint32_t step = 1; step <= EXPOSURE_STEPS; step++) {
        if (exposure_at(exposure, step)) {
            first = first != 0 ? first : step;
        } else if (first != 0) {
            json_t *range = json_pack("[I, I]", (json_int_t)first, (json_int_t)step - 1);
            *failed |= json_array_append_new(list, range) != 0;
            first = 0;
        }
    }
    return list;
}

static json_t *step_or_null(uint32_t step)
{
    return step != 0 ? number_of(step) : json_null();
}

static json_t *job_of(const struct tl_task_row *job, bool *failed)
{
    json_t *object = json_object();
    set(object, "fate", json_text_as_is(tl_fates[job->fate].name), failed);
    set(object, "control_fate", json_text_as_is(tl_fates[job->control_fate].name), failed);
    set(object, "born_step", number_of(job->born_step), failed);
    set(object, "ended_step", number_of(job->ended_step), failed);
    set(object, "born_allocation", number_of(job->born_allocation), failed);
    set(object, "ended_allocation", number_of(job->ended_allocation), failed);
    set(object, "collected", json_boolean((job->flags & TL_TASK_COLLECTED) != 0), failed);
    set(object, "foreseen", json_boolean((job->flags & TL_TASK_FORESEEN) != 0), failed);
    set(object, "waited_steps", number_of(job->exposure.waited), failed);
    set(object, "exposed_steps", number_of(job->exposure.exposed), failed);
    set(object, "first_exposed", step_or_null(job->exposure.first), failed);
    set(object, "last_exposed", step_or_null(job->exposure.last), failed);
    set(object, "exposed_at", exposed_at(&job->exposure, failed), failed);
    return object;
}

/* Of the first measured trial: others have other workloads, and the same program. */
static json_t *jobs_of(const struct tl_result *cell, bool *failed)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < cell->job_count; i++)
        *failed |= json_array_append_new(list, job_of(&cell->jobs[i], failed)) != 0;
    return list;
}

static json_t *cell_of(const struct tl_result *cell, bool *failed)
{
    char pressure[CELL_PRESSURE_MAX];
    json_t *object = json_object();
    set(object, "implementation", json_text_as_is(cell->implementation->name), failed);
    set(object, "version", json_text_as_is(cell->implementation->version), failed);
    set(object, "case", json_text_as_is(cell->case_id), failed);
    set(object, "name", json_text_as_is(cell->case_name), failed);
    set(object, "title", json_text_as_is(cell->case_title), failed);
    set(object, "awaits", json_text_as_is(cell->case_awaits), failed);
    set(object, "guard", json_text_as_is(tl_guards[cell->guard].name), failed);
    set(object, "pressure", json_text_as_is(cell_pressure(cell, pressure)), failed);
    set_counts(object, cell, failed);
    set(object, "rate", real_or_null(cell->has_rate, cell->rate), failed);
    set(object, "low", real_or_null(cell->has_rate, cell->low), failed);
    set(object, "high", real_or_null(cell->has_rate, cell->high), failed);
    double exposure = 0;
    bool has_exposure = exposure_of_cell(cell, &exposure);
    set(object, "exposure", real_or_null(has_exposure, exposure), failed);
    set(object, "exposure_exact", json_boolean(cell->sight == TL_SIGHT_EXACT), failed);
    set(object, "control_steps", number_of(cell->control_steps), failed);
    set(object, "collections", number_of(cell->collections), failed);
    set(object, "allocations", number_of(cell->allocations), failed);
    set(object, "pressure_collections", number_of(cell->pressed), failed);
    set(object, "waited_steps", number_of(cell->waited_steps), failed);
    set(object, "exposed_steps", number_of(cell->exposed_steps), failed);
    set(object, "jobs", jobs_of(cell, failed), failed);
    set(object, "expected", json_null(), failed);
    set(object, "verdict", json_null(), failed);
    set(object, "expectations", expectations_of(cell, failed), failed);
    set(object, "endings", endings_of(cell, failed), failed);
    set(object, "facts", facts_of(cell, failed), failed);
    set(object, "real_time", json_boolean(cell->real_time), failed);
    set(object, "remarks", remarks_of(cell, failed), failed);
    set(object, "first_seed", cell->trials > 0 ? number_of(cell->first_seed) : json_null(), failed);
    set(object, "followed", json_text_as_is(cell->followed), failed);
    set(object, "why", json_text_as_is(cell->unmeasured), failed);
    set(object, "why_seed",
        cell->unmeasured != NULL ? number_of(cell->unmeasured_seed) : json_null(), failed);
    return object;
}

static int write_document(json_t *document, bool failed, FILE *out, struct tl_error *error)
{
    int result = 0;
    if (failed)
        result = tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    else if (json_dumpf(document, out,
                        JSON_INDENT(1) | JSON_REAL_PRECISION(9) |
                            (isatty(fileno(out)) ? JSON_ENSURE_ASCII : 0)) != 0 ||
             putc('\n', out) == EOF || fflush(out) != 0 || ferror(out))
        result =
            tl_fail(error, TL_EXIT_UNMEASURED, "the JSON cannot be written (%s)", strerror(errno));
    json_decref(document);
    return result;
}

int output_json(const struct tl_results *results, FILE *out, struct tl_error *error)
{
    bool failed = false;
    json_t *document = json_object(), *cells = json_array();
    set(document, "schema", json_text_as_is(FORM_RUN), &failed);
    set(document, "run", run_of(&results->run, &failed), &failed);
    for (size_t i = 0; i < results->count; i++)
        failed |= json_array_append_new(cells, cell_of(&results->cells[i], &failed)) != 0;
    set(document, "cells", cells, &failed);
    return write_document(document, failed, out, error);
}

/* --- a check --- */

/* {"lost": true, ...}: is the count expected to be above zero? Only keys that are judged. */
static json_t *expected_of(const struct tl_findings *findings, bool *failed)
{
    json_t *object = json_object();
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].expected != TL_EXPECT_NOTHING)
            set(object, findings->items[i].key,
                json_boolean(findings->items[i].expected == TL_EXPECT_ABOVE), failed);
    return object;
}

static json_t *checked_of(const struct tl_checked *checked, bool *failed)
{
    json_t *object = cell_of(checked->cell, failed);
    set(object, "expected", expected_of(&checked->findings, failed), failed);
    set(object, "verdict", json_text_as_is(tl_verdicts[checked->verdict].name), failed);
    return object;
}

static json_t *difference_of(const struct tl_checked *checked, const struct tl_finding *finding,
                             bool *failed)
{
    const struct tl_result *cell = checked->cell;
    char pressure[CELL_PRESSURE_MAX];
    json_t *object = json_object();
    set(object, "verdict", json_text_as_is(tl_verdicts[finding->verdict].name), failed);
    set(object, "standing", json_text_as_is(tl_standings[finding->standing].name), failed);
    set(object, "reason", json_text_as_is(finding->reason), failed);
    set(object, "implementation", json_text_as_is(cell->implementation->name), failed);
    set(object, "case", json_text_as_is(cell->case_id), failed);
    set(object, "name", json_text_as_is(cell->case_name), failed);
    set(object, "guard", json_text_as_is(tl_guards[cell->guard].name), failed);
    set(object, "pressure", json_text_as_is(cell_pressure(cell, pressure)), failed);
    set(object, "key", json_text_as_is(finding->key), failed);
    set(object, "expected",
        finding->expected == TL_EXPECT_NOTHING ? json_null()
                                               : json_boolean(finding->expected == TL_EXPECT_ABOVE),
        failed);
    bool measured = finding->verdict != TL_VERDICT_COULD_NOT_MEASURE;
    set(object, "seen", measured ? json_integer(finding->seen) : json_null(), failed);
    set(object, "baseline", finding->has_baseline ? json_integer(finding->baseline) : json_null(),
        failed);
    set(object, "p", real_or_null(finding->tested, finding->p), failed);
    set(object, "q", real_or_null(finding->tested, finding->q), failed);
    char *text = finding_text(cell, finding);
    set(object, "text", json_text_as_is(text), failed);
    free(text);
    set(object, "seed", number_of(checked->seed), failed);
    set(object, "repeat", json_text_as_is(checked->repeat), failed);
    set(object, "because", checked->why != NULL ? json_text_as_is(checked->why) : json_null(),
        failed);
    set(object, "trial", checked->trial != 0 ? number_of((uint64_t)checked->trial) : json_null(),
        failed);
    set(object, "replay", json_text_as_is(checked->replay), failed);
    return object;
}

static json_t *differences_of(const struct tl_report *report, bool *failed)
{
    json_t *list = json_array();
    for (size_t c = 0; c < report->count; c++)
        for (size_t i = 0; i < report->cells[c].findings.count; i++) {
            const struct tl_finding *finding = &report->cells[c].findings.items[i];
            if (finding->verdict == TL_VERDICT_AS_EXPECTED)
                continue;
            json_t *one = difference_of(&report->cells[c], finding, failed);
            *failed |= json_array_append_new(list, one) != 0;
        }
    return list;
}

static json_t *totals_of(const struct tl_report *report, bool *failed)
{
    json_t *object = json_object(), *list = json_array();
    set(object, "behaviours", number_of(report->behaviours), failed);
    set(object, "verified", number_of(report->verified), failed);
    set(object, "differences", number_of(report->differences), failed);
    set(object, "could_not_measure", number_of(report->unmeasured), failed);
    set(object, "accepted", number_of(report->accepted), failed);
    set(object, "known", number_of(report->standings[TL_STANDING_KNOWN]), failed);
    set(object, "improved", number_of(report->standings[TL_STANDING_IMPROVED]), failed);
    set(object, "not_in_baseline", number_of(report->missing_count), failed);
    for (size_t i = 0; i < report->total_count; i++) {
        const struct tl_check_total *total = &report->totals[i];
        json_t *one = json_object();
        set(one, "implementation", json_text_as_is(total->implementation->name), failed);
        set(one, "verified", number_of(total->verified), failed);
        set(one, "differences", number_of(total->differences), failed);
        set(one, "could_not_measure", number_of(total->unmeasured), failed);
        set(one, "in_baseline", json_boolean(total->in_baseline), failed);
        *failed |= json_array_append_new(list, one) != 0;
    }
    set(object, "implementations", list, failed);
    return object;
}

int output_report_json(const struct tl_report *report, FILE *out, struct tl_error *error)
{
    bool failed = false;
    json_t *document = json_object(), *cells = json_array();
    set(document, "schema", json_text_as_is(FORM_CHECK), &failed);
    set(document, "run", run_of(report->run, &failed), &failed);
    for (size_t i = 0; i < report->count; i++)
        failed |= json_array_append_new(cells, checked_of(&report->cells[i], &failed)) != 0;
    set(document, "cells", cells, &failed);
    set(document, "differences", differences_of(report, &failed), &failed);
    set(document, "totals", totals_of(report, &failed), &failed);
    return write_document(document, failed, out, error);
}
