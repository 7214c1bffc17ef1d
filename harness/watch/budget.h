/* How much looking a program can bear: arithmetic on times, nothing else.
 *
 * Two clocks: time that passes, and time that the process computes. Looking may take the asked
 * share of what it computes, and of the time in which it only waits a sixteenth of that share; a
 * fourth, where it mostly waits. The first ten milliseconds of looking are free: what does not last
 * long is looked at at each step.
 */
#ifndef TASKLOSS_WATCH_BUDGET_H
#define TASKLOSS_WATCH_BUDGET_H

#include <stdint.h>

struct budget {
    unsigned permille;  /* of the time */
    uint64_t next_ns;   /* no look before: passing time */
    uint64_t passed_ns; /* both clocks after the last look */
    uint64_t computed_ns;
    uint64_t owed_ns;      /* what the last look has to be followed by */
    uint64_t free_ns;      /* of looking that is still free */
    uint32_t batch, nodes; /* how many tasks, and objects, the next look may take */
};

void budget_begin(struct budget *budget, unsigned permille);

/* May there be a look, by both clocks? If not, next_ns is set: it cannot be before. */
int budget_is_due(struct budget *budget, uint64_t passed, uint64_t computed);

/* Where the process only waits from now on: when it is worth asking again. */
uint64_t budget_next(const struct budget *budget, uint64_t passed);

/* A look has been that took so much computing; what the clocks say after it; `cut`: the limit on
 * objects ended it. */
void budget_spent(struct budget *budget, uint64_t took, uint64_t passed, uint64_t computed,
                  int cut);

#endif
