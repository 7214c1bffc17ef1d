/* A file that is written beside its place and put there when all of it is on disk. */
#ifndef TASKLOSS_REPLACE_H
#define TASKLOSS_REPLACE_H

#include <stdio.h>

#include "error.h"

struct replace {
    FILE *out;
    char *path, *temporary; /* both NULL: standard output */
};

/* `path` "-": standard output, which is written as usual. */
int replace_begin(struct replace *replace, const char *path, struct tl_error *error);

/* Puts the file in its place; on an error, or if `keep` is 0, nothing is changed there. */
int replace_end(struct replace *replace, int keep, struct tl_error *error);

#endif
