/* What can be told of a library, or of a root fetched by taskloss get pythons, from outside. */
#ifndef TASKLOSS_DESCRIBE_LIBRARY_H
#define TASKLOSS_DESCRIBE_LIBRARY_H

#include "locate.h"
#include "python.h"

/* Fills in what the library's name and its neighbours tell; the worker corrects it. */
void describe_library(struct tl_python *python, const struct place *place);

/* The same for a fetched root, with the loader that its programs need. */
void describe_root(struct tl_python *python, const struct place *place);

#endif
