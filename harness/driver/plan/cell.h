/* A cell: one case on one implementation under one guard and one pressure. */
#ifndef TASKLOSS_CELL_H
#define TASKLOSS_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "case.h"
#include "python.h"
#include "words.h"

/* The trials of one combination. */
struct tl_cell {
    const struct tl_target *target; /* borrowed */
    const struct tl_case *the_case; /* borrowed */
    enum tl_guard guard;
    struct pressure pressure;
    bool jobs_fail; /* its head says that they do, there */
};

#endif
