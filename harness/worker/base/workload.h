/* What a pressure asks of a trial: the reference workload's numbers, and what may be frozen. */
#ifndef TASKLOSS_WORKLOAD_H
#define TASKLOSS_WORKLOAD_H

#include "wire.h"

/* Does the program make garbage under this pressure? */
int workload_has(uint32_t pressure);

/* Do collections under this pressure look only at what the trial itself has made? */
int workload_freezes(uint32_t pressure);

/* What the reference workload draws from this seed; zero for pressures without a workload. */
struct tl_workload workload_draw(const struct tl_request *request, uint64_t seed);

#endif
