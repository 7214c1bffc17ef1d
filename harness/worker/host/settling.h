/* What a control and its trial amount to: how it ended, each job's fate, and why it may be no
 * measurement. Of ledgers alone. */
#ifndef TASKLOSS_SETTLING_H
#define TASKLOSS_SETTLING_H

#include "ledger.h"
#include "process.h"

/* The way a process ended and what its ledger says make the ending of the trial. */
struct process_end settling_end(struct process_end end, struct ledger *ledger);

struct settled {
    struct ledger *trial, *control;
    struct tl_task_row *rows; /* room for TL_ROWS_MAX */
};

/* `end` is the control's where that failed. Fills in the answer, with its note, and the rows. */
void settling(const struct tl_request *request, const struct settled *of, struct process_end end,
              int control_failed, struct tl_answer *answer);

#endif
