/* A file of JSON a commit and key: it is written whole or not at all, and what does not fit is as
 * if it were not there. */
#include "kept_counts.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "hash.h"
#include "json_text.h"
#include "list.h"
#include "memory.h"
#include "paths.h"
#include "replace.h"
#include "subject.h"
#include "text.h"

/* ---- the key ---- */

static int add_file(uint64_t *key, const char *path, struct tl_error *error)
{
    char bytes[65536];
    size_t length;
    FILE *file = files_open(path);
    if (file == NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED, "%s cannot be read", path);
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
        *key = hash_on(*key, bytes, length);
    fclose(file);
    return 0;
}

static void add_text(uint64_t *key, const char *text)
{
    *key = hash_on(*key, text != NULL ? text : "", text != NULL ? strlen(text) + 1 : 1);
}

static int add_cases(uint64_t *key, const struct run_options *options, struct tl_error *error)
{
    struct tl_cases cases = {0};
    int result = subject_cases(&cases, options, error);
    for (size_t i = 0; result == 0 && i < cases.count; i++) {
        add_text(key, cases.items[i].file);
        result = add_file(key, cases.items[i].file, error);
    }
    cases_free(&cases);
    return result;
}

static void add_number(uint64_t *key, uint64_t number)
{
    *key = hash_on(*key, &number, sizeof number);
}

static void add_options(uint64_t *key, const struct run_options *options)
{
    const uint64_t numbers[] = {options->guards,        options->trials,
                                options->jobs,          options->seed,
                                options->deadline_ms,   options->memory_mb,
                                options->audit,         (uint64_t)options->oracle,
                                options->cancels_named, (uint64_t)options->isolation,
                                options->pressure_count};
    add_text(key, options->loop);
    *key = hash_on(*key, numbers, sizeof numbers);
    *key = hash_on(*key, &options->workload, sizeof options->workload);
    for (size_t i = 0; i < options->pressure_count; i++) {
        add_number(key, (uint64_t)options->pressures[i].pressure);
        add_number(key, options->pressures[i].argument);
    }
}

uint64_t kept_counts_key(const struct run_options *options, const char *builder,
                         struct tl_error *error)
{
    uint64_t key = HASH_START;
    char *worker = paths_worker(error);
    int result = worker != NULL ? add_file(&key, worker, error) : -1;
    free(worker);
    if (result == 0)
        result = add_file(&key, "/proc/self/exe", error);
    if (result == 0)
        result = add_file(&key, builder, error);
    if (result == 0)
        result = add_cases(&key, options, error);
    add_options(&key, options);
    add_text(&key, getenv("TASKLOSS_CONFIGURE"));
    return result == 0 ? key : 0;
}

/* ---- a commit ---- */

static char *path_of(const char *work, uint64_t key, const struct counted_commit *commit)
{
    return text_make("%s/measured/%s-%016" PRIx64 ".json", work, commit->about.hash, key);
}

static char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? memory_text(text) : NULL;
}

static void read_cell(struct counted_cell *cell, const json_t *object)
{
    const char *key;
    json_t *number;
    *cell = (struct counted_cell){
        .case_id = text_at(object, "case"),
        .case_name = text_at(object, "name"),
        .pressure = text_at(object, "pressure"),
        .guard = (enum tl_guard)json_integer_value(json_object_get(object, "guard")),
    };
    json_object_foreach(json_object_get(object, "counts"), key, number)
    {
        struct tl_named_count *count = list_grow(&cell->counts, cell->count++, sizeof *count);
        *count = (struct tl_named_count){memory_text(key), json_integer_value(number)};
    }
}

static bool is_whole(const struct counted_cell *cell)
{
    return cell->case_id != NULL && cell->case_name != NULL && cell->pressure != NULL &&
           cell->guard < TL_GUARD_COUNT;
}

/* Halving needs the source folder, which comes of building. */
static json_t *load(const char *work, uint64_t key, const struct counted_commit *commit)
{
    char *path = path_of(work, key, commit), *source = text_make("%s/source/.git", work);
    bool usable = key != 0 && access(source, F_OK) == 0;
    json_t *document = usable ? json_load_file(path, JSON_REJECT_DUPLICATES, NULL) : NULL;
    free(source);
    free(path);
    return document;
}

bool kept_counts_read(const char *work, uint64_t key, struct counted_commit *commit)
{
    json_t *document = load(work, key, commit);
    json_t *item;
    size_t index;
    bool whole = true;
    commit->version = text_at(document, "version");
    commit->seconds = (unsigned)json_integer_value(json_object_get(document, "seconds"));
    json_array_foreach(json_object_get(document, "cells"), index, item)
    {
        struct counted_cell *cell = list_grow(&commit->cells, commit->count++, sizeof *cell);
        read_cell(cell, item);
        whole = whole && is_whole(cell);
    }
    json_decref(document);
    commit->remembered = whole && commit->version != NULL && commit->count > 0;
    return commit->remembered;
}

/* NULL: JSON cannot hold it, or it was not measured, as another time it may be. */
static json_t *of_cell(const struct counted_cell *cell)
{
    json_t *counts = json_object();
    bool whole = cell->why == NULL;
    for (size_t i = 0; i < cell->count; i++)
        whole = json_object_set_new(counts, cell->counts[i].key,
                                    json_integer((json_int_t)cell->counts[i].number)) == 0 &&
                whole;
    json_t *object = json_pack("{s:o,s:o,s:o,s:i,s:o}", "case", json_text(cell->case_id), "name",
                               json_text(cell->case_name), "pressure", json_text(cell->pressure),
                               "guard", (int)cell->guard, "counts", counts);
    if (whole)
        return object;
    json_decref(object);
    return NULL;
}

void kept_counts_write(const char *work, uint64_t key, const struct counted_commit *commit)
{
    struct replace file;
    struct tl_error ignored;
    char *path = path_of(work, key, commit);
    char *folder = text_make("%s/measured", work);
    json_t *cells = json_array();
    bool whole = true;
    for (size_t i = 0; i < commit->count; i++)
        whole = json_array_append_new(cells, of_cell(&commit->cells[i])) == 0 && whole;
    json_t *document = json_pack("{s:o,s:I,s:o}", "version", json_text(commit->version), "seconds",
                                 (json_int_t)commit->seconds, "cells", cells);
    if (whole && document != NULL && files_make_folder(folder, &ignored) == 0 &&
        replace_begin(&file, path, &ignored) == 0)
        replace_end(&file, json_dumpf(document, file.out, JSON_INDENT(1)) == 0, &ignored);
    json_decref(document);
    free(folder);
    free(path);
}
