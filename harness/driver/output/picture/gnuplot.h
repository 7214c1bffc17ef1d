/* A picture file, whatever it shows: data and script are made beside it, and gnuplot is run. */
#ifndef TASKLOSS_PLOT_PICTURE_H
#define TASKLOSS_PLOT_PICTURE_H

#include "drawing.h"

/* As plot_file (see plot.h) says. */
int plot_picture(const struct plot_source *source, const char *path, struct tl_error *error);

/* A field of a data file and a tab: clean, without tabs and quotes, which would end it, cut to
 * `width` columns. */
void plot_put_field(FILE *out, const char *text, size_t width);

#endif
