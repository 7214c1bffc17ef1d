/* The page of claims, as Markdown. */
#ifndef TASKLOSS_OUTPUT_CLAIMS_MARKDOWN_H
#define TASKLOSS_OUTPUT_CLAIMS_MARKDOWN_H

#include <stdio.h>

#include "claims.h"

/* `judged` by claims_judge from `results`. */
int output_claims(const struct claim_judged *judged, size_t count, const struct tl_results *results,
                  FILE *out, struct tl_error *error);

#endif
