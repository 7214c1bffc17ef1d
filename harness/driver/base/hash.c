/* One multiplication a byte. */
#include "hash.h"

#include <string.h>

uint64_t hash_on(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t hash_text(const char *text)
{
    return hash_on(HASH_START, text, strlen(text));
}
