/* The ledger: shared memory into which a trial writes what becomes of its tasks, as it happens.
 *
 * The zygote maps it before it forks a trial and takes a copy after the trial has ended, in
 * whatever way: what a dead trial wrote still counts. One writer (the trial's process, under the
 * GIL), no locks. A program can write anywhere in its memory, so the copy is checked before it is
 * believed.
 *
 * It is a mapping of a file of the kernel's, of which only what was written exists: it grows by
 * sizeof(struct ledger_entry) a task, and of the first LEDGER_DETAILS_MAX by what is noted of each
 * loop step.
 */
#ifndef TASKLOSS_LEDGER_H
#define TASKLOSS_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "wire.h"

#define LEDGER_ENTRIES_MAX TL_TASKS_MAX /* tasks of any kind that one trial can make */
#define LEDGER_DETAILS_MAX 16384u       /* of these, the first ones have details */

enum ledger_phase { LEDGER_BLANK, LEDGER_RUNNING, LEDGER_SETTLED, LEDGER_COMPLETE };

/* A task's state, without the control's verdict on it. X(symbol), meaning */
#define LEDGER_STATES(X)                                                                           \
    X(STILLBORN) /* its __init__ raised: no task */                                                \
    X(LIVE)                                                                                        \
    X(FINISHED)                                                                                    \
    X(FAILED)                                                                                      \
    X(CANCELLED)                                                                                   \
    X(DESTROYED) /* finalized or freed while pending: sticky */                                    \
    X(STRANDED)  /* pending at the end */                                                          \
    X(UNSTARTED) /* pending at the end, without a first step */

/* What else is known of a task. X(symbol, bit), meaning */
#define LEDGER_FLAGS(X)                                                                            \
    X(JOB, 1u)         /* counts; other tasks are the program's own */                             \
    X(FREED, 2u)       /* its memory was released */                                               \
    X(SILENT, 4u)      /* nothing was said about its end */                                        \
    X(FINALIZED, 8u)   /* its finalizer ran */                                                     \
    X(SUSPENDED, 16u)  /* audit: its coroutine was finalized while suspended */                    \
    X(LEAKED, 32u)     /* ended, and alive after the last collection */                            \
    X(KEPT, 64u)       /* ended, and alive before the last collection */                           \
    X(AUDITABLE, 128u) /* audit: its coroutine is of a type the second detector knows */           \
    X(COLLECTED, 256u) /* destroyed by a collection that the pressure made */                      \
    X(REVIVED, 512u)   /* it was destroyed, lived on, and then ended by itself */                  \
    X(PENDED, 1024u)   /* it was pending when its making had returned */                           \
    X(MET, 2048u)      /* some collection began while it was pending */                            \
    X(ASKED, 4096u)    /* the pressure has cancelled it */

enum ledger_state {
#define X(symbol) LEDGER_##symbol,
    LEDGER_STATES(X)
#undef X
};

enum ledger_flag {
#define X(symbol, bit) LEDGER_##symbol = (bit),
    LEDGER_FLAGS(X)
#undef X
};

#define LEDGER_MARK 0x544b5354u /* where something else stands, the ledger was overwritten */

struct ledger_entry {
    uint32_t mark;
    uint32_t state; /* enum ledger_state */
    uint32_t flags; /* LEDGER_* */
    uint32_t born_step, ended_step;
    struct {
        uint32_t waited, exposed, first, last; /* as in struct tl_exposure */
    } exposure;
    uint64_t born_allocation, ended_allocation;
};

_Static_assert(sizeof(struct ledger_entry) <= 64, "a million tasks take no more than 64 MB");

/* What is noted of one task at loop steps. */
struct ledger_detail {
    uint64_t exposed[TL_EXPOSED_WORDS]; /* as the steps of struct tl_exposure */
    uint64_t turns[TL_EXPOSED_WORDS];   /* of a census: bit k where it waits, k loop steps after it
                                           was made, for something else than at the step before, or
                                           has been woken; none: not known */
};

struct ledger_fact {
    int64_t value;
    uint32_t name;    /* where in `texts` it begins */
    uint32_t printed; /* not 0: where the text begins of which the value is how often the trial
                         printed it */
};

/* Who made a task that is no job, as far as it matters where no job is seen. X(symbol), meaning */
#define LEDGER_MADE_KINDS(X)                                                                       \
    X(MADE_BY_PROGRAM) /* it might have been one */                                                \
    X(MADE_BY_ASYNCIO) /* runs a function of asyncio's own */                                      \
    X(MADE_AS_MAIN)    /* by run() or run_until_complete() */

enum ledger_made_kind {
#define X(symbol) LEDGER_##symbol,
    LEDGER_MADE_KINDS(X)
#undef X
};

#define LEDGER_MADE_MAX      12
#define LEDGER_MADE_NAME_MAX 100

/* Tasks that are no jobs, by what they run. */
struct ledger_made {
    char name[LEDGER_MADE_NAME_MAX]; /* as names.h shows it */
    uint32_t count, kind, cut;       /* cut: the name is longer */
};

struct ledger {
    uint32_t mark;
    uint32_t spoiled; /* of a copy: it was overwritten, and the rest is blank */
    uint32_t phase;   /* enum ledger_phase */
    uint32_t entry_count;
    uint32_t overflow; /* tasks beyond LEDGER_ENTRIES_MAX: the trial is not measured */
    uint32_t out_of_memory;
    uint32_t child_tasks;       /* made in processes that the trial forked: not measured */
    uint32_t interpreter_tasks; /* made in sub-interpreters, where they can be seen: likewise */
    uint32_t unknown_tasks;     /* tasks of a type the probe does not know: not measured */
    uint32_t steps, collections, reports;
    uint32_t pressed;            /* of the collections, those that the pressure made */
    uint32_t pressed_step;       /* the loop step of the first of these */
    uint64_t pressed_allocation; /* object allocations before it; 0 if not counted */
    uint32_t collecting;         /* such a one is under way */
    uint64_t collecting_us;      /* real time that those that are over took: not the program's */
    uint32_t left_threads, real_time;
    uint32_t pended;     /* some job was pending when its making had returned */
    uint32_t met;        /* some collection began while a job was pending */
    uint32_t as_shipped; /* the program asked that nothing be forced any more */
    uint32_t remarks;    /* bit 1 << enum tl_remark for each that is so */
    uint32_t withheld;   /* one that was due would have met a pending job, but that the program has
                            had its collector off ever since */
    uint32_t looks,
        unsure;       /* of the oracle; those at which somebody may be held by garbage alone */
    uint32_t control; /* this run is the control: the collector is off */
    uint32_t census;  /* what is left behind is to be counted: the pressure cancels */
    uint32_t victim, victim_step; /* this job, by its number from 0, is to be cancelled at its loop
                                     step of that number, from 1; 0: none is */
    uint32_t finalize;            /* the interpreter shall be finalized at the end */
    uint32_t idle_forever;        /* the program waited for something that could never come */
    uint32_t wait_began, wait_first,
        wait_last;    /* steps: of the latest trial.wait(), and both ends of the first; 0: none */
    uint32_t in_vain; /* the program waited for its jobs as long as it ever does */
    uint64_t allocations;
    struct tl_workload drawn;
    uint32_t fact_count, texts_used;
    uint32_t facts_lost;              /* nonzero: there was no room for one of them: not measured */
    uint32_t made_count, made_others; /* of tasks; of those that had no more room */
    struct ledger_made made[LEDGER_MADE_MAX];
    char note[TL_NOTE_MAX];    /* why the program did not run to its end */
    char failure[TL_NOTE_MAX]; /* of a control: the exception of the first job that failed */
    char unknown[TL_NOTE_MAX]; /* the type of the first unknown task */
    uint32_t end_mark;
    struct ledger_detail details[LEDGER_DETAILS_MAX]; /* of the entries of these numbers */
    struct ledger_fact facts[TL_FACTS_MAX];
    char texts[TL_NAMES_MAX]; /* of facts, each ended by a zero; texts_used of them */
    struct ledger_entry entries[LEDGER_ENTRIES_MAX];
};

/* Bytes of it that say how it stands: all that is not a list. */
#define LEDGER_HEAD offsetof(struct ledger, details)

/* How many of its entries have details. */
uint32_t ledger_details(const struct ledger *ledger);

/* Those of the entry of that number; NULL: it has none. */
struct ledger_detail *ledger_detail(struct ledger *ledger, uint32_t number);

/* The number of the fact of that name; TL_FACTS_MAX: it has none. */
uint32_t ledger_find_fact(const struct ledger *ledger, const char *name);

/* Makes one, with value 0, of a name that none has; TL_FACTS_MAX: no room, and facts_lost says so.
 */
uint32_t ledger_add_fact(struct ledger *ledger, const char *name);

/* Copies a text to where it lasts; 0: no room, and facts_lost says so. */
uint32_t ledger_text(struct ledger *ledger, const char *text);

/* Maps a ledger shared with forked children; NULL with errno set. Unmapped at exit. */
struct ledger *ledger_map(void);

/* Blanks it for the next trial, and gives back the memory of many tasks. It has to be a mapping of
 * its own, or a part of one. */
void ledger_reset(struct ledger *ledger);

/* Copies what a trial left. Every number in the copy is in its range and every text ends; if that
 * is not so in the original, the copy is blank but for `spoiled` and a note that says so. */
void ledger_take(struct ledger *out, const struct ledger *left);

/* Sums up one trial against its control. Pure: fills answer's trial, control, unpaired,
 * audit_differences and task_count, and writes one row a job (up to TL_ROWS_MAX) to `rows`. */
void ledger_settle(const struct ledger *trial, const struct ledger *control, int audit,
                   struct tl_answer *answer, struct tl_task_row *rows);

#endif
