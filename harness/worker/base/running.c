/* Thread-local: it is asked where no lock may be taken. */
#include "running.h"

static __thread int runs, stepped;

void running_begin(void)
{
    runs = 1;
    stepped = 0;
}

void running_end(void)
{
    runs = 0;
}

int running_is(void)
{
    return runs;
}

void running_stepped(void)
{
    stepped = 1;
}

int running_has_stepped(void)
{
    return stepped;
}
