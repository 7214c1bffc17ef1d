/* A cell of the plan as a request to a worker. */
#ifndef TASKLOSS_REQUEST_H
#define TASKLOSS_REQUEST_H

#include "cell.h"
#include "store.h"
#include "wire.h"

/* Fills the part of a request that says which cell it is, and the limits and workload of `run`. */
void request_fill(const struct tl_cell *cell, const struct tl_run *run, uint64_t first_seed,
                  uint32_t trials, struct tl_request *out);

#endif
