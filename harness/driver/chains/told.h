/* What is told of the jobs of one trial: those of which the same can be said are told of once. */
#ifndef TASKLOSS_CHAINS_TOLD_H
#define TASKLOSS_CHAINS_TOLD_H

#include "search.h"

/* One job, and how many are like it. */
struct told_job {
    size_t job, count;  /* index of the first of them */
    bool exposed;       /* as the oracle says */
    bool disagrees;     /* the names do not bear out what it says */
    struct chain chain; /* what holds it; of an exposed one, what would but for a weak link */
    struct chain cycle; /* of an exposed one */
};

struct told {
    struct chains_graph graph;
    struct told_job *items; /* exposed ones first */
    size_t count;
};

/* Takes the graph over. */
void told_make(struct told *out, struct chains_graph *graph);
void told_free(struct told *told);

/* What a reader shall hear first: an exposed job, else one that something holds, else the first;
 * NULL: there is no job. */
const struct told_job *told_first(const struct told *told);

/* Is the same told of both? */
bool told_alike(const struct told *a, const struct told *b);

/* Where two trials part: what holds the job in `holds`, link by link, is looked for in `other`. */
struct difference {
    bool found;
    bool swapped;            /* `holds` was the second of the two */
    struct chains_link link; /* of the chain that holds; its name is borrowed */
    const struct told *holds, *other;
    struct chains_link weak; /* the same link in the other, where it is weak; its name is owned */
    bool has_weak;
    bool has_holder; /* the other has an object like link.from, which does not hold it */
    char *instead;   /* what it holds it by instead; or NULL. Owned */
    bool gone;       /* the other's job has ended, and nothing is left of it */
    bool both_hold, both_exposed;
    bool elsewhere; /* in one program the jobs wait at different lines: each wait has its own chain
                     */
};

void difference_find(struct difference *out, const struct told *a, const struct told *b);
void difference_free(struct difference *difference);

#endif
