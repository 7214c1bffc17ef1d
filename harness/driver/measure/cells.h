/* A run's cells with their numbers, summed up from the trials that the store holds. */
#ifndef TASKLOSS_CELLS_H
#define TASKLOSS_CELLS_H

#include "error.h"
#include "store.h"

/* A cell's numbers, summed over its trials, as read back. */
struct tl_result {
    int64_t cell;                                   /* its id, for store_trials and store_tasks */
    const struct tl_implementation *implementation; /* borrowed from the results */
    char *case_id, *case_name, *case_title, *case_file;
    char *case_source; /* where the behaviour is known from */
    char *case_awaits; /* what its job waits for: "a stream"; "" or NULL: its head does not say */
    enum tl_guard guard;
    struct pressure pressure;
    uint32_t planned;  /* trials; 0: not known */
    uint32_t trials;   /* that ended, in any way */
    uint32_t measured; /* of them: ok, control ok, paired; or ended by what a loss dragged along */
    uint32_t
        as_expected; /* of them: ended as the head has it on this implementation (hangs: ...) */
    uint32_t endings[TL_ENDING_COUNT];
    /* Without any collection, of the program's own doing, and not as the head has it: endings of
     * controls; jobs that failed in them. */
    uint32_t by_itself[TL_ENDING_COUNT], failed_by_themselves;
    uint32_t counts[TL_COUNT_COUNT]; /* over measured trials only */
    uint32_t audit_differences;
    uint64_t waited_steps, exposed_steps; /* of its jobs: see exposure.h */
    uint32_t sight;                       /* enum tl_sight, of the trial that was seen least of */
    bool real_time;                       /* in some trial, virtual time was not in force */
    uint32_t remarks;                     /* bit 1 << enum tl_remark: of some trial */
    double rate, low, high;               /* lost / spawned, 95 % interval clustered by trial; */
    bool has_rate;                        /* false: no data, then the three above are 0 */
    bool anytime;                         /* its run looked at its trials to decide when to stop */
    struct tl_task_row *jobs;             /* of the first measured trial, in order of creation */
    uint32_t job_count;
    int64_t jobs_trial;                /* that trial's id; 0: none was measured */
    uint32_t control_steps;            /* loop steps of its control */
    uint32_t pressed;                  /* collections at its own loop steps */
    uint64_t collections, allocations; /* of all measured trials; allocations 0: not counted */
    uint32_t uncollected;              /* measured trials without a collection */
    uint64_t first_seed;
    int64_t first_trial;      /* its id, for store_recorded; 0: none ended */
    uint64_t wall_us;         /* that its trials took, with their controls */
    char *followed;           /* how a trial ended after a loss; or NULL */
    char *unmeasured;         /* why something could not be measured, or NULL */
    bool given_up;            /* the driver said so: what is missing of it will not come */
    uint64_t unmeasured_seed; /* the seed of the first trial it happened to */
    struct tl_fact *facts;    /* sums over measured trials, by name */
    size_t fact_count;
    struct tl_expectation *expectations; /* as the case had them when it ran */
    size_t expectation_count;
    struct tl_sample {
        uint64_t lost, spawned;
    } * samples;         /* one for each measured trial, by seed */
    size_t sample_count; /* = measured */
};

struct tl_results {
    struct tl_run run;
    struct tl_implementation *implementations; /* in the order in which they were run */
    size_t implementation_count;
    struct tl_result *cells; /* by implementation, then by cells_by_case */
    size_t count;
};

/* The one order of cells of an implementation: by case (a9 before a10), guard, pressure. As for
 * qsort, but with cells themselves. */
int cells_by_case(const struct tl_result *a, const struct tl_result *b);

/* The same of their cases alone. */
int cells_by_case_only(const struct tl_result *a, const struct tl_result *b);

/* Is all of it measured? A cell of which some trial is not says nothing about a zero. A trial that
 * ended as its case's head expects tells that and nothing more. */
bool cell_is_measured(const struct tl_result *cell);

/* What the head of its case says of a count, a fact or an ending; NULL: nothing. Is its
 * implementation in a set of versions? */
const char *cell_head(const struct tl_result *cell, const char *key);
bool cell_is_in(const struct tl_result *cell, const char *set);

/* Is its case one of the suite's own, on asyncio's own loop? Such a one is known to run and to note
 * its facts as its head says: of anybody else's, one that does not is more likely to be at fault
 * itself, and on another loop it may ask for what that one never had. */
bool cell_is_proven(const struct tl_result *cell);

/* Does its pressure leave nothing to chance? Then counts are compared as they are. */
bool cell_is_exact(const struct tl_result *cell);

/* How the results call its pressure: "step=3". In `text`, which is returned. */
#define CELL_PRESSURE_MAX 48
const char *cell_pressure(const struct tl_result *cell, char text[static CELL_PRESSURE_MAX]);

/* Reads a run back: `run` is its id, 0 for the latest. Free with cells_free. */
int cells_read(struct store *store, int64_t run, struct tl_results *out, struct tl_error *error);

/* The same of one cell alone, by its id. */
int cells_read_one(struct store *store, int64_t run, int64_t cell, struct tl_results *out,
                   struct tl_error *error);
void cells_free(struct tl_results *results);
void cells_free_one(struct tl_result *cell);

#endif
