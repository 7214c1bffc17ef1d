/* What went wrong, as an exit code and one line that says it and what to do. */
#ifndef TASKLOSS_ERROR_H
#define TASKLOSS_ERROR_H

#include "terms.h"

struct tl_error {
    enum tl_exit exit;
    char text[5120]; /* one line of clean UTF-8: see utf8.h; a path has room */
};

/* Fills `error` and returns -1, so that a function can end with `return tl_fail(...)`. */
int tl_fail(struct tl_error *error, enum tl_exit exit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
