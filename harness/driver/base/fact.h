/* Numbers that cases report about their trials: trial.note("name", value). */
#ifndef TASKLOSS_FACT_H
#define TASKLOSS_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a trial, or summed over a cell's. */
struct tl_fact {
    char *name; /* UTF-8 of any length, not empty */
    int64_t trial, control;
    bool beyond; /* a sum has no room in 64 bits: the numbers mean nothing */
};

/* Adds the numbers of `more` to `sum`, or says that they are beyond. */
void fact_add(struct tl_fact *sum, const struct tl_fact *more);

/* Frees a list and its names. */
void facts_free(struct tl_fact *facts, size_t count);

#endif
