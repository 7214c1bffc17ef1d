/* From a place to a Python: which library, home and loader, as far as can be told without the
 * worker.
 */
#ifndef TASKLOSS_DESCRIBE_H
#define TASKLOSS_DESCRIBE_H

#include "error.h"
#include "locate.h"
#include "python.h"

/* Asks the interpreters among the places about themselves, side by side, and fills pythons[i] from
 * places[i]; `pythons` has room for all and is zeroed. One that cannot be used says so in `why`;
 * otherwise it is yet to be probed and `why` is NULL. What is no Python 3 has no version either. */
int describe_all(struct tl_python *pythons, const struct places *places, struct tl_error *error);

#endif
