/* The windows in which jobs are destroyed, as people and programs read them. */
#ifndef TASKLOSS_OUTPUT_EXPLORED_H
#define TASKLOSS_OUTPUT_EXPLORED_H

#include <stdio.h>

#include "error.h"
#include "windows.h"

/* A block a case and implementation: a line a job and window, then the command that shows a loss.
 */
void output_explored_text(const struct explored_list *list, FILE *out);

/* {"within", "explored": [{"implementation", "case", "guard", "steps", "allocations" (null: they
 * cannot be counted), "step_points", "inner_points", "unmeasured", "why", "jobs": [{"job",
 * "windows": [{"fate", "first": POINT, "last": POINT}]}], "smallest": null or {"pressure", "jobs",
 * "command"}}]}; POINT is {"step", "allocation", "pressure"}. */
int output_explored_json(const struct explored_list *list, FILE *out, struct tl_error *error);

#endif
