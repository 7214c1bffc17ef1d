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
    LONG_NS = 2000000
};

void budget_begin(struct budget *budget, unsigned permille)
{
    *budget = (struct budget){.permille = permille, .batch = BATCH_FIRST, .nodes = NODES_FIRST};
}

static void after_cut(struct budget *budget)
{
    if (budget->batch > BATCH_LEAST)
        budget->batch = budget->batch / 4 > BATCH_LEAST ? budget->batch / 4 : BATCH_LEAST;
    else if (budget->nodes < NODES_MOST)
        budget->nodes *= 4;
}

void budget_spent(struct budget *budget, uint64_t begin, uint64_t end, int cut)
{
    uint64_t took = end - begin;
    budget->next_ns = end + took * (1000 - budget->permille) / budget->permille;
    if (cut)
        after_cut(budget);
    else if (took > LONG_NS && budget->batch > BATCH_LEAST)
        budget->batch /= 2;
    else if (took < SHORT_NS && budget->batch < BATCH_MOST)
        budget->batch += budget->batch / 4 + 1;
}
