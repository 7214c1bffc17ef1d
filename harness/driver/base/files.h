/* Files: replaced whole or not at all, folders made, patterns looked up. */
#ifndef TASKLOSS_FILES_H
#define TASKLOSS_FILES_H

#include <stdbool.h>
#include <stdio.h>

#include "error.h"

/* A file that is written beside its place and put there when all of it is on disk. */
struct replace {
    FILE *out;
    char *path, *temporary; /* both NULL: standard output */
};

/* `path` "-": standard output, which is written as usual. */
int replace_begin(struct replace *replace, const char *path, struct tl_error *error);

/* Puts the file in its place; on an error, or if `keep` is 0, nothing is changed there. */
int replace_end(struct replace *replace, int keep, struct tl_error *error);

/* Makes the folder, with those above it. */
int files_make_folder(const char *directory, struct tl_error *error);

bool files_is_file(const char *path);

/* The first file that a shell pattern fits, to be freed, or NULL. Takes `pattern` over. */
char *files_first(char *pattern);

#endif
