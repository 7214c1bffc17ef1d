/* The JSON document of a run. */
#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/* Any text as a JSON string: what is no UTF-8 is replaced, NULL is null. */
static json_t *string_of(const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *string = json_string(text);
    if (string != NULL)
        return string;
    char *clean = utf8_clean(text);
    string = clean == NULL ? NULL : json_string(clean);
    free(clean);
    return string;
}

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
    set(object, "started", string_of(run->started), failed);
    set(object, "ended", string_of(run->ended), failed);
    set(object, "command", string_of(run->command), failed);
    set(object, "machine", string_of(run->machine), failed);
    set(object, "tool", string_of(run->tool), failed);
    set(object, "seed", number_of(run->seed), failed);
    set(object, "trials", number_of(run->trials), failed);
    set(object, "jobs", number_of(run->jobs), failed);
    set(object, "deadline_ms", number_of(run->deadline_ms), failed);
    set(object, "memory_mb", number_of(run->memory_mb), failed);
    set(object, "audit", json_boolean(run->audit != 0), failed);
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

static json_t *expectations_of(const struct tl_result *cell, bool *failed)
{
    json_t *object = json_object();
    for (size_t i = 0; i < cell->expectation_count; i++)
        set(object, cell->expectations[i].what, string_of(cell->expectations[i].versions), failed);
    return object;
}

/* A fate's name as a JSON key: "never_started". */
static void fate_key(char key[static 32], size_t fate)
{
    snprintf(key, 32, "%s", tl_fates[fate].name);
    for (char *c = key; *c != '\0'; c++)
        if (*c == '-')
            *c = '_';
}

static void set_counts(json_t *object, const struct tl_result *cell, bool *failed)
{
    set(object, "trials", number_of(cell->trials), failed);
    set(object, "measured", number_of(cell->measured), failed);
    set(object, "spawned", number_of(cell->spawned), failed);
    for (size_t i = 0; i < TL_FATE_COUNT; i++) {
        char key[32];
        fate_key(key, i);
        set(object, key, number_of(cell->fates[i]), failed);
    }
    set(object, "leaked", number_of(cell->leaked), failed);
    set(object, "kept", number_of(cell->kept), failed);
    set(object, "silent", number_of(cell->silent), failed);
    set(object, "rescued", number_of(cell->rescued), failed);
    set(object, "resurrected", number_of(cell->resurrected), failed);
    set(object, "audit_differences", number_of(cell->audit_differences), failed);
}

static json_t *cell_of(const struct tl_result *cell, bool *failed)
{
    json_t *object = json_object();
    set(object, "implementation", string_of(cell->implementation), failed);
    set(object, "version", string_of(cell->version), failed);
    set(object, "case", string_of(cell->case_id), failed);
    set(object, "name", string_of(cell->case_name), failed);
    set(object, "title", string_of(cell->case_title), failed);
    set(object, "guard", string_of(cell->guard), failed);
    set(object, "pressure", string_of(cell->pressure), failed);
    set_counts(object, cell, failed);
    set(object, "rate", real_or_null(cell->has_rate, cell->rate), failed);
    set(object, "low", real_or_null(cell->has_rate, cell->low), failed);
    set(object, "high", real_or_null(cell->has_rate, cell->high), failed);
    set(object, "exposure", json_null(), failed);
    set(object, "expected", json_null(), failed);
    set(object, "verdict", json_null(), failed);
    set(object, "expectations", expectations_of(cell, failed), failed);
    set(object, "endings", endings_of(cell, failed), failed);
    set(object, "facts", facts_of(cell, failed), failed);
    set(object, "first_seed", cell->trials > 0 ? number_of(cell->first_seed) : json_null(), failed);
    set(object, "why", string_of(cell->unmeasured), failed);
    set(object, "why_seed",
        cell->unmeasured != NULL ? number_of(cell->unmeasured_seed) : json_null(), failed);
    return object;
}

int output_json(const struct tl_results *results, FILE *out, struct tl_error *error)
{
    bool failed = false;
    json_t *document = json_object(), *cells = json_array();
    set(document, "run", run_of(&results->run, &failed), &failed);
    for (size_t i = 0; i < results->count; i++)
        failed |= json_array_append_new(cells, cell_of(&results->cells[i], &failed)) != 0;
    set(document, "cells", cells, &failed);
    int result = 0;
    if (failed)
        result = tl_fail(error, TL_EXIT_UNMEASURED, "out of memory");
    else if (json_dumpf(document, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) != 0 ||
             putc('\n', out) == EOF || fflush(out) != 0 || ferror(out))
        result =
            tl_fail(error, TL_EXIT_UNMEASURED, "the JSON cannot be written (%s)", strerror(errno));
    json_decref(document);
    return result;
}
