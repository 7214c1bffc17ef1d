/* PyMem_SetAllocator's documented way: a wrapper around the allocator that is there. */
#include "allocations.h"

#include <stddef.h>

#include "python.h"

struct allocator { /* PyMemAllocatorEx */
    void *context;
    void *(*malloc)(void *context, size_t size);
    void *(*calloc)(void *context, size_t count, size_t size);
    void *(*realloc)(void *context, void *memory, size_t size);
    void (*free)(void *context, void *memory);
};

enum { OBJECT_DOMAIN = 2 };

static struct allocator inner;
static uint64_t *counter, wanted; /* 0: none */
static void (*reached)(void);

static void tick(void)
{
    if (++*counter == wanted)
        reached();
}

static void *count_malloc(void *context, size_t size)
{
    tick();
    return inner.malloc(context, size);
}

static void *count_calloc(void *context, size_t count, size_t size)
{
    tick();
    return inner.calloc(context, count, size);
}

static void *count_realloc(void *context, void *memory, size_t size)
{
    if (memory == NULL)
        tick();
    return inner.realloc(context, memory, size);
}

int allocations_can_count(void)
{
    return py.PyMem_GetAllocator != NULL && py.PyMem_SetAllocator != NULL;
}

void allocations_at(uint64_t n, void (*call)(void))
{
    reached = call;
    if (counter != NULL && *counter >= n)
        call();
    else
        wanted = n;
}

void allocations_count(uint64_t *new_counter)
{
    if (!allocations_can_count())
        return;
    counter = new_counter;
    py.PyMem_GetAllocator(OBJECT_DOMAIN, &inner);
    struct allocator outer = {inner.context, count_malloc, count_calloc, count_realloc, inner.free};
    py.PyMem_SetAllocator(OBJECT_DOMAIN, &outer);
}
