/* The baseline's file: one JSON object, sorted keys, a line a cell, so that diffs can be read. */
#include "baseline_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json_text.h"
#include "list.h"
#include "memory.h"
#include "replace.h"
#include "text.h"
#include "utf8.h"

#define FORMAT 2 /* 1 knew implementations by their patch level and place */

/* --- the options that make numbers comparable --- */

static json_t *range_of(struct tl_range range)
{
    return json_pack("[I, I]", (json_int_t)range.low, (json_int_t)range.high);
}

static bool has_workload(const struct baseline_settings *settings)
{
    for (size_t i = 0; i < settings->pressure_count; i++)
        if (tl_pressure_rules[settings->pressures[i].pressure].workload)
            return true;
    return false;
}

static json_t *pressures_of(const struct baseline_settings *settings)
{
    json_t *list = json_array();
    char name[64];
    for (size_t i = 0; i < settings->pressure_count; i++)
        json_array_append_new(list, json_string(words_pressure_name(
                                        name, sizeof name, settings->pressures[i].pressure,
                                        settings->pressures[i].argument)));
    return list;
}

/* Keys are the options' names, for the message that one of them differs. */
static json_t *options_of(const struct baseline_settings *settings)
{
    json_t *object = json_pack("{s:o, s:I, s:I, s:I}", "pressure", pressures_of(settings), "jobs",
                               (json_int_t)settings->jobs, "seed", (json_int_t)settings->seed,
                               "trials", (json_int_t)settings->trials);
    if (settings->precision_ppm > 0)
        json_object_set_new(object, "until", json_real(settings->precision_ppm / 1e6));
    if (has_workload(settings)) {
        json_object_set_new(object, "garbage", range_of(settings->workload.garbage));
        json_object_set_new(object, "ballast", range_of(settings->workload.ballast));
        json_object_set_new(object, "wait", range_of(settings->workload.wait));
    }
    return object;
}

static void put_option(char *out, size_t size, const json_t *value)
{
    char *text = value == NULL ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    snprintf(out, size, "%s", text == NULL ? "nothing" : text);
    free(text);
}

/* 0: the same; else the message. */
static int check_options(const json_t *then, const json_t *now, const char *file,
                         struct tl_error *error)
{
    static const char *const names[] = {"pressure", "jobs",    "seed",    "trials",
                                        "until",    "garbage", "ballast", "wait"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const json_t *a = json_object_get(then, names[i]), *b = json_object_get(now, names[i]);
        if ((a == NULL && b == NULL) || (a != NULL && b != NULL && json_equal(a, b)))
            continue;
        char was[200], is[200];
        put_option(was, sizeof was, a);
        put_option(is, sizeof is, b);
        return tl_fail(error, TL_EXIT_USAGE,
                       "%s was written with another --%s (%s, now %s), so its numbers do not "
                       "compare: use that, or --update-baseline",
                       file, names[i], was, is);
    }
    return 0;
}

/* --- reading --- */

static int bad(const char *file, const char *what, struct tl_error *error)
{
    return tl_fail(error, TL_EXIT_USAGE, "%s is no baseline of taskloss: %s", file, what);
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct tl_named_count *)a)->key, ((const struct tl_named_count *)b)->key);
}

static bool take_counts(struct tl_baseline_cell *cell, json_t *counts)
{
    const char *key;
    json_t *value;
    cell->counts = memory_zeroed(json_object_size(counts), sizeof *cell->counts);
    if (cell->counts == NULL || !json_is_object(counts))
        return false;
    json_object_foreach(counts, key, value)
    {
        if (!json_is_integer(value))
            return false;
        cell->counts[cell->count++] =
            (struct tl_named_count){text_make("%s", key), json_integer_value(value)};
    }
    list_sort(cell->counts, cell->count, sizeof *cell->counts, by_key);
    return true;
}

static bool take_samples(struct tl_baseline_cell *cell, const json_t *samples)
{
    if (samples == NULL)
        return true;
    cell->samples = memory_zeroed(json_array_size(samples), sizeof *cell->samples);
    if (cell->samples == NULL || !json_is_array(samples))
        return false;
    for (size_t i = 0; i < json_array_size(samples); i++) {
        json_int_t lost, spawned;
        if (json_unpack(json_array_get(samples, i), "[I, I]", &lost, &spawned) != 0 || lost < 0 ||
            spawned < lost)
            return false;
        cell->samples[cell->sample_count++] = (struct tl_sample){(uint64_t)lost, (uint64_t)spawned};
    }
    return true;
}

static bool take_cell(struct tl_baseline_cell *cell, json_t *object)
{
    const char *implementation, *version, *id, *name, *guard, *pressure;
    json_t *counts, *samples = NULL;
    if (json_unpack(object, "{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s?o}", "implementation",
                    &implementation, "version", &version, "case", &id, "name", &name, "guard",
                    &guard, "pressure", &pressure, "counts", &counts, "samples", &samples) != 0)
        return false;
    cell->implementation = text_make("%s", implementation);
    cell->version = text_make("%s", version);
    cell->case_id = text_make("%s", id);
    cell->case_name = text_make("%s", name);
    cell->guard = text_make("%s", guard);
    cell->pressure = text_make("%s", pressure);
    return take_counts(cell, counts) && take_samples(cell, samples);
}

static int take_cells(struct baseline *out, const json_t *cells, struct tl_error *error)
{
    char what[80];
    out->cells = memory_zeroed(json_array_size(cells), sizeof *out->cells);
    for (size_t i = 0; i < json_array_size(cells); i++) {
        struct tl_baseline_cell *cell = &out->cells[out->count++];
        if (!take_cell(cell, json_array_get(cells, i))) {
            snprintf(what, sizeof what, "its cell number %zu is not in order", i + 1);
            return bad(out->file, what, error);
        }
        if (!text_has(&out->implementations, cell->implementation))
            text_add(&out->implementations, text_make("%s", cell->implementation));
    }
    return 0;
}

static int take_document(struct baseline *out, json_t *document, json_t **options,
                         struct tl_error *error)
{
    json_int_t format;
    const char *tool;
    json_t *cells;
    if (json_unpack(document, "{s:I}", "format", &format) != 0 || format < 1)
        return bad(out->file, "it has no \"format\"", error);
    if (format != FORMAT)
        return tl_fail(error, TL_EXIT_USAGE,
                       "%s is a baseline of format %" JSON_INTEGER_FORMAT
                       ", and this taskloss reads format %d: %s",
                       out->file, format, FORMAT,
                       format > FORMAT ? "use a newer taskloss"
                                       : "move it away and write a new one with "
                                         "--update-baseline");
    if (json_unpack(document, "{s:s, s:o, s:o}", "taskloss", &tool, "options", options, "cells",
                    &cells) != 0 ||
        !json_is_object(*options) || !json_is_array(cells))
        return bad(out->file, "\"taskloss\", \"options\" or \"cells\" is missing", error);
    out->tool = text_make("%s", tool);
    return take_cells(out, cells, error);
}

static int parse_file(json_t **document, const char *file, struct tl_error *error)
{
    json_error_t where;
    *document = json_load_file(file, JSON_REJECT_DUPLICATES, &where);
    if (*document != NULL)
        return 0;
    char what[300], *clean = utf8_clean(where.text);
    snprintf(what, sizeof what, "line %d: %s", where.line, clean == NULL ? "" : clean);
    free(clean);
    return bad(file, what, error);
}

/* `*other`: the options differ, and `error` says how. */
static int read_it(struct baseline *out, const char *file, const struct baseline_settings *settings,
                   bool *other, struct tl_error *error)
{
    json_t *document, *then = NULL, *now = options_of(settings);
    *out = (struct baseline){.file = text_make("%s", file)};
    *other = false;
    int result = access(file, R_OK);
    if (result != 0)
        result = tl_fail(error, TL_EXIT_USAGE,
                         "the baseline %s cannot be read (%s); --update-baseline writes one", file,
                         strerror(errno));
    else
        result = parse_file(&document, file, error);
    if (result == 0) {
        result = take_document(out, document, &then, error);
        if (result == 0)
            *other = check_options(then, now, file, error) != 0;
        json_decref(document);
    }
    json_decref(now);
    if (result < 0)
        baseline_free(out);
    return result;
}

int baseline_read(struct baseline *out, const char *file, const struct baseline_settings *settings,
                  struct tl_error *error)
{
    bool other;
    if (read_it(out, file, settings, &other, error) < 0)
        return -1;
    if (!other)
        return 0;
    baseline_free(out);
    return -1;
}

static int baseline_read_old(struct baseline *out, const char *file,
                             const struct baseline_settings *settings, bool *replaced,
                             struct tl_error *error)
{
    *replaced = false;
    if (access(file, F_OK) != 0) {
        *out = (struct baseline){.file = text_make("%s", file)};
        return 0;
    }
    if (read_it(out, file, settings, replaced, error) < 0)
        return -1;
    if (*replaced) {
        baseline_free(out);
        *out = (struct baseline){.file = text_make("%s", file)};
    }
    return 0;
}

/* --- asking --- */

/* --- writing --- */

static json_t *counts_of(const struct tl_named_count *counts, size_t count)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, counts[i].key, json_integer((json_int_t)counts[i].number));
    return object;
}

static json_t *samples_of(const struct tl_sample *samples, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list, json_pack("[I, I]", (json_int_t)samples[i].lost, (json_int_t)samples[i].spawned));
    return list;
}

static json_t *cell_of(const char *const words[static 6], const struct tl_named_count *counts,
                       size_t count, const struct tl_sample *samples, size_t sample_count)
{
    json_t *object = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "version", json_text(words[5]), "implementation",
        json_text(words[0]), "case", json_text(words[1]), "name", json_text(words[2]), "guard",
        json_text(words[3]), "pressure", json_text(words[4]), "counts", counts_of(counts, count));
    if (object != NULL && sample_count > 0)
        json_object_set_new(object, "samples", samples_of(samples, sample_count));
    return object;
}

static bool in_results(const struct tl_results *results, const struct tl_baseline_cell *old)
{
    for (size_t i = 0; i < results->count; i++)
        if (cell_is_measured(&results->cells[i]) && baseline_is_of(old, &results->cells[i]))
            return true;
    return false;
}

/* A line of the file and what it is sorted by. */
struct line {
    char *order, *text;
};

struct lines {
    struct line *items;
    size_t count;
};

static void add_line(struct lines *lines, const char *const words[static 6], json_t *object)
{
    lines->items[lines->count++] = (struct line){
        text_make("%s\1%s\1%s\1%s\1%s", words[0], words[1], words[3], words[4], words[5]),
        object == NULL ? NULL : json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT)};
    json_decref(object);
}

/* Numbers in names by their value: 3.9 before 3.10. */
static int by_order(const void *a, const void *b)
{
    return strverscmp(((const struct line *)a)->order, ((const struct line *)b)->order);
}

/* Two places of one version, as a system's and a fetched one, are one line: the later of them. */
static bool has_twin(const struct tl_results *results, size_t at)
{
    const struct tl_result *cell = &results->cells[at];
    for (size_t i = at + 1; i < results->count; i++) {
        const struct tl_result *other = &results->cells[i];
        if (other->implementation != cell->implementation && cell_is_measured(other) &&
            strcmp(other->implementation->python, cell->implementation->python) == 0 &&
            implementation_same_suffix(other->implementation, cell->implementation) &&
            cells_by_case(other, cell) == 0)
            return true;
    }
    return false;
}

static void make_lines(struct lines *lines, const struct baseline *old,
                       const struct tl_results *results, const struct text_list *cases)
{
    lines->items = memory_zeroed(old->count + results->count, sizeof *lines->items);
    for (size_t i = 0; i < old->count; i++) {
        const struct tl_baseline_cell *c = &old->cells[i];
        const char *words[] = {c->implementation, c->case_id,  c->case_name,
                               c->guard,          c->pressure, c->version};
        if (text_has(cases, c->case_id) && !in_results(results, c))
            add_line(lines, words,
                     cell_of(words, c->counts, c->count, c->samples, c->sample_count));
    }
    for (size_t i = 0; i < results->count; i++) {
        const struct tl_result *c = &results->cells[i];
        char pressure[CELL_PRESSURE_MAX];
        struct tl_named_count *counts;
        size_t count;
        if (!cell_is_measured(c) || has_twin(results, i))
            continue;
        char *key = implementation_key(c->implementation);
        const char *words[] = {key,
                               c->case_id,
                               c->case_name,
                               tl_guards[c->guard].name,
                               cell_pressure(c, pressure),
                               c->implementation->version};
        counts_list(c, &counts, &count);
        add_line(lines, words,
                 cell_of(words, counts, count, c->samples, cell_is_exact(c) ? 0 : c->sample_count));
        counts_free(counts, count);
        free(key);
    }
    list_sort(lines->items, lines->count, sizeof *lines->items, by_order);
}

static bool put_lines(FILE *out, const struct lines *lines,
                      const struct baseline_settings *settings)
{
    json_t *object = options_of(settings);
    char *text = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(object);
    bool good = text != NULL;
    fputs("{\n\"cells\": [", out);
    for (size_t i = 0; i < lines->count; i++) {
        good &= lines->items[i].text != NULL;
        fprintf(out, "%s\n%s", i > 0 ? "," : "", good ? lines->items[i].text : "");
    }
    fprintf(out, "\n],\n\"format\": %d,\n\"options\": %s,\n\"taskloss\": \"%s\"\n}\n", FORMAT,
            good ? text : "", TASKLOSS_VERSION);
    free(text);
    return good;
}

static int replace(const char *file, const struct lines *lines,
                   const struct baseline_settings *settings, struct tl_error *error)
{
    struct replace replace;
    if (replace_begin(&replace, file, error) != 0)
        return -1;
    bool good = put_lines(replace.out, lines, settings);
    int result = replace_end(&replace, good, error);
    return result == 0 && !good
               ? tl_fail(error, TL_EXIT_UNMEASURED,
                         "the baseline %s cannot be written; it is as it was", file)
               : result;
}

int baseline_can_write(const char *file, const struct baseline_settings *settings,
                       struct tl_error *error)
{
    struct baseline old;
    bool ignored;
    if (baseline_read_old(&old, file, settings, &ignored, error) != 0)
        return -1;
    baseline_free(&old);
    return 0;
}

/* Keeps other writers of files in this folder out: a descriptor to be closed, or -1 where the
 * folder cannot be opened, and then writing will say so. */
static int lock_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *folder = slash == NULL ? text_make(".") : text_make("%.*s/", (int)(slash - file), file);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
        ;
    return fd;
}

int baseline_write(const char *file, const struct tl_results *results,
                   const struct text_list *cases, const struct baseline_settings *settings,
                   struct baseline_written *written, struct tl_error *error)
{
    struct lines lines = {0};
    struct baseline old;
    int lock = lock_folder(file);
    int result = baseline_read_old(&old, file, settings, &written->replaced, error);
    if (result == 0) {
        make_lines(&lines, &old, results, cases);
        result = replace(file, &lines, settings, error);
        baseline_free(&old);
    }
    if (lock >= 0)
        close(lock);
    written->cells = lines.count;
    for (size_t i = 0; i < lines.count; i++) {
        free(lines.items[i].order);
        free(lines.items[i].text);
    }
    free(lines.items);
    return result;
}
