/* An audit: is a trial that ran by snapshot the same by fork? */
#ifndef TASKLOSS_WAYS_H
#define TASKLOSS_WAYS_H

#include "apart.h"

/* Runs it once more by fork, and some times where that differs; what comes of it is in both_ways
 * and isolation_note of the answer. Nothing is done but for trials by snapshot that are to be
 * audited. */
void ways_compare(const struct trial *trial, const struct ledger *by_snapshot,
                  struct isolated isolated, struct tl_answer *answer);

#endif
