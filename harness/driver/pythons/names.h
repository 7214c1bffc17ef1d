/* What a user means by a spec, and names of Pythons.
 *
 * A spec is as in --python: "3.12", "3.14d", "3.12.1+uvloop", "all", "all+loops". Names are those
 * that uv has, too: "cpython", "cpython@3.12", "cpython3.12", "cp312", "pypy@3.11", and comparisons
 * with ',' between, all of which hold: ">=3.9,<3.12", "~=3.11", "==3.12.*", "pypy>=3.10".
 */
#ifndef TASKLOSS_NAMES_H
#define TASKLOSS_NAMES_H

#include <stdbool.h>

#include "error.h"
#include "implementation.h"

/* Does the spec, without suffixes, have the form of a name or of comparisons? Then it is no path.
 */
bool names_is_name(const char *spec);

/* Is this Python meant by it? `name` is as names_python makes it, `version` may be NULL. A version
 * without a letter, and comparisons, mean ordinary builds; "3.12" is every 3.12.x; without "pypy",
 * CPython is meant. */
bool names_mean(const char *spec, const char *name, const char *version, unsigned build);

/* Is it meant by the spec? "3.12" is 3.12.1 without event loop and kinds; "+loops" is any loop. */
bool names_fit(const struct tl_implementation *implementation, const char *spec);

/* Can the spec mean several loops or Pythons at once: "all", "all+eager", "3.12+loops"? */
bool names_is_many(const char *spec);

#define NAMES_OLDEST_MINOR 6 /* 3.6 is the oldest Python that can be measured */

/* "3.12" of "3.12.1"; 0 where there is no number. */
void names_major_minor(const char *version, int *major, int *minor);

/* "3.14.10d", "pypy3.11": the name by version, build and implementation ("cpython", "pypy"). */
char *names_python(const char *implementation, const char *version, unsigned build);

/* NULL, or one line that says that this version is too old. */
char *names_age(const char *version);

#endif
