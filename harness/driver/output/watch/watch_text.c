/* A block a finding: made, waiting, cycle, test, fix. */
#include "watch_formats.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "utf8.h"

const struct watched_frame *watch_place(const struct watched_finding *finding)
{
    for (size_t i = 0; i < finding->made.count; i++)
        if (watched_is_own(finding->made.items[i].file))
            return &finding->made.items[i];
    return finding->made.count > 0 ? &finding->made.items[0] : NULL;
}

char *watch_headline(const struct watched_finding *finding, const char *folder)
{
    const struct watched_frame *at = finding->made.count > 0 ? &finding->made.items[0] : NULL;
    const char *noun = finding->kind == WATCHED_NEVER_AWAITED ? "" : " task";
    char *where = at != NULL ? text_make("%s:%llu in %s", watched_path(at->file, folder),
                                         (unsigned long long)at->line, at->function)
                             : text_make("a place without Python code");
    char *line = text_make("%s: %llu%s%s %s", where, (unsigned long long)finding->count, noun,
                           noun[0] != '\0' && finding->count != 1 ? "s" : "",
                           watched_kinds[finding->kind].title);
    free(where);
    return line;
}

/* Of a long chain: the ends, and what is the user's own. */
static bool is_shown(const struct watched_frames *frames, size_t i)
{
    enum { SHORT = 6, FIRST = 2 };
    return frames->count <= SHORT || i < FIRST || i + 1 == frames->count ||
           watched_is_own(frames->items[i].file);
}

static void put_frames(const char *label, const struct watched_frames *frames,
                       const struct watch_style *style, FILE *out)
{
    size_t left_out = 0;
    for (size_t i = 0; i < frames->count; i++) {
        const struct watched_frame *frame = &frames->items[i];
        if (!is_shown(frames, i)) {
            left_out++;
            continue;
        }
        if (left_out > 0)
            utf8_print(out, "              (%zu more in libraries)", left_out);
        left_out = 0;
        utf8_print(out, "     %-8s %s:%llu in %s", i == 0 ? label : "",
                   watched_path(frame->file, style->folder), (unsigned long long)frame->line,
                   frame->function);
    }
}

static void put_proof(const struct watched_finding *finding, FILE *out)
{
    const struct watching_counts *counts = &finding->counts;
    if (finding->kind == WATCHED_WOULD_BE_LOST)
        utf8_print(out,
                   "     proof    nobody held %llu; taskloss did, and the program then woke %llu"
                   " (%llu have ended)",
                   counts->exposed, counts->woken, counts->ended);
    if (finding->kind == WATCHED_LOST && counts->woken > 0)
        utf8_print(out,
                   "     proof    %llu were destroyed; %llu more were held by taskloss, and woken",
                   counts->lost, counts->woken);
    if (finding->kind == WATCHED_ORPHANED)
        utf8_print(out, "     proof    nobody held %llu; taskloss did, and nothing woke them",
                   counts->exposed);
    if (finding->note[0] != '\0')
        utf8_print(out, "     note     %s", finding->note);
}

static void put_finding(const struct watched_finding *finding, size_t number,
                        const struct watch_style *style, FILE *out)
{
    char *line = watch_headline(finding, style->folder);
    const char *mark = finding->accepted != NULL ? " (accepted)"
                       : finding->own            ? ""
                                                 : " (a library)";
    fputs(style->color ? "\033[1m" : "", out);
    utf8_print(out, "%3zu. %s%s", number, line, mark);
    fputs(style->color ? "\033[0m" : "", out);
    free(line);
    put_frames("made", &finding->made, style, out);
    put_frames("waiting", &finding->waiting, style, out);
    put_proof(finding, out);
    if (finding->cycle[0] != '\0')
        utf8_print(out, "     cycle    %s", finding->cycle);
    if (finding->tests.count == 1)
        utf8_print(out, "     test     %s", finding->tests.items[0]);
    if (finding->tests.count > 1)
        utf8_print(out, "     tests    %s, and %zu more", finding->tests.items[0],
                   finding->tests.count - 1);
    if (finding->processes > 1)
        utf8_print(out, "     in       %llu processes", (unsigned long long)finding->processes);
    if (finding->accepted != NULL)
        utf8_print(out, "     because  %s", finding->accepted);
    else
        utf8_print(out, "     fix      %s", watched_kinds[finding->kind].fix);
}

static void put_allowed(const struct allowed_list *allowed, FILE *out)
{
    for (size_t i = 0; i < allowed->count; i++) {
        const struct allowed *one = &allowed->items[i];
        const char *colon = one->what != NULL ? ":" : "", *what = one->what ? one->what : "";
        if (one->is_over && one->is_used)
            utf8_print(out, "taskloss watch: accepting %s%s%s is over since %s: %s", one->file,
                       colon, what, one->until, one->reason);
        else if (!one->is_used)
            utf8_print(out, "taskloss watch: nothing was found at %s%s%s, which is accepted: %s",
                       one->file, colon, what, one->reason);
    }
}

void output_watch_seen(const struct watched *watched, FILE *out)
{
    const struct watching_totals *totals = &watched->totals;
    char share[16], time[16];
    utf8_percent(share, sizeof share,
                 totals->tasks > 0 ? (double)totals->exposed / (double)totals->tasks : 0);
    utf8_percent(time, sizeof time,
                 totals->run_us > 0 ? (double)totals->probe_us / (double)totals->run_us : 0);
    utf8_print(out,
               "taskloss watch: saw %llu process%s, %llu loop%s, %llu task%s; looked %llu times (%s"
               " of the time); %llu tasks (%s) were held by nobody at some look",
               (unsigned long long)watched->processes, watched->processes == 1 ? "" : "es",
               totals->loops, totals->loops == 1 ? "" : "s", totals->tasks,
               totals->tasks == 1 ? "" : "s", totals->probes, time, totals->exposed, share);
}

void output_watch_text(const struct watched *watched, const struct allowed_list *allowed,
                       const struct watch_style *style, FILE *out)
{
    size_t shown = 0, left = 0, accepted = 0;
    for (size_t i = 0; i < watched->count; i++) {
        const struct watched_finding *finding = &watched->findings[i];
        accepted += finding->accepted != NULL;
        if (finding->accepted != NULL && !style->all)
            continue;
        if (shown < style->most)
            put_finding(finding, ++shown, style, out);
        else
            left++;
    }
    if (left > 0)
        utf8_print(out, "taskloss watch: %zu more findings; --json FILE has all", left);
    if (accepted > 0)
        utf8_print(out, "taskloss watch: %zu finding%s accepted", accepted,
                   accepted == 1 ? " is" : "s are");
    put_allowed(allowed, out);
    for (size_t i = 0; i < watched->refused.count; i++)
        utf8_print(out, "taskloss watch: not all was watched: %s", watched->refused.items[i]);
    output_watch_seen(watched, out);
}
