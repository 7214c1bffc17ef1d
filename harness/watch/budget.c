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

void budget_begin(struct budget *budget, unsigned permille)
{
    *budget = (struct budget){
        .permille = permille, .free_ns = FREE_NS, .batch = BATCH_FIRST, .nodes = NODES_FIRST};
}

static void after_cut(struct budget *budget)
{
    if (budget->batch > BATCH_LEAST)
        budget->batch = budget->batch / 4 > BATCH_LEAST ? budget->batch / 4 : BATCH_LEAST;
    else if (budget->nodes < NODES_MOST)
        budget->nodes *= 4;
}

enum { WAITING_PART = 16, MOSTLY_WAITING_PART = 4, MOSTLY = 19 };

/* What a stretch of time pays for. A process that mostly waits would not miss more. */
static uint64_t paid_by(uint64_t passed, uint64_t computed)
{
    uint64_t waited = passed > computed ? passed - computed : 0;
    return computed + waited / (waited > MOSTLY * computed ? MOSTLY_WAITING_PART : WAITING_PART);
}

int budget_is_due(struct budget *budget, uint64_t passed, uint64_t computed)
{
    if (passed < budget->next_ns)
        return 0;
    uint64_t paid = paid_by(passed - budget->passed_ns, computed - budget->computed_ns);
    if (paid >= budget->owed_ns)
        return 1;
    budget->next_ns = passed + (budget->owed_ns - paid) / 2; /* other threads compute too */
    return 0;
}

uint64_t budget_next(const struct budget *budget, uint64_t passed)
{
    uint64_t soon = budget->passed_ns + budget->owed_ns * MOSTLY_WAITING_PART;
    return passed < soon ? soon : budget->passed_ns + budget->owed_ns * WAITING_PART;
}

void budget_spent(struct budget *budget, uint64_t took, uint64_t passed, uint64_t computed, int cut)
{
    uint64_t is_free = took < budget->free_ns ? took : budget->free_ns;
    budget->free_ns -= is_free;
    budget->owed_ns = (took - is_free) * (1000 - budget->permille) / budget->permille;
    budget->passed_ns = passed;
    budget->computed_ns = computed;
    budget->next_ns = passed + budget->owed_ns / 2;
    if (cut)
        after_cut(budget);
    else if (took > LONG_NS && budget->batch > BATCH_LEAST)
        budget->batch /= 2;
    else if (took < SHORT_NS && budget->batch < BATCH_MOST)
        budget->batch += budget->batch / 4 + 1;
}
