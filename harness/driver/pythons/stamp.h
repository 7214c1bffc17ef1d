/* What files are, without reading them: by path, size, times and inode. */
#ifndef TASKLOSS_STAMP_H
#define TASKLOSS_STAMP_H

#include <stdint.h>
#include <time.h>

#include "hash.h"

struct stamp {
    uint64_t hash;
    struct timespec newest; /* of the changes that were seen */
};

/* One that has seen nothing. */
#define STAMP_BEGIN                                                                                \
    (struct stamp)                                                                                 \
    {                                                                                              \
        HASH_START,                                                                                \
        {                                                                                          \
            0, 0                                                                                   \
        }                                                                                          \
    }

/* Sees a file, the links that lead to it, or that there is none; of a folder, itself and all below
 * it but packages that were added, tests and what the interpreter compiled.
 * Of a folder of added packages, which is told by a '/' at its end, what is right in it, and what
 * its .pth files are. */
void stamp_path(struct stamp *stamp, const char *path);

void stamp_text(struct stamp *stamp, const char *text);

#endif
