/* Answers of Pythons, remembered as long as the files they come from are the same.
 *
 * An answer is kept in the cache folder under what was asked (the words, and what of the
 * environment a Python or its loader reads), with the stamp of the files it depends on. It is taken
 * only where that stamp is the same now: a file that was replaced, written to or moved makes it be
 * asked again. Answers that say nothing, and those of files that were just changing, are not kept.
 */
#ifndef TASKLOSS_REMEMBERED_H
#define TASKLOSS_REMEMBERED_H

#include <stdbool.h>
#include <time.h>

#include "ask.h"
#include "text.h"

/* Answers `ask` out of the cache, setting `known`; else leaves it to be asked. */
void remembered_take(struct ask *ask);

/* Keeps an answer that came after `asked`, on the real-time clock. `files`: all it depends on, the
 * program that was asked among them. An ask that was taken from the cache is left alone. */
void remembered_keep(const struct ask *ask, const struct text_list *files,
                     const struct timespec *asked);

#endif
