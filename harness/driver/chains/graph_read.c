/* Nothing in the document is believed before it is checked. */
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "list.h"
#include "memory.h"

static char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return memory_text(value != NULL ? value : "");
}

static uint64_t number(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

/* -1 where it is none, INT_MAX where it is too large. */
static int signed_number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
    return number < 0 ? -1 : number < INT_MAX ? (int)number : INT_MAX;
}

static void read_places(struct chains_places *out, const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        struct chains_place *place = list_grow(&out->items, out->count++, sizeof *place);
        *place =
            (struct chains_place){text(item, "file"), text(item, "function"), number(item, "line")};
    }
}

static void read_nodes(struct chains_graph *out, const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        struct chains_node *node = list_grow(&out->nodes, out->node_count++, sizeof *node);
        bool has_file = json_is_string(json_object_get(item, "file"));
        *node = (struct chains_node){.text = text(item, "text"),
                                     .type = text(item, "type"),
                                     .file = has_file ? text(item, "file") : NULL,
                                     .line = number(item, "line"),
                                     .rank = signed_number(item, "rank"),
                                     .own = json_is_true(json_object_get(item, "own")),
                                     .part = json_is_true(json_object_get(item, "part")),
                                     .awaiting = json_is_true(json_object_get(item, "awaiting"))};
    }
}

static bool read_end(const struct chains_graph *graph, const json_t *edge, size_t which,
                     uint32_t *out)
{
    const json_t *value = json_array_get(edge, which);
    json_int_t index = json_integer_value(value);
    *out = (uint32_t)index;
    return json_is_integer(value) && index >= 0 && (uint64_t)index < graph->node_count;
}

static bool read_edges(struct chains_graph *out, const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        struct chains_edge *edge = list_grow(&out->edges, out->edge_count, sizeof *edge);
        const char *name = json_string_value(json_array_get(item, 2));
        if (!read_end(out, item, 0, &edge->from) || !read_end(out, item, 1, &edge->to) ||
            name == NULL)
            return false;
        edge->name = memory_text(name);
        edge->weak = json_integer_value(json_array_get(item, 3)) != 0;
        out->edge_count++;
    }
    return true;
}

static bool read_jobs(struct chains_graph *out, const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item)
    {
        struct chains_job *job = list_grow(&out->jobs, out->job_count++, sizeof *job);
        int node = signed_number(item, "node");
        *job = (struct chains_job){.name = text(item, "name"),
                                   .state = text(item, "state"),
                                   .for_what = text(item, "for"),
                                   .exposed = signed_number(item, "exposed"),
                                   .node = node < 0 ? CHAINS_NONE : (uint32_t)node};
        read_places(&job->made, json_object_get(item, "made"));
        read_places(&job->waiting, json_object_get(item, "waiting"));
        if (node >= 0 && (size_t)node >= out->node_count)
            return false;
    }
    return true;
}

/* Each node's edges, those that leave it first. */
static void index_edges(struct chains_graph *graph)
{
    for (size_t i = 0; i < graph->edge_count; i++) {
        graph->nodes[graph->edges[i].from].out++;
        graph->nodes[graph->edges[i].to].in++;
    }
    for (size_t i = 0; i < graph->node_count; i++) {
        struct chains_node *node = &graph->nodes[i];
        node->edges = memory_zeroed(node->out + node->in, sizeof *node->edges);
        node->out = node->in = 0;
    }
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        struct chains_node *from = &graph->nodes[graph->edges[i].from];
        from->edges[from->out++] = i;
    }
    for (uint32_t i = 0; i < graph->edge_count; i++) {
        struct chains_node *to = &graph->nodes[graph->edges[i].to];
        to->edges[to->out + to->in++] = i;
    }
}

int chains_read(struct chains_graph *out, const char *json, struct tl_error *error)
{
    json_error_t why;
    json_t *document = json_loads(json, 0, &why);
    *out = (struct chains_graph){.step = number(document, "step"),
                                 .cut = json_is_true(json_object_get(document, "cut"))};
    read_nodes(out, json_object_get(document, "nodes"));
    bool good = json_is_object(document) && read_edges(out, json_object_get(document, "edges")) &&
                read_jobs(out, json_object_get(document, "jobs"));
    json_decref(document);
    if (!good)
        return tl_fail(error, TL_EXIT_UNMEASURED,
                       "harness error: the worker's graph is not what a worker writes");
    index_edges(out);
    return 0;
}

static void free_places(struct chains_places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        free(places->items[i].file);
        free(places->items[i].function);
    }
    free(places->items);
}

const struct chains_place *chains_own_place(const struct chains_job *job)
{
    return job->waiting.count > 0 ? &job->waiting.items[job->waiting.count - 1] : NULL;
}

void chains_free(struct chains_graph *graph)
{
    for (size_t i = 0; i < graph->node_count; i++) {
        free(graph->nodes[i].text);
        free(graph->nodes[i].type);
        free(graph->nodes[i].file);
        free(graph->nodes[i].edges);
    }
    for (size_t i = 0; i < graph->edge_count; i++)
        free(graph->edges[i].name);
    for (size_t i = 0; i < graph->job_count; i++) {
        free(graph->jobs[i].name);
        free(graph->jobs[i].state);
        free(graph->jobs[i].for_what);
        free_places(&graph->jobs[i].made);
        free_places(&graph->jobs[i].waiting);
    }
    free(graph->nodes);
    free(graph->edges);
    free(graph->jobs);
    *graph = (struct chains_graph){0};
}
