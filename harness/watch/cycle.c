/* Breadth first over what is not held, so that the way found is the shortest. The direct ways of
 * the waiting itself (the task's own field, the awaiting iterator, and at first a frame that holds
 * the future) are left out: they are always there, and say nothing. */
#include "cycle.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "interp.h"
#include "links.h"
#include "waiting.h"

#define LONGEST 40

struct search {
    uint32_t start, goal;
    uint32_t *parent, *queue;
    int frames_count; /* a frame that holds the future itself counts */
};

static int is_trivial(const struct search *search, uint32_t from)
{
    char name[64];
    PyObject *object = graph->nodes[from].object;
    if (from == search->start)
        return 1;
    waiting_type_name(object, name, sizeof name);
    if (strcmp(name, "FutureIter") == 0)
        return 1;
    return !search->frames_count &&
           (strcmp(name, "coroutine") == 0 || strcmp(name, "frame") == 0 ||
            strcmp(name, "generator") == 0 || strcmp(name, "async_generator") == 0);
}

static uint32_t expand(struct search *search, uint32_t from, uint32_t tail)
{
    const struct graph_node *node = &graph->nodes[from];
    for (uint32_t i = 0; i < node->edges; i++) {
        uint32_t to = graph->edges[node->first_edge + i];
        if (search->parent[to] != GRAPH_NONE || graph->nodes[to].held ||
            (to == search->goal && is_trivial(search, from)))
            continue;
        search->parent[to] = from;
        search->queue[tail++] = to;
    }
    return tail;
}

static int find(struct search *search)
{
    uint32_t head = 0, tail = 0;
    memset(search->parent, 0xff, graph->node_count * sizeof *search->parent);
    search->parent[search->start] = search->start;
    search->queue[tail++] = search->start;
    while (head < tail && search->parent[search->goal] == GRAPH_NONE)
        tail = expand(search, search->queue[head++], tail);
    return search->parent[search->goal] != GRAPH_NONE;
}

/* A dict of attributes and a coroutine's frame are its own: the step to them is left out, and what
 * is behind is theirs. */
static int is_part(const char *link)
{
    return strcmp(link, "its attributes") == 0 || strcmp(link, "its frame") == 0;
}

static void name_link(const uint32_t *path, unsigned *at, char *link, size_t size)
{
    PyObject *holder = graph->nodes[path[*at]].object;
    links_name(holder, graph->nodes[path[*at - 1]].object, link, size);
    if (!is_part(link) || *at < 2)
        return;
    int is_dict = strcmp(link, "its attributes") == 0;
    char inner[100];
    --*at;
    links_name(graph->nodes[path[*at]].object, graph->nodes[path[*at - 1]].object, inner,
               sizeof inner);
    size_t length = strlen(inner);
    if (is_dict && inner[0] == '[')
        snprintf(link, size, ".%.*s", (int)length - 2, inner + 1);
    else
        snprintf(link, size, "%s", inner);
}

static void say(const struct search *search, char *text, size_t size)
{
    uint32_t path[LONGEST];
    unsigned count = 0;
    for (uint32_t at = search->goal; at != search->start && count < LONGEST - 1;
         at = search->parent[at])
        path[count++] = at;
    path[count++] = search->start;
    size_t used = 0;
    while (count-- > 0 && used < size) {
        char object[160], link[100] = "a done callback";
        links_object(graph->nodes[path[count]].object, object, sizeof object);
        if (count > 0)
            name_link(path, &count, link, sizeof link);
        used += (size_t)snprintf(text + used, size - used, "%s -(%s)-> ", object, link);
    }
    if (used < size)
        snprintf(text + used, size - used, "the task");
}

void cycle_of(PyObject *task, char *text, size_t size)
{
    PyObject *future = interp_attribute(task, "_fut_waiter");
    struct search search = {.start = graph_find(task)};
    search.goal = future != NULL ? graph_find(future) : GRAPH_NONE;
    py.Py_DecRef(future); /* the task keeps it */
    text[0] = '\0';
    if (search.start == GRAPH_NONE || search.goal == GRAPH_NONE)
        return;
    search.parent = malloc(graph->node_count * sizeof *search.parent);
    search.queue = malloc(graph->node_count * sizeof *search.queue);
    if (search.parent != NULL && search.queue != NULL) {
        int found = find(&search);
        search.frames_count = 1;
        if (found || find(&search))
            say(&search, text, size);
        else
            snprintf(text, size, "nothing but the waiting itself holds what it waits for");
    }
    free(search.parent);
    free(search.queue);
}
