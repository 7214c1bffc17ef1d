/* The cell of a recorded trial, found again: the same case on the same Python. */
#ifndef TASKLOSS_AGAIN_H
#define TASKLOSS_AGAIN_H

#include "cases.h"
#include "plan.h"
#include "pythons.h"
#include "store.h"

/* All zero to begin with. `plan` has one cell, made from the rest. */
struct again {
    struct tl_cases cases;
    struct tl_pythons pythons;
    struct tl_targets targets;
    struct plan plan;
};

/* -1: the case or the Python is no longer what it was, or cannot be found. Free in any case. */
int again_find(struct again *again, const struct tl_recorded *recorded, struct tl_error *error);
void again_free(struct again *again);

#endif
