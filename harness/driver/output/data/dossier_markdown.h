/* A dossier, as Markdown that can be pasted into an issue. */
#ifndef TASKLOSS_OUTPUT_DOSSIER_MARKDOWN_H
#define TASKLOSS_OUTPUT_DOSSIER_MARKDOWN_H

#include <stdio.h>

#include "beside.h"
#include "cases.h"
#include "dossier.h"

/* A table for each Python, a row for each of its other event loops and kinds; a second one of what
 * `beside` (empty: nothing) has of them; then which cases each changes. `cases` tell which need a
 * library. */
int output_dossier(const struct dossier *dossier, const struct tl_results *results,
                   const struct tl_cases *cases, const struct beside *beside, FILE *out,
                   struct tl_error *error);

#endif
