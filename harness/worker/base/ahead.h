/* Is there memory for all the jobs that a trial is to start? Told from what the first ones took,
 * long before there is none. */
#ifndef TASKLOSS_AHEAD_H
#define TASKLOSS_AHEAD_H

#include <stddef.h>
#include <stdint.h>

#include "ledger.h"

#define AHEAD_LEAST 4096u /* tasks of which there have to be so many before anything is told */

/* From now on. `allowed_mb`: what the trial may allocate; 0: there is no limit. `on_short` is
 * called once the ledger says what is missing, and ends the trial. */
void ahead_begin(struct ledger *ledger, uint32_t jobs, uint32_t allowed_mb, void (*on_short)(void));

/* The ledger has an entry more. Looks now and then, and costs nothing else. */
void ahead_entered(void);

/* What all jobs take where the first ones took so much, in the unit of `taken`. Pure. */
uint64_t ahead_of_all(uint64_t taken, uint32_t jobs_so_far, uint32_t jobs);

/* Is that more than is allowed, for certain? The fewer jobs tell, the more it may be off. Pure. */
int ahead_is_short(uint64_t of_all, uint64_t allowed, uint32_t jobs_so_far);

#endif
