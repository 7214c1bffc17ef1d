/* The chunks of a plan that no worker has yet. */
#ifndef TASKLOSS_QUEUE_H
#define TASKLOSS_QUEUE_H

#include <stdbool.h>

#include "plan.h"

struct queue {
    struct plan_chunk *chunks;
    size_t count;
};

/* All chunks of the plan. Free with queue_free. */
void queue_fill(struct queue *queue, const struct plan *plan);
void queue_free(struct queue *queue);

/* Takes the next chunk of this implementation; false: there is none. */
bool queue_take_same(struct queue *queue, size_t implementation, struct plan_chunk *out);

/* Takes the first chunk of an implementation that no worker has, `workers` telling how many have
 * each; else the last one, where most is left to do. false: the queue is empty. */
bool queue_take_any(struct queue *queue, const unsigned *workers, struct plan_chunk *out);

/* Puts back a chunk that was taken, or what is left of it (nothing, if it is empty). */
void queue_put_back(struct queue *queue, const struct plan_chunk *chunk, bool front);

/* Takes out all of this implementation. */
void queue_drop(struct queue *queue, size_t implementation);

#endif
