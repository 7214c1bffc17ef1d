/* Counts of jobs come first, then what is left behind. */
#include "cancelled.h"

#include <stdlib.h>

#include "list.h"

struct cancelled_step *cancelled_add(struct cancelled *cancelled, uint32_t step)
{
    struct cancelled_step *added = list_grow(&cancelled->steps, cancelled->count++, sizeof *added);
    *added = (struct cancelled_step){.step = step};
    return added;
}

static int by_step(const void *first, const void *second)
{
    const struct cancelled_step *a = first, *b = second;
    return (a->step > b->step) - (a->step < b->step);
}

void cancelled_sort(struct cancelled *cancelled)
{
    if (cancelled->count > 0)
        list_sort(cancelled->steps, cancelled->count, sizeof *cancelled->steps, by_step);
}

bool cancelled_trouble(const struct cancelled_step *step, size_t n, uint64_t *number,
                       const char **name)
{
    if (n < TL_COUNT_COUNT) {
        *number = tl_count_is_trouble((enum tl_count)n) ? step->counts[n] : 0;
        *name = tl_counts[n].name;
        return true;
    }
    n -= TL_COUNT_COUNT;
    if (n >= TL_AFTERMATH_COUNT)
        return false;
    *number = step->left[n];
    *name = tl_aftermaths[n].name;
    return true;
}

bool cancelled_differs(const struct cancelled_step *step)
{
    const char *name;
    uint64_t number;
    for (size_t n = 0; cancelled_trouble(step, n, &number, &name); n++)
        if (number != 0)
            return true;
    return false;
}

static bool are_alike(const struct cancelled_step *a, const struct cancelled_step *b)
{
    const char *name;
    uint64_t here, there;
    for (size_t n = 0; cancelled_trouble(a, n, &here, &name); n++) {
        cancelled_trouble(b, n, &there, &name);
        if ((here == 0) != (there == 0))
            return false;
    }
    return true;
}

size_t cancelled_alike(const struct cancelled *cancelled, size_t first)
{
    const struct cancelled_step *steps = cancelled->steps;
    size_t last = first;
    while (last + 1 < cancelled->count && steps[last + 1].step == steps[last].step + 1 &&
           are_alike(&steps[first], &steps[last + 1]))
        last++;
    return last;
}

const struct cancelled_step *cancelled_smallest(const struct cancelled *cancelled)
{
    for (size_t i = 0; i < cancelled->count; i++)
        if (cancelled_differs(&cancelled->steps[i]))
            return &cancelled->steps[i];
    return NULL;
}

void cancelled_free(struct cancelled *cancelled)
{
    free(cancelled->steps);
    *cancelled = (struct cancelled){0};
}
