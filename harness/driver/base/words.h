/* Words of the command line that stand for terms, and a term with its number as a word again. */
#ifndef TASKLOSS_WORDS_H
#define TASKLOSS_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct pressure {
    enum tl_pressure pressure;
    uint64_t argument; /* 0: none given */
};

/* "bare", "set, list" or "all", a list with ',' between, into bits. */
int words_guards(const char *text, uint32_t *out, struct tl_error *error);

/* "step", "step=3", "threshold=700": one pressure. */
int words_pressure(const char *text, struct pressure *out, struct tl_error *error);

/* "control", "off": where the oracle looks. */
int words_isolation(const char *text, enum tl_isolation *out, struct tl_error *error);
int words_oracle(const char *text, enum tl_oracle *out, struct tl_error *error);

/* How the results call a pressure: "step=3". Written to `buffer`, which is returned. */
const char *words_pressure_name(char *buffer, size_t size, enum tl_pressure pressure,
                                uint64_t argument);

#endif
