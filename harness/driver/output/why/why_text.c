/* A block a subject: its jobs, then the links that differ. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "utf8.h"
#include "why_formats.h"

#define BOLD "\033[1m"
#define RED  "\033[31m"
#define DIM  "\033[2m"

struct printer {
    FILE *out;
    const struct why_subject *subject;
    bool color;
};

static void start(const struct printer *printer, const char *color)
{
    if (printer->color)
        fputs(color, printer->out);
}

static void stop(const struct printer *printer)
{
    if (printer->color)
        fputs("\033[0m", printer->out);
}

/* ---- a chain ---- */

static const struct chains_node *node_of(const struct printer *printer, uint32_t index)
{
    return &printer->subject->told.graph.nodes[index];
}

static void put_node(const struct printer *printer, uint32_t index)
{
    const struct chains_node *node = node_of(printer, index);
    utf8_put_all(printer->out, node->text);
    if (node->file == NULL)
        return;
    start(printer, DIM);
    fputs("  ", printer->out);
    utf8_put_all(printer->out, why_file(printer->subject, node->file));
    fprintf(printer->out, ":%" PRIu64, node->line);
    stop(printer);
}

static void put_link(const struct printer *printer, const struct chains_link *link)
{
    const char *name = link->name[0] == ' ' ? link->name + 1 : link->name;
    fputs("      ", printer->out);
    if (link->weak)
        start(printer, RED);
    utf8_put_all(printer->out, name);
    fputs(name[0] == '\0' ? "→ " : link->weak ? " ⇢ (weak: holds nothing) " : " → ", printer->out);
    if (link->weak)
        stop(printer);
    put_node(printer, link->to);
    putc('\n', printer->out);
}

static void put_chain(const struct printer *printer, const struct chain *chain)
{
    fputs("    ", printer->out);
    put_node(printer, chain->items[0].from);
    putc('\n', printer->out);
    for (size_t i = 0; i < chain->count; i++)
        put_link(printer, &chain->items[i]);
}

/* ---- a job ---- */

static void put_places(const struct printer *printer, const char *what,
                       const struct chains_places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        const struct chains_place *place = &places->items[i];
        char *at = text_make("%s:%" PRIu64 " in %s", why_file(printer->subject, place->file),
                             place->line, place->function);
        utf8_print(printer->out, "  %-8s %s", i == 0 ? what : "", at);
        free(at);
    }
}

static void put_made(const struct printer *printer, const struct chains_job *job)
{
    if (job->made.count > 0)
        put_places(printer, "made", &job->made);
    else
        fprintf(printer->out, "  made     by taskloss itself, under the guard %s\n",
                printer->subject->guard);
}

static void put_heading(const struct printer *printer, const struct told_job *told)
{
    const struct chains_job *job = &printer->subject->told.graph.jobs[told->job];
    const char *name = job->node != CHAINS_NONE ? node_of(printer, job->node)->text : "a job";
    char *count = told->count > 1 ? text_make(" (and %zu more like it)", told->count - 1)
                                  : text_make("%s", "");
    start(printer, BOLD);
    utf8_put_all(printer->out, name);
    stop(printer);
    utf8_put_all(printer->out, count);
    fputs(": ", printer->out);
    if (told->exposed)
        start(printer, RED);
    if (told->exposed)
        fputs("exposed: nobody holds it, a collection now would destroy it", printer->out);
    else if (job->node == CHAINS_NONE)
        fprintf(printer->out, "%s, and nothing is left of it", job->state);
    else if (strcmp(job->state, "pending") == 0)
        fputs("held", printer->out);
    else
        fprintf(printer->out, "%s, and still held", job->state);
    if (told->exposed)
        stop(printer);
    putc('\n', printer->out);
    free(count);
}

static void put_exposed(const struct printer *printer, const struct told_job *told)
{
    if (told->cycle.count > 0) {
        fputs("  the cycle that only holds itself\n", printer->out);
        put_chain(printer, &told->cycle);
    } else {
        fputs("  no cycle was found: nothing at all refers to it but what it waits for\n",
              printer->out);
    }
    if (told->chain.count == 0)
        return;
    fputs("  what would hold it, were a link not weak\n", printer->out);
    put_chain(printer, &told->chain);
}

static void put_job(const struct printer *printer, const struct told_job *told)
{
    const struct chains_job *job = &printer->subject->told.graph.jobs[told->job];
    put_heading(printer, told);
    put_made(printer, job);
    put_places(printer, "waits", &job->waiting);
    if (job->for_what[0] != '\0')
        utf8_print(printer->out, "  for      a %s", job->for_what);
    if (told->disagrees && told->exposed)
        fputs("  the oracle calls it exposed, but a chain was found: one of the two is wrong\n",
              printer->out);
    else if (told->disagrees)
        fputs("  what holds it cannot be seen: no object that the collector knows does\n",
              printer->out);
    if (told->exposed && !told->disagrees)
        put_exposed(printer, told);
    else if (told->chain.count > 0) {
        fputs("  what holds it\n", printer->out);
        put_chain(printer, &told->chain);
    }
}

/* ---- a subject ---- */

static void put_subject(const struct printer *printer)
{
    const struct why_subject *subject = printer->subject;
    start(printer, BOLD);
    char *title =
        text_make("%s %s on %s", subject->case_id, subject->case_name, subject->implementation);
    utf8_put_all(printer->out, title);
    free(title);
    stop(printer);
    if (subject->why[0] != '\0') {
        utf8_print(printer->out, ": %s", subject->why);
        return;
    }
    fprintf(printer->out, ", guard %s: at loop step %" PRIu64 " of %" PRIu64, subject->guard,
            subject->told.graph.step, subject->steps);
    if (subject->exposed > 0)
        fprintf(printer->out, "; exposed for %" PRIu64 " %% of its wait",
                subject->exposed * 100 / subject->waited);
    putc('\n', printer->out);
    for (size_t i = 0; i < subject->told.count; i++)
        put_job(printer, &subject->told.items[i]);
    if (subject->told.graph.cut)
        fputs("  there are more objects than can be told of: some links may be missing\n",
              printer->out);
}

/* ---- differences ---- */

static void put_side(FILE *out, const struct why *why, const struct why_difference *difference,
                     bool first)
{
    char *side = why_side(why, difference, first);
    size_t which = first ? difference->first : difference->second;
    utf8_print(out, "  %s: %s", why->subjects[which].label, side);
    free(side);
}

static void put_difference(FILE *out, const struct why *why,
                           const struct why_difference *difference, bool color)
{
    const struct difference *d = &difference->difference;
    const char *first = why->subjects[difference->first].label;
    const char *second = why->subjects[difference->second].label;
    if (!d->found) {
        utf8_print(out, "%s and %s: %s", first, second,
                   d->both_hold      ? "the same links hold the job"
                   : d->both_exposed ? "the job is exposed on both"
                                     : "no link was found that differs");
        return;
    }
    fprintf(out, "%s%s%s\n", color ? BOLD : "", why_heading(why, difference),
            color ? "\033[0m" : "");
    put_side(out, why, difference, true);
    put_side(out, why, difference, false);
    if (d->elsewhere && !why_never_there(why, difference))
        fputs("  But the jobs wait at different lines: --step looks at another loop step\n", out);
}

/* A neighbour of which the same is told needs but a line. */
static bool is_as_before(const struct why_subject *before, const struct why_subject *subject)
{
    return before->why[0] == '\0' && subject->why[0] == '\0' && subject->told.count > 0 &&
           strcmp(before->case_id, subject->case_id) == 0 &&
           told_alike(&before->told, &subject->told);
}

void output_why_text(const struct why *why, const struct output_style *style, FILE *out)
{
    for (size_t i = 0; i < why->count; i++) {
        struct printer printer = {out, &why->subjects[i], style->color};
        if (i > 0 && is_as_before(&why->subjects[i - 1], &why->subjects[i]))
            utf8_print(out, "%s: the same", why->subjects[i].label);
        else
            put_subject(&printer);
        if (i + 1 == why->count || !is_as_before(&why->subjects[i], &why->subjects[i + 1]))
            putc('\n', out);
    }
    for (size_t i = 0; i < why->difference_count; i++)
        put_difference(out, why, &why->differences[i], style->color);
}
