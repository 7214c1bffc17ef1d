/* Results: one SQLite file, every trial in it as soon as it has ended. Only this module knows SQL.
 *
 * The file is DIR/taskloss.sqlite, in WAL mode, its schema numbered by PRAGMA user_version. Each
 * finished trial is committed before store_trial returns, so killing the driver loses none.
 * All functions return 0, or -1 with `error` filled in.
 */
#ifndef TASKLOSS_STORE_H
#define TASKLOSS_STORE_H

#include "error.h"
#include "model.h"

struct store;

/* What a run was asked to do: enough to do it again. */
struct tl_run {
    int64_t id;    /* set by store_run_begin */
    char *started; /* UTC, ISO 8601 */
    char *ended;   /* NULL while running or if it was killed */
    char *command; /* the command line, quoted for a shell */
    char *machine; /* uname: system, release, machine */
    char *tool;    /* taskloss' version */
    uint64_t seed;
    uint32_t trials, jobs, deadline_ms, memory_mb, audit;
    struct tl_workload workload;
};

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
    bool real_time;         /* in some trial, virtual time was not in force */
    double rate, low, high; /* lost / spawned, 95 % interval clustered by trial; */
    bool has_rate;          /* false: no data, then the three above are 0 */
    uint64_t first_seed;
    int64_t first_trial;      /* its id, for store_recorded; 0: none ended */
    char *unmeasured;         /* why something could not be measured, or NULL */
    uint64_t unmeasured_seed; /* the seed of the first trial it happened to */
    struct tl_result_fact {
        char name[TL_FACT_NAME_MAX];
        int64_t trial, control; /* sums over measured trials */
    } * facts;
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

/* Opens DIR/taskloss.sqlite, making DIR and the file if `create`. A file of a newer taskloss, or
 * one that is no results file, is an error and is left as it is. */
int store_open(struct store **out, const char *directory, bool create, struct tl_error *error);
void store_close(struct store *store);

/* Begins a run and remembers its id in `run`. */
int store_run_begin(struct store *store, struct tl_run *run, struct tl_error *error);
int store_run_end(struct store *store, int64_t run, struct tl_error *error);

/* A cell that is going to be run; `out` is its id, the same when asked again. Implementations and
 * cases are stored with it. Results list implementations in the order in which they first came
 * here: call this in the plan's order. */
int store_cell(struct store *store, int64_t run, const struct tl_cell *cell, int64_t *out,
               struct tl_error *error);

/* One trial that ended. `tasks`, `facts` and `output` are answer's payloads. A cell holds a seed
 * once: the same one again is an error. */
int store_trial(struct store *store, int64_t cell, const struct tl_answer *answer,
                const struct tl_task_row *tasks, const struct tl_fact *facts, const char *output,
                struct tl_error *error);

/* The cell, or what was left of it, could not be measured. `seed`: of the trial that failed. */
int store_unmeasured(struct store *store, int64_t cell, uint64_t seed, const char *why,
                     struct tl_error *error);

/* Is this trial a measurement? If not, why, in one line to be freed; NULL: no memory. */
bool store_is_measured(const struct tl_answer *answer);
char *store_why_unmeasured(const struct tl_answer *answer);

/* Reads a run back: `run` is its id, 0 for the latest. Free with store_results_free. */
int store_read(struct store *store, int64_t run, struct tl_results *out, struct tl_error *error);
void store_results_free(struct tl_results *results);

/* Drops the cells of implementations that none of `specs` means (see names.h). That none is left is
 * an error. No specs: all stay. */
int store_results_narrow(struct tl_results *results, const char *const *specs, size_t count,
                         struct tl_error *error);

/* One recorded trial, to repeat it. Strings are to be freed with store_recorded_free. */
struct tl_recorded {
    int64_t trial, cell, run;
    char *implementation, *libpython, *case_file, *case_id, *guard, *pressure;
    uint32_t kinds;
    struct tl_run options; /* the run it belongs to */
    uint64_t seed;
    struct tl_answer answer;   /* as stored; type, serial, magic and version are not: 0 */
    struct tl_task_row *tasks; /* answer.task_count of them, in order of creation */
    struct tl_fact *facts;     /* answer.fact_count of them, by name */
    char *output;              /* answer.output_length bytes, then a NUL */
};
int store_recorded(struct store *store, int64_t trial, struct tl_recorded *out,
                   struct tl_error *error);
void store_recorded_free(struct tl_recorded *recorded);

/* Every run in the file, oldest first. Free with store_runs_free. */
int store_runs(struct store *store, struct tl_run **out, size_t *count, struct tl_error *error);
void store_runs_free(struct tl_run *runs, size_t count);

/* The trials of a cell, measured or not, by seed: what a comparison by trial needs. Free with free.
 */
struct tl_trial_row {
    int64_t id; /* for store_recorded */
    uint64_t seed;
    bool measured;
    uint32_t ending; /* enum tl_ending */
    int32_t ending_code;
    struct tl_tally trial, control;
};
int store_trials(struct store *store, int64_t cell, struct tl_trial_row **out, size_t *count,
                 struct tl_error *error);

/* The jobs of a cell's measured trials, by seed and order of creation: what survival curves need.
 * Free with free. */
struct tl_job_row {
    uint64_t seed;
    struct tl_task_row task;
};
int store_tasks(struct store *store, int64_t cell, struct tl_job_row **out, size_t *count,
                struct tl_error *error);

#endif
