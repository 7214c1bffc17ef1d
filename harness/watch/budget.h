/* How much watching a program can bear: arithmetic on times, nothing else.
 *
 * Two clocks: time that passes, and time that the process computes. Watching may take the asked
 * share of what it computes, and of the time in which it only waits a sixteenth of that share; a
 * fourth, where it mostly waits. The hooks take theirs first, as they cannot be left out; looking
 * has what is left, and a sixth of the share in any case.
 *
 * A look costs more than it takes: the program finds its caches cold afterwards. The first ten
 * milliseconds of looking need not be paid for before the next look: what does not last long is
 * looked at at each step. They are paid off later, bit by bit.
 */
#ifndef TASKLOSS_WATCH_BUDGET_H
#define TASKLOSS_WATCH_BUDGET_H

#include <stdint.h>

#define BUDGET_TIMER_NS 700u /* a timer of the kernel: set, and taken back */

/* So far, in nanoseconds. */
struct budget_clocks {
    uint64_t passed, computed;
    uint64_t hooks; /* of what was computed: what the hooks took */
};

struct budget {
    unsigned permille;         /* of the time */
    uint64_t next_ns;          /* no look before: passing time */
    struct budget_clocks last; /* after the last look */
    uint64_t owed_ns;          /* what the last look has to be followed by */
    uint64_t free_ns;          /* of looking that is still free */
    uint64_t borrowed_ns;      /* of free looking that is not paid off */
    uint64_t timed_ns;         /* when credit_ns was right */
    uint64_t credit_ns;        /* for timers: see budget_timer() */
    uint32_t batch, nodes;     /* how many tasks, and objects, the next look may take */
};

void budget_begin(struct budget *budget, unsigned permille);

/* May there be a look? If not, next_ns is set: it cannot be before. */
int budget_is_due(struct budget *budget, const struct budget_clocks *now);

/* Where the process only waits from now on: when it is worth asking again. */
uint64_t budget_next(const struct budget *budget, uint64_t passed);

/* May a wait that has no end be given one? The kernel's timer for that costs a busy server, which
 * waits for each request, more than all else: it may take an eighth of the share. 1: it was paid.
 */
int budget_timer(struct budget *budget, uint64_t passed);

/* A look has been that took so much computing, and so much more to get there; what the clocks say
 * after it; `cut`: the limit on objects ended it. */
void budget_spent(struct budget *budget, uint64_t took, uint64_t more,
                  const struct budget_clocks *now, int cut);

#endif
