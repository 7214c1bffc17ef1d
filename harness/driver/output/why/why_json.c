/* One document of jansson's, so that all text is escaped by it. */
#include <jansson.h>
#include <stdlib.h>

#include "forms.h"
#include "json_text.h"
#include "why_formats.h"

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *places(const struct chains_places *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(array,
                              json_pack("{so, so, so}", "file", json_text(list->items[i].file),
                                        "line", number(list->items[i].line), "function",
                                        json_text(list->items[i].function)));
    return array;
}

static json_t *link_json(const struct chains_graph *graph, const struct chains_link *link)
{
    const struct chains_node *to = &graph->nodes[link->to];
    const char *name = link->name[0] == ' ' ? link->name + 1 : link->name;
    json_t *object =
        json_pack("{so, so, so, sb}", "from", json_text(graph->nodes[link->from].text), "link",
                  json_text(name), "to", json_text(to->text), "weak", (int)link->weak);
    if (to->file != NULL) {
        json_object_set_new(object, "file", json_text(to->file));
        json_object_set_new(object, "line", number(to->line));
    }
    return object;
}

static json_t *chain_json(const struct chains_graph *graph, const struct chain *chain)
{
    json_t *array = json_array();
    for (size_t i = 0; i < chain->count; i++)
        json_array_append_new(array, link_json(graph, &chain->items[i]));
    return array;
}

static json_t *job_json(const struct why_subject *subject, const struct told_job *told)
{
    const struct chains_graph *graph = &subject->told.graph;
    const struct chains_job *job = &graph->jobs[told->job];
    return json_pack(
        "{so, so, so, so, so, so, so, sb, sb, sb, so, so, so, so, so}", "implementation",
        json_text(subject->implementation), "case", json_text(subject->case_id), "guard",
        json_text(subject->guard), "job", number(told->job), "count", number(told->count), "step",
        number(graph->step), "state", json_text(job->state), "exposed", (int)told->exposed, "gone",
        (int)(job->node == CHAINS_NONE), "disagrees", (int)told->disagrees, "made",
        places(&job->made), "waiting", places(&job->waiting), "for", json_text(job->for_what),
        "chain", chain_json(graph, &told->chain), "cycle", chain_json(graph, &told->cycle));
}

static json_t *optional(char *text)
{
    json_t *value = text != NULL ? json_text(text) : json_null();
    free(text);
    return value;
}

static json_t *difference_json(const struct why *why, const struct why_difference *difference)
{
    const struct difference *d = &difference->difference;
    const struct why_subject *first = &why->subjects[difference->first],
                             *second = &why->subjects[difference->second];
    json_t *object = json_pack(
        "{s[o, o], s[o, o], so, so, so}", "implementations", json_text(first->implementation),
        json_text(second->implementation), "cases", json_text(first->case_id),
        json_text(second->case_id), "first", optional(why_side(why, difference, true)), "second",
        optional(why_side(why, difference, false)), "at", optional(why_line(why, difference)));
    bool never_there = why_never_there(why, difference);
    json_object_set_new(object, "elsewhere", json_boolean(d->elsewhere));
    json_object_set_new(object, "never_there", json_boolean(never_there));
    if (d->found && !never_there)
        json_object_set_new(object, "link", link_json(&d->holds->graph, &d->link));
    if (d->has_weak && !never_there)
        json_object_set_new(object, "weak", link_json(&d->other->graph, &d->weak));
    return object;
}

int output_why_json(const struct why *why, FILE *out, struct tl_error *error)
{
    json_t *jobs = json_array(), *differences = json_array(), *untold = json_array();
    for (size_t i = 0; i < why->count; i++) {
        const struct why_subject *subject = &why->subjects[i];
        for (size_t k = 0; k < subject->told.count; k++)
            json_array_append_new(jobs, job_json(subject, &subject->told.items[k]));
        if (subject->why[0] != '\0')
            json_array_append_new(untold, json_pack("{so, so, so}", "implementation",
                                                    json_text(subject->implementation), "case",
                                                    json_text(subject->case_id), "why",
                                                    json_text(subject->why)));
    }
    for (size_t i = 0; i < why->difference_count; i++)
        json_array_append_new(differences, difference_json(why, &why->differences[i]));
    json_t *first =
        why->difference_count > 0 ? json_incref(json_array_get(differences, 0)) : json_null();
    json_t *document = json_pack("{ss, so, so, so, so}", "schema", FORM_WHY, "jobs", jobs,
                                 "differs", first, "differences", differences, "untold", untold);
    int result = json_dumpf(document, out, JSON_INDENT(2));
    json_decref(document);
    putc('\n', out);
    return result == 0 && !ferror(out)
               ? 0
               : tl_fail(error, TL_EXIT_UNMEASURED, "cannot write the chains");
}
