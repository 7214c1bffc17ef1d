/* Says from time to time how far a trial is that takes long. */
#ifndef TASKLOSS_UNDER_WAY_H
#define TASKLOSS_UNDER_WAY_H

#include "ledger.h"

/* Of trials of this request from now on, which write into that ledger: to `answers`, while
 * process_wait() or runner_run() wait for them. */
void under_way_begin(int answers, const struct tl_request *request, const struct ledger *ledger);

/* The request is answered: what is waited for from now on is none of it, and nothing is said. */
void under_way_end(void);

#endif
