/* A page of findings: what failed first, each with where it was made, where it waits, its cycle. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "document.h"
#include "memory.h"
#include "text.h"
#include "utf8.h"
#include "watch_formats.h"

struct page {
    struct html html;
    const struct watched *watched;
    const struct tl_run *run;
    const char *folder;
};

/* ---- source lines ---- */

/* Was the file last changed before the run began? Else its lines may be others by now. */
static bool is_as_then(const char *file, const char *started)
{
    struct stat about;
    struct tm utc;
    char changed[32];
    if (stat(file, &about) != 0 || !S_ISREG(about.st_mode) ||
        gmtime_r(&about.st_mtime, &utc) == NULL)
        return false;
    strftime(changed, sizeof changed, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return strcmp(changed, started) <= 0;
}

/* The line without its indent, or NULL; to be freed. */
static char *source_line(const struct watched_frame *frame, const char *started)
{
    FILE *in = is_as_then(frame->file, started) ? fopen(frame->file, "re") : NULL;
    if (in == NULL)
        return NULL;
    char *line = NULL;
    size_t size = 0;
    uint64_t number = 0;
    while (number < frame->line && getline(&line, &size, in) > 0)
        number++;
    bool found = frame->line > 0 && number == frame->line && line != NULL;
    fclose(in);
    if (found)
        line[strcspn(line, "\r\n")] = '\0';
    char *text = found ? memory_text(line + strspn(line, " \t")) : NULL;
    free(line);
    return text;
}

/* ---- a finding ---- */

static void put_term(struct html *html, const char *name)
{
    html_element(html, "dt", NULL, name);
    html_raw(html, "<dd>");
}

static void put_frames(struct page *page, const char *name, const struct watched_frames *frames)
{
    struct html *html = &page->html;
    if (frames->count == 0)
        return;
    put_term(html, name);
    html_raw(html, "<ol class=\"frames\">");
    for (size_t i = 0; i < frames->count; i++) {
        const struct watched_frame *frame = &frames->items[i];
        char *source = source_line(frame, html_or_empty(page->run->started));
        html_raw(html, "<li>");
        html_put(html, "%s:%" PRIu64 " in %s", watched_path(frame->file, page->folder), frame->line,
                 frame->function);
        if (source != NULL && source[0] != '\0')
            html_element(html, "code", NULL, source);
        html_raw(html, "</li>");
        free(source);
    }
    html_raw(html, "</ol></dd>\n");
}

/* "Task -(its coroutine)-> job() -(local ev)-> Event": a line a link. */
static void put_cycle(struct html *html, const char *cycle)
{
    put_term(html, "Its cycle");
    html_raw(html, "<ol class=\"cycle\">");
    char *copy = memory_text(cycle), *at = copy;
    for (char *next; at != NULL; at = next) {
        next = strstr(at, " -(");
        if (next != NULL) {
            *next = '\0';
            next += 3;
        }
        char *to = strstr(at, ")-> ");
        html_raw(html, "<li>");
        if (to != NULL) {
            *to = '\0';
            html_element(html, "i", NULL, at);
            html_put(html, " \u2192 %s", to + strlen(")-> "));
        } else
            html_text(html, at);
        html_raw(html, "</li>");
    }
    free(copy);
    html_raw(html, "</ol></dd>\n");
}

static void put_proof(struct html *html, const struct watched_finding *finding)
{
    const struct watching_counts *counts = &finding->counts;
    if (watched_sort_of(finding->kind) != WATCHING_SORT_JOB)
        return;
    put_term(html, "Proof");
    if (finding->counts.lost > 0)
        html_put(html, "%llu destroyed while pending. ", counts->lost);
    if (counts->exposed > 0)
        html_put(html,
                 "Nobody held %llu. Of those that taskloss then held, the program woke %llu, and "
                 "%llu ran to their end.",
                 counts->exposed, counts->woken, counts->ended);
    html_raw(html, "</dd>\n");
}

static void put_tests(struct html *html, const struct text_list *tests)
{
    put_term(html, tests->count == 1 ? "Test" : "Tests");
    for (size_t i = 0; i < tests->count; i++)
        html_put(html, "%s%s", i > 0 ? ", " : "", tests->items[i]);
    html_raw(html, "</dd>\n");
}

static void put_finding(struct page *page, const struct watched_finding *finding, size_t number)
{
    struct html *html = &page->html;
    bool fails = watched_kinds[finding->kind].fails && finding->accepted == NULL;
    char *headline = watch_headline(finding, page->folder);
    html_open(html, "details");
    html_class(html, "case");
    html_attribute_put(html, "id", "f%zu", number);
    if (fails)
        html_attribute(html, "open", "open");
    html_open(html, "summary");
    html_text(html, headline);
    html_element(html, "small", NULL,
                 finding->accepted != NULL ? " accepted"
                 : finding->own            ? ""
                                           : " in a library");
    html_close(html);
    html_raw(html, "<dl>");
    put_frames(page, "Made", &finding->made);
    put_frames(page, "Waiting", &finding->waiting);
    put_proof(html, finding);
    if (finding->cycle[0] != '\0')
        put_cycle(html, finding->cycle);
    if (finding->note[0] != '\0')
        html_fact(html, "Note", memory_text(finding->note));
    if (finding->tests.count > 0)
        put_tests(html, &finding->tests);
    if (finding->processes > 1)
        html_fact(html, "Processes", text_make("%" PRIu64, finding->processes));
    html_fact(html, finding->accepted != NULL ? "Accepted because" : "Fix",
              memory_text(finding->accepted != NULL ? finding->accepted
                                                    : watched_kinds[finding->kind].fix));
    html_raw(html, "</dl>");
    html_close(html);
    free(headline);
}

/* ---- the page ---- */

static size_t count_of(const struct watched *watched, bool fails, bool accepted)
{
    size_t count = 0;
    for (size_t i = 0; i < watched->count; i++)
        if ((watched->findings[i].accepted != NULL) == accepted)
            count += accepted || watched_kinds[watched->findings[i].kind].fails == fails;
    return count;
}

static char *words_of(const struct text_list *list)
{
    char *all = memory_text("");
    for (size_t i = 0; i < list->count; i++) {
        char *more = text_make("%s%s%s", all, i > 0 ? ", " : "", list->items[i]);
        free(all);
        all = more;
    }
    return all;
}

static void put_run(struct page *page)
{
    struct html *html = &page->html;
    const struct tl_run *run = page->run;
    const struct watching_totals *totals = &page->watched->totals;
    char share[16];
    utf8_percent(share, sizeof share,
                 totals->tasks > 0 ? (double)totals->exposed / (double)totals->tasks : 0);
    html_raw(html, "<dl>");
    html_fact(html, "When",
              text_make("%s%s", html_or_empty(run->started),
                        run->ended == NULL ? ", and not finished" : ""));
    html_fact(html, "Command", memory_text(html_or_empty(run->command)));
    html_fact(html, "Folder", memory_text(page->folder));
    html_fact(html, "Python", words_of(&page->watched->pythons));
    html_fact(html, "Seen",
              text_make("processes: %" PRIu64
                        "; event loops: %llu; tasks: %llu; looks: %llu; tasks "
                        "that nobody held at some look: %llu (%s)",
                        page->watched->processes, totals->loops, totals->tasks, totals->probes,
                        totals->exposed, share));
    if (page->watched->refused.count > 0)
        html_fact(html, "Not watched", words_of(&page->watched->refused));
    html_fact(html, "Machine", memory_text(html_or_empty(run->machine)));
    html_fact(html, "Made by", text_make("taskloss %s", html_or_empty(run->tool)));
    html_raw(html, "</dl>");
}

static void put_summary(struct page *page)
{
    struct html *html = &page->html;
    size_t failing = count_of(page->watched, true, false);
    char *nothing = watched_nothing(page->watched);
    html_raw(html, "<p>Tasks that the garbage collector could have destroyed before they were "
                   "done, by where they were made and where they wait.</p>");
    if (nothing != NULL) {
        html_open(html, "p");
        html_class(html, "bad");
        html_put(html, "Nothing could be watched: %s.", nothing);
        html_close(html);
    }
    html_raw(html, "<div class=\"tiles\">");
    html_tile(html,
              failing > 0       ? "bad"
              : nothing != NULL ? "unknown"
                                : "good",
              failing, "places where tasks were or would have been lost");
    html_tile(html, "none", count_of(page->watched, false, false), "other findings");
    html_tile(html, "none", count_of(page->watched, false, true), "accepted");
    html_raw(html, "</div>");
    put_run(page);
    free(nothing);
    html_raw(html, "</header>\n<main id=\"findings\">");
}

/* Findings of one kind follow each other. */
static void put_findings(struct page *page)
{
    struct html *html = &page->html;
    const struct watched *watched = page->watched;
    for (size_t i = 0; i < watched->count; i++) {
        const struct watched_kind_info *kind = &watched_kinds[watched->findings[i].kind];
        if (i == 0 || watched->findings[i - 1].kind != watched->findings[i].kind) {
            html_raw(html, i > 0 ? "</section>\n<section>" : "<section>");
            html_open(html, "h2");
            html_put(html, "%c%s", kind->title[0] & ~0x20, kind->title + 1);
            html_close(html);
        }
        put_finding(page, &watched->findings[i], i + 1);
    }
    html_raw(html, watched->count > 0 ? "</section>\n" : "<p>There are no findings.</p>\n");
}

int output_watch_html(const struct watched *watched, const struct tl_run *run, const char *folder,
                      FILE *out, struct tl_error *error)
{
    struct page page = {.watched = watched, .run = run, .folder = folder};
    bool written = false;
    if (html_begin(&page.html, out) == 0) {
        html_document_begin(&page.html, "taskloss watch", "Tasks that would be lost", "findings");
        put_summary(&page);
        put_findings(&page);
        html_document_end(&page.html);
        html_end(&page.html);
        written = !page.html.failed;
    }
    if (!written || fflush(out) != 0 || ferror(out))
        return tl_fail(error, TL_EXIT_UNMEASURED, "the page cannot be written (%s)",
                       strerror(errno));
    return 0;
}
