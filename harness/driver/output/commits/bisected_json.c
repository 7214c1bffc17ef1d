/* The same as one JSON document. */
#include <jansson.h>

#include "bisected_formats.h"
#include "forms.h"
#include "utf8.h"

#include <stdlib.h>

/* Titles and names of old commits need not be UTF-8. */
static json_t *text(const char *words)
{
    if (words == NULL)
        return json_null();
    char *clean = utf8_clean(words);
    json_t *string = json_string(clean);
    free(clean);
    return string;
}

static json_t *of_commit(const struct counted_commit *commit)
{
    if (commit == NULL)
        return json_null();
    const struct commit *about = &commit->about;
    return json_pack("{s:o,s:o,s:o,s:o,s:o}", "hash", text(about->hash), "day", text(about->day),
                     "author", text(about->author), "title", text(about->title), "issue",
                     text(about->issue));
}

static json_t *of_hunt(const struct hunt *hunt)
{
    const struct counted_cell *cell = hunt->cell;
    return json_pack("{s:o,s:o,s:s,s:s,s:o,s:I,s:I,s:o,s:o,s:b,s:o}", "case", text(cell->case_id),
                     "name", text(cell->case_name), "guard", tl_guards[cell->guard].name,
                     "pressure", cell->pressure, "count", text(hunt->key), "early",
                     (json_int_t)hunt->early, "late", (json_int_t)hunt->late, "commit",
                     of_commit(hunt->changed), "before", of_commit(hunt->before), "narrowed",
                     (int)hunt->narrowed, "why", text(hunt->why));
}

static json_t *of_cell(const struct counted_cell *cell)
{
    json_t *counts = json_object();
    for (size_t i = 0; i < cell->count; i++) {
        char *key = utf8_clean(cell->counts[i].key);
        json_object_set_new(counts, key, json_integer((json_int_t)cell->counts[i].number));
        free(key);
    }
    return json_pack("{s:o,s:s,s:s,s:o,s:o}", "case", text(cell->case_id), "guard",
                     tl_guards[cell->guard].name, "pressure", cell->pressure, "why",
                     text(cell->why), "counts", counts);
}

static json_t *of_measured(const struct counted_commit *commit)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < commit->count; i++)
        json_array_append_new(cells, of_cell(&commit->cells[i]));
    return json_pack("{s:o,s:o,s:I,s:o,s:o}", "commit", of_commit(commit), "version",
                     text(commit->version), "seconds", (json_int_t)commit->seconds, "why",
                     text(commit->why), "cells", cells);
}

int output_bisected_json(const struct bisected *bisected, FILE *out, struct tl_error *error)
{
    json_t *changes = json_array(), *measured = json_array();
    for (size_t i = 0; i < bisected->hunts->count; i++)
        json_array_append_new(changes, of_hunt(&bisected->hunts->items[i]));
    for (size_t i = 0; i < bisected->counted->count; i++)
        json_array_append_new(measured, of_measured(bisected->counted->commits[i]));
    json_t *document = json_pack("{s:s,s:o,s:o,s:o,s:o}", "schema", FORM_BISECT, "early",
                                 of_commit(bisected->early), "late", of_commit(bisected->late),
                                 "changes", changes, "measured", measured);
    if (document == NULL)
        return tl_fail(error, TL_EXIT_UNMEASURED, "cannot be written as JSON");
    json_dumpf(document, out, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    fputc('\n', out);
    json_decref(document);
    return 0;
}
