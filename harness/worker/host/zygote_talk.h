/* What the host and its zygotes say to each other. */
#ifndef TASKLOSS_ZYGOTE_TALK_H
#define TASKLOSS_ZYGOTE_TALK_H

#include "wire.h"

/* Written to `status` when the case has been imported, or could not be; and after each request:
 * HANDED with a struct zygote_handed. */
#define ZYGOTE_READY  'r'
#define ZYGOTE_DONE   'd'
#define ZYGOTE_HANDED 'h'

/* What `requests` brings. */
struct zygote_request {
    struct tl_request request;
    char forked[TL_ISOLATION_NOTE_MAX]; /* why its trials are forked, whatever it says; or empty */
};

/* The rest of a request is for a zygote that has imported its case. */
struct zygote_handed {
    uint32_t done;                   /* trials that have been answered */
    int is_unable;                   /* there can be no snapshot at all: all is for other zygotes */
    char why[TL_ISOLATION_NOTE_MAX]; /* no snapshot; empty: then, or it was the import */
};

#endif
