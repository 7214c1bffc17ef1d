/* Lines of a fixed size made of texts of any: what does not fit ends in "…", never in silence. */
#ifndef TASKLOSS_LINE_H
#define TASKLOSS_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* The text as one line, control characters as spaces; cut between two characters where it is UTF-8.
 * `size`: of `line`, in bytes, at least 4. True: nothing was cut. */
bool line_copy(char *line, size_t size, const char *text);

/* The same of a text to be made; "?" where there is no memory. */
bool line_make(char *line, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
