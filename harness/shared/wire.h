/* What the driver and a worker say to each other: requests one way, answers the other.
 *
 * The driver writes struct tl_request to the worker's standard input; the worker writes
 * struct tl_answer, each followed by its payload, to its standard output. Both are built from one
 * tree for one machine, so the structs travel as they are. Closing standard input ends the worker.
 *
 * A request asks for the trials of one cell: `trials` seeds from `first_seed` on. The worker
 * answers each trial with one TL_ANSWER_TRIAL as it ends, then one TL_ANSWER_DONE; or, when no
 * (further) trial can be made, one TL_ANSWER_FAILED with the reason in `note`. While a trial takes
 * long, TL_ANSWER_UNDER_WAY says in `note` how far it is.
 */
#ifndef TASKLOSS_WIRE_H
#define TASKLOSS_WIRE_H

#include <stdint.h>

#include "counts.h"
#include "terms.h"

#define TL_WIRE_MAGIC   0x4c534b54u /* "TKSL" */
#define TL_WIRE_VERSION 13u

#define TL_PATH_MAX           4096
#define TL_NOTE_MAX           256
#define TL_LOOP_MAX           1024
#define TL_ISOLATION_NOTE_MAX 128
#define TL_JOBS_MAX           512
#define TL_FACTS_MAX          65536 /* facts a trial can note, and the bytes of their names; */
#define TL_NAMES_MAX          ((size_t)4 << 20) /* more make it "could not measure" */
#define TL_TASKS_MAX          (1u << 22)        /* tasks a trial can follow; the same */
#define TL_ROWS_MAX           4096              /* of its jobs, the first ones have rows */
#define TL_WANTED_MAX         1000000           /* jobs that it can be asked to start */
#define TL_OUTPUT_MAX         4096              /* last bytes of a trial's output that are kept */
#define TL_GRAPH_MAX          (4u << 20)        /* bytes of JSON that tell who holds whom */

/* The reference workload: what the rest of the program does while jobs wait. Each trial draws one
 * value of each range, both ends included, from its seed. */
struct tl_range {
    uint32_t low, high;
};

struct tl_workload {
    struct tl_range garbage; /* objects in reference cycles made and dropped per loop step */
    struct tl_range ballast; /* container objects held for the whole trial */
    struct tl_range wait;    /* loop steps between the last spawn and the wake-up */
};

struct tl_request {
    uint32_t magic, version;
    uint32_t serial;            /* chosen by the driver; every answer repeats it */
    uint32_t guard;             /* enum tl_guard */
    uint32_t kinds;             /* bit 1 << enum tl_kind for each */
    uint32_t pressure;          /* enum tl_pressure */
    uint64_t pressure_argument; /* N or K; 0: none given */
    uint64_t first_seed;
    uint32_t trials;
    uint32_t jobs;        /* jobs a trial spawns */
    uint32_t deadline_ms; /* wall time for a trial, and for importing the case */
    uint32_t memory_mb;   /* what a trial may allocate */
    uint32_t audit; /* 1: run the second detector too; 2: and blind the first, a planted fault */
    uint32_t jobs_fail;  /* nonzero: the jobs are meant to fail; else that is not measured */
    uint32_t foreground; /* nonzero: what trials print is shown on the worker's standard error once
                            they have ended */
    uint32_t oracle;     /* enum tl_oracle: where the exposure of jobs is looked at */
    uint32_t job_need;   /* enum tl_job_need: is a trial without a job a measurement? */
    uint32_t isolation;  /* enum tl_isolation: as it is wanted; FORK or SNAPSHOT */
    /* Nonzero: no trial is wanted, but the control and, in another run like it, who holds whom at
     * loop step `graph_step`; 0: at one that the control shows to be telling. */
    uint32_t graph, graph_step;
    uint32_t count_allocations;  /* nonzero: under each pressure, not only where it needs that */
    struct tl_workload workload; /* used by natural and threshold */
    char job_names[TL_JOBS_MAX]; /* what the head names as jobs, with ' ' between; "*": every task;
                               "": functions that are called job */
    char case_path[TL_PATH_MAX]; /* absolute */
    char loop[TL_LOOP_MAX]; /* "MODULE:EXPRESSION" of what makes an event loop; empty: asyncio */
    char loop_site[TL_PATH_MAX]; /* the folder that MODULE is in */
};

/* No: what became of its jobs is what was asked for. Where it is about facts or endings, and no
 * task was made that could have been a job. Where its head says that it has none. */
enum tl_job_need { TL_JOB_NEEDED, TL_JOB_OR_FACTS, TL_JOB_NONE };

/* What the oracle can say of a control: nothing; that what it calls exposed is; and that what it
 * does not call exposed is held. */
enum tl_sight { TL_SIGHT_NONE, TL_SIGHT_PARTIAL, TL_SIGHT_EXACT };

enum tl_answer_type { TL_ANSWER_TRIAL = 1, TL_ANSWER_DONE, TL_ANSWER_FAILED, TL_ANSWER_UNDER_WAY };

/* One run of the program: the trial itself, or its control. */
struct tl_tally {
    /* Of jobs, by enum tl_count. In a control, LOST is 0 and ORPHANED counts destroyed ones. */
    uint32_t counts[TL_COUNT_COUNT];
    uint32_t others;      /* tasks that are not jobs: the program's own */
    uint32_t steps;       /* loop steps */
    uint32_t collections; /* full collections that taskloss made, or natural ones seen */
    uint32_t pressed;     /* of these, the ones at loop steps, by the pressure */
    uint64_t allocations; /* of objects; 0 if not counted */
    uint32_t reports;     /* messages to the loop's exception handler or asyncio's log */
};

struct tl_answer {
    uint32_t magic, version;
    uint32_t type; /* enum tl_answer_type */
    uint32_t serial;
    uint64_t seed;
    uint32_t ending;         /* enum tl_ending of the trial, or of the control if that one failed */
    int32_t ending_code;     /* exit status or signal number */
    uint32_t control_failed; /* nonzero: the ending above is the control's; nothing was measured */
    uint32_t unpaired;       /* nonzero: trial and control differ in their jobs: not measured */
    uint32_t audit_differences;  /* jobs on which the second detector disagrees */
    uint32_t left_processes;     /* processes the trial left behind; they were killed */
    uint32_t left_threads;       /* threads that still ran when the program had ended */
    uint32_t real_time;          /* nonzero: virtual time was not in force */
    uint32_t unmet;              /* nonzero: jobs waited, and no collection fell meanwhile */
    uint32_t stuck;              /* nonzero: jobs were pending when nothing more could come */
    uint32_t sight;              /* enum tl_sight: of exposure, in the control */
    uint32_t pressed_step;       /* of the trial: where the pressure's first collection came; */
    uint64_t pressed_allocation; /* and after how many object allocations; 0 if not counted */
    uint64_t waited_steps;       /* loop steps at which jobs were pending, summed over jobs */
    uint64_t exposed_steps;      /* of these, the ones at which nobody outside held them */
    uint64_t wall_us;            /* time of trial and control together: never part of a verdict */
    uint64_t apart_us; /* of an answer that says how far it is: what collections took, and what runs
                          that are over waited for a processor */
    struct tl_workload drawn; /* low == high: what this trial drew */
    struct tl_tally trial, control;
    char note[TL_NOTE_MAX]; /* one line, UTF-8: what went wrong, or empty */
    uint32_t isolation;     /* enum tl_isolation: how the trial ran; FORK or SNAPSHOT */
    uint32_t both_ways;     /* enum tl_both_ways: of an audit */
    char isolation_note[TL_ISOLATION_NOTE_MAX]; /* one line: why not as it was wanted, or what
                                                   differs both ways; or empty */
    uint32_t no_snapshots;  /* nonzero: this machine allows none, which is what the line says */
    uint32_t task_count;    /* payload 1: task_count of struct tl_task_row, of the first jobs */
    uint32_t fact_count;    /* payload 2: fact_count of struct tl_fact_numbers */
    uint32_t names_length;  /* payload 3: bytes, the names of the facts, each ended by a zero */
    uint32_t output_length; /* payload 4: bytes, the end of what the trial printed */
    uint32_t graph_length;  /* payload 5: bytes of JSON, which holders.py makes */
    uint32_t remarks;       /* bit 1 << enum tl_remark for each that is so of trial or control */
};

#define TL_EXPOSED_WORDS 4

/* At which loop steps of the control a job was pending, and would have died of a collection. */
struct tl_exposure {
    uint32_t waited, exposed;         /* numbers of loop steps */
    uint32_t first, last;             /* exposed steps; 0: none */
    uint64_t steps[TL_EXPOSED_WORDS]; /* bit k: at loop step k */
};

/* One job of a trial, in order of creation. */
struct tl_task_row {
    uint32_t fate;         /* enum tl_fate */
    uint32_t control_fate; /* enum tl_fate of the same job in the control */
    uint32_t born_step,
        ended_step; /* loop steps; ended_step is where it was destroyed or seen to end */
    uint64_t born_allocation, ended_allocation; /* object allocations so far; 0 if not counted */
    uint32_t flags;                             /* TL_TASK_* */
    uint32_t reserved;
    struct tl_exposure exposure;
};

#define TL_TASK_LEAKED        1u
#define TL_TASK_SILENT        2u
#define TL_TASK_RESURRECTED   4u
#define TL_TASK_AUDIT_DIFFERS 8u
#define TL_TASK_COLLECTED     16u /* destroyed by the pressure's collection (CPython) */
#define TL_TASK_FORESEEN      32u /* called exposed in the trial just before the first of these */

/* A number that the case itself reports about a trial (trial.note("name", value)). */
struct tl_fact_numbers {
    int64_t trial, control;
};

#endif
