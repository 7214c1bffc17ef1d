/* One case's exposure, step by step: a row a Python, a column a loop step. */
#ifndef TASKLOSS_PLOT_STEPS_H
#define TASKLOSS_PLOT_STEPS_H

#include "plot.h"

/* Is this the picture that is asked for? Exposure, of one case. */
bool steps_wanted(const struct plot_options *options);

/* As plot_file and plot_terminal (plot.h). */
int steps_file(const struct tl_results *results, const struct plot_options *options,
               const char *path, struct tl_error *error);
int steps_terminal(const struct tl_results *results, const struct plot_options *options, int width,
                   FILE *out, struct tl_error *error);

#endif
