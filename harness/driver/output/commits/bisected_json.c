/* The same as one JSON document. */
#include <jansson.h>
#include <stdlib.h>

#include "bisected_formats.h"
#include "forms.h"
#include "json_text.h"
#include "utf8.h"

static json_t *of_commit(const struct counted_commit *commit)
{
    if (commit == NULL)
        return json_null();
    const struct commit *about = &commit->about;
    return json_pack("{s:o,s:o,s:o,s:o,s:o}", "hash", json_text(about->hash), "day",
                     json_text(about->day), "author", json_text(about->author), "title",
                     json_text(about->title), "issue", json_text(about->issue));
}

static json_t *of_link(const struct hunt *hunt)
{
    if (hunt->before_link == NULL || hunt->changed_link == NULL)
        return json_null();
    return json_pack("{s:o,s:o}", "before", json_text(hunt->before_link), "commit",
                     json_text(hunt->changed_link));
}

static json_t *of_hunt(const struct hunt *hunt)
{
    const struct counted_cell *cell = hunt->cell;
    return json_pack("{s:o,s:o,s:s,s:s,s:o,s:I,s:I,s:o,s:o,s:b,s:o,s:o}", "case",
                     json_text(cell->case_id), "name", json_text(cell->case_name), "guard",
                     tl_guards[cell->guard].name, "pressure", cell->pressure, "count",
                     json_text(hunt->key), "early", (json_int_t)hunt->early, "late",
                     (json_int_t)hunt->late, "commit", of_commit(hunt->changed), "before",
                     of_commit(hunt->before), "narrowed", (int)hunt->narrowed, "why",
                     json_text(hunt->why), "link", of_link(hunt));
}

static json_t *of_cell(const struct counted_cell *cell)
{
    json_t *counts = json_object();
    for (size_t i = 0; i < cell->count; i++) {
        char *key = utf8_clean(cell->counts[i].key);
        json_object_set_new(counts, key, json_integer((json_int_t)cell->counts[i].number));
        free(key);
    }
    return json_pack("{s:o,s:s,s:s,s:o,s:o}", "case", json_text(cell->case_id), "guard",
                     tl_guards[cell->guard].name, "pressure", cell->pressure, "why",
                     json_text(cell->why), "counts", counts);
}

static json_t *of_measured(const struct counted_commit *commit)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < commit->count; i++)
        json_array_append_new(cells, of_cell(&commit->cells[i]));
    return json_pack("{s:o,s:o,s:I,s:o,s:o}", "commit", of_commit(commit), "version",
                     json_text(commit->version), "seconds", (json_int_t)commit->seconds, "why",
                     json_text(commit->why), "cells", cells);
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
