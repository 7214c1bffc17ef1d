/* Where Pythons are: the places people keep them, and what a path given by a user means. */
#ifndef TASKLOSS_LOCATE_H
#define TASKLOSS_LOCATE_H

#include <stdbool.h>

#include "error.h"
#include "text.h"

enum place_kind {
    PLACE_PROGRAM, /* an interpreter, to be asked about itself */
    PLACE_LIBRARY, /* a libpython of which nothing else is known */
    PLACE_ROOT,    /* a folder fetched by taskloss get pythons */
    PLACE_BAD      /* none of these: `why` says so */
};

struct place {
    enum place_kind kind;
    char *path;  /* of the interpreter, library or root */
    char *shown; /* what the user calls it */
    char *venv;  /* the virtual environment it was given by, or NULL */
    char *why;   /* PLACE_BAD: one line */
};

struct places {
    struct place *items;
    size_t count;
};

/* Adds the interpreters and fetched roots of this machine, each real file once; a virtual
 * environment stands for the interpreter it was made from. */
int locate_all(struct places *places, struct tl_error *error);

/* Adds the one place that a user's path names; a path that names none is added as PLACE_BAD. */
void locate_path(struct places *places, const char *path);

/* Drops those that `keep` refuses. */
void places_keep(struct places *places, bool (*keep)(void *context, const struct place *place),
                 void *context);

void places_free(struct places *places);

#endif
