/* The name a user most likely meant. */
#ifndef TASKLOSS_NEAR_H
#define TASKLOSS_NEAR_H

#include <stddef.h>

/* The one of `names` that is nearest to `wanted`: fewest typing slips (a character too many,
 * missing or wrong, two swapped; case does not count), or the first that begins with it. NULL when
 * none is close. The answer is borrowed from `names`. */
const char *near_name(const char *wanted, const char *const *names, size_t count);

/* "; did you mean 'NAME'?", or "" when nothing is close, in `buffer`, which is returned: the end of
 * an error message. */
const char *near_hint(char *buffer, size_t size, const char *wanted, const char *const *names,
                      size_t count);

#endif
