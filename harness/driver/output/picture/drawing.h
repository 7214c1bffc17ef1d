/* gnuplot, run on files that have no name: whatever ends us, it leaves nothing behind. */
#ifndef TASKLOSS_PLOT_DRAWING_H
#define TASKLOSS_PLOT_DRAWING_H

#include <stdio.h>

#include "error.h"

/* What is drawn: how its data file and the parameters of its script are written. */
struct plot_source {
    const void *data;
    void (*put_data)(FILE *out, const void *data);
    void (*put_parameters)(FILE *out, const void *data);
    const char *folder; /* of the scripts */
    const char *script; /* its name there, without ".gp" */
};

/* The two files beside a picture. `data` and `picture` are what the script calls the others. */
void drawing_put_script(FILE *out, const struct plot_source *source, const char *data,
                        const char *picture, const char *kind);

/* The script's own text, from the folder of scripts. */
int drawing_copy_script(FILE *out, const struct plot_source *source, struct tl_error *error);

/* Draws; `kind` is "svg" or "png". The picture's bytes are to be freed. */
int drawing_make(const struct plot_source *source, const char *kind, char **picture, size_t *size,
                 struct tl_error *error);

#endif
