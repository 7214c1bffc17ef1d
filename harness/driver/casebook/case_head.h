/* The head of a case: its module docstring, read without Python. */
#ifndef TASKLOSS_CASE_HEAD_H
#define TASKLOSS_CASE_HEAD_H

#include "case.h"
#include "error.h"

/* Fills the parts of `out` that come from the text of its file: id, title, story, source, needs,
 * guards, expectations. `text` is the whole file, `length` bytes with a NUL after them; `label` is
 * what messages call the file. On -1 `out` may be filled in part; free it all the same. */
int case_head_read(struct tl_case *out, const char *label, const char *text, size_t length,
                   struct tl_error *error);

#endif
