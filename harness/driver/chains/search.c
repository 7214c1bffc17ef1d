/* Shortest paths by cost: a weak reference costs more than any way around it, a step through a part
 * of a link less than a link. */
#include "search.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"
#include "text.h"

enum { COST_LINK = 8, COST_PART = 1, COST_DULL = 24, COST_WEAK = 1 << 20 };
#define FAR UINT32_MAX

struct search {
    const struct chains_graph *graph;
    uint32_t *cost, *by; /* of each node: the edge that leads on from it */
    uint32_t *queue;     /* round: a node is in it once */
    bool *queued;
    size_t head, waiting;
    bool weak;
    /* of a cycle */
    uint32_t task, future;
    bool past_frames;
};

/* References that say little: what a stack or a context happens to hold. */
static bool is_dull(const char *name)
{
    return strcmp(name, " stack") == 0 || strcmp(name, " holds") == 0 ||
           strcmp(name, "context") == 0 || strcmp(name, ".__globals__") == 0;
}

static uint32_t cost_of(const struct search *search, const struct chains_edge *edge)
{
    uint32_t cost = search->graph->nodes[edge->from].part ? COST_PART : COST_LINK;
    return cost + (edge->weak ? COST_WEAK : 0) + (is_dull(edge->name) ? COST_DULL : 0);
}

static void begin(struct search *search, const struct chains_graph *graph, uint32_t from)
{
    size_t count = graph->node_count;
    *search = (struct search){.graph = graph,
                              .cost = memory_zeroed(count, sizeof *search->cost),
                              .by = memory_zeroed(count, sizeof *search->by),
                              .queue = memory_zeroed(count, sizeof *search->queue),
                              .queued = memory_zeroed(count, sizeof *search->queued),
                              .task = CHAINS_NONE,
                              .future = CHAINS_NONE};
    memset(search->cost, 0xff, count * sizeof *search->cost);
    search->cost[from] = 0;
    search->queue[0] = from;
    search->queued[from] = true;
    search->waiting = 1;
}

static void end(struct search *search)
{
    free(search->cost);
    free(search->by);
    free(search->queue);
    free(search->queued);
}

/* A cheaper way to reach `node`, by that edge. */
static void relax(struct search *search, uint32_t node, uint32_t cost, uint32_t edge)
{
    if (cost >= search->cost[node])
        return;
    search->cost[node] = cost;
    search->by[node] = edge;
    if (search->queued[node])
        return;
    search->queued[node] = true;
    search->queue[(search->head + search->waiting++) % search->graph->node_count] = node;
}

static uint32_t next(struct search *search)
{
    uint32_t node = search->queue[search->head];
    search->head = (search->head + 1) % search->graph->node_count;
    search->waiting--;
    search->queued[node] = false;
    return node;
}

/* ---- links of edges ---- */

static void add_link(struct chain *chain, struct chains_link link)
{
    struct chains_link *item = list_grow(&chain->items, chain->count++, sizeof *item);
    *item = link;
}

/* Words are kept apart. */
static char *joined(const char *first, const char *second)
{
    size_t length = strlen(first);
    bool apart = length > 0 && isalnum((unsigned char)first[length - 1]) &&
                 isalnum((unsigned char)second[0]);
    return text_make("%s%s%s", first, apart ? " " : "", second);
}

/* One more edge at the end: it begins a link, or prolongs the last one. */
static void add_edge(struct chain *chain, const struct chains_graph *graph,
                     const struct chains_edge *edge)
{
    if (chain->count == 0 || !graph->nodes[edge->from].part) {
        add_link(chain,
                 (struct chains_link){edge->from, edge->to, memory_text(edge->name), edge->weak});
        return;
    }
    struct chains_link *last = &chain->items[chain->count - 1];
    char *name = joined(last->name, edge->name);
    free(last->name);
    last->name = name;
    last->to = edge->to;
    last->weak |= edge->weak;
}

void chain_free(struct chain *chain)
{
    for (size_t i = 0; i < chain->count; i++)
        free(chain->items[i].name);
    free(chain->items);
    *chain = (struct chain){0};
}

/* ---- from a root ---- */

static void search_holders(struct search *search, uint32_t start)
{
    const struct chains_graph *graph = search->graph;
    while (search->waiting > 0) {
        uint32_t at = next(search);
        const struct chains_node *node = &graph->nodes[at];
        if (node->rank >= 0 && at != start)
            continue;
        for (uint32_t i = 0; i < node->in; i++) {
            uint32_t number = node->edges[node->out + i];
            const struct chains_edge *edge = &graph->edges[number];
            if (!edge->weak || search->weak)
                relax(search, edge->from, search->cost[at] + cost_of(search, edge), number);
        }
    }
}

static uint32_t best_root(const struct search *search, uint32_t start)
{
    uint32_t best = CHAINS_NONE, least = FAR;
    for (uint32_t i = 0; i < search->graph->node_count; i++) {
        int rank = search->graph->nodes[i].rank;
        if (rank < 0 || i == start || search->cost[i] == FAR)
            continue;
        uint32_t cost = search->cost[i] + (uint32_t)rank;
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    return best;
}

void chain_from_root(struct chain *out, const struct chains_graph *graph, uint32_t node, bool weak)
{
    struct search search;
    *out = (struct chain){0};
    if (node == CHAINS_NONE)
        return;
    begin(&search, graph, node);
    search.weak = weak;
    search_holders(&search, node);
    uint32_t root = best_root(&search, node);
    for (uint32_t at = root; at != CHAINS_NONE && at != node; at = graph->edges[search.by[at]].to)
        add_edge(out, graph, &graph->edges[search.by[at]]);
    end(&search);
}

/* ---- cycles ---- */

static bool is_code(const struct chains_node *node)
{
    return node->file != NULL && strcmp(node->type, "function") != 0;
}

/* Any task that waits refers so to what it waits for. */
static bool is_trivial(const struct search *search, const struct chains_edge *edge)
{
    const struct chains_node *from = &search->graph->nodes[edge->from];
    if (edge->to != search->future)
        return false;
    return edge->from == search->task || from->awaiting || (!search->past_frames && is_code(from));
}

static void search_held(struct search *search, uint32_t goal)
{
    const struct chains_graph *graph = search->graph;
    while (search->waiting > 0) {
        uint32_t at = next(search);
        const struct chains_node *node = &graph->nodes[at];
        if (at == goal && search->cost[at] > 0)
            continue;
        for (uint32_t i = 0; i < node->out; i++) {
            const struct chains_edge *edge = &graph->edges[node->edges[i]];
            if (edge->weak || is_trivial(search, edge) ||
                (graph->nodes[edge->to].rank >= 0 && edge->to != goal))
                continue;
            relax(search, edge->to, search->cost[at] + cost_of(search, edge), node->edges[i]);
        }
    }
}

/* Adds the way from one node to another, if there is one. */
static bool add_way(struct chain *out, struct search *search, uint32_t from, uint32_t to)
{
    const struct chains_graph *graph = search->graph;
    uint32_t *path = NULL;
    size_t count = 0;
    search_held(search, to);
    if (search->cost[to] == FAR || from == to)
        return false;
    for (uint32_t at = to; at != from; at = graph->edges[search->by[at]].from) {
        uint32_t *step = list_grow(&path, count++, sizeof *path);
        *step = search->by[at];
    }
    while (count > 0)
        add_edge(out, graph, &graph->edges[path[--count]]);
    free(path);
    return true;
}

static bool find_way(struct chain *out, const struct chains_graph *graph, uint32_t from,
                     uint32_t to, uint32_t future, bool past_frames)
{
    struct search search;
    begin(&search, graph, from);
    search.task = from;
    search.future = future;
    search.past_frames = past_frames;
    bool found = add_way(out, &search, from, to);
    end(&search);
    return found;
}

static uint32_t waited_for(const struct chains_graph *graph, uint32_t task)
{
    const struct chains_node *node = &graph->nodes[task];
    for (uint32_t i = 0; i < node->out; i++)
        if (strcmp(graph->edges[node->edges[i]].name, "waits for") == 0)
            return graph->edges[node->edges[i]].to;
    return CHAINS_NONE;
}

void chain_cycle(struct chain *out, const struct chains_graph *graph, const struct chains_job *job)
{
    *out = (struct chain){0};
    uint32_t task = job->node;
    uint32_t future = task != CHAINS_NONE ? waited_for(graph, task) : CHAINS_NONE;
    if (future == CHAINS_NONE)
        return;
    if (!find_way(out, graph, task, future, future, false) &&
        !find_way(out, graph, task, future, future, true))
        find_way(out, graph, task, future, CHAINS_NONE, true);
    if (out->count == 0 || !find_way(out, graph, future, task, CHAINS_NONE, true))
        chain_free(out);
}

/* ---- links around one node ---- */

static bool is_in(const uint32_t *path, size_t count, uint32_t node)
{
    for (size_t i = 0; i < count; i++)
        if (path[i] == node)
            return true;
    return false;
}

enum { DEEPEST = 8, MOST_LINKS = 4096 };

/* Every way through parts to the next node that is none. `path`: nodes so far, to find no circle.
 */
static void walk(struct chain *out, const struct chains_graph *graph, uint32_t *path, size_t length,
                 struct chains_link so_far, bool forwards)
{
    uint32_t at = path[length - 1];
    const struct chains_node *node = &graph->nodes[at];
    uint32_t count = forwards ? node->out : node->in, base = forwards ? 0 : node->out;
    for (uint32_t i = 0; i < count && out->count < MOST_LINKS; i++) {
        const struct chains_edge *edge = &graph->edges[node->edges[base + i]];
        uint32_t other = forwards ? edge->to : edge->from;
        if (is_in(path, length, other))
            continue;
        struct chains_link link = so_far;
        link.name = forwards ? joined(so_far.name, edge->name) : joined(edge->name, so_far.name);
        link.weak |= edge->weak;
        *(forwards ? &link.to : &link.from) = other;
        if (!graph->nodes[other].part) {
            add_link(out, link);
            continue;
        }
        path[length] = other;
        if (length + 1 < DEEPEST)
            walk(out, graph, path, length + 1, link, forwards);
        free(link.name);
    }
}

static void links_around(struct chain *out, const struct chains_graph *graph, uint32_t node,
                         bool forwards)
{
    uint32_t path[DEEPEST] = {node};
    char nothing[] = "";
    *out = (struct chain){0};
    walk(out, graph, path, 1, (struct chains_link){node, node, nothing, false}, forwards);
}

void chains_links_to(struct chain *out, const struct chains_graph *graph, uint32_t node)
{
    links_around(out, graph, node, false);
}

void chains_links_from(struct chain *out, const struct chains_graph *graph, uint32_t node)
{
    links_around(out, graph, node, true);
}
