/* Cases: found as files of a folder, read from the head of each, chosen by what a user names.
 *
 * No Python runs here: the head is the module's docstring. See cases/README.md for its form. Every
 * mistake in a head is one line with the file and the line number (TL_EXIT_USAGE).
 */
#ifndef TASKLOSS_CASES_H
#define TASKLOSS_CASES_H

#include <stdbool.h>

#include "case.h"
#include "error.h"

/* Start with {0}. The functions below add to it or cut it down; it owns its cases. */
struct tl_cases {
    struct tl_case *items; /* by id, numbers in it by their value: a9 before a10 */
    size_t count;
};

/* Adds every case of `folder` and its subfolders. Files and folders whose names begin with '.' or
 * '_' are left out. Two cases of one id or of one name are an error. */
int cases_load(struct tl_cases *cases, const char *folder, struct tl_error *error);

/* Adds one file, which need not be in the folder; one that is there already is not added again. */
int cases_load_file(struct tl_cases *cases, const char *file, struct tl_error *error);

/* Cuts `cases` down to those named: by id, by name, by a shell-style pattern over either, or by the
 * path of a file or folder, whose cases are then added. No names: all stay but those that
 * need a library; the name "libraries" stands for these. A name that fits nothing is an error with
 * the nearest one. On an error `cases` holds what it did, or more. */
int cases_select(struct tl_cases *cases, const char *const *names, size_t count,
                 struct tl_error *error);

/* Takes those out that are named in the same way, but folders. A pattern that fits none of them is
 * an error. */
int cases_exclude(struct tl_cases *cases, const char *const *patterns, size_t count,
                  struct tl_error *error);

void cases_free(struct tl_cases *cases);

/* Has its file other bytes than when its head was read, or was it written since? Then its head and
 * its program may not belong together. */
bool case_has_changed(const struct tl_case *the_case);

#endif
