/* What a trial printed: a file in memory that the zygote keeps, and empties before each. */
#ifndef TASKLOSS_PRINTED_H
#define TASKLOSS_PRINTED_H

#include <stdint.h>

#include "ledger.h"

/* Gives facts that count a text the number of times that it stands there. */
void printed_count(int output, struct ledger *ledger);

/* In the foreground all of it is seen, but only when it has been counted. */
void printed_show(int output);

/* The end of it; where that is not all, its first line says so. */
void printed_take(int output, char text[static TL_OUTPUT_MAX], uint32_t *length);
void printed_blank(int output);

#endif
