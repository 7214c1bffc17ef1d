/* What a run is of: cases, implementations, and the plan made from both. */
#ifndef TASKLOSS_SUBJECT_H
#define TASKLOSS_SUBJECT_H

#include "cases.h"
#include "error.h"
#include "list.h"
#include "plan.h"
#include "pythons.h"
#include "run_options.h"

struct subject {
    struct tl_cases cases;
    struct text_list specs;
    struct tl_pythons pythons;
    struct tl_targets targets;
    struct plan plan; /* borrows from all of the above */
};

/* Only the cases; `cases` is zeroed before, and to be freed in any case. */
int subject_cases(struct tl_cases *cases, const struct run_options *options,
                  struct tl_error *error);

/* Finds and reads what `options` name. `subject` is zeroed before; unload it in any case. */
int subject_load(struct subject *subject, const struct run_options *options,
                 struct tl_error *error);
void subject_unload(struct subject *subject);

/* Says on standard error what will not be run, so that nobody takes it for measured. */
void subject_tell_left_out(const struct subject *subject, const struct run_options *options);

/* Prints the plan's cells, one a line: implementation, case, guard, pressure, trials. */
void subject_list(const struct subject *subject, const struct run_options *options);

#endif
