/* What a request may ask for, each for one seed: 0, or -1 when the driver is gone. */
#ifndef TASKLOSS_SERVING_H
#define TASKLOSS_SERVING_H

#include <stdint.h>

#include "wire.h"

/* A control, then the trial. */
int serving_seed(const struct tl_request *request, uint64_t seed);

/* A control, then a run for each cancellation. */
int serving_cancellations(const struct tl_request *request, uint64_t seed);

/* A control, then the same again up to the step at which it is looked at who holds whom. */
int serving_holders(const struct tl_request *request, uint64_t seed);

#endif
