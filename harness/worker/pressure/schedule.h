/* When a trial collects, whichever interpreter runs it: loop steps and collections are counted. */
#ifndef TASKLOSS_SCHEDULE_H
#define TASKLOSS_SCHEDULE_H

#include "ledger.h"

/* Counts into `ledger` from now on; in a control nothing is ever collected. */
void schedule_begin(struct ledger *ledger, enum tl_pressure pressure, uint64_t argument,
                    int control);

/* What a point in a trial wants. It withholds a collection that was due while the program has its
 * own collector off, unless the pressure forces it. */
enum schedule_wish {
    SCHEDULE_NOTHING,
    SCHEDULE_COLLECTS,
    SCHEDULE_WITHHOLDS,
    SCHEDULE_CANCELS /* the job of the entry schedule_victim() */
};

/* A loop step. */
enum schedule_wish schedule_step(void);

/* The number of that entry. */
uint32_t schedule_victim(void);

/* Its cancellation was asked for, and the task has taken it. */
void schedule_cancelled(uint32_t entry);

/* The allocation that the pressure waits for has come. */
enum schedule_wish schedule_allocated(void);

/* A collection is asked for. Nonzero: it may happen, and has been counted. */
int schedule_collection(void);

/* The program has frozen its heap. */
void schedule_frozen(void);

/* One at a point of the pressure's choice, that may happen, begins; and is over. */
void schedule_begin_pressed(void);
void schedule_end_pressed(void);

/* One of the pressure's took so many microseconds of real time. */
void schedule_took(int64_t us);

/* What a collection asks: is a job pending now? Those that are get marked. NULL: not known. With
 * the GIL where there is one. */
void schedule_on_collection(int (*meet_pending)(void));

/* A collection begins, whoever asked for it: notes in the ledger if it meets a pending job. */
void schedule_meets(void);

/* One is withheld: notes if it would have met one. Is that worth asking for, still? */
void schedule_withholds(void);
int schedule_asks_withheld(void);

/* The program has switched its collector on again: what was withheld before excuses nothing that a
 * pending job waits through from now on. */
void schedule_switched_on(void);

/* From now on the interpreter's own collections are the only ones; never in a control. */
void schedule_as_shipped(void);
int schedule_is_control(void);
int schedule_is_on(void); /* between begin and end */

/* Nothing is counted, and nothing collected, any more. */
void schedule_end(void);

#endif
