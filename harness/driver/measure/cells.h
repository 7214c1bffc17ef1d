/* A run's cells with their numbers, summed up from the trials that the store holds. */
#ifndef TASKLOSS_CELLS_H
#define TASKLOSS_CELLS_H

#include "error.h"
#include "store.h"

/* A cell's numbers, summed over its trials, as read back. */
struct tl_result {
    int64_t cell; /* its id, for store_trials and store_tasks */
    char *implementation, *version, *case_id, *case_name, *guard,
        *pressure; /* pressure: "step=3" */
    char *case_title, *case_file, *libpython;
    uint32_t kinds, build;
    uint32_t trials;   /* that ended, in any way */
    uint32_t measured; /* of them: ok, control ok, paired */
    uint32_t endings[TL_ENDING_COUNT];
    uint32_t spawned, fates[TL_FATE_COUNT]; /* over measured trials only */
    uint32_t leaked, kept, silent, rescued, resurrected, audit_differences;
    uint64_t waited_steps, exposed_steps; /* of its jobs: see exposure.h */
    uint32_t sight;         /* enum tl_sight, of the trial that was seen least of */
    bool real_time;         /* in some trial, virtual time was not in force */
    double rate, low, high; /* lost / spawned, 95 % interval clustered by trial; */
    bool has_rate;          /* false: no data, then the three above are 0 */
    uint64_t first_seed;
    int64_t first_trial;      /* its id, for store_recorded; 0: none ended */
    char *unmeasured;         /* why something could not be measured, or NULL */
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
    struct tl_result *cells; /* ordered by implementation (as given), case id, guard, pressure */
    size_t count;
};

/* Reads a run back: `run` is its id, 0 for the latest. Free with cells_free. */
int cells_read(struct store *store, int64_t run, struct tl_results *out, struct tl_error *error);
void cells_free(struct tl_results *results);
void cells_free_one(struct tl_result *cell);

#endif
