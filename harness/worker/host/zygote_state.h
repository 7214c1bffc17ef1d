/* What the parts of a zygote work with; of this room only. */
#ifndef TASKLOSS_ZYGOTE_STATE_H
#define TASKLOSS_ZYGOTE_STATE_H

#include "ledger.h"
#include "measured.h"
#include "trial.h"
#include "wire.h"
#include "zygote_talk.h"

enum { ZYGOTE_LEDGERS = 4 }; /* in the mapping that only the zygote needs */

extern struct zygote {
    int loaded; /* the case can be run */
    int layers; /* it imports none: each is a layer of the runner */
    int frozen; /* then: of the request */
    int hands_over;
    struct zygote_handed handed;
    int requests, answers, status;
    int both_ways;                  /* trials run by fork and by snapshot in turn */
    int controlled;                 /* the last control ran to its end */
    int output;                     /* a file in memory: what trials print */
    struct ledger *kept;            /* the following, in one mapping */
    struct ledger *again[2];        /* of an audit: the same trial by fork, and once more */
    struct ledger *shared;          /* of the process that runs */
    struct ledger *trial, *control; /* taken of it: no trial reaches them */
    struct ledger *sums;            /* facts of many cancellations; made when first asked for */
    struct graph_page *graph;       /* of the process that runs; mapped when first asked for */
    struct tl_task_row rows[TL_ROWS_MAX];
    struct tl_fact_numbers facts[TL_FACTS_MAX];
    char why[TL_NOTE_MAX]; /* why it cannot */
} zygote;

#endif
