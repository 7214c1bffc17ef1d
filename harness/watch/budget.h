/* How much looking a program can bear: arithmetic on times, nothing else.
 *
 * Invariant: over any stretch of time, looking takes at most the asked share of it (but for the
 * very first look): a look that took t is followed by a pause of t times (1 / share - 1).
 */
#ifndef TASKLOSS_WATCH_BUDGET_H
#define TASKLOSS_WATCH_BUDGET_H

#include <stdint.h>

struct budget {
    unsigned permille;     /* of the time */
    uint64_t next_ns;      /* no look before */
    uint32_t batch, nodes; /* how many tasks, and objects, the next look may take */
};

void budget_begin(struct budget *budget, unsigned permille);

/* A look has been: from `begin` to `end`; `cut`: the limit on objects ended it. */
void budget_spent(struct budget *budget, uint64_t begin, uint64_t end, int cut);

#endif
