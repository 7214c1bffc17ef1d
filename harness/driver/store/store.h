/* Results: one SQLite file, every trial in it as soon as it has ended. Only this module knows SQL.
 *
 * The file is DIR/taskloss.sqlite, in WAL mode, its schema numbered by PRAGMA user_version. Each
 * finished trial is committed before store_trial returns, so killing the driver loses none.
 * All functions return 0, or -1 with `error` filled in.
 */
#ifndef TASKLOSS_STORE_H
#define TASKLOSS_STORE_H

#include "cell.h"
#include "error.h"
#include "fact.h"
#include "watched.h"
#include "wire.h"

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
    uint32_t trials, jobs, deadline_ms, memory_mb, audit, oracle, isolation;
    uint32_t precision_ppm; /* as in struct run_options */
    uint64_t planned;       /* trials of all cells together; 0: not known */
    uint64_t missing;       /* set by cells_read: of those, in a run without an end */
    struct tl_workload workload;
    bool watch; /* set when read: it watched a program; it has findings in place of cells */
};

/* Opens DIR/taskloss.sqlite, making DIR and the file if `create`. A file of a newer taskloss, or
 * one that is no results file, is an error and is left as it is. */
int store_open(struct store **out, const char *directory, bool create, struct tl_error *error);
void store_close(struct store *store);

/* Of the form of results files that this taskloss writes. */
int store_version(void);

/* Begins a run and remembers its id in `run`. */
int store_run_begin(struct store *store, struct tl_run *run, struct tl_error *error);
int store_run_end(struct store *store, int64_t run, struct tl_error *error);

/* A cell that is going to be run, with `planned` trials; `out` is its id, the same when asked
 * again. Implementations and cases are stored with it. Results list implementations in the order in
 * which they first came here: call this in the plan's order. */
int store_cell(struct store *store, int64_t run, const struct tl_cell *cell, uint32_t planned,
               int64_t *out, struct tl_error *error);

/* The id of a cell that this run has already; 0: it has none such. */
int store_find_cell(struct store *store, int64_t run, const struct tl_cell *cell, int64_t *out,
                    struct tl_error *error);

/* One trial that ended. `tasks`, `facts` and `output` are answer's payloads. A cell holds a seed
 * once: the same one again is an error. */
int store_trial(struct store *store, int64_t cell, const struct tl_answer *answer,
                const struct tl_task_row *tasks, const struct tl_fact *facts, const char *output,
                struct tl_error *error);

/* The cell, or what was left of it, could not be measured. `seed`: of the trial that failed. */
int store_unmeasured(struct store *store, int64_t cell, uint64_t seed, const char *why,
                     struct tl_error *error);

/* The same of a cell whose trials have ended: they stay, and count as not measured. */
int store_discounted(struct store *store, int64_t cell, uint64_t seed, const char *why,
                     struct tl_error *error);

/* What two runs were asked for differently that decides over trials: an option's name; NULL: all of
 * it is the same. */
const char *store_run_differs(const struct tl_run *a, const struct tl_run *b);

/* The latest runs of the folders `from` as one new run: all of it or nothing. They must have been
 * asked for alike, and agree where two of them have the same trial. It has an end if all of them
 * have. */
int store_merge(struct store *to, struct store *const *from, size_t count, int64_t *run,
                struct tl_error *error);

/* Reads a run: `run` is its id, 0 for the latest that is no watch. Free with store_run_free. */
int store_run(struct store *store, int64_t run, struct tl_run *out, struct tl_error *error);
void store_run_free(struct tl_run *run);

/* The id of the latest run, whatever it is of. */
int store_latest(struct store *store, int64_t *out, struct tl_error *error);

/* How a program was watched. Strings are owned where the struct is read. */
struct tl_watch {
    char *folder;   /* in which it was started */
    char *events;   /* the file in which events are while it runs */
    uint32_t mode;  /* enum watching_mode */
    uint32_t also;  /* bits: 1 << enum watching_sort */
    int64_t status; /* as of waitpid(), once it has ended */
};

/* Begins a run that is a watch. */
int store_watch_begin(struct store *store, struct tl_run *run, const struct tl_watch *watch,
                      struct tl_error *error);

/* All that was found, and the run's end: all or nothing. */
int store_watch_end(struct store *store, int64_t run, int64_t status, const struct watched *watched,
                    struct tl_error *error);

/* Reads a watch, which `run` has to be. Of one without an end there are no findings here: they are
 * in `watch->events`. Free both, also on -1: watched_free, store_watch_free. */
int store_watch(struct store *store, int64_t run, struct tl_watch *watch, struct watched *watched,
                struct tl_error *error);
void store_watch_free(struct tl_watch *watch);

/* The implementations of a run, in the order in which they came. Free with
 * store_implementations_free. */
struct tl_implementation_row {
    int64_t id;
    struct tl_implementation about;
};
int store_implementations(struct store *store, int64_t run, struct tl_implementation_row **out,
                          size_t *count, struct tl_error *error);
void store_implementations_free(struct tl_implementation_row *rows, size_t count);

/* The cells of a run, without what their trials show, in no order. Free with store_cells_free. */
struct tl_cell_row {
    int64_t id, implementation; /* the id of a struct tl_implementation_row */
    char *case_id, *case_name, *case_title, *case_file, *case_source, *case_awaits;
    struct tl_expectation *expectations; /* as the case had them when it ran */
    size_t expectation_count;
    enum tl_guard guard;
    struct pressure pressure;
    uint32_t planned; /* trials; 0: not known */
};
int store_cells(struct store *store, int64_t run, struct tl_cell_row **out, size_t *count,
                struct tl_error *error);
void store_cell_free(struct tl_cell_row *row);
void store_cells_free(struct tl_cell_row *rows, size_t count);

/* Why a cell could not be measured, as the driver said it, and for which seed; `*why` NULL: it said
 * nothing. To be freed. */
int store_why_unmeasured(struct store *store, int64_t cell, char **why, uint64_t *seed,
                         struct tl_error *error);

/* The facts of a cell, summed over its measured trials, by name. Free with facts_free. */
int store_facts(struct store *store, int64_t cell, struct tl_fact **out, size_t *count,
                struct tl_error *error);

/* One recorded trial, to repeat it. Strings are to be freed with store_recorded_free. */
struct tl_recorded {
    int64_t trial, cell, run;
    struct tl_implementation implementation;
    char *case_file, *case_id;
    enum tl_guard guard;
    struct pressure pressure;
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
int store_each_trial(struct store *store, int64_t cell,
                     void (*each)(void *context, const struct tl_trial_row *trial,
                                  const struct tl_answer *answer),
                     void *context, struct tl_error *error);
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

/* The jobs of one trial, measured or not, in order of creation. Free `*out` with free in any case.
 */
int store_trial_tasks(struct store *store, int64_t trial, struct tl_task_row **out, uint32_t *count,
                      struct tl_error *error);

#endif
