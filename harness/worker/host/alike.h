/* Two runs of the same program with the same seed, by their ledgers. */
#ifndef TASKLOSS_ALIKE_H
#define TASKLOSS_ALIKE_H

#include "ledger.h"

/* NULL, or what differs: "the fates", "the loop steps", "the allocations", "the facts", ... */
const char *alike_differ(const struct ledger *a, const struct ledger *b);

#endif
