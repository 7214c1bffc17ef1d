/* Thread-local: it is asked where no lock may be taken. */
#include "running.h"

static __thread int runs;
static __thread enum running_seen seen;

void running_begin(void)
{
    runs = 1;
    seen = RUNNING_UNSEEN;
}

void running_end(void)
{
    runs = 0;
}

int running_is(void)
{
    return runs;
}

void running_stepped(enum running_seen how)
{
    if (how > seen)
        seen = how;
}

enum running_seen running_seen(void)
{
    return seen;
}
