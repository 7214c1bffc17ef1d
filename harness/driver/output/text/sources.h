/* Where a behaviour or a claim is known from, "gh-91887, docs asyncio.shield": what of it can be
 * looked up, and where. */
#ifndef TASKLOSS_SOURCES_H
#define TASKLOSS_SOURCES_H

#include <stddef.h>

#define SOURCE_URL_MAX 160

/* The next part of `text`, which is moved behind it; returns its length, 0 at the end. `url` is
 * where it leads to, or "" where it is only text. */
size_t source_next(const char **text, char url[static SOURCE_URL_MAX]);

#endif
