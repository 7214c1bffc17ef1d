/* From the job upwards, as long as the other trial has the same; where it has no job, from the root
 * down. So what is found is the link nearest to what both have. */
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "list.h"
#include "memory.h"
#include "text.h"
#include "told.h"

/* Nodes of the other trial that stand for one of the chain's. */
struct matches {
    uint32_t *items;
    size_t count;
};

static void add(struct matches *matches, uint32_t node)
{
    for (size_t i = 0; i < matches->count; i++)
        if (matches->items[i] == node)
            return;
    uint32_t *item = list_grow(&matches->items, matches->count++, sizeof *item);
    *item = node;
}

static const struct chains_node *node_of(const struct told *told, uint32_t index)
{
    return &told->graph.nodes[index];
}

/* Those links around `matches` that are like `link`, strong ones: where they come from, or lead to.
 * Of links that have its name; or if there is none, of any name between such ends. */
static struct matches follow(const struct difference *d, const struct chains_link *link,
                             const struct matches *matches, bool up)
{
    struct matches named = {0}, other = {0};
    for (size_t i = 0; i < matches->count; i++) {
        struct chain links;
        (up ? chains_links_to : chains_links_from)(&links, &d->other->graph, matches->items[i]);
        for (size_t k = 0; k < links.count; k++) {
            const struct chains_link *its = &links.items[k];
            if (its->weak ||
                !alike_nodes(node_of(d->other, its->from), node_of(d->holds, link->from)) ||
                (!up && !alike_nodes(node_of(d->other, its->to), node_of(d->holds, link->to))))
                continue;
            add(alike_names(its->name, link->name) ? &named : &other, up ? its->from : its->to);
        }
        chain_free(&links);
    }
    if (named.count > 0) {
        free(other.items);
        return named;
    }
    free(named.items);
    return other;
}

static void look_for_weak(struct difference *d, const struct matches *matches)
{
    for (size_t i = 0; i < matches->count && !d->has_weak; i++) {
        struct chain links;
        chains_links_to(&links, &d->other->graph, matches->items[i]);
        for (size_t k = 0; k < links.count && !d->has_weak; k++) {
            if (!links.items[k].weak || !alike_nodes(node_of(d->other, links.items[k].from),
                                                     node_of(d->holds, d->link.from)))
                continue;
            d->has_weak = true;
            d->weak = links.items[k];
            d->weak.name = memory_text(links.items[k].name);
        }
        chain_free(&links);
    }
}

static void look_for_holder(struct difference *d)
{
    for (size_t i = 0; i < d->other->graph.node_count; i++)
        d->has_holder |=
            alike_nodes(node_of(d->other, (uint32_t)i), node_of(d->holds, d->link.from));
}

/* Does it say something that it holds what it holds, or does whatever waits for that? */
static bool says_something(const struct difference *d, const struct chains_link *link)
{
    static const char *const dull[] = {" stack", " holds",  "waits for",
                                       "awaits", "context", "awaited by"};
    for (size_t i = 0; i < sizeof dull / sizeof *dull; i++)
        if (strcmp(link->name, dull[i]) == 0)
            return false;
    return !link->weak && !node_of(d->other, link->from)->awaiting;
}

/* By what the other trial holds it: rather by an object than by code that runs. */
static void look_for_instead(struct difference *d, const struct matches *matches, bool in_code)
{
    for (size_t i = 0; i < matches->count && d->instead == NULL; i++) {
        struct chain links;
        chains_links_to(&links, &d->other->graph, matches->items[i]);
        for (size_t k = 0; k < links.count && d->instead == NULL; k++) {
            const struct chains_node *from = node_of(d->other, links.items[k].from);
            if (says_something(d, &links.items[k]) && (from->file != NULL) == in_code)
                d->instead = text_make("%s (%s)", from->text, links.items[k].name);
        }
        chain_free(&links);
    }
}

static void found(struct difference *d, const struct chains_link *link,
                  const struct matches *matches)
{
    d->found = true;
    d->link = *link;
    look_for_weak(d, matches);
    look_for_holder(d);
    look_for_instead(d, matches, false);
    look_for_instead(d, matches, true);
}

/* From the job to the root. */
static void go_up(struct difference *d, const struct chain *chain, uint32_t job)
{
    struct matches matches = {0};
    add(&matches, job);
    for (size_t i = chain->count; i-- > 0 && !d->found;) {
        struct matches next = follow(d, &chain->items[i], &matches, true);
        if (next.count == 0)
            found(d, &chain->items[i], &matches);
        free(matches.items);
        matches = next;
    }
    free(matches.items);
}

/* From the root to the job. */
static void go_down(struct difference *d, const struct chain *chain)
{
    struct matches matches = {0};
    for (size_t i = 0; i < d->other->graph.node_count; i++)
        if (alike_nodes(node_of(d->other, (uint32_t)i), node_of(d->holds, chain->items[0].from)))
            add(&matches, (uint32_t)i);
    for (size_t i = 0; i < chain->count && !d->found; i++) {
        struct matches next = follow(d, &chain->items[i], &matches, false);
        if (next.count == 0) {
            struct matches none = {0};
            found(d, &chain->items[i], &none);
            d->has_holder = matches.count > 0;
        }
        free(matches.items);
        matches = next;
    }
    free(matches.items);
}

static bool is_held(const struct told_job *job)
{
    return job != NULL && !job->exposed && job->chain.count > 0;
}

/* By the line of the job's own function. */
static bool wait_elsewhere(const struct chains_job *a, const struct chains_job *b)
{
    const struct chains_place *one = chains_own_place(a), *other = chains_own_place(b);
    return one != NULL && other != NULL && strcmp(one->file, other->file) == 0 &&
           one->line != other->line;
}

void difference_find(struct difference *out, const struct told *a, const struct told *b)
{
    const struct told_job *first = told_first(a), *second = told_first(b);
    *out = (struct difference){.holds = a, .other = b};
    if (first == NULL || second == NULL)
        return;
    out->both_hold = is_held(first) && is_held(second);
    out->both_exposed = first->exposed && second->exposed;
    out->elsewhere = wait_elsewhere(&a->graph.jobs[first->job], &b->graph.jobs[second->job]);
    if (!is_held(first)) {
        const struct told_job *held = second;
        if (!is_held(second))
            return;
        second = first;
        first = held;
        out->swapped = true;
        out->holds = b;
        out->other = a;
    }
    uint32_t job = out->other->graph.jobs[second->job].node;
    out->gone = job == CHAINS_NONE;
    if (out->gone)
        go_down(out, &first->chain);
    else
        go_up(out, &first->chain, job);
}

void difference_free(struct difference *difference)
{
    free(difference->weak.name);
    free(difference->instead);
    *difference = (struct difference){0};
}
