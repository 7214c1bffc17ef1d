/* A window's end lies between a point that destroys the job and its neighbour that keeps it. A
 * collection that is asked for at allocation K comes at the first safe point after it: the two are
 * neighbours for certain when the allocation right behind the earlier one has been tried. */
#include "windows.h"

#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "memory.h"

#define AT_ONCE 16u /* parts into which one round of trials divides what is left */

struct windows_point *windows_add(struct windows *windows)
{
    struct windows_point *point = list_grow(&windows->points, windows->count++, sizeof *point);
    *point = (struct windows_point){.fates = memory_zeroed(windows->jobs, 1)};
    memset(point->fates, WINDOWS_KEPT, windows->jobs);
    return point;
}

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* A loop step's collection comes before those inside it. */
static int by_place(const void *first, const void *second)
{
    const struct windows_point *a = first, *b = second;
    int result = order(!a->usable, !b->usable);
    if (result == 0)
        result = order(a->at, b->at);
    if (result == 0)
        result = order(a->step, b->step);
    if (result == 0)
        result = order(!a->pressure.by_step, !b->pressure.by_step);
    return result != 0 ? result : order(a->pressure.asked, b->pressure.asked);
}

void windows_sort(struct windows *windows)
{
    if (windows->count > 0)
        list_sort(windows->points, windows->count, sizeof *windows->points, by_place);
}

static size_t usable(const struct windows *windows)
{
    size_t count = 0;
    while (count < windows->count && windows->points[count].usable)
        count++;
    return count;
}

size_t windows_of(const struct windows *windows, uint32_t job, struct window **out)
{
    size_t count = 0;
    bool inside = false;
    *out = NULL;
    for (size_t i = 0; i < usable(windows); i++) {
        bool destroyed = windows->points[i].fates[job] != WINDOWS_KEPT;
        if (destroyed && !inside) {
            struct window *window = list_grow(out, count++, sizeof *window);
            window->first = i;
        }
        if (destroyed)
            (*out)[count - 1].last = i;
        inside = destroyed;
    }
    return count;
}

/* ---- what to try next ---- */

struct asking {
    const struct windows *windows;
    uint64_t *items;
    size_t count;
};

static bool was_asked(const struct asking *asking, uint64_t allocation)
{
    for (size_t i = 0; i < asking->windows->count; i++)
        if (!asking->windows->points[i].pressure.by_step &&
            asking->windows->points[i].pressure.asked == allocation)
            return true;
    for (size_t i = 0; i < asking->count; i++)
        if (asking->items[i] == allocation)
            return true;
    return false;
}

static void ask(struct asking *asking, uint64_t allocation)
{
    if (was_asked(asking, allocation))
        return;
    uint64_t *item = list_grow(&asking->items, asking->count++, sizeof *item);
    *item = allocation;
}

/* parts - 1 allocations that lie evenly between the two. */
static void ask_between(struct asking *asking, uint64_t low, uint64_t high, unsigned parts)
{
    for (unsigned i = 1; i < parts; i++) {
        uint64_t allocation = low + (high - low) * i / parts;
        if (allocation > low)
            ask(asking, allocation);
    }
}

static bool differ(const struct windows *windows, size_t first, size_t second)
{
    for (uint32_t job = 0; job < windows->jobs; job++)
        if ((windows->points[first].fates[job] == WINDOWS_KEPT) !=
            (windows->points[second].fates[job] == WINDOWS_KEPT))
            return true;
    return false;
}

static void close_in(struct asking *asking, size_t first)
{
    const struct windows_point *points = asking->windows->points;
    uint64_t low = points[first].at, high = points[first + 1].at;
    if (high <= low || !differ(asking->windows, first, first + 1) || was_asked(asking, low + 1))
        return;
    ask(asking, low + 1);
    ask_between(asking, low, high, AT_ONCE);
}

static bool is_no_inner(const struct windows_point *point)
{
    return point->pressure.by_step || point->pressure.asked == 0;
}

/* Once: between two loop steps there are no further points yet. */
static void look_inside(struct asking *asking, size_t first, unsigned within)
{
    const struct windows_point *points = asking->windows->points;
    if (is_no_inner(&points[first]) && is_no_inner(&points[first + 1]))
        ask_between(asking, points[first].at, points[first + 1].at, within + 1);
}

size_t windows_ask(const struct windows *windows, unsigned within, uint64_t **out)
{
    struct asking asking = {.windows = windows};
    size_t count = usable(windows);
    for (size_t i = 0; i + 1 < count; i++) {
        close_in(&asking, i);
        look_inside(&asking, i, within);
    }
    *out = asking.items;
    return asking.count;
}

/* ---- the smallest ---- */

bool windows_destroys(const struct windows *windows, const struct windows_point *point)
{
    for (uint32_t job = 0; point->usable && job < windows->jobs; job++)
        if (point->fates[job] != WINDOWS_KEPT)
            return true;
    return false;
}

const struct windows_point *windows_smallest(const struct windows *windows)
{
    const struct windows_point *best = NULL;
    for (size_t i = 0; i < windows->count; i++) {
        const struct windows_point *point = &windows->points[i];
        if (!windows_destroys(windows, point))
            continue;
        bool finer = best != NULL && best->pressure.by_step && !point->pressure.by_step;
        bool smaller = best != NULL && best->pressure.by_step == point->pressure.by_step &&
                       point->pressure.asked < best->pressure.asked;
        if (best == NULL || finer || smaller)
            best = point;
    }
    return best;
}

void windows_free(struct windows *windows)
{
    for (size_t i = 0; i < windows->count; i++)
        free(windows->points[i].fates);
    free(windows->points);
    *windows = (struct windows){0};
}
