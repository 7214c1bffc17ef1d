/* The objects around a trial's jobs at one loop step, and who refers to whom: as a worker tells it.
 *
 * Pure data. Texts are owned by the graph; they may hold whatever a program calls its things.
 */
#ifndef TASKLOSS_CHAINS_GRAPH_H
#define TASKLOSS_CHAINS_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct chains_place {
    char *file, *function;
    uint64_t line;
};

struct chains_places {
    struct chains_place *items; /* the innermost first */
    size_t count;
};

struct chains_node {
    char *text;      /* "Task job()", "the loop's selector", "StreamReader" */
    char *type;      /* "Task" */
    char *file;      /* of code; NULL: it has none */
    uint64_t line;   /* where it is suspended or defined; 0: not known */
    int rank;        /* of a root: 0 is known best; -1: it is none */
    bool own;        /* the globals of the case itself */
    bool part;       /* only a part of a link: a dict, a list, a bound method */
    bool awaiting;   /* what a coroutine waits by: it always holds what is waited for */
    uint32_t *edges; /* indices of the edges that leave it, then of those that reach it */
    uint32_t out, in;
};

struct chains_edge {
    uint32_t from, to; /* indices of nodes */
    char *name;        /* "._stream_reader", "local reader", "[3]" or "" */
    bool weak;
};

struct chains_job {
    char *name;  /* of its coroutine function; "" where it is gone */
    char *state; /* "pending", "finished", ... */
    char *for_what;
    struct chains_places made, waiting;
    int exposed;   /* the oracle's word: 1, 0, or -1 where it is not asked or cannot tell */
    uint32_t node; /* CHAINS_NONE: it is gone */
};

/* Where its own function waits, which is the outermost; NULL: it does not wait. */
const struct chains_place *chains_own_place(const struct chains_job *job);

#define CHAINS_NONE UINT32_MAX

struct chains_graph {
    struct chains_node *nodes;
    struct chains_edge *edges;
    struct chains_job *jobs; /* in the order in which they were made */
    size_t node_count, edge_count, job_count;
    uint64_t step;
    bool cut; /* there was more than could be told */
};

/* Reads the JSON of a worker. -1: it is not what a worker writes, or its numbers cannot be. Free in
 * any case. */
int chains_read(struct chains_graph *out, const char *json, struct tl_error *error);
void chains_free(struct chains_graph *graph);

#endif
