/* A watch that was kept is shown as it was when it ended. */
#include "watch_show.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "changes.h"
#include "color.h"
#include "watch_formats.h"

typedef int putter(const struct watch_record *record, FILE *out, struct tl_error *error);

static int put_table(const struct watch_record *record, FILE *out, struct tl_error *error)
{
    (void)error;
    const struct allowed_list none = {0};
    const struct watch_style style = {
        .folder = record->watch.folder, .color = color_wanted(out), .all = true, .most = UINT_MAX};
    output_watch_text(&record->watched, &none, &style, out);
    return 0;
}

static int put_json(const struct watch_record *record, FILE *out, struct tl_error *error)
{
    return output_watch_json(&record->watched, out, error);
}

static int put_html(const struct watch_record *record, FILE *out, struct tl_error *error)
{
    return output_watch_html(&record->watched, &record->run, record->watch.folder, out, error);
}

static int put_sarif(const struct watch_record *record, FILE *out, struct tl_error *error)
{
    return output_watch_sarif(&record->watched, record->watch.folder, out, error);
}

static int put_junit(const struct watch_record *record, FILE *out, struct tl_error *error)
{
    return output_watch_junit(&record->watched, record->watch.folder, out, error);
}

static int put_xunit2(const struct watch_record *record, FILE *out, struct tl_error *error)
{
    return output_watch_xunit2(&record->watched, record->watch.folder, out, error);
}

static int put_github(const struct watch_record *record, FILE *out, struct tl_error *error)
{
    (void)error;
    output_watch_github(&record->watched, record->watch.folder, out);
    return 0;
}

int watch_show(const struct watch_record *record, const char *format, FILE *out,
               struct tl_error *error)
{
    static const struct {
        const char *name;
        putter *put;
    } formats[] = {
#define X(name, meaning) {#name, put_##name},
        WATCH_FORMATS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, format) == 0)
            return formats[i].put(record, out, error);
    return tl_fail(error, TL_EXIT_USAGE, "run %lld is a watch, and '%s' is of runs of cases",
                   (long long)record->run.id, format);
}

static int check_modes(const struct watch_record *a, const struct watch_record *b,
                       struct tl_error *error)
{
    if (a->watch.mode == b->watch.mode)
        return 0;
    return tl_fail(error, TL_EXIT_USAGE,
                   "run %lld watched to %s, run %lld to %s: they do not compare",
                   (long long)a->run.id, watched_modes[a->watch.mode], (long long)b->run.id,
                   watched_modes[b->watch.mode]);
}

int watch_compare(const struct watch_record *before, const struct watch_record *after, bool json,
                  struct tl_error *error)
{
    if (check_modes(before, after, error) != 0)
        return -1;
    enum tl_exit first = watch_record_whole(before), second = watch_record_whole(after);
    const struct changes_side sides[2] = {
        {&before->watched, before->watch.folder, before->watch.also, first == TL_EXIT_AS_EXPECTED},
        {&after->watched, after->watch.folder, after->watch.also, second == TL_EXIT_AS_EXPECTED}};
    const struct watch_compared compared = {{before->run.id, after->run.id},
                                            {before->watch.folder, after->watch.folder}};
    struct changes changes = changes_find(&sides[0], &sides[1]);
    int result = json ? output_watch_changes_json(&changes, &compared, stdout, error)
                      : output_watch_changes(&changes, &compared, stdout);
    size_t differences = changes.new_count + changes.gone_count + changes.changed_count;
    free(changes.items);
    if (result != 0 && !ferror(stdout))
        return -1;
    if (differences > 0)
        return TL_EXIT_UNEXPECTED;
    return (int)(first != TL_EXIT_AS_EXPECTED ? first : second);
}
