/* Batches grow while looks are short and shrink when they are long; so does the limit on objects
 * where a batch of one task was cut. */
#include "budget.h"

enum {
    BATCH_FIRST = 500,
    BATCH_LEAST = 4,
    BATCH_MOST = 8000,
    NODES_FIRST = 50000,
    NODES_MOST = 4000000,
    SHORT_NS = 300000,
    LONG_NS = 2000000,
    FREE_NS = 10000000
};

enum {
    COLD_CACHES = 2, /* what a look costs is so many times what it takes */
    LEAST_PART = 6,  /* of the share, for looking */
    EARLY_PART = 8,  /* so little may be left unpaid: it is added to the next */
    TIMERS_PART = 8, /* of the share */
    CREDIT_MOST = 1000000
};

void budget_begin(struct budget *budget, unsigned permille)
{
    *budget = (struct budget){.permille = permille,
                              .free_ns = FREE_NS,
                              .credit_ns = CREDIT_MOST,
                              .batch = BATCH_FIRST,
                              .nodes = NODES_FIRST};
}

static void after_cut(struct budget *budget)
{
    if (budget->batch > BATCH_LEAST)
        budget->batch = budget->batch / 4 > BATCH_LEAST ? budget->batch / 4 : BATCH_LEAST;
    else if (budget->nodes < NODES_MOST)
        budget->nodes *= 4;
}

enum { WAITING_PART = 16, MOSTLY_WAITING_PART = 4, MOSTLY = 19 };

/* What has to pass for so much watching to be the asked share of it. */
static uint64_t to_follow(const struct budget *budget, uint64_t watching)
{
    return watching * (1000 - budget->permille) / budget->permille;
}

/* What a stretch of time pays for. A process that mostly waits would not miss more. */
static uint64_t paid_by(uint64_t passed, uint64_t computed)
{
    uint64_t waited = passed > computed ? passed - computed : 0;
    return computed + waited / (waited > MOSTLY * computed ? MOSTLY_WAITING_PART : WAITING_PART);
}

/* What it pays for looking. */
static uint64_t paid_since(const struct budget *budget, const struct budget_clocks *now)
{
    uint64_t paid =
        paid_by(now->passed - budget->last.passed,
                now->computed > budget->last.computed ? now->computed - budget->last.computed : 0);
    uint64_t hooks = to_follow(budget, now->hooks - budget->last.hooks);
    return paid > hooks + paid / LEAST_PART ? paid - hooks : paid / LEAST_PART;
}

static uint64_t latest(const struct budget *budget)
{
    return budget->last.passed + budget->owed_ns * WAITING_PART;
}

/* If it goes on as it went since the last look. */
static void ask_again(struct budget *budget, uint64_t passed, uint64_t paid)
{
    double rate = paid != 0 ? (double)(passed - budget->last.passed) / (double)paid : 1;
    uint64_t next = passed + (uint64_t)((double)(budget->owed_ns - paid) * rate) + 1;
    if (passed < latest(budget) && next > latest(budget))
        next = latest(budget);
    budget->next_ns = next;
}

int budget_is_due(struct budget *budget, const struct budget_clocks *now)
{
    if (now->passed < budget->next_ns)
        return 0;
    uint64_t paid = paid_since(budget, now);
    if (paid + budget->owed_ns / EARLY_PART >= budget->owed_ns) {
        budget->owed_ns -= paid < budget->owed_ns ? paid : budget->owed_ns;
        return 1;
    }
    ask_again(budget, now->passed, paid);
    return 0;
}

uint64_t budget_next(const struct budget *budget, uint64_t passed)
{
    uint64_t soon = budget->last.passed + budget->owed_ns * MOSTLY_WAITING_PART;
    return passed < soon && soon > budget->next_ns ? soon : budget->next_ns;
}

int budget_timer(struct budget *budget, uint64_t passed)
{
    const uint64_t most = (uint64_t)CREDIT_MOST * 1000 * TIMERS_PART;
    uint64_t earned = passed - budget->timed_ns < most ? passed - budget->timed_ns : most;
    budget->timed_ns = passed;
    budget->credit_ns += earned * budget->permille / 1000 / TIMERS_PART;
    if (budget->credit_ns > CREDIT_MOST)
        budget->credit_ns = CREDIT_MOST;
    if (budget->credit_ns < BUDGET_TIMER_NS)
        return 0;
    budget->credit_ns -= BUDGET_TIMER_NS;
    return 1;
}

/* What is to be paid of it now. */
static uint64_t charge(struct budget *budget, uint64_t took, uint64_t more)
{
    uint64_t is_free = took < budget->free_ns ? took : budget->free_ns;
    uint64_t cost = (took - is_free) * COLD_CACHES + (is_free < took ? more : 0);
    uint64_t back = cost < budget->borrowed_ns ? cost : budget->borrowed_ns;
    budget->free_ns -= is_free;
    budget->borrowed_ns += is_free * COLD_CACHES - back;
    return cost + back;
}

static void fit_batch(struct budget *budget, uint64_t took, int cut)
{
    if (cut)
        after_cut(budget);
    else if (took > LONG_NS && budget->batch > BATCH_LEAST)
        budget->batch /= 2;
    else if (took < SHORT_NS && budget->batch < BATCH_MOST)
        budget->batch += budget->batch / 4 + 1;
}

void budget_spent(struct budget *budget, uint64_t took, uint64_t more,
                  const struct budget_clocks *now, int cut)
{
    budget->owed_ns += to_follow(budget, charge(budget, took, more));
    budget->last = *now;
    budget->next_ns = now->passed + budget->owed_ns - budget->owed_ns / EARLY_PART;
    fit_batch(budget, took, cut);
}
