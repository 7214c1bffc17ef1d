/* Cells put together: what a column of the table or a point of a plot is made of. */
#ifndef TASKLOSS_POOL_H
#define TASKLOSS_POOL_H

#include "cells.h"

/* What a run's cells range over, each value once, in the results' order. A value is represented by
 * the first cell that has it; cells are borrowed from the results. */
struct pool_axes {
    const struct tl_result **implementations, **cases, **pressures;
    size_t implementation_count, case_count, pressure_count;
    struct pool_index *index; /* which cells each implementation has of each case */
};

/* Fills `out`, which lives no longer than the results; free with pool_axes_free. */
void pool_axes(const struct tl_results *results, struct pool_axes *out);
void pool_axes_free(struct pool_axes *axes);

/* Which cells: those that agree with every member that is not NULL. */
struct pool_query {
    const struct tl_result *implementation, *the_case, *pressure;
    const char *guard; /* a guard's name, or POOL_GUARDED */
};

/* All guards that keep a strong reference, together. */
#define POOL_GUARDED "guarded"

/* Their numbers, summed; the rate's interval takes cells as strata and trials as clusters. */
struct pool_point {
    size_t cells, incomplete; /* incomplete: of which something could not be measured */
    uint64_t trials, measured, as_expected, counts[TL_COUNT_COUNT];
    uint64_t waited_steps, exposed_steps;
    uint64_t aftermaths; /* what cancellations left or brought about: see TL_AFTERMATHS */
    uint32_t sight;      /* enum tl_sight, of the cell that was seen least of */
    bool has_rate;       /* false: no data, then the three below are 0 */
    double rate, low, high;
};

/* A cell alone, as a point. */
struct pool_point pool_cell(const struct tl_result *cell);

/* All was measured, and there were no jobs whose loss could be counted: the case shows other
 * things. */
bool pool_no_jobs(const struct pool_point *point);

/* Do low and high tell anything? Of one trial a cell no interval follows. */
bool pool_has_interval(const struct pool_point *point);

/* Does a cell agree? */
bool pool_matches(const struct tl_result *cell, const struct pool_query *query);
bool pool_same_case(const struct tl_result *a, const struct tl_result *b);

/* The two below take the cells of a query out of the axes' results; its implementation and its case
 * are cells of these results. They look only at the cells of that implementation and case. */
bool pool_any(const struct pool_axes *axes, const struct pool_query *query);
const struct tl_result *pool_first(const struct pool_axes *axes, const struct pool_query *query);
void pool(const struct pool_axes *axes, const struct pool_query *query, struct pool_point *out);

#endif
