/* A wait in pieces: first until a look is due, then on, as long as was asked for in all. */
#ifndef TASKLOSS_WATCH_PAUSES_H
#define TASKLOSS_WATCH_PAUSES_H

#include <poll.h>
#include <stdint.h>
#include <time.h>

struct pauses {
    uint64_t timeout; /* what was asked for, in nanoseconds; UINT64_MAX: for ever */
    uint64_t until;   /* 0: it has not been split, or has no end */
    uint64_t piece;   /* nanoseconds of the next piece */
    int is_split;     /* the last piece is not all that was asked for */
};

void pauses_begin_ms(struct pauses *pauses, int timeout);                      /* < 0: for ever */
void pauses_begin_spec(struct pauses *pauses, const struct timespec *timeout); /* NULL: for ever */

/* Looks, if that is due. Is there a piece to wait before the last one? */
int pauses_next(struct pauses *pauses);

/* The piece, or after the last pauses_next() what is left; never less than that. */
int pauses_ms(const struct pauses *pauses);
const struct timespec *pauses_spec(const struct pauses *pauses, struct timespec *room);

#endif
