/* What exposure adds to a share of lost jobs, in words. */
#ifndef TASKLOSS_EXPOSED_H
#define TASKLOSS_EXPOSED_H

#include <stddef.h>

#include "pool.h"

#define EXPOSED_MAX  80
#define EXPOSED_NONE "cannot be lost"

/* "cannot be lost"; "not lost in these trials, exposed for 83 % of its wait", with "at least" where
 * not all was seen, and without its first half where orphans were destroyed; or "", where something
 * was lost, or nothing is known. In `text`, which is returned. */
const char *exposed_words(char text[static EXPOSED_MAX], const struct pool_point *point);

/* "83 %, steps 7 to 21", "at least 83 %", "none", or "not measured": whatever was lost. */
const char *exposed_share(char text[static EXPOSED_MAX], const struct tl_result *cell);

#endif
