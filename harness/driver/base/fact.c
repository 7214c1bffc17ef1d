/* Sums of facts, which are nothing rather than wrong. */
#include "fact.h"

#include <stdlib.h>

void fact_add(struct tl_fact *sum, const struct tl_fact *more)
{
    bool trial = __builtin_add_overflow(sum->trial, more->trial, &sum->trial);
    bool control = __builtin_add_overflow(sum->control, more->control, &sum->control);
    sum->beyond |= more->beyond || trial || control;
}

void facts_free(struct tl_fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(facts[i].name);
    free(facts);
}
