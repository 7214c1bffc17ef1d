/* Cases and guards as people and programs read them. */
#ifndef TASKLOSS_OUTPUT_CASE_LIST_H
#define TASKLOSS_OUTPUT_CASE_LIST_H

#include <stdio.h>

#include "cases.h"
#include "error.h"

/* One line a case, then one line a guard. */
void case_list_print(const struct tl_cases *cases, FILE *out);

/* One case in full: story, expectations, and the text of its file. */
int case_list_print_one(const struct tl_case *the_case, FILE *out, struct tl_error *error);

/* {"cases": [{"id", "name", "title", "file", "expected", "source", "guards", "needs", "story"}]} */
int case_list_json(const struct tl_cases *cases, FILE *out, struct tl_error *error);

#endif
