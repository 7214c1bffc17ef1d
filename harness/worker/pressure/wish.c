/* As an interpreter starts: on. What was asked for while a case was imported holds in its trials.
 */
#include "wish.h"

static int off, never;

void wish_enable(int enabled)
{
    off = !enabled;
}

void wish_threshold(long long young)
{
    never = young == 0;
}

int wish_enabled(void)
{
    return !off;
}

int wish_collects(void)
{
    return !off && !never;
}
