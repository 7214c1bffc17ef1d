/* What is new in a watch, and what is gone. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"
#include "utf8.h"
#include "watch_formats.h"
#include "watch_values.h"

/* ---- for people ---- */

enum part { PART_NEW, PART_CHANGED, PART_GONE, PART_COUNT };

static enum part part_of(const struct change *change)
{
    return change->before == NULL ? PART_NEW : change->after == NULL ? PART_GONE : PART_CHANGED;
}

static void put_change(const struct change *change, const struct watch_compared *compared,
                       FILE *out)
{
    bool is_gone = change->after == NULL;
    const struct watched_finding *finding = is_gone ? change->before : change->after;
    const char *folder = compared->folders[is_gone ? 0 : 1];
    char *line = watch_headline(finding, folder);
    utf8_print(out, "  %s%s%s", line, finding->own ? "" : " (a library)",
               finding->accepted != NULL ? " (accepted)" : "");
    free(line);
    if (finding->waiting.count > 0) {
        const struct watched_frame *at = &finding->waiting.items[0];
        utf8_print(out, "      waiting  %s:%" PRIu64 " in %s", watched_path(at->file, folder),
                   at->line, at->function);
    }
    if (change->before != NULL && change->after != NULL)
        utf8_print(out, "      before   %s", watched_kinds[change->before->kind].title);
}

static void put_part(const struct changes *changes, const struct watch_compared *compared,
                     enum part part, FILE *out)
{
    static const char *const titles[PART_COUNT] = {"new in run", "something else in run",
                                                   "not seen any more in run"};
    bool is_first = true;
    for (size_t i = 0; i < changes->count; i++) {
        if (part_of(&changes->items[i]) != part)
            continue;
        if (is_first)
            utf8_print(out, "%s %" PRId64 ":", titles[part], compared->runs[1]);
        is_first = false;
        put_change(&changes->items[i], compared, out);
    }
}

int output_watch_changes(const struct changes *changes, const struct watch_compared *compared,
                         FILE *out)
{
    for (int part = 0; part < PART_COUNT; part++)
        put_part(changes, compared, (enum part)part, out);
    utf8_print(out, "%zu new, %zu gone, %zu changed; %zu in both", changes->new_count,
               changes->gone_count, changes->changed_count, changes->same);
    return ferror(out) ? -1 : 0;
}

/* ---- JSON ---- */

static json_t *part_json(const struct changes *changes, enum part part)
{
    json_t *array = json_array();
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        if (part_of(change) == part)
            json_array_append_new(
                array, watch_finding_json(change->after != NULL ? change->after : change->before));
    }
    return array;
}

int output_watch_changes_json(const struct changes *changes, const struct watch_compared *compared,
                              FILE *out, struct tl_error *error)
{
    json_t *document =
        json_pack("{ss, sI, sI, so, so, so, sI}", "schema", FORM_CHANGES, "a",
                  (json_int_t)compared->runs[0], "b", (json_int_t)compared->runs[1], "new",
                  part_json(changes, PART_NEW), "gone", part_json(changes, PART_GONE), "changed",
                  part_json(changes, PART_CHANGED), "same", (json_int_t)changes->same);
    int result = json_dumpf(document, out, JSON_INDENT(2));
    json_decref(document);
    putc('\n', out);
    return result == 0 && !ferror(out)
               ? 0
               : tl_fail(error, TL_EXIT_UNMEASURED, "cannot write the comparison: %s",
                         strerror(errno));
}
