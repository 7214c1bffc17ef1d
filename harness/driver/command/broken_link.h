/* The link by which a commit changed who holds a job. */
#ifndef TASKLOSS_BROKEN_LINK_H
#define TASKLOSS_BROKEN_LINK_H

#include "hunt.h"

/* Fills `before_link` and `changed_link` of each hunt whose commit was found and whose jobs are
 * destroyed on one side of it: builds both commits once more, and asks there who holds a job. What
 * cannot be told is left out. -1 only where that was interrupted. */
int broken_links_find(struct hunts *hunts, const struct counted *counted, struct tl_error *error);

#endif
