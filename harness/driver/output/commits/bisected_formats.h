/* The commits that changed counts, as people and programs read them. */
#ifndef TASKLOSS_OUTPUT_BISECTED_H
#define TASKLOSS_OUTPUT_BISECTED_H

#include <stdio.h>

#include "hunt.h"

struct bisected {
    const struct hunts *hunts;
    const struct counted *counted;
    const struct counted_commit *early, *late;
};

/* A block a commit and cell: what the counts were and are, and whose commit it is. */
void output_bisected_text(const struct bisected *bisected, FILE *out);

/* {"early": COMMIT, "late": COMMIT, "changes": [{"case", "name", "guard", "pressure", "count",
 * "early", "late", "commit": COMMIT or null, "before": COMMIT or null, "narrowed", "why", "link":
 * {"before", "commit"} or null}],
 * "measured": [{"commit": COMMIT, "version", "seconds", "why", "cells": [{"case", "guard",
 * "pressure", "why", "counts": {NAME: NUMBER}}]}]}; COMMIT is {"hash", "day", "author", "title",
 * "issue" or null}. Where "narrowed", the change is in "commit" or in one of those between it and
 * "before", which could not be judged. */
int output_bisected_json(const struct bisected *bisected, FILE *out, struct tl_error *error);

#endif
