/* FNV-1a of 64 bits (Fowler, Noll, Vo): names for files, and what tells one thing from another.
 * Some of these numbers are kept, so they stay as they are. */
#ifndef TASKLOSS_HASH_H
#define TASKLOSS_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(14695981039346656037)

/* `hash` with more bytes behind those it is of. */
uint64_t hash_on(uint64_t hash, const void *bytes, size_t length);

uint64_t hash_text(const char *text);

#endif
