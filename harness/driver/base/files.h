/* Files: folders made, patterns looked up. */
#ifndef TASKLOSS_FILES_H
#define TASKLOSS_FILES_H

#include <stdbool.h>
#include <stdio.h>

#include "error.h"

#define FILES_LEAST 256 /* that any command may have open: workers move theirs above 100 */

/* Makes the folder, with those above it. */
int files_make_folder(const char *directory, struct tl_error *error);

/* Sees to it that so many files and pipes may be open at a time. */
int files_allow_open(unsigned long count, struct tl_error *error);

/* Takes away a folder with all that is in it on the same file system, as far as it can be; links
 * are not followed. */
void files_remove_folder(const char *path);

bool files_is_file(const char *path);

/* What of `path` is below the current folder, as repositories have it; else `path`. Borrowed. */
const char *files_below_here(const char *path);

/* To read; NULL with errno set, also for a folder (EISDIR) and for a device (ENOTSUP), whose text
 * may have no end. */
FILE *files_open(const char *path);

/* `path` as a shell pattern that fits it alone, to be freed. */
char *files_escape(const char *path);

/* The first file that a shell pattern fits, to be freed, or NULL. Takes `pattern` over. */
char *files_first(char *pattern);

#endif
