/* What is asked for is not touched where there is but one piece. */
#include "pauses.h"

#include <limits.h>
#include <stddef.h>

#include "clocks.h"
#include "entry.h"

#define FOR_EVER    ENTRY_ENDLESS
#define SECOND_NS   UINT64_C(1000000000)
#define LEAST_NS    UINT64_C(1000000) /* a piece; what waits in milliseconds waits no less */
#define SECONDS_MAX 1000000000        /* longer is for ever */

static void begin(struct pauses *pauses, uint64_t timeout)
{
    *pauses = (struct pauses){.timeout = timeout};
}

void pauses_begin_ms(struct pauses *pauses, int timeout)
{
    begin(pauses, timeout < 0 ? FOR_EVER : (uint64_t)timeout * (SECOND_NS / 1000));
}

void pauses_begin_spec(struct pauses *pauses, const struct timespec *timeout)
{
    if (timeout == NULL || timeout->tv_sec > SECONDS_MAX)
        begin(pauses, FOR_EVER);
    else if (timeout->tv_sec < 0)
        begin(pauses, 0); /* the real function will refuse it */
    else
        begin(pauses, (uint64_t)timeout->tv_sec * SECOND_NS + (uint64_t)timeout->tv_nsec);
}

static uint64_t left_of(struct pauses *pauses)
{
    if (pauses->timeout == FOR_EVER)
        return FOR_EVER;
    uint64_t now = clocks_now();
    if (pauses->until == 0)
        pauses->until = now + pauses->timeout;
    return pauses->until > now ? pauses->until - now : 0;
}

/* The clock is read only where there is more than one piece. */
int pauses_next(struct pauses *pauses)
{
    uint64_t piece = entry_step(pauses->timeout), left = pauses->timeout;
    if (piece != 0 && piece < LEAST_NS)
        piece = LEAST_NS;
    if (pauses->is_split || (piece != 0 && piece < left))
        left = left_of(pauses);
    int is_piece = piece != 0 && piece < left;
    pauses->piece = is_piece ? piece : left;
    pauses->is_split |= is_piece;
    return is_piece;
}

int pauses_ms(const struct pauses *pauses)
{
    if (pauses->piece == FOR_EVER)
        return -1;
    uint64_t ms = (pauses->piece + SECOND_NS / 1000 - 1) / (SECOND_NS / 1000);
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

const struct timespec *pauses_spec(const struct pauses *pauses, struct timespec *room)
{
    if (pauses->piece == FOR_EVER)
        return NULL;
    room->tv_sec = (time_t)(pauses->piece / SECOND_NS);
    room->tv_nsec = (long)(pauses->piece % SECOND_NS);
    return room;
}
