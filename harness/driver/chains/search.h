/* Chains through a graph: the one that holds a job, the cycle that holds only itself.
 *
 * A link joins two nodes that a reader sees; what is only a part of it (a dict, a bound method) is
 * in its name.
 */
#ifndef TASKLOSS_CHAINS_SEARCH_H
#define TASKLOSS_CHAINS_SEARCH_H

#include "graph.h"

struct chains_link {
    uint32_t from, to; /* indices of nodes that are no parts, but for ends of the chain */
    char *name;        /* "._fd_to_key[7].data[0]"; owned */
    bool weak;
};

struct chain {
    struct chains_link *items;
    size_t count; /* 0: there is none */
};

/* The shortest chain from a root to the node, by strong references alone; with `weak`, over as few
 * weak ones as can be. */
void chain_from_root(struct chain *out, const struct chains_graph *graph, uint32_t node, bool weak);

/* The shortest cycle through a pending job's task, over what it waits for; where it can be, not
 * over the references that any waiting makes. */
void chain_cycle(struct chain *out, const struct chains_graph *graph, const struct chains_job *job);

void chain_free(struct chain *chain);

/* All links that reach the node, or that leave it, weak ones too. */
void chains_links_to(struct chain *out, const struct chains_graph *graph, uint32_t node);
void chains_links_from(struct chain *out, const struct chains_graph *graph, uint32_t node);

#endif
