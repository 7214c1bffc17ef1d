/* When a trial collects: at which loop steps, and by which thresholds. */
#ifndef TASKLOSS_PRESSURE_H
#define TASKLOSS_PRESSURE_H

#include <stdint.h>

#include "ledger.h"
#include "python.h"

/* Loop steps are counted in `ledger` from now on, and garbage is collected as `pressure` says;
 * in a control, never. Takes over the collector: it is disabled unless the pressure needs it. */
void pressure_begin(struct ledger *ledger, enum tl_pressure pressure, uint64_t argument,
                    int control);

/* Called at each loop step, before any collection, with the GIL; NULL: not. */
void pressure_on_step(void (*look)(void));

/* Called with the GIL where a job is to be cancelled, with the number of its entry: nonzero if the
 * task has taken it. */
void pressure_on_cancel(int (*cancel)(uint32_t entry));

/* Asked with the GIL where a thread that runs an event loop is about to wait in another way than by
 * epoll: is it the loop that waits, and not a callback of it? */
void pressure_on_wait(int (*waits)(void));

/* A collection now, of this generation and the younger ones (-1: all); none in a control. */
void pressure_collect(int generation);

/* From now on the interpreter collects as it does by itself, and only so; never in a control. */
void pressure_as_shipped(void);

/* A loop step, told by the program itself: for event loops whose own steps are not seen. */
void pressure_step(void);

/* A full collection in any case: after the fates have been settled. */
void pressure_collect_at_end(void);

/* No further pressure, and no further steps are counted. */
void pressure_end(void);

/* The same before the interpreter is finalized: no other thread waits here any more after it. */
void pressure_end_for_good(void);

/* Once a process, after the interpreter has started: keeps gc.collect, whatever a program does to
 * the gc module, and sees what it switches there. 0, or -1 with an exception. */
int pressure_install(void);

#endif
