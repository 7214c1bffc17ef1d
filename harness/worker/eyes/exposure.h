/* At each loop step: which of a trial's jobs nobody holds, written into its ledger. */
#ifndef TASKLOSS_EXPOSURE_H
#define TASKLOSS_EXPOSURE_H

#include "ledger.h"
#include "python.h"

/* Looks write into this ledger from now on. `all`: a look may search everything the collector would
 * look at, as often as it needs to; else a few times. */
void exposure_begin(struct ledger *ledger, int all);

/* A planted fault: each job is said to be what it is not. */
void exposure_lie(int lie);

/* What is alive as long as the trial runs, so that what it reaches is held: the event loop, the
 * case, the trial itself. Borrowed; NULL: none (any more). Searched in this order. */
enum exposure_live { EXPOSURE_LOOP, EXPOSURE_CASE, EXPOSURE_TRIAL, EXPOSURE_LIVE_COUNT };
void exposure_keep(enum exposure_live which, PyObject *object);

/* A look. With the GIL; nothing of Python's runs, is allocated or counted. */
void exposure_look(void);

#endif
