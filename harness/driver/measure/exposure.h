/* Exposure: the share of the loop steps of a job's wait at which a collection would have killed it.
 */
#ifndef TASKLOSS_MEASURE_EXPOSURE_H
#define TASKLOSS_MEASURE_EXPOSURE_H

#include <stdbool.h>

#include "pool.h"

/* Which steps count is seen in the control, where nobody is destroyed. False: nobody looked, or no
 * job ever waited; then `share`, 0 to 1, is left as it is. */
bool exposure_of_cell(const struct tl_result *cell, double *share);
bool exposure_of_point(const struct pool_point *point, double *share);

/* The first and the last loop step at which some job of the cell's first measured trial was
 * exposed. False: at none, or nobody looked; then both are left as they are. */
bool exposure_window(const struct tl_result *cell, uint32_t *first, uint32_t *last);

/* Was the job exposed at this loop step? Only the first EXPOSURE_STEPS - 1 are known. */
#define EXPOSURE_STEPS (64u * TL_EXPOSED_WORDS)
bool exposure_at(const struct tl_exposure *exposure, uint32_t step);

/* Can no job be lost? Every trial was measured, every step of every wait was looked at, no job was
 * exposed at any, and none was destroyed, nor dragged along. */
bool exposure_none(const struct pool_point *point);

#endif
