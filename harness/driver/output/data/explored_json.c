/* One document of jansson's, so that all text is escaped by it. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "explored_formats.h"
#include "forms.h"
#include "json_text.h"

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *pressure_json(const struct windows_point *point)
{
    return json_sprintf("%s=%" PRIu64, point->pressure.by_step ? "step" : "alloc",
                        point->pressure.asked);
}

static json_t *point_json(const struct explored *explored, const struct windows_point *point)
{
    return json_pack("{so, so, so}", "step", number(point->step), "allocation",
                     explored->allocations != 0 ? number(point->at) : json_null(), "pressure",
                     pressure_json(point));
}

static json_t *job_json(const struct explored *explored, uint32_t job)
{
    json_t *array = json_array();
    struct window *found;
    size_t count = windows_of(&explored->windows, job, &found);
    for (size_t i = 0; i < count; i++) {
        const struct windows_point *first = &explored->windows.points[found[i].first];
        const struct windows_point *last = &explored->windows.points[found[i].last];
        json_array_append_new(array, json_pack("{so, so, so}", "fate",
                                               json_text(tl_fates[first->fates[job]].name), "first",
                                               point_json(explored, first), "last",
                                               point_json(explored, last)));
    }
    free(found);
    return json_pack("{so, so}", "job", number(job), "windows", array);
}

static json_t *jobs_json(const struct explored *explored)
{
    json_t *array = json_array();
    for (uint32_t job = 0; job < explored->windows.jobs; job++)
        json_array_append_new(array, job_json(explored, job));
    return array;
}

static json_t *smallest_json(const struct explored *explored)
{
    const struct windows_point *point = windows_smallest(&explored->windows);
    if (point == NULL)
        return json_null();
    json_t *jobs = json_array();
    for (uint32_t job = 0; job < explored->windows.jobs; job++)
        if (point->fates[job] != WINDOWS_KEPT)
            json_array_append_new(jobs, number(job));
    return json_pack("{so, so, so}", "pressure", pressure_json(point), "jobs", jobs, "command",
                     json_text(explored->command));
}

static uint64_t count(const struct windows *windows, bool by_step)
{
    uint64_t found = 0;
    for (size_t i = 0; i < windows->count; i++)
        found += windows->points[i].usable && windows->points[i].pressure.asked != 0 &&
                 windows->points[i].pressure.by_step == by_step;
    return found;
}

static json_t *cancelled_step_json(const struct cancelled_step *step)
{
    json_t *differs = json_object();
    const char *name;
    uint64_t sum;
    for (size_t n = 0; cancelled_trouble(step, n, &sum, &name); n++)
        if (sum != 0)
            json_object_set_new(differs, name, number(sum));
    return json_pack("{so, so, so}", "step", number(step->step), "cancellations",
                     number(step->cancellations), "differs", differs);
}

static json_t *cancelled_json(const struct explored *explored)
{
    json_t *array = json_array();
    for (size_t i = 0; i < explored->cancelled.count; i++)
        json_array_append_new(array, cancelled_step_json(&explored->cancelled.steps[i]));
    const struct cancelled_step *step = cancelled_smallest(&explored->cancelled);
    json_t *smallest = step == NULL ? json_null()
                                    : json_pack("{so, so}", "pressure",
                                                json_sprintf("cancel=%" PRIu32, step->step),
                                                "command", json_text(explored->command));
    return json_pack("{so, so, so, so, so, so, so, so}", "implementation",
                     json_text(explored->implementation), "case", json_text(explored->case_id),
                     "guard", json_text(explored->guard), "steps", number(explored->steps),
                     "unmeasured", number(explored->failed), "why",
                     explored->why[0] != '\0' ? json_text(explored->why) : json_null(), "cancelled",
                     array, "smallest", smallest);
}

static json_t *one_json(const struct explored *explored)
{
    return json_pack(
        "{so, so, so, so, so, so, so, so, so, so, so}", "implementation",
        json_text(explored->implementation), "case", json_text(explored->case_id), "guard",
        json_text(explored->guard), "steps", number(explored->steps), "allocations",
        explored->allocations != 0 ? number(explored->allocations) : json_null(), "step_points",
        number(count(&explored->windows, true)), "inner_points",
        number(count(&explored->windows, false)), "unmeasured", number(explored->failed), "why",
        explored->why[0] != '\0' ? json_text(explored->why) : json_null(), "jobs",
        jobs_json(explored), "smallest", smallest_json(explored));
}

int output_explored_json(const struct explored_list *list, FILE *out, struct tl_error *error)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(array, list->cancels ? cancelled_json(&list->items[i])
                                                   : one_json(&list->items[i]));
    json_t *root = json_pack("{ss, so, so}", "schema", FORM_EXPLORED, "within",
                             number(list->within), "explored", array);
    int result = root != NULL ? json_dumpf(root, out, JSON_INDENT(2)) : -1;
    json_decref(root);
    fputc('\n', out);
    return result == 0 ? 0 : tl_fail(error, TL_EXIT_UNMEASURED, "cannot write what was explored");
}
