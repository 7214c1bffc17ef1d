/* Loop steps are what a reader knows; the allocations say it to the object. */
#include <inttypes.h>
#include <stdlib.h>

#include "explored_formats.h"
#include "utf8.h"

static void count_points(const struct explored *explored, uint64_t *steps, uint64_t *inner)
{
    *steps = *inner = 0;
    for (size_t i = 0; i < explored->windows.count; i++) {
        const struct windows_point *point = &explored->windows.points[i];
        if (point->usable && point->pressure.asked != 0)
            ++*(point->pressure.by_step ? steps : inner);
    }
}

/* The loop steps of a window whose ends it has, or the one that it lies in. */
static void put_steps(const struct windows *windows, const struct window *window, FILE *out)
{
    uint64_t first = 0, last = 0;
    for (size_t i = window->first; i <= window->last; i++)
        if (windows->points[i].pressure.by_step) {
            last = windows->points[i].pressure.asked;
            first = first != 0 ? first : last;
        }
    if (first == 0)
        fprintf(out, "inside loop step %" PRIu32, windows->points[window->first].step);
    else if (first == last)
        fprintf(out, "at loop step %" PRIu64, first);
    else
        fprintf(out, "at loop steps %" PRIu64 " to %" PRIu64, first, last);
}

static void put_window(const struct explored *explored, uint32_t job, const struct window *window,
                       FILE *out)
{
    const struct windows *windows = &explored->windows;
    const struct windows_point *first = &windows->points[window->first];
    fprintf(out, "  job %" PRIu32 ": %s ", job, tl_fates[first->fates[job]].name);
    put_steps(windows, window, out);
    if (explored->allocations != 0)
        fprintf(out, ", allocations %" PRIu64 " to %" PRIu64, first->at,
                windows->points[window->last].at);
    fputc('\n', out);
}

static void put_jobs(const struct explored *explored, FILE *out)
{
    bool any = false;
    for (uint32_t job = 0; job < explored->windows.jobs; job++) {
        struct window *found;
        size_t count = windows_of(&explored->windows, job, &found);
        for (size_t i = 0; i < count; i++)
            put_window(explored, job, &found[i], out);
        any = any || count > 0;
        free(found);
    }
    if (!any && explored->windows.jobs > 0)
        fputs("  no job is destroyed at any of these points\n", out);
}

static void put_smallest(const struct explored *explored, FILE *out)
{
    const struct windows_point *point = windows_smallest(&explored->windows);
    if (point == NULL)
        return;
    fprintf(out, "  the smallest is %s=%" PRIu64 ":\n    ",
            point->pressure.by_step ? "step" : "alloc", point->pressure.asked);
    utf8_print(out, "%s", explored->command);
}

static void put_points(const struct explored *explored, FILE *out)
{
    uint64_t steps, inner;
    count_points(explored, &steps, &inner);
    if (explored->windows.jobs > 0)
        fprintf(out,
                "  collected at %" PRIu64 " of %" PRIu32
                " loop steps, those at which a job is pending",
                steps, explored->steps);
    if (explored->windows.jobs > 0 && explored->allocations != 0)
        fprintf(out, ", and at %" PRIu64 " points inside them\n", inner);
    else if (explored->windows.jobs > 0)
        fputs("; not inside them: this Python's allocations cannot be counted\n", out);
    put_jobs(explored, out);
    put_smallest(explored, out);
}

static void put_alike(const struct cancelled *cancelled, size_t first, size_t last, FILE *out)
{
    const char *name, *before = ": ";
    uint64_t number, sum;
    fprintf(out, "  cancelled at loop step %" PRIu32, cancelled->steps[first].step);
    if (last > first)
        fprintf(out, " to %" PRIu32, cancelled->steps[last].step);
    for (size_t n = 0; cancelled_trouble(&cancelled->steps[first], n, &sum, &name); n++) {
        for (size_t i = first + 1; i <= last; i++) {
            cancelled_trouble(&cancelled->steps[i], n, &number, &name);
            sum += number;
        }
        if (sum == 0)
            continue;
        fprintf(out, "%s%" PRIu64 " %s", before, sum, name);
        before = ", ";
    }
    fputc('\n', out);
}

static void put_cancelled(const struct explored *explored, FILE *out)
{
    const struct cancelled *cancelled = &explored->cancelled;
    const struct cancelled_step *smallest = cancelled_smallest(cancelled);
    uint64_t all = 0;
    for (size_t i = 0; i < cancelled->count; i++)
        all += cancelled->steps[i].cancellations;
    fprintf(out, "  jobs cancelled %" PRIu64 " times, each at up to %zu loop steps of its own\n",
            all, cancelled->count);
    for (size_t i = 0; i < cancelled->count; i = cancelled_alike(cancelled, i) + 1)
        if (cancelled_differs(&cancelled->steps[i]))
            put_alike(cancelled, i, cancelled_alike(cancelled, i), out);
    if (smallest == NULL && cancelled->count > 0)
        fputs("  all is as without, but for the job that was cancelled\n", out);
    if (smallest == NULL)
        return;
    fprintf(out, "  the smallest is cancel=%" PRIu32 ":\n    ", smallest->step);
    utf8_print(out, "%s", explored->command);
}

static void put_one(const struct explored *explored, bool cancels, FILE *out)
{
    utf8_print(out, "%s %s on %s, guard %s", explored->case_id, explored->case_name,
               explored->implementation, explored->guard);
    if (cancels)
        put_cancelled(explored, out);
    else
        put_points(explored, out);
    if (explored->failed > 0)
        utf8_print(out, "  could not be measured, at %" PRIu32 " points: %s", explored->failed,
                   explored->why);
    else if (explored->windows.jobs == 0)
        fputs("  it makes no job\n", out);
}

void output_explored_text(const struct explored_list *list, FILE *out)
{
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            fputc('\n', out);
        put_one(&list->items[i], list->cancels, out);
    }
}
