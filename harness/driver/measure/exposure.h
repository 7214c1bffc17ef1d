/* Exposure: the share of the loop steps of a job's wait at which a collection would have killed it. */
#ifndef TASKLOSS_MEASURE_EXPOSURE_H
#define TASKLOSS_MEASURE_EXPOSURE_H

#include <stdbool.h>

#include "pool.h"

/* Which steps count is seen in the control, where nobody is destroyed. False: nobody looked, or no
 * job ever waited; then `share`, 0 to 1, is left as it is. */
bool exposure_of_cell(const struct tl_result *cell, double *share);
bool exposure_of_point(const struct pool_point *point, double *share);

/* Was every step of every wait looked at, and no job exposed at any? */
bool exposure_none(const struct pool_point *point);

#endif
