/* JSON and SARIF: documents of jansson's, so that all text is escaped by it. */
#include "watch_formats.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"
#include "json_text.h"
#include "text.h"
#include "watch_values.h"

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static int dump(json_t *document, FILE *out, struct tl_error *error)
{
    int result = json_dumpf(document, out, JSON_INDENT(2));
    json_decref(document);
    putc('\n', out);
    return result == 0 && !ferror(out)
               ? 0
               : tl_fail(error, TL_EXIT_UNMEASURED, "cannot write the findings");
}

/* ---- our own ---- */

static json_t *frames(const struct watched_frames *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(array,
                              json_pack("{so, so, so}", "file", json_text(list->items[i].file),
                                        "line", number(list->items[i].line), "function",
                                        json_text(list->items[i].function)));
    return array;
}

static json_t *texts(const struct text_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(array, json_text(list->items[i]));
    return array;
}

static json_t *counts(const struct watching_counts *from)
{
    json_t *object = json_object();
#define X(name, meaning) json_object_set_new(object, #name, number(from->name));
    WATCHING_COUNTS(X)
#undef X
    return object;
}

json_t *watch_finding_json(const struct watched_finding *finding)
{
    const char *test = finding->tests.count > 0 ? finding->tests.items[0] : NULL;
    json_t *object =
        json_pack("{ss, so, so, so, so, so, so, sb}", "kind", watched_kinds[finding->kind].name,
                  "count", number(finding->count), "made", frames(&finding->made), "waiting",
                  frames(&finding->waiting), "for", json_text(finding->for_what), "cycle",
                  json_text(finding->cycle), "test", test != NULL ? json_text(test) : json_null(),
                  "own", (int)finding->own);
    json_object_set_new(object, "tests", texts(&finding->tests));
    json_object_set_new(object, "note", json_text(finding->note));
    json_object_set_new(object, "processes", number(finding->processes));
    json_object_set_new(object, "counts", counts(&finding->counts));
    json_object_set_new(object, "accepted",
                        finding->accepted != NULL ? json_text(finding->accepted) : json_null());
    return object;
}

int output_watch_json(const struct watched *watched, FILE *out, struct tl_error *error)
{
    json_t *findings = json_array(), *seen = json_object();
    json_object_set_new(seen, "processes", number(watched->processes));
#define X(name, meaning) json_object_set_new(seen, #name, number(watched->totals.name));
    WATCHING_TOTALS(X)
#undef X
    json_object_set_new(seen, "pythons", texts(&watched->pythons));
    json_object_set_new(seen, "refused", texts(&watched->refused));
    for (size_t i = 0; i < watched->count; i++)
        json_array_append_new(findings, watch_finding_json(&watched->findings[i]));
    return dump(
        json_pack("{ss, so, so}", "schema", FORM_WATCH, "watch", seen, "findings", findings), out,
        error);
}

/* ---- SARIF ---- */

/* A path as a URI: what is no plain character is written as %XX. */
static json_t *uri(const char *path)
{
    char *text = memchr(path, '\0', 1) == NULL ? malloc(3 * strlen(path) + 1) : strdup("");
    size_t length = 0;
    for (const char *at = path; text != NULL && *at != '\0'; at++) {
        static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                    "-._~/";
        if (strchr(plain, *at) != NULL)
            text[length++] = *at;
        else
            length += (size_t)sprintf(text + length, "%%%02X", (unsigned char)*at);
    }
    if (text != NULL)
        text[length] = '\0';
    json_t *value = json_string(text);
    free(text);
    return value;
}

static json_t *location(const struct watched_frame *frame, const char *folder, const char *message)
{
    const char *path = watched_below(frame->file, folder);
    json_t *artifact = json_pack("{so}", "uri", uri(path));
    if (path != frame->file)
        json_object_set_new(artifact, "uriBaseId", json_string("SRCROOT"));
    json_t *object = json_pack("{s{so, s{so}}}", "physicalLocation", "artifactLocation", artifact,
                               "region", "startLine", number(frame->line > 0 ? frame->line : 1));
    if (message != NULL)
        json_object_set_new(object, "message", json_pack("{so}", "text", json_text(message)));
    return object;
}

static json_t *related(const struct watched_finding *finding, const char *folder)
{
    json_t *array = json_array();
    for (size_t i = 0; i < finding->waiting.count; i++) {
        char *message = text_make("waits in %s", finding->waiting.items[i].function);
        json_t *at = location(&finding->waiting.items[i], folder, message);
        json_object_set_new(at, "id", number(i + 1));
        json_array_append_new(array, at);
        free(message);
    }
    return array;
}

static json_t *result(const struct watched_finding *finding, const char *folder)
{
    const struct watched_kind_info *kind = &watched_kinds[finding->kind];
    const struct watched_frame *place = watch_place(finding);
    char *headline = watch_headline(finding, folder);
    char *message = text_make("%s. %s%s%s", headline, kind->fix,
                              finding->cycle[0] != '\0' ? ". Its cycle: " : "", finding->cycle);
    char *mark = text_make("%s:%s:%s", kind->name, place != NULL ? place->function : "?",
                           finding->waiting.count > 0 ? finding->waiting.items[0].function : "");
    json_t *object =
        json_pack("{ss, ss, s{so}, so, so, s{so}}", "ruleId", kind->name, "level",
                  kind->fails ? "error" : "note", "message", "text", json_text(message),
                  "locations", json_array(), "relatedLocations", related(finding, folder),
                  "partialFingerprints", "taskloss/v1", json_text(mark));
    if (place != NULL)
        json_array_append_new(json_object_get(object, "locations"), location(place, folder, NULL));
    if (finding->accepted != NULL)
        json_object_set_new(object, "suppressions",
                            json_pack("[{ss, so}]", "kind", "external", "justification",
                                      json_text(finding->accepted)));
    free(mark);
    free(message);
    free(headline);
    return object;
}

static json_t *rules(void)
{
    json_t *array = json_array();
    for (int i = 0; i < WATCHED_KIND_COUNT; i++)
        json_array_append_new(array, json_pack("{ss, s{ss}, s{ss}}", "id", watched_kinds[i].name,
                                               "shortDescription", "text", watched_kinds[i].title,
                                               "help", "text", watched_kinds[i].fix));
    return array;
}

int output_watch_sarif(const struct watched *watched, const char *folder, FILE *out,
                       struct tl_error *error)
{
    json_t *results = json_array();
    for (size_t i = 0; i < watched->count; i++)
        json_array_append_new(results, result(&watched->findings[i], folder));
    json_t *driver = json_pack("{ss, ss, so}", "name", "taskloss watch", "version",
                               TASKLOSS_VERSION, "rules", rules());
    json_t *run = json_pack("{s{so}, so}", "tool", "driver", driver, "results", results);
    json_t *document =
        json_pack("{ss, ss, s[o]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json",
                  "version", "2.1.0", "runs", run);
    return dump(document, out, error);
}
