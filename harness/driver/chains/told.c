/* Jobs are alike if the same chain, but for numbers in it, holds them. */
#include "told.h"

#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "list.h"

static void tell(struct told_job *out, const struct chains_graph *graph, size_t which)
{
    const struct chains_job *job = &graph->jobs[which];
    *out = (struct told_job){.job = which, .count = 1, .exposed = job->exposed == 1};
    chain_from_root(&out->chain, graph, job->node, false);
    if (!out->exposed) {
        out->disagrees = out->chain.count == 0 && job->node != CHAINS_NONE;
        return;
    }
    out->disagrees = out->chain.count > 0;
    if (out->disagrees)
        return;
    chain_cycle(&out->cycle, graph, job);
    chain_from_root(&out->chain, graph, job->node, true);
}

/* Two graphs, and a chain in each. */
static bool alike_chains(const struct chains_graph *one, const struct chain *a,
                         const struct chains_graph *other, const struct chain *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].weak != b->items[i].weak ||
            !alike_names(a->items[i].name, b->items[i].name) ||
            !alike_nodes(&one->nodes[a->items[i].from], &other->nodes[b->items[i].from]))
            return false;
    return true;
}

static bool alike_jobs(const struct chains_graph *one, const struct told_job *a,
                       const struct chains_graph *other, const struct told_job *b)
{
    return a->exposed == b->exposed && a->disagrees == b->disagrees &&
           strcmp(one->jobs[a->job].name, other->jobs[b->job].name) == 0 &&
           strcmp(one->jobs[a->job].state, other->jobs[b->job].state) == 0 &&
           alike_chains(one, &a->chain, other, &b->chain) &&
           alike_chains(one, &a->cycle, other, &b->cycle);
}

bool told_alike(const struct told *a, const struct told *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].count != b->items[i].count ||
            !alike_jobs(&a->graph, &a->items[i], &b->graph, &b->items[i]))
            return false;
    return true;
}

static void free_job(struct told_job *job)
{
    chain_free(&job->chain);
    chain_free(&job->cycle);
}

static bool add_to_alike(struct told *told, const struct told_job *job)
{
    for (size_t i = 0; i < told->count; i++)
        if (alike_jobs(&told->graph, &told->items[i], &told->graph, job)) {
            told->items[i].count++;
            return true;
        }
    return false;
}

static int by_exposure(const void *a, const void *b)
{
    const struct told_job *one = a, *other = b;
    if (one->exposed != other->exposed)
        return one->exposed ? -1 : 1;
    return one->job < other->job ? -1 : 1;
}

void told_make(struct told *out, struct chains_graph *graph)
{
    *out = (struct told){.graph = *graph};
    *graph = (struct chains_graph){0};
    for (size_t i = 0; i < out->graph.job_count; i++) {
        struct told_job job;
        tell(&job, &out->graph, i);
        if (add_to_alike(out, &job)) {
            free_job(&job);
            continue;
        }
        struct told_job *item = list_grow(&out->items, out->count++, sizeof *item);
        *item = job;
    }
    if (out->count > 0)
        list_sort(out->items, out->count, sizeof *out->items, by_exposure);
}

void told_free(struct told *told)
{
    for (size_t i = 0; i < told->count; i++)
        free_job(&told->items[i]);
    free(told->items);
    chains_free(&told->graph);
    *told = (struct told){0};
}

const struct told_job *told_first(const struct told *told)
{
    for (size_t i = 0; i < told->count; i++)
        if (told->items[i].exposed || told->items[i].chain.count > 0)
            return &told->items[i];
    return told->count > 0 ? &told->items[0] : NULL;
}
