/* A node of the picture is a node of the chains; a weak link is broken, the one that differs red.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "text.h"
#include "utf8.h"
#include "why_formats.h"

#define NAME_WIDTH 44

/* Quoted: a backslash or a quote of the text ends nothing. */
static void put_text(FILE *out, const char *text, size_t width)
{
    char *clean = utf8_clean(text);
    FILE *memory;
    char *cut = NULL;
    size_t size = 0;
    memory = open_memstream(&cut, &size);
    if (memory != NULL) {
        utf8_put(memory, clean, width, 0);
        fclose(memory);
    }
    for (const char *at = cut != NULL ? cut : ""; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            putc('\\', out);
        putc(*at, out);
    }
    free(cut);
    free(clean);
}

/* ---- what is drawn of one job ---- */

struct drawn {
    const struct why_subject *subject;
    const struct told_job *job;
    size_t number; /* of the subject */
    bool *nodes;
    const struct difference *difference; /* or NULL */
};

static void mark(struct drawn *drawn, const struct chain *chain)
{
    for (size_t i = 0; i < chain->count; i++)
        drawn->nodes[chain->items[i].from] = drawn->nodes[chain->items[i].to] = true;
}

static bool is_in_cycle(const struct drawn *drawn, uint32_t node)
{
    for (size_t i = 0; i < drawn->job->cycle.count; i++)
        if (drawn->job->cycle.items[i].to == node)
            return true;
    return false;
}

static const char *colors(const struct drawn *drawn, uint32_t index)
{
    const struct chains_graph *graph = &drawn->subject->told.graph;
    if (index == graph->jobs[drawn->job->job].node)
        return drawn->job->exposed ? "fillcolor=\"#f9d0c9\", color=\"#b3261e\", penwidth=2"
                                   : "fillcolor=\"#cfe8d4\", color=\"#1e7b34\", penwidth=2";
    if (is_in_cycle(drawn, index))
        return "fillcolor=\"#fdece9\", color=\"#b3261e\"";
    if (graph->nodes[index].rank >= 0)
        return "fillcolor=\"#dde6f5\", color=\"#3b5b92\"";
    return "fillcolor=\"#f7f7f7\", color=\"#777777\"";
}

static void put_node(FILE *out, const struct drawn *drawn, uint32_t index)
{
    const struct chains_node *node = &drawn->subject->told.graph.nodes[index];
    fprintf(out, "    n%zu_%" PRIu32 " [label=\"", drawn->number, index);
    put_text(out, node->text, NAME_WIDTH);
    if (node->file != NULL) {
        char *place = text_make("%s:%" PRIu64, why_file(drawn->subject, node->file), node->line);
        fputs("\\n", out);
        put_text(out, place, NAME_WIDTH);
        free(place);
    }
    fprintf(out, "\", %s];\n", colors(drawn, index));
}

/* Is it the link at which this subject parts from the other? */
static bool differs(const struct drawn *drawn, const struct chains_link *link)
{
    const struct difference *d = drawn->difference;
    if (d == NULL || !d->found)
        return false;
    if (d->holds == &drawn->subject->told)
        return link->from == d->link.from && link->to == d->link.to && !link->weak;
    return d->has_weak && link->from == d->weak.from && link->to == d->weak.to && link->weak;
}

static void put_link(FILE *out, const struct drawn *drawn, const struct chains_link *link)
{
    const char *name = link->name[0] == ' ' ? link->name + 1 : link->name;
    bool red = differs(drawn, link) || link->weak;
    fprintf(out, "    n%zu_%" PRIu32 " -> n%zu_%" PRIu32 " [label=\" ", drawn->number, link->from,
            drawn->number, link->to);
    put_text(out, name, NAME_WIDTH);
    fputs(link->weak ? "\\n weak: holds nothing \"" : " \"", out);
    if (link->weak)
        fputs(", style=dashed, arrowhead=empty", out);
    if (red)
        fputs(", color=\"#b3261e\", fontcolor=\"#b3261e\", penwidth=2.2", out);
    else if (drawn->job->exposed)
        fputs(", color=\"#888888\"", out);
    fputs("];\n", out);
}

static bool has_link(const struct chain *chain, const struct chains_link *link)
{
    for (size_t i = 0; i < chain->count; i++)
        if (chain->items[i].from == link->from && chain->items[i].to == link->to &&
            strcmp(chain->items[i].name, link->name) == 0)
            return true;
    return false;
}

static void put_drawn(FILE *out, const struct drawn *drawn)
{
    const struct told_job *job = drawn->job;
    for (uint32_t i = 0; i < drawn->subject->told.graph.node_count; i++)
        if (drawn->nodes[i])
            put_node(out, drawn, i);
    for (size_t i = 0; i < job->chain.count; i++)
        put_link(out, drawn, &job->chain.items[i]);
    for (size_t i = 0; i < job->cycle.count; i++)
        if (!has_link(&job->chain, &job->cycle.items[i]))
            put_link(out, drawn, &job->cycle.items[i]);
}

/* ---- a subject ---- */

static const char *verdict(const struct why_subject *subject, const struct told_job *job)
{
    if (job == NULL || subject->told.graph.jobs[job->job].node == CHAINS_NONE)
        return "the job has ended, and is gone";
    if (strcmp(subject->told.graph.jobs[job->job].state, "pending") != 0)
        return "the job has ended, and is still held";
    return job->exposed ? "exposed: nobody holds the job" : "held";
}

static void put_subject(FILE *out, const struct why *why, size_t number)
{
    const struct why_subject *subject = &why->subjects[number];
    const struct told_job *job = told_first(&subject->told);
    char *title =
        text_make("%s %s on %s", subject->case_id, subject->case_name, subject->implementation);
    fprintf(out, "  subgraph cluster_%zu {\n    labelloc=t; margin=18;\n    label=<<b>", number);
    for (const char *at = title; *at != '\0';) {
        uint32_t character = utf8_next(&at);
        if (character == '<' || character == '>' || character == '&')
            fprintf(out, "&#%u;", (unsigned)character);
        else
            utf8_put_character(out, character);
    }
    fprintf(out, "</b><br/>%s>;\n",
            subject->why[0] != '\0' ? "could not be told" : verdict(subject, job));
    free(title);
    struct drawn drawn = {.subject = subject, .job = job, .number = number};
    for (size_t i = 0; i < why->difference_count; i++)
        if (why->differences[i].first == number || why->differences[i].second == number)
            drawn.difference = &why->differences[i].difference;
    if (job != NULL && job->chain.count + job->cycle.count > 0) {
        drawn.nodes = calloc(subject->told.graph.node_count, sizeof *drawn.nodes);
        mark(&drawn, &job->chain);
        mark(&drawn, &job->cycle);
        put_drawn(out, &drawn);
        free(drawn.nodes);
    } else {
        fprintf(out, "    n%zu [label=\"%s\", fillcolor=\"#f7f7f7\", color=\"#777777\"];\n", number,
                verdict(subject, job));
    }
    fputs("  }\n", out);
}

void output_why_dot(const struct why *why, FILE *out)
{
    fputs("digraph why {\n"
          "  graph [fontname=\"Helvetica,Arial,sans-serif\", fontsize=15, nodesep=0.6, "
          "ranksep=0.4, pad=0.2, "
          "labeljust=l, bgcolor=white, style=rounded, color=\"#bbbbbb\"",
          out);
    for (size_t i = 0; i < why->difference_count && i < 1; i++) {
        char *first = why_side(why, &why->differences[i], true);
        char *second = why_side(why, &why->differences[i], false);
        if (first == NULL || second == NULL)
            break;
        fprintf(out, ", labelloc=b, label=\"%s\\l", why_heading(why, &why->differences[i]));
        put_text(out, why->subjects[why->differences[i].first].label, NAME_WIDTH);
        fputs(": ", out);
        put_text(out, first, SIZE_MAX);
        fputs("\\l", out);
        put_text(out, why->subjects[why->differences[i].second].label, NAME_WIDTH);
        fputs(": ", out);
        put_text(out, second, SIZE_MAX);
        fputs("\\l\"", out);
        free(first);
        free(second);
    }
    fputs("];\n"
          "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica,Arial,sans-serif\", "
          "fontsize=12, "
          "margin=\"0.15,0.08\"];\n"
          "  edge [fontname=\"Helvetica,Arial,sans-serif\", fontsize=11, color=\"#444444\"];\n",
          out);
    for (size_t i = 0; i < why->count; i++)
        put_subject(out, why, i);
    fputs("}\n", out);
}
