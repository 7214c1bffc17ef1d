/* Pictures of a run: the share of jobs lost, as SVG, PNG or in the terminal. */
#ifndef TASKLOSS_PLOT_H
#define TASKLOSS_PLOT_H

#include <stdio.h>

#include "cells.h"
#include "error.h"
#include "versions.h"

struct survival;

/* X(symbol, name, meaning). HEATMAP and EXPOSURE are maps: a row a case and a column a Python, of
 * one guard; the exposure of one case is a map too, a row a Python and a column a loop step. */
#define PLOT_KINDS(X)                                                                              \
    X(RATE, "rate", "loss rate per Python, bare against guarded, a panel a case")                  \
    X(HEATMAP, "heatmap", "what was found, a row a case and a column a Python")                    \
    X(EXPOSURE, "exposure",                                                                        \
      "share of its wait at which a collection would destroy a job, as heatmap; of one --case, "   \
      "at "                                                                                        \
      "which loop steps")                                                                          \
    X(SURVIVAL, "survival", "how long jobs that nobody holds exist, a curve a Python")

enum plot_kind {
#define X(symbol, name, meaning) PLOT_##symbol,
    PLOT_KINDS(X)
#undef X
        PLOT_KIND_COUNT
};

extern const struct tl_term plot_kinds[PLOT_KIND_COUNT];

/* What somebody says of a task that nobody keeps, and on which versions. Borrowed. */
struct plot_claim {
    const char *text, *where;
    const struct versions *lost;
};

struct plot_options {
    enum plot_kind kind;
    const char *const *cases; /* ids or names; none: the kind's own choice */
    size_t case_count;
    const char *pressure;      /* NULL: natural if the run has it, else step, else its first */
    const char *const *guards; /* none: bare and the keeping guards together; heatmap: bare */
    size_t guard_count;
    const struct plot_claim *claim; /* drawn behind the rates; NULL: none */
    const char *scripts; /* the folder of rate.gp and heatmap.gp; not used for a terminal */
};

/* The two below draw all kinds but survival, which has its own pair.
 *
 * Draws to PATH.svg or PATH.png, and puts PATH.tsv (the data) and PATH.gp beside it, so that
 * `gnuplot PATH.gp` in that folder draws it again. Files of these names are replaced, and only when
 * all is drawn. Returns 0, or -1 with `error` filled in. */
int plot_file(const struct tl_results *results, const struct plot_options *options,
              const char *path, struct tl_error *error);

/* An SVG picture as text, to be freed; nothing is put anywhere. */
int plot_svg(const struct tl_results *results, const struct plot_options *options, char **svg,
             size_t *size, struct tl_error *error);

/* Draws with block characters, `width` columns wide. */
int plot_terminal(const struct tl_results *results, const struct plot_options *options, int width,
                  FILE *out, struct tl_error *error);

/* The same for curves made by survival_make (survival.h); in the terminal, a table of medians. */
int plot_survival_file(const struct survival *survival, const char *scripts, const char *path,
                       struct tl_error *error);
int plot_survival_terminal(const struct survival *survival, FILE *out, struct tl_error *error);

#endif
