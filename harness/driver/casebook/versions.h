/* Sets of versions, as the heads of cases write them: ">=3.8", "3.10.13..3.12", "<3.10, pytask".
 *
 * A set is a list of terms with ',' between. A term is a range of versions, then kinds: "+eager"
 * and the like; a kind alone means all its versions, and "pypy" in front means PyPy only. An
 * implementation is in the set if one of the terms fits it and no term that begins with '-' does. A
 * term fits an implementation whose version is in its range and that has every kind it names, so
 * one without kinds fits all kinds. In a set of only '-' terms everything else is in.
 */
#ifndef TASKLOSS_VERSIONS_H
#define TASKLOSS_VERSIONS_H

#include <stdbool.h>

#include "error.h"
#include "implementation.h"

struct versions;

/* Parses `text`; -1 with `error` filled in (TL_EXIT_USAGE) if it is no set of versions. */
int versions_parse(struct versions **out, const char *text, struct tl_error *error);
void versions_free(struct versions *versions);

/* Is an implementation in the set? The end of each number in its version counts ("b2" does not). */
bool versions_match(const struct versions *versions,
                    const struct tl_implementation *implementation);

#endif
