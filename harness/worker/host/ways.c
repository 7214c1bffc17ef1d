/* Differences are believed where the way makes them, and not the program. */
#include "ways.h"

#include <stdio.h>

#include "alike.h"
#include "printed.h"
#include "zygote_state.h"

/* Into the n-th ledger for it; NULL where it did not run that way. */
static const struct ledger *run_again(const struct trial *trial, enum tl_isolation how, int n)
{
    struct tl_request request = *trial->request;
    struct trial again = *trial;
    struct isolated isolated;
    request.isolation = how;
    again.request = &request;
    printed_blank(zygote.output);
    apart_run(&again, zygote.again[n], &isolated);
    return isolated.how == how ? zygote.again[n] : NULL;
}

/* What a program waits for outside may come a moment sooner or later: of one that is not the same
 * by fork each time nothing is known. */
static int is_a_fault(const struct trial *trial, const struct ledger *by_fork)
{
    enum { TIMES = 4 };
    for (int i = 0; i < TIMES; i++)
        if (alike_differ(by_fork, run_again(trial, TL_ISOLATION_FORK, 1)) != NULL)
            return 0;
    const struct ledger *once_more = run_again(trial, TL_ISOLATION_SNAPSHOT, 1);
    return once_more != NULL && alike_differ(by_fork, once_more) != NULL;
}

void ways_compare(const struct trial *trial, const struct ledger *by_snapshot,
                  struct isolated isolated, struct tl_answer *answer)
{
    if (isolated.how != TL_ISOLATION_SNAPSHOT || !trial->request->audit ||
        answer->both_ways == TL_BOTH_WAYS_DIFFER)
        return;
    const struct ledger *by_fork = run_again(trial, TL_ISOLATION_FORK, 0);
    const char *what = alike_differ(by_snapshot, by_fork);
    if (what == NULL && answer->both_ways == TL_BOTH_WAYS_NOT_TRIED)
        answer->both_ways = TL_BOTH_WAYS_AGREE;
    if (what == NULL)
        return;
    answer->both_ways = TL_BOTH_WAYS_UNSURE;
    if (!is_a_fault(trial, by_fork))
        return;
    answer->both_ways = TL_BOTH_WAYS_DIFFER;
    snprintf(answer->isolation_note, sizeof answer->isolation_note, "%s of its %s", what,
             trial->control ? "control" : "trial");
}
