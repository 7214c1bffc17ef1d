/* A plain array: plans have some thousand chunks, and each is taken once. */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void queue_fill(struct queue *queue, const struct plan *plan)
{
    queue->chunks = memory_zeroed(plan->chunk_count, sizeof *queue->chunks);
    queue->count = plan->chunk_count;
    if (queue->count > 0)
        memcpy(queue->chunks, plan->chunks, queue->count * sizeof *queue->chunks);
}

void queue_free(struct queue *queue)
{
    free(queue->chunks);
    *queue = (struct queue){0};
}

static void take(struct queue *queue, size_t at, struct plan_chunk *out)
{
    *out = queue->chunks[at];
    queue->count--;
    memmove(&queue->chunks[at], &queue->chunks[at + 1],
            (queue->count - at) * sizeof *queue->chunks);
}

bool queue_take_same(struct queue *queue, size_t implementation, struct plan_chunk *out)
{
    for (size_t i = 0; i < queue->count; i++)
        if (queue->chunks[i].implementation == implementation) {
            take(queue, i, out);
            return true;
        }
    return false;
}

bool queue_take_any(struct queue *queue, const unsigned *workers, struct plan_chunk *out)
{
    if (queue->count == 0)
        return false;
    size_t at = 0;
    while (at < queue->count && workers[queue->chunks[at].implementation] > 0)
        at++;
    take(queue, at < queue->count ? at : queue->count - 1, out);
    return true;
}

/* There is room: it came from here. */
void queue_put_back(struct queue *queue, const struct plan_chunk *chunk, bool front)
{
    if (chunk->count == 0)
        return;
    size_t at = front ? 0 : queue->count;
    memmove(&queue->chunks[at + 1], &queue->chunks[at],
            (queue->count - at) * sizeof *queue->chunks);
    queue->chunks[at] = *chunk;
    queue->count++;
}

void queue_drop(struct queue *queue, size_t implementation)
{
    size_t kept = 0;
    for (size_t i = 0; i < queue->count; i++)
        if (queue->chunks[i].implementation != implementation)
            queue->chunks[kept++] = queue->chunks[i];
    queue->count = kept;
}
